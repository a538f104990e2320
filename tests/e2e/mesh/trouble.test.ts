/**
 * What only a browser can show of the mesh: a stranger who knows the room, a relay that goes away,
 * everybody calling everybody at once, a tab that is closed.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUntil, gather } from '../../../packages/core/src/testing/link-stage.ts';
import { startRelay, type Relay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { createWatch, openPage, openPerson, openSite, type Person, type Site } from './pages.ts';

let browser: Browser;
let site: Site;
let rawSite: Site;

beforeAll(async () => {
  site = await openSite('page.ts');
  rawSite = await openSite('raw-page.ts');
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  site.close();
  rawSite.close();
});

const pass = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const until = createUntil({ pass, now: () => performance.now() });
const watch = createWatch();

const openRelay = (port = 0): Promise<Relay> =>
  startRelay({ host: '127.0.0.1', port, logLevel: 'error' });

const openPeople = async (
  handles: readonly string[],
  addresses: readonly string[],
): Promise<readonly Person[]> => {
  const named: [string, Person][] = [];
  for (const handle of handles) named.push([handle, await openPerson(browser, site, watch)]);
  await gather(named, addresses, until);
  return named.map(([, person]) => person);
};

const heapBytes = async (page: Page): Promise<number> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
};

const peersOf = async (person: Person): Promise<number> => (await person.status()).peers.length;

describe('a stranger who knows the room', () => {
  it('is connected, gives and gets nothing, is let go, and harms nobody', async () => {
    const relay = await openRelay();
    const [founder, member] = (await openPeople(['Mira', 'Sami'], [relay.signallingAddress])) as [
      Person,
      Person,
    ];
    const context = await browser.newContext();
    const raw = await openPage(context, rawSite, createWatch());
    const room = await founder.room();
    await raw.evaluate(([name, password, address]) => window.raw.join(name, password, address), [
      room.name,
      room.password,
      relay.signallingAddress,
    ] as const);
    // An unmodified client of y-webrtc understands our signals, and we its.
    await until('is connected to both', async () => {
      return (await raw.evaluate(() => window.raw.connected())) === 2;
    });
    await founder.write('a', 'before');
    await raw.evaluate(() => window.raw.writeCarrier());
    await raw.evaluate(() => window.raw.signalGarbage());
    await raw.evaluate(() => window.raw.sendNoise());
    await until('is let go for its noise', async () => {
      return (await raw.evaluate(() => window.raw.connected())) === 0;
    });
    await until('goes on', async () => (await member.read('a')) === 'before');
    expect(await peersOf(founder)).toBe(1);
    expect(await founder.ledger()).toBe(await member.ledger());
    const refusals = await founder.refusals();
    expect(refusals['wrong-signal']).toBeGreaterThan(0);
    expect(refusals['not-sealed']).toBeGreaterThan(0);
    expect(watch.errors).toEqual([]);
    for (const each of [context, founder.context, member.context]) await each.close();
    await relay.stop();
  });

  it('cannot fill memory with 50 MiB, or keep others from talking', async () => {
    const relay = await openRelay();
    const [founder, member] = (await openPeople(['Mira', 'Sami'], [relay.signallingAddress])) as [
      Person,
      Person,
    ];
    const context = await browser.newContext();
    const raw = await openPage(context, rawSite, createWatch());
    const room = await founder.room();
    const before = await heapBytes(founder.page);
    await raw.evaluate(([name, password, address]) => window.raw.join(name, password, address), [
      room.name,
      room.password,
      relay.signallingAddress,
    ] as const);
    await until('is connected to both', async () => {
      return (await raw.evaluate(() => window.raw.connected())) === 2;
    });
    const flooding = raw.evaluate(() => window.raw.sendFlood());
    await founder.write('a', 'during the flood');
    await until('arrives', async () => (await member.read('a')) === 'during the flood');
    await flooding;
    expect(await raw.evaluate(() => window.raw.bytesSent())).toBeGreaterThan(50 * 1_048_576);
    expect((await heapBytes(founder.page)) - before).toBeLessThan(8 * 1_048_576);
    expect(await peersOf(founder)).toBe(1);
    expect(watch.errors).toEqual([]);
    for (const each of [context, founder.context, member.context]) await each.close();
    await relay.stop();
  });
});

describe('the mesh in trouble', () => {
  it('goes on without its relay, and finds newcomers again when that is back', async () => {
    const relay = await openRelay();
    const addresses = [relay.signallingAddress];
    const [founder, member] = (await openPeople(['Mira', 'Sami'], addresses)) as [Person, Person];
    await relay.stop();
    await until('notices', async () => (await founder.status()).addresses[0]?.reached === false);
    await founder.write('a', 'without a relay');
    await until('arrives', async () => (await member.read('a')) === 'without a relay');
    await member.stop();
    await member.start();
    await until('tries', async () => (await member.status()).addresses[0]?.reached === false);
    // A channel that the other side closed is noticed by its own message, when that has come.
    await until('has let go', async () => (await peersOf(founder)) === 0);
    const again = await openRelay(relay.port);
    await until('is back', async () => (await peersOf(founder)) === 1, 90_000);
    await member.write('b', 'again');
    await until('arrives', async () => (await founder.read('b')) === 'again');
    expect(watch.errors).toEqual([]);
    for (const { context } of [founder, member]) await context.close();
    await again.stop();
  });

  it('uses a second relay while the first is away', async () => {
    const [first, second] = [await openRelay(), await openRelay()];
    await first.stop();
    const addresses = [first.signallingAddress, second.signallingAddress];
    const [founder, member] = (await openPeople(['Mira', 'Sami'], addresses)) as [Person, Person];
    expect((await founder.status()).addresses.map(({ reached }) => reached)).toEqual([false, true]);
    await founder.write('a', 'x');
    await until('arrives', async () => (await member.read('a')) === 'x');
    for (const { context } of [founder, member]) await context.close();
    await second.stop();
  });

  it('connects everybody when all call each other at once, time after time', async () => {
    const relay = await openRelay();
    const people = await openPeople(['Mira', 'Sami', 'Vera'], [relay.signallingAddress]);
    for (let time = 0; time < 4; time += 1) {
      await Promise.all(people.map((person) => person.stop()));
      await Promise.all(people.map((person) => person.start()));
      await until('all are connected', async () => {
        const counts = await Promise.all(people.map(peersOf));
        return counts.every((count) => count === 2);
      });
      await people[0]?.write('a', `time ${time}`);
      await until('arrives', async () => (await people[2]?.read('a')) === `time ${time}`);
    }
    expect(watch.errors).toEqual([]);
    for (const { context } of people) await context.close();
    await relay.stop();
  });

  it('notices a tab that is closed', async () => {
    const relay = await openRelay();
    const people = await openPeople(['Mira', 'Sami'], [relay.signallingAddress]);
    const [founder, member] = people as [Person, Person];
    await member.page.close({ runBeforeUnload: true });
    await until('notices', async () => (await peersOf(founder)) === 0);
    expect(watch.errors).toEqual([]);
    for (const { context } of people) await context.close();
    await relay.stop();
  });
});
