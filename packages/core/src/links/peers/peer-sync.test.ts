/**
 * Ledger sync between real groups over the network in memory: what edits cost, what bad networks
 * and bad peers can do.
 */
import { describe, expect, it } from 'vitest';
import type { Replica } from '../../group/ports.ts';
import { uselessBytesMax } from '../../lib/limits.ts';
import { createSeededEnv, type SeededEnv } from '../../testing/env.ts';
import { createLinkPerson, type LinkPerson } from '../../testing/link-person.ts';
import { createBoard, createUntil, gather } from '../../testing/link-stage.ts';
import { createTap } from '../../testing/tap.ts';
import { createWeakNetwork, type WeakNetwork } from '../../testing/weak-link.ts';
import type { DropReason, PeerConnection, PeerHandle } from './connection.ts';
import { decodeMessage, encodeMessage, type PeerMessage } from './messages.ts';
import { createPeerSync, type PeerSync } from './peer-sync.ts';

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

interface Stage {
  readonly env: SeededEnv;
  readonly network: WeakNetwork;
  readonly people: readonly LinkPerson[];
  /** Every message since the network began: who to whom, and what. */
  readonly log: { readonly from: string; readonly to: string; readonly message: PeerMessage }[];
}

const places = ['founder', 'member', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

const openStage = async (seed: number, count: number): Promise<Stage> => {
  const env = createSeededEnv(seed, { turn });
  const network = createWeakNetwork(env);
  const createDoorbell = createBoard(env.after);
  const log: Stage['log'] = [];
  network.onMessage((from, to, bytes) => {
    const decoded = decodeMessage(bytes);
    if (decoded.ok) log.push({ from, to, message: decoded.value });
  });
  const people = places.slice(0, count).map((place, index) =>
    createLinkPerson({
      env: env.device(seed * 100 + index),
      connect: () => ({ link: network.link(place), doorbell: createDoorbell() }),
      createDoorbell,
    }),
  );
  const until = createUntil({ pass: env.advance, now: env.now });
  const named = people.map((person, index) => [places[index] ?? '', person] as const);
  await gather(named, [], until);
  await env.advance(25_000);
  return { env, network, people, log };
};

const expectEqual = async (people: readonly LinkPerson[]): Promise<void> => {
  const ledgers = await Promise.all(people.map((person) => person.ledger()));
  expect(new Set(ledgers).size).toBe(1);
};

const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
};

const updatesOf = (log: Stage['log']) => log.filter(({ message }) => message.type === 'update');

describe('peers of a full mesh', () => {
  it.each([2, 4, 8])(
    'send an edit to each of the others once, %i of them',
    async (count) => {
      const { env, people, log } = await openStage(count, count);
      log.length = 0;
      for (let edit = 0; edit < 5; edit += 1) {
        await at(people, edit % count).write('a', `edit ${edit}`);
        await env.advance(3_000);
      }
      await expectEqual(people);
      expect(updatesOf(log)).toHaveLength(5 * (count - 1));
      const settled = log.filter(({ message }) => message.type === 'holding');
      expect(settled.length).toBeLessThanOrEqual(5 * (count - 1));
    },
    120_000,
  );

  it('are as good as silent while nothing happens', async () => {
    const { env, people, log } = await openStage(11, 3);
    log.length = 0;
    await env.advance(100_000);
    await expectEqual(people);
    expect(new Set(log.map(({ message }) => message.type))).toEqual(new Set(['pulse']));
    expect(log).toHaveLength(5 * 3 * 2);
  });
});

describe('peers that cannot all reach each other', () => {
  it('pass on what the next one lacks, along a line', async () => {
    const { env, network, people, log } = await openStage(12, 3);
    network.setReach((left, right) => left === 'member' || right === 'member');
    await env.advance(2_000);
    log.length = 0;
    await at(people, 0).write('a', 'from one end');
    await env.advance(1_000);
    expect(await at(people, 2).read('a')).toBe('from one end');
    expect(updatesOf(log).map(({ from, to }) => `${from} to ${to}`)).toEqual([
      'founder to member',
      'member to third',
    ]);
  });

  it('give a newcomer the ledger once, not once each', async () => {
    const { env, network, people, log } = await openStage(13, 4);
    network.partition(['founder', 'member', 'third']);
    await env.advance(5_000);
    for (let edit = 0; edit < 10; edit += 1) await at(people, 0).write(`${edit}`, 'x');
    await env.advance(5_000);
    log.length = 0;
    network.heal();
    await env.advance(10_000);
    await expectEqual(people);
    expect(updatesOf(log).filter(({ to }) => to === 'fourth')).toHaveLength(1);
  });
});

describe('peers over a bad network', () => {
  it.each([21, 22, 23])(
    'end equal after loss, doubling, overtaking and a cut (seed %i)',
    async (seed) => {
      const { env, network, people } = await openStage(seed, 4);
      network.setFaults({ loss: 0.2, duplication: 0.2, delayMsMin: 1, delayMsMax: 3_000 });
      for (let edit = 0; edit < 40; edit += 1) {
        await at(people, env.pick(4)).write(`${env.pick(10)}`, `edit ${edit}`);
        await env.advance(env.pick(3_000));
        if (edit === 15) network.partition(['founder', 'member'], ['third']);
        if (edit === 25) network.heal();
      }
      network.setFaults({ loss: 0, duplication: 0, delayMsMin: 1, delayMsMax: 10 });
      await env.advance(120_000);
      await expectEqual(people);
      for (const person of people) expect((await person.status()).peers).toHaveLength(3);
      const { lost, delivered } = network.counts();
      expect(lost).toBeGreaterThan(20);
      expect(delivered).toBeGreaterThan(200);
    },
    120_000,
  );
});

interface Scene {
  readonly env: SeededEnv;
  readonly sync: PeerSync;
  readonly handle: PeerHandle;
  readonly said: PeerMessage[];
  readonly dropped: DropReason[];
  readonly received: Uint8Array[];
  readonly isClosed: () => boolean;
  connect(id: string): PeerHandle;
}

/** One honest group's end of a connection; what is at the other end, the test says itself. */
const openScene = async (seed: number): Promise<Scene> => {
  const env = createSeededEnv(seed, { turn });
  const tap = createTap();
  const person = createLinkPerson({
    env: env.device(seed),
    connect: () => ({ link: tap, doorbell: createBoard(env.after)() }),
    createDoorbell: createBoard(env.after),
  });
  const until = createUntil({ pass: env.advance, now: env.now });
  await gather([['founder', person]], [], until);
  const said: PeerMessage[] = [];
  const dropped: DropReason[] = [];
  const received: Uint8Array[] = [];
  let isClosed = false;
  const given = tap.replica();
  const replica: Replica = {
    ...given,
    receive: (update) => {
      received.push(update);
      return given.receive(update);
    },
  };
  const sync = createPeerSync(env, replica, {
    changed: () => undefined,
    dropped: (_, reason) => dropped.push(reason),
  });
  const connect = (id: string): PeerHandle => {
    const connection: PeerConnection = {
      id,
      ours: Uint8Array.of(1),
      theirs: Uint8Array.of(2),
      send: (bytes) => {
        const decoded = decodeMessage(bytes);
        if (decoded.ok) said.push(decoded.value);
      },
      close: () => {
        isClosed = true;
      },
    };
    return sync.connect(connection);
  };
  const handle = connect('stranger');
  return { env, sync, handle, said, dropped, received, isClosed: () => isClosed, connect };
};

const greet = encodeMessage({
  type: 'greet',
  nonce: new Uint8Array(16),
  tag: new Uint8Array(8).fill(7),
});
const update = (bytes: number): Uint8Array =>
  encodeMessage({
    type: 'update',
    place: 1,
    want: 0,
    isLast: true,
    tags: [],
    upto: new Map(),
    update: new Uint8Array(bytes),
  });

describe('a stranger', () => {
  it('is greeted, given our proof, served nothing, and let go after half a minute', async () => {
    const { env, handle, said, dropped, sync } = await openScene(31);
    handle.message(greet);
    handle.message(encodeMessage({ type: 'hello', proof: new Uint8Array(96) }));
    handle.message(encodeMessage({ type: 'want', number: 1, vector: new Map() }));
    handle.message(encodeMessage({ type: 'ask-links', feed: 'x', from: 0, count: 1 }));
    handle.message(encodeMessage({ type: 'pulse', settled: 0, answer: true }));
    await env.advance(29_000);
    expect(new Set(said.map(({ type }) => type))).toEqual(new Set(['greet', 'hello']));
    expect(dropped).toEqual([]);
    await env.advance(2_000);
    expect(dropped).toEqual(['unproven']);
    expect(sync.peers()).toEqual([]);
  });

  it('has what it sends judged, but not without bound', async () => {
    const { env, handle, received, dropped } = await openScene(32);
    handle.message(greet);
    expect(handle.bulkBytesMax()).toBe(1_048_576);
    handle.message(update(600_000));
    handle.message(update(600_000));
    handle.message(update(400_000));
    await env.advance(10);
    expect(received.map(({ length }) => length)).toEqual([600_000, 400_000]);
    expect(handle.bulkBytesMax()).toBe(48_576);
    // Two updates that nobody could have written, and the bound is three.
    expect(dropped).toEqual([]);
  });

  it('is dropped for forgeries beyond the bound', async () => {
    const { env, handle, dropped } = await openScene(33);
    handle.message(greet);
    for (let time = 0; time < 5; time += 1) handle.message(update(10));
    await env.advance(10);
    expect(dropped).toEqual(['forgeries']);
  });

  it('is dropped for malformed messages beyond the bound', async () => {
    const { handle, dropped, isClosed } = await openScene(34);
    for (let time = 0; time < 3; time += 1) handle.message(Uint8Array.of(99));
    expect(dropped).toEqual([]);
    handle.message(Uint8Array.of(99));
    expect(dropped).toEqual(['malformed']);
    expect(isClosed()).toBe(true);
  });

  it('is dropped when it floods, and its bytes are kept nowhere', async () => {
    const { handle, dropped } = await openScene(35);
    for (let bytes = 0; bytes <= uselessBytesMax; bytes += 16_384) handle.arrived(16_384);
    expect(dropped).toEqual(['flood']);
  });

  it('that speaks another version is let go at once', async () => {
    const { handle, dropped } = await openScene(36);
    const other = greet.slice();
    other[1] = 9;
    handle.message(other);
    expect(dropped).toEqual(['unknown-version']);
  });

  it('cannot be ourselves, sent back', async () => {
    const { handle, said, dropped } = await openScene(37);
    handle.message(encodeMessage(at(said, 0)));
    expect(dropped).toEqual(['unproven']);
  });

  it('cannot pass on our own proof as its own', async () => {
    const { env, handle, said, sync } = await openScene(38);
    handle.message(greet);
    await env.advance(10);
    const hello = said.find(({ type }) => type === 'hello');
    expect(hello).toBeDefined();
    if (hello !== undefined) handle.message(encodeMessage(hello));
    await env.advance(10);
    expect(sync.peers()).toEqual([]);
  });

  it('may say anything at all without an exception', async () => {
    const { env, connect } = await openScene(39);
    for (let time = 0; time < 2_000; time += 1) {
      const handle = connect(`${time}`);
      handle.message(greet);
      for (let message = 0; message < 3; message += 1) {
        const bytes = env.random(1 + env.pick(60));
        bytes[0] = env.pick(15);
        handle.message(bytes);
      }
      handle.closed();
    }
    await env.advance(1_000);
  });
});
