import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { hexFromBytes } from '../../lib/bytes.ts';
import { decodeMessage, encodeMessage, type PeerMessage } from './messages.ts';
import { covers, decodeVector, encodeVector, growth, raise } from './vector.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const some = fc.uint8Array({ minLength: 1, maxLength: 60 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const place = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const feed = fc.string({ minLength: 1, maxLength: 43, unit: 'binary-ascii' });
const vector = fc
  .array(fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1, max: 65_536 })), { maxLength: 20 })
  .map((entries) => new Map(entries.toSorted((left, right) => right[0] - left[0])));
const head = fc.record({ feed, height: place, digest: bytes(32) });

const message: fc.Arbitrary<PeerMessage> = fc.oneof(
  fc.record({ type: fc.constant('greet' as const), nonce: bytes(16), tag: bytes(8) }),
  fc.record({ type: fc.constant('hello' as const), proof: some }),
  fc.record({
    type: fc.constant('heads' as const),
    settled: u32,
    vector,
    heads: fc.array(head, { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('pulse' as const), settled: u32, answer: fc.boolean() }),
  fc.record({ type: fc.constant('holding' as const), settled: u32, vector }),
  fc.record({ type: fc.constant('want' as const), number: place, vector }),
  fc.record({ type: fc.constant('nothing' as const), number: place }),
  fc.record({
    type: fc.constant('update' as const),
    place,
    want: place,
    isLast: fc.boolean(),
    tags: fc.array(bytes(8), { maxLength: 5 }),
    upto: vector,
    update: some,
  }),
  fc.record({ type: fc.constant('presence' as const), bytes: some }),
  fc.record({
    type: fc.constant('ask-links' as const),
    feed,
    from: u32,
    count: fc.integer({ min: 1, max: 4_096 }),
  }),
  fc.record({
    type: fc.constant('links' as const),
    feed,
    from: u32,
    links: fc.array(bytes(32), { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('ask-branch' as const), feed, from: u32 }),
  fc.record({ type: fc.constant('branch' as const), place, feed, update: some }),
);

describe('messages between peers', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(message, (given) => {
        expect(decodeMessage(encodeMessage(given))).toEqual({ ok: true, value: given });
      }),
      { numRuns: 2_000 },
    );
  });

  it('have one encoding each: whatever decodes encodes to the same bytes', () => {
    const near = fc.tuple(message, fc.nat(), fc.nat({ max: 255 })).map(([given, at, byte]) => {
      const encoded = encodeMessage(given);
      encoded[at % encoded.length] = byte;
      return encoded;
    });
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 80 })), (given) => {
        const decoded = decodeMessage(given);
        const again = decoded.ok ? encodeMessage(decoded.value) : given;
        expect(hexFromBytes(again)).toBe(hexFromBytes(given));
      }),
      { numRuns: 5_000 },
    );
  });

  it('are refused with a byte too many or too few', () => {
    fc.assert(
      fc.property(message, (given) => {
        const encoded = encodeMessage(given);
        const isOpenEnded = ['hello', 'update', 'presence', 'branch'].includes(given.type);
        if (isOpenEnded) return;
        expect(decodeMessage(Uint8Array.of(...encoded, 0)).ok).toBe(false);
        expect(decodeMessage(encoded.subarray(0, -1)).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('name an unknown version', () => {
    const greet = encodeMessage({
      type: 'greet',
      nonce: new Uint8Array(16),
      tag: new Uint8Array(8),
    });
    greet[1] = 2;
    expect(decodeMessage(greet)).toEqual({
      ok: false,
      refusal: { type: 'unknown-version', version: 2 },
    });
  });

  it('are frozen: these bytes never change', () => {
    const update = encodeMessage({
      type: 'update',
      place: 3,
      want: 0,
      isLast: true,
      tags: [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
      upto: new Map([[300, 5]]),
      update: Uint8Array.of(9, 9),
    });
    expect(hexFromBytes(update)).toBe(
      '08' +
        '00000003' +
        '00000000' +
        '01' +
        '01' +
        '0102030405060708' +
        '0004' +
        '01ac0205' +
        '0909',
    );
    expect(hexFromBytes(encodeMessage({ type: 'pulse', settled: 7, answer: true }))).toBe(
      '040000000701',
    );
    const heads = encodeMessage({
      type: 'heads',
      settled: 1,
      vector: new Map([[1, 2]]),
      heads: [{ feed: 'ab', height: 2, digest: new Uint8Array(32).fill(0xee) }],
    });
    expect(hexFromBytes(heads)).toBe(
      '03' +
        '00000001' +
        '00000003' +
        '010102' +
        '00000001' +
        '026162' +
        '00000002' +
        'ee'.repeat(32),
    );
  });
});

describe('state vectors', () => {
  it('are byte for byte those that Yjs writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 8 }), (ids) => {
        const doc = new Y.Doc();
        for (const id of ids) {
          doc.clientID = id;
          doc.getArray('list').push([id]);
        }
        const written = Y.encodeStateVector(doc);
        const decoded = decodeVector(written);
        expect(decoded && encodeVector(decoded)).toEqual(written);
        expect(decoded?.size).toBe(ids.length);
      }),
    );
  });

  it.each([
    ['an overlong number', [1, 0x80, 0x00, 1]],
    ['a clock of 0', [1, 5, 0]],
    ['clients in ascending order', [2, 5, 1, 6, 1]],
    ['a client twice', [2, 5, 1, 5, 1]],
    ['trailing bytes', [0, 0]],
    ['fewer than it announces', [2, 5, 1]],
    ['a number beyond safe integers', [1, 255, 255, 255, 255, 255, 255, 255, 127, 1]],
    ['more feeds than a group can have', [255, 255, 255, 127]],
  ])('are refused with %s', (_, given) => {
    expect(decodeVector(Uint8Array.from(given))).toBeUndefined();
  });

  it('tell what grew, what covers, and are raised', () => {
    const before = new Map([[1, 2]]);
    const after = new Map([
      [1, 3],
      [2, 1],
    ]);
    const { from, upto } = growth(before, after);
    expect([...from]).toEqual([[1, 2]]);
    expect(new Map(upto)).toEqual(after);
    const known = new Map([[1, 2]]);
    expect(covers(known, from)).toBe(true);
    expect(covers(known, upto)).toBe(false);
    raise(known, upto);
    expect(covers(known, upto)).toBe(true);
  });
});
