/**
 * A relay in the wrong hands: whatever it says over signalling, that is no message, too large, of a
 * foreign topic, forged, replayed or out of order, two people who also have an honest relay meet,
 * stay together, and no page says that anything went wrong.
 */
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as Socket } from 'ws';
import { createUntil, gather } from '../../../packages/core/src/testing/link-stage.ts';
import { startRelay, type Relay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { createWatch, openPerson, openSite, type Person, type Site } from '../mesh/pages.ts';

let browser: Browser;
let site: Site;
let honest: Relay;
let hostile: HostileRelay;
const watch = createWatch();

beforeAll(async () => {
  site = await openSite('page.ts');
  honest = await startRelay({ host: '127.0.0.1', port: 0, logLevel: 'error' });
  hostile = await openHostileRelay();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await hostile.close();
  await honest.stop();
  site.close();
});

const pass = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const until = createUntil({ pass, now: () => performance.now() });

interface HostileRelay {
  readonly address: string;
  /** Frames that it has sent, by what they were. */
  readonly said: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const sayEveryMs = 20;
const keptMax = 200;

/** Passes on nothing as it should, and replays what it overheard. */
const openHostileRelay = async (): Promise<HostileRelay> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const said = new Map<string, number>();
  const topics = new Set<string>();
  const overheard: string[] = [];
  let turn = 0;

  const frames: readonly (readonly [string, () => string | Uint8Array | undefined])[] = [
    ['no JSON', () => 'publish'],
    ['half JSON', () => '{"type":"publish","topic":'],
    ['bytes', () => crypto.getRandomValues(new Uint8Array(500))],
    ['deep', () => '['.repeat(60_000)],
    [
      'too large',
      () => JSON.stringify({ type: 'publish', topic: 'x', data: 'A'.repeat(1_000_000) }),
    ],
    ['no object', () => 'null'],
    ['no type', () => '{}'],
    [
      'a foreign topic',
      () => JSON.stringify({ type: 'publish', topic: 'elsewhere', data: 'AAAA' }),
    ],
    ['__proto__', () => '{"type":"publish","__proto__":{"topic":1},"topic":{}}'],
    ['no text inside', () => publish({ type: 'announce', from: 'nobody' })],
    ['nothing inside', () => publish(null)],
    ['no base64', () => publish('%%%%')],
    [
      'noise inside',
      () => publish(Buffer.from(crypto.getRandomValues(new Uint8Array(900))).toString('base64')),
    ],
    ['a replay', () => overheard[turn % Math.max(1, overheard.length)]],
    [
      'an altered replay',
      () => overheard[turn % Math.max(1, overheard.length)]?.replace(/[a-m]/g, 'n'),
    ],
    ['a pong that nobody asked for', () => '{"type":"pong"}'],
  ];
  const publish = (data: unknown): string | undefined => {
    const all = [...topics];
    const topic = all[turn % Math.max(1, all.length)];
    return topic === undefined ? undefined : JSON.stringify({ type: 'publish', topic, data });
  };
  const speak = (socket: Socket): void => {
    turn += 1;
    const [name, make] = frames[turn % frames.length] ?? [];
    const frame = make?.();
    if (name === undefined || frame === undefined || socket.readyState !== socket.OPEN) return;
    socket.send(frame);
    said.set(name, (said.get(name) ?? 0) + 1);
  };

  server.on('connection', (socket) => {
    const timer = setInterval(() => speak(socket), sayEveryMs);
    socket.on('close', () => clearInterval(timer));
    socket.on('error', () => socket.terminate());
    socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString('utf8');
      const message = JSON.parse(text) as { type: string; topics?: string[]; topic?: string };
      for (const topic of message.topics ?? []) topics.add(topic);
      if (message.type === 'publish' && overheard.length < keptMax) overheard.push(text);
    });
  });
  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    said,
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
};

it('a hostile relay beside an honest one keeps nobody apart', async () => {
  const people: [string, Person][] = [];
  for (const handle of ['Mira', 'Sami']) {
    people.push([handle, await openPerson(browser, site, watch)]);
  }
  await gather(people, [hostile.address, honest.signallingAddress], until);
  const [founder, member] = people.map(([, person]) => person) as [Person, Person];
  for (const [round, from] of [founder, member, founder, member].entries()) {
    const to = from === founder ? member : founder;
    await from.write(`round ${round}`, 'still here');
    await until('arrives', async () => (await to.read(`round ${round}`)) === 'still here');
    // Meets again, under fire, with everything that was overheard replayed.
    await from.stop();
    await from.start();
    await until('is back', async () => (await from.status()).peers.length === 1);
  }
  expect(await founder.ledger()).toBe(await member.ledger());
  expect([...hostile.said.values()].every((count) => count > 0)).toBe(true);
  expect(hostile.said.size).toBe(16);
  const refusals = await founder.refusals();
  for (const type of [
    'not-text',
    'oversize',
    'not-json',
    'wrong-shape',
    'foreign-topic',
    'not-sealed',
  ]) {
    expect(refusals[type], type).toBeGreaterThan(0);
  }
  expect(watch.errors).toEqual([]);
  for (const { context } of [founder, member]) await context.close();
});
