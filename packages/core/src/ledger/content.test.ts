import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { compareBytes, concatBytes } from '../lib/bytes.ts';
import { entryParentsMax, entryPartsMax } from '../lib/limits.ts';
import {
  decodeContent,
  decodePart,
  encodeContent,
  entryTypes,
  payloadBytesMax,
  splitContent,
  type EntryContent,
} from './content.ts';
import { entryPlaintextBytesMax } from './entry.ts';

const content = (change: Partial<EntryContent> = {}): EntryContent => ({
  type: entryTypes.document,
  claimedSeconds: 1_793_491_200,
  parents: [],
  payload: new Uint8Array(),
  ...change,
});
const parent = (first: number): Uint8Array => Uint8Array.of(first, ...new Uint8Array(15));

const contents = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  claimedSeconds: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  parents: fc
    .uniqueArray(fc.uint8Array({ minLength: 16, maxLength: 16 }), {
      maxLength: 5,
      selector: String,
    })
    .map((parents) => parents.toSorted(compareBytes)),
  payload: fc.uint8Array({ maxLength: 300 }),
});

describe('entry content', () => {
  it('reads back as it was written, payloads that end in zeros and marks too', () => {
    fc.assert(
      fc.property(contents, (some) => {
        expect(decodeContent(encodeContent(some))).toEqual(some);
      }),
    );
    for (const payload of ['00', '80', '8000', '0080', '000000'].map((hex) =>
      Buffer.from(hex, 'hex'),
    )) {
      const some = content({ payload: Uint8Array.from(payload) });
      expect(decodeContent(encodeContent(some))).toEqual(some);
    }
  });

  it('shows by its length no more than its magnitude', () => {
    const lengths = new Set<number>();
    for (let size = 0; size < 4_096; size += 1) {
      lengths.add(encodeContent(content({ payload: new Uint8Array(size) })).length);
    }
    expect(lengths.size).toBeLessThan(130);
  });

  it('is refused with other padding, parents out of order or twice, or cut short', () => {
    const two = content({ parents: [parent(1), parent(2)] });
    const padded = encodeContent(two);
    expect(decodeContent(padded)).toEqual(two);
    const others = [
      new Uint8Array(),
      new Uint8Array(64),
      concatBytes(padded, new Uint8Array(1)),
      padded.subarray(0, -1),
      encodeContent(content({ parents: [parent(2), parent(1)] })),
      encodeContent(content({ parents: [parent(1), parent(1)] })),
      Uint8Array.of(2, 0, 0, 0, 0x80, 0),
      Uint8Array.of(2, 0, 0, 0, 0, 9, 0x80, 0),
    ];
    expect(others.map(decodeContent)).toEqual(others.map(() => undefined));
  });

  it('has one spelling: any other bytes are refused or are canonical themselves', () => {
    const samples = [
      encodeContent(content({ payload: new Uint8Array(40).fill(3) })),
      encodeContent(content({ parents: [parent(1), parent(2)], payload: new Uint8Array(9) })),
    ];
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes(samples), (bytes) => {
        const read = decodeContent(bytes);
        if (!read) return;
        accepted += 1;
        expect(isEqual(encodeContent(read), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('a large value', () => {
  it('stays whole as long as it fits, to the byte', () => {
    const room = payloadBytesMax(2);
    const parents = [parent(1), parent(2)];
    const whole = splitContent(content({ parents, payload: new Uint8Array(room) }));
    expect(whole.map((each) => encodeContent(each).length)).toEqual([entryPlaintextBytesMax]);
    expect(splitContent(content({ parents, payload: new Uint8Array(room + 1) }))).toHaveLength(2);
  });

  it('is split over numbered parts, the first of which has the parents', () => {
    const payload = Uint8Array.from({ length: 2_500_000 }, (_, place) => place % 251);
    const parts = splitContent(content({ parents: [parent(1)], payload }));
    expect(parts.map(({ type }) => type)).toEqual([4, 4, 4]);
    expect(parts.map(({ parents }) => parents.length)).toEqual([1, 0, 0]);
    expect(parts.every((part) => encodeContent(part).length <= entryPlaintextBytesMax)).toBe(true);
    const read = parts.map((part) => decodePart(part.payload));
    expect(read).toMatchObject([0, 1, 2].map((index) => ({ index, count: 3, type: 2 })));
    const joined = concatBytes(...read.map((part) => part?.chunk ?? new Uint8Array()));
    expect(isEqual(joined, payload)).toBe(true);
  });

  it('is never more than 64 parts, nor has more parents than an entry can name', () => {
    const payload = new Uint8Array((payloadBytesMax(0) - 3) * entryPartsMax);
    expect(splitContent(content({ payload }))).toHaveLength(entryPartsMax);
    const larger = new Uint8Array(payload.length + 1);
    expect(() => splitContent(content({ payload: larger }))).toThrow(RangeError);
    const parents = Array.from({ length: entryParentsMax + 1 }, () => parent(1));
    expect(() => splitContent(content({ parents }))).toThrow(RangeError);
  });

  it('has no parts out of place, alone, too many or nested', () => {
    const part = (...bytes: readonly number[]) => decodePart(Uint8Array.from(bytes));
    expect(part(0, 2, 2, 9)).toMatchObject({ index: 0, count: 2, type: 2 });
    const others = [
      part(),
      part(0, 2),
      part(2, 2, 2),
      part(0, 1, 2),
      part(0, 65, 2),
      part(0, 2, 4),
    ];
    expect(others).toEqual(others.map(() => undefined));
  });
});
