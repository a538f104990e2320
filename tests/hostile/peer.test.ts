/**
 * A hostile peer in the room: it knows room name and password, is on no roster, and says what it
 * likes over raw connections. Honest devices admit none of it, keep within their bounds, let it go,
 * and go on with each other.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createDeviceKeys } from '../../packages/core/src/identity/device.ts';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate } from '../../packages/core/src/ledger/update.ts';
import { ByteWriter, concatBytes } from '../../packages/core/src/lib/bytes.ts';
import {
  forgeriesMax,
  malformedMax,
  unprovenBytesMax,
  unprovenMs,
} from '../../packages/core/src/lib/limits.ts';
import { encodeMessage } from '../../packages/core/src/links/peers/messages.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf, type Company, type Honest, type Person } from './company.ts';
import { HostileFeed } from './hostile-feed.ts';
import { joinDoors, openDoor, pushed, type OpenDoor } from './wire.ts';

let company: Company;
let door: OpenDoor;
let mira: Honest;

beforeAll(async () => {
  company = await createCompany({ seed: 120 });
  [mira] = company.honest;
  docOf(mira, company.document).getArray('list').push(['blankets', 'tents']);
  await company.env.advance(2_000);
  docOf(mira, company.document).getArray('list').push(['socks']);
  await company.env.advance(2_000);
  door = openDoor(company, mira);
});

const soon = { settlingMs: 5_000 };

/** On no roster. */
const stranger = (): Person => ({
  ...company.hostile,
  name: 'Stranger',
  keys: createDeviceKeys(company.env),
  salt: company.env.random(16),
});

const whole = (): Uint8Array => mira.replica.updateSince(Uint8Array.of(0)) ?? new Uint8Array();
const runs = () => {
  const decoded = decodeLedgerUpdate(whole());
  if (!decoded.ok) throw new Error('the ledger cannot be read');
  return decoded.value;
};
/** Mira's feed, in which she wrote several entries. */
const miraRun = () => {
  const run = runs().find(({ entries }) => entries.length > 2);
  if (!run) throw new Error('Mira wrote nothing');
  return run;
};

interface Forgery {
  readonly name: string;
  /** The rule that refuses it, or nothing where it waits for an admission that never comes. */
  readonly rule: string | undefined;
  /** Whether nobody honest could have sent it. */
  readonly isForged: boolean;
  readonly update: () => Uint8Array;
}

const plainYjs = (write: (doc: Y.Doc) => void, base?: () => Uint8Array): Uint8Array => {
  const doc = new Y.Doc({ gc: false });
  if (base) Y.applyUpdate(doc, base());
  write(doc);
  return Y.encodeStateAsUpdate(doc);
};

const forgeries: readonly Forgery[] = [
  {
    name: 'random bytes',
    rule: 'decodes',
    isForged: true,
    update: () => company.env.random(5_000),
  },
  { name: 'half an update', rule: 'decodes', isForged: true, update: () => whole().slice(0, 400) },
  {
    name: 'an update with bytes behind its end',
    rule: 'decodes',
    isForged: true,
    update: () => concatBytes(whole(), Uint8Array.of(0)),
  },
  {
    name: 'the deletion of a foreign entry',
    rule: 'decodes',
    isForged: true,
    update: () => plainYjs((doc) => doc.getArray(miraRun().rootName).delete(0, 1), whole),
  },
  {
    name: 'a deletion of what is to come',
    rule: 'decodes',
    isForged: true,
    update: () => {
      const deletion = new ByteWriter().varUint(1).varUint(miraRun().clientId).varUint(1);
      return concatBytes(Uint8Array.of(0), deletion.varUint(50).varUint(1_000).bytes());
    },
  },
  {
    name: 'collected garbage in the place of entries',
    rule: 'decodes',
    isForged: true,
    update: () =>
      new ByteWriter()
        .varUint(1)
        .varUint(1)
        .varUint(miraRun().clientId)
        .varUint(0)
        .uint(1, 0)
        .varUint(3)
        .varUint(0)
        .bytes(),
  },
  {
    name: 'a gap in the place of entries',
    rule: 'decodes',
    isForged: true,
    update: () =>
      new ByteWriter()
        .varUint(1)
        .varUint(1)
        .varUint(miraRun().clientId)
        .varUint(0)
        .uint(1, 10)
        .varUint(3)
        .varUint(0)
        .bytes(),
  },
  {
    name: 'a text in the root of a foreign feed',
    rule: 'decodes',
    isForged: true,
    update: () => plainYjs((doc) => doc.getText(miraRun().rootName).insert(0, 'harm')),
  },
  {
    name: 'a key in a map',
    rule: 'decodes',
    isForged: true,
    update: () => plainYjs((doc) => doc.getMap(miraRun().rootName).set('key', new Uint8Array(200))),
  },
  {
    name: 'bytes before the first entry of a foreign feed',
    rule: 'decodes',
    isForged: true,
    update: () =>
      plainYjs((doc) => doc.getArray(miraRun().rootName).insert(0, [new Uint8Array(200)]), whole),
  },
  {
    name: 'a text behind the genuine entries of a foreign feed',
    rule: 'decodes',
    isForged: true,
    update: () => nextItem({ info: 0x84 }),
  },
  {
    name: 'an entry with a right neighbour',
    rule: 'decodes',
    isForged: true,
    update: () => nextItem({ info: 0xc3 }),
  },
  {
    name: 'an entry that follows another than the one before it',
    rule: 'decodes',
    isForged: true,
    update: () => nextItem({ originPlace: 0 }),
  },
  {
    name: 'an entry that follows one of another feed',
    rule: 'decodes',
    isForged: true,
    update: () => nextItem({ originClient: 77 }),
  },
  {
    name: 'a billion entries that are not there',
    rule: 'decodes',
    isForged: true,
    update: () =>
      new ByteWriter()
        .varUint(1)
        .varUint(1_000_000_000)
        .varUint(miraRun().clientId)
        .varUint(0)
        .bytes(),
  },
  {
    name: 'a billion feeds that are not there',
    rule: 'decodes',
    isForged: true,
    update: () => new ByteWriter().varUint(1_000_000_000).bytes(),
  },
  {
    name: 'feeds in the wrong order',
    rule: 'decodes',
    isForged: true,
    update: () => {
      const [run] = runs();
      if (!run) throw new Error('no run');
      const one = encodeLedgerUpdate([run]).slice(1, -1);
      return concatBytes(Uint8Array.of(2), one, one, Uint8Array.of(0));
    },
  },
  {
    name: 'a foreign feed in a root of another name',
    rule: 'root-is-the-feeds',
    isForged: true,
    update: () => {
      const feed = new HostileFeed(company, {
        author: { ...company.honest[1], keys: stranger().keys },
      });
      const genuine = new HostileFeed(company, { author: company.honest[1], instance: 9 });
      feed.write(entryTypes.join, new Uint8Array());
      return encodeLedgerUpdate([
        { ...feed.run(), clientId: genuine.feed.clientId, rootName: 'x'.repeat(43) },
      ]);
    },
  },
  {
    name: 'entries signed with a random key in a feed that nobody began',
    rule: 'signed-chain',
    isForged: true,
    update: () => {
      const genuine = new HostileFeed(company, { author: company.honest[1], instance: 10 });
      const forged = new HostileFeed(company, {
        author: { ...company.honest[1], keys: stranger().keys },
      });
      forged.write(entryTypes.join, new Uint8Array());
      return encodeLedgerUpdate([
        { ...forged.run(), clientId: genuine.feed.clientId, rootName: genuine.feed.name },
      ]);
    },
  },
  {
    name: 'an entry of its own behind the genuine ones of a foreign feed',
    rule: 'signed-chain',
    isForged: true,
    update: () => {
      const run = miraRun();
      return encodeLedgerUpdate([{ ...run, entries: [...run.entries, randomEntry()] }]);
    },
  },
  {
    name: 'an entry of its own at the next place of a foreign feed',
    rule: 'signed-chain',
    // Somebody honest could hold another branch of this feed.
    isForged: false,
    update: () => {
      const { clientId, entries } = miraRun();
      return encodeLedgerUpdate([
        { clientId, start: entries.length, rootName: undefined, entries: [randomEntry()] },
      ]);
    },
  },
  {
    name: 'an altered old signature',
    rule: 'same-as-held',
    isForged: false,
    update: () => {
      const run = miraRun();
      const entries = run.entries.map((entry) => entry.slice());
      entries[0]?.set([7, 7, 7], 10);
      return encodeLedgerUpdate([{ ...run, entries }]);
    },
  },
  {
    name: 'the entries of a feed in another order',
    rule: 'same-as-held',
    isForged: false,
    update: () => {
      const run = miraRun();
      return encodeLedgerUpdate([{ ...run, entries: run.entries.toReversed() }]);
    },
  },
  {
    name: 'an entry after a gap',
    rule: 'no-gap',
    isForged: false,
    update: () => {
      const { clientId } = miraRun();
      return encodeLedgerUpdate([
        { clientId, start: 40, rootName: undefined, entries: [randomEntry()] },
      ]);
    },
  },
  {
    name: 'an entry of an unknown version',
    rule: 'well-formed-entry',
    isForged: false,
    update: () => {
      const { clientId, entries } = miraRun();
      const entry = randomEntry();
      entry[0] = 2;
      return encodeLedgerUpdate([
        { clientId, start: entries.length, rootName: undefined, entries: [entry] },
      ]);
    },
  },
  {
    name: 'a feed that nobody has admitted',
    rule: undefined,
    isForged: false,
    update: () => {
      const feed = new HostileFeed(company, { author: stranger() });
      feed.write(entryTypes.join, new Uint8Array());
      return feed.update();
    },
  },
];

/** One item at the next place of Mira's feed, as Yjs would write it but for what is given. */
const nextItem = ({
  info = 0x83,
  originClient = miraRun().clientId,
  originPlace = miraRun().entries.length - 1,
}): Uint8Array => {
  const { clientId, entries } = miraRun();
  const writer = new ByteWriter().varUint(1).varUint(1).varUint(clientId).varUint(entries.length);
  writer.uint(1, info).varUint(originClient).varUint(originPlace);
  return writer.varBytes(randomEntry()).varUint(0).bytes();
};

const randomEntry = (): Uint8Array => concatBytes(Uint8Array.of(1), company.env.random(400));

describe('a ledger update by somebody on no roster', () => {
  test.each(forgeries)('of $name brings in nothing: $rule', async ({ rule, isForged, update }) => {
    const wire = door.connect();
    const before = whole();
    const bytes = update();
    for (let time = 0; time <= forgeriesMax; time += 1) {
      wire.say(pushed(bytes, time + 1));
      await company.env.advance(200);
    }
    expect(door.verdicts.at(-1)).toMatchObject({
      admitted: 0,
      forged: isForged,
      refusals: rule === undefined ? [] : [{ rule }],
    });
    expect(whole()).toEqual(before);
    expect(wire.dropped()).toBe(isForged ? 'forgeries' : undefined);
    await company.env.advance(unprovenMs);
    expect(wire.dropped()).toBe(isForged ? 'forgeries' : 'unproven');
    await expectSound(company, soon);
  });
});

describe('messages by somebody on no roster', () => {
  test('that cannot be read cost the connection', async () => {
    const wire = door.connect();
    const { env } = company;
    const garbage = [
      new Uint8Array(),
      Uint8Array.of(0),
      Uint8Array.of(99, 1, 2),
      env.random(1_000),
      encodeMessage({ type: 'greet', nonce: wire.nonce, tag: wire.tag }).slice(0, 9),
    ];
    for (const bytes of garbage.slice(0, malformedMax + 1)) wire.sayBytes(bytes);
    expect(wire.dropped()).toBe('malformed');
    await expectSound(company, soon);
  });

  test('of every type and random content are refused or ignored, never thrown', async () => {
    for (let round = 0; round < 2_000; round += 1) {
      const wire = door.connect();
      const bytes = company.env.random(company.env.pick(80) + 1);
      bytes[0] = company.env.pick(15);
      wire.sayBytes(bytes);
      wire.close();
    }
    await expectSound(company, soon);
  });

  test('of another version end the conversation', () => {
    const wire = door.connect();
    wire.sayBytes(Uint8Array.of(1, 9, ...new Uint8Array(24)));
    expect(wire.dropped()).toBe('unknown-version');
  });

  test('that ask for something get nothing of the ledger', async () => {
    const wire = door.connect();
    const feed = mira.replica.heads()[0]?.feed ?? '';
    wire.say({ type: 'greet', nonce: wire.nonce, tag: wire.tag });
    wire.say({ type: 'want', number: 1, vector: new Map() });
    wire.say({ type: 'ask-links', feed, from: 0, count: 9 });
    wire.say({ type: 'ask-branch', feed, from: 0 });
    await company.env.advance(unprovenMs + 1_000);
    expect(new Set(wire.heard.map(({ type }) => type))).toEqual(new Set(['greet', 'hello']));
    expect(wire.dropped()).toBe('unproven');
    await expectSound(company, soon);
  });

  test('that claim heads, heights and vectors out of the air hold nobody up', async () => {
    const wire = door.connect();
    const heads = mira.replica
      .heads()
      .map((head) => ({ ...head, height: 60_000, digest: company.env.random(32) }));
    const invented = Array.from({ length: 3_000 }, (_, at) => ({
      feed: `invented ${at}`,
      height: 4_000_000_000,
      digest: new Uint8Array(32),
    }));
    const vector = new Map(
      Array.from({ length: 3_000 }, (_, at) => [at + 1, Number.MAX_SAFE_INTEGER]),
    );
    wire.say({ type: 'greet', nonce: wire.nonce, tag: wire.tag });
    wire.say({ type: 'heads', settled: 0, vector, heads: [...heads, ...invented] });
    wire.say({ type: 'holding', settled: 0, vector });
    await company.env.advance(1_000);
    // It may be asked, as somebody who is not known yet, and what it answers is judged.
    wire.say({
      type: 'update',
      place: 1,
      want: 1,
      isLast: true,
      tags: [],
      upto: new Map(),
      update: company.env.random(900),
    });
    wire.say({ type: 'pulse', settled: 0xffff_ffff, answer: true });
    await company.env.advance(120_000);
    expect(wire.dropped()).toBeDefined();
    await expectSound(company, soon);
  });

  test('that replay a proof from another connection prove nothing', async () => {
    const genuine = door.connect();
    genuine.prove(company.hostile);
    await company.env.advance(1_000);
    expect(genuine.heard.some(({ type }) => type === 'heads')).toBe(true);
    // What an honest device proves to us is of no use towards another, or towards itself.
    const [, sami] = company.honest;
    const samiWire = openDoor(company, sami).connect();
    samiWire.say({ type: 'greet', nonce: samiWire.nonce, tag: samiWire.tag });
    const hello = samiWire.heard.find((message) => message.type === 'hello');
    if (hello?.type !== 'hello') throw new Error('Sami did not prove anything');
    for (const reuse of [samiWire, door.connect()]) {
      reuse.say({ type: 'greet', nonce: reuse.nonce, tag: reuse.tag });
      reuse.say(hello);
      await company.env.advance(1_000);
      expect(reuse.heard.some(({ type }) => type === 'heads')).toBe(false);
    }
    // The nonces of Sami, passed on to Mira by somebody between them.
    const between = door.connect();
    const greet = samiWire.heard.find((message) => message.type === 'greet');
    if (greet?.type !== 'greet') throw new Error('Sami did not greet');
    between.say(greet);
    between.say(hello);
    await company.env.advance(unprovenMs + 1_000);
    expect(between.dropped()).toBe('unproven');
    await expectSound(company, soon);
  });

  test('that send a greeting back are taken for an echo', async () => {
    const wire = door.connect();
    const greet = wire.heard[0];
    if (!greet) throw new Error('no greeting');
    wire.say(greet);
    expect(wire.dropped()).toBe('unproven');
    await expectSound(company, soon);
  });
});

describe('a flood by somebody on no roster', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  /** What the process holds after collecting what nobody holds. */
  const heldBytes = async (): Promise<number> => {
    // Twice, a turn apart: memory outside the heap is given back only then.
    collect();
    await new Promise((resume) => setImmediate(resume));
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const piece = (kind: number, lane: number, total: number, bytes: Uint8Array): Uint8Array => {
    const head = new ByteWriter().uint(1, 0x73).uint(1, lane).uint(1, kind);
    if (kind === 1) head.uint(4, total);
    return concatBytes(head.bytes(), bytes);
  };

  test('of 50 MiB in one message is passed over, not kept', async () => {
    const wire = door.connectPieces();
    const before = await heldBytes();
    const total = 50 * 1_048_576;
    const chunk = new Uint8Array(16_384 - 3);
    wire.send(piece(1, 1, total, chunk.subarray(0, 16_384 - 7)));
    let most = 0;
    for (let sent = chunk.length - 4; sent < total; sent += chunk.length) {
      wire.send(piece(0, 1, total, chunk.subarray(0, Math.min(chunk.length, total - sent))));
      if (sent % (640 * chunk.length) < chunk.length)
        most = Math.max(most, (await heldBytes()) - before);
    }
    expect(most).toBeLessThan(16 * 1_048_576);
    await company.env.advance(unprovenMs + 1_000);
    expect(wire.dropped()).toBe('unproven');
    await expectSound(company, soon);
  });

  test('of messages without end is ended as a flood', async () => {
    const wire = door.connectPieces();
    const before = await heldBytes();
    const chunk = new Uint8Array(16_384 - 7);
    let pieces = 0;
    while (wire.dropped() === undefined && pieces < 20_000) {
      wire.send(piece(1, 1, chunk.length, chunk));
      pieces += 1;
    }
    await company.env.settle();
    expect(['flood', 'malformed', 'forgeries']).toContain(wire.dropped());
    expect((await heldBytes()) - before).toBeLessThan(16 * 1_048_576);
    await expectSound(company, soon);
  });

  test.each([
    ['of another mark', [0x74, 0, 1, 0, 0, 0, 9, 1]],
    ['of an unknown lane', [0x73, 2, 1, 0, 0, 0, 9, 1]],
    ['of an unknown kind', [0x73, 0, 2, 1]],
    ['that continue nothing', [0x73, 0, 0, 1, 2, 3]],
    ['of no total', [0x73, 0, 1, 0, 0, 0, 0, 1]],
    ['of a total beyond all bounds', [0x73, 1, 1, 255, 255, 255, 255, 1]],
    ['that are half', [0x73, 0, 1, 0, 0, 0, 9, 1]],
    ['longer than their total', [0x73, 0, 1, 0, 0, 0, 1, 1, 2]],
    ['that stop in the head', [0x73, 0, 1, 0]],
  ])('of pieces %s ends the connection', async (_, bytes) => {
    const wire = door.connectPieces();
    wire.send(Uint8Array.from(bytes));
    if (bytes[6] === 9) wire.send(Uint8Array.from(bytes));
    expect(wire.dropped()).toBe('malformed');
    await expectSound(company, soon);
  });

  test('of millions of tiny entries of unknown feeds takes no more memory than is allowed', async () => {
    const before = await heldBytes();
    const perUpdate = 60_000;
    for (let connection = 0; connection < 20; connection += 1) {
      const wire = door.connect();
      const clientId = company.env.pick(2 ** 32) + 1;
      const entries = Array.from({ length: perUpdate }, () => new Uint8Array());
      const update = encodeLedgerUpdate([{ clientId, start: 0, rootName: 'x', entries }]);
      expect(update.length).toBeLessThan(unprovenBytesMax);
      wire.say(pushed(update));
      await company.env.settle();
      wire.close();
    }
    await company.env.advance(1_000);
    expect((await heldBytes()) - before).toBeLessThan(24 * 1_048_576);
    await expectSound(company, soon);
  });

  test('of updates in the name of nobody ends at what somebody unproven may send', async () => {
    const wire = door.connect();
    const before = await heldBytes();
    for (let place = 1; place <= 200; place += 1) {
      const feed = new HostileFeed(company, { author: stranger() });
      feed.append(company.env.random(60_000));
      wire.say(pushed(feed.update(), place));
      await company.env.settle();
    }
    expect((await heldBytes()) - before).toBeLessThan(8 * 1_048_576);
    await company.env.advance(unprovenMs + 1_000);
    expect(wire.dropped()).toBe('unproven');
    await expectSound(company, soon);
  });
});

describe('somebody who keeps a device waiting', () => {
  test('with an answer that trickles does not keep it from an honest one', async () => {
    const stage = await createCompany({ seed: 130 });
    const [founder, member] = stage.honest;
    stage.network.partition(['Mira'], ['Sami']);
    await stage.env.advance(2_000);
    docOf(founder, stage.document).getArray('list').push(['while apart']);
    await stage.env.advance(2_000);
    const memberDoor = openDoor(stage, member);
    const wire = memberDoor.connect();
    wire.say({ type: 'greet', nonce: wire.nonce, tag: wire.tag });
    wire.say({
      type: 'heads',
      settled: 0,
      vector: new Map([[7, 9]]),
      heads: [{ feed: 'invented', height: 9, digest: new Uint8Array(32) }],
    });
    expect(wire.heard.at(-1)?.type).toBe('want');
    joinDoors(stage, openDoor(stage, founder), memberDoor);
    for (let second = 0; second < 120; second += 1) {
      wire.handle.arrived(16_384);
      wire.handle.progress('received', second * 16_384, 60_000_000);
      await stage.env.advance(1_000);
    }
    expect(docOf(member, stage.document).getArray('list').toJSON()).toContain('while apart');
    wire.close();
    await expectSound(stage);
  });
});
