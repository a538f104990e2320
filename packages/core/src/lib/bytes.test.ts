import fc from 'fast-check';
import { encodeStateVector, Doc } from 'yjs';
import { describe, expect, it } from 'vitest';
import { fuzzOptions } from '../../test/fuzz.ts';
import {
  base64urlFromBytes,
  bytesFromBase64url,
  bytesFromHex,
  ByteWriter,
  compareBytes,
  concatBytes,
  hexFromBytes,
  keyFromBytes,
  paddedLength,
  readStrictly,
  safeIntegerFromBytes,
  utf8FromText,
  type ByteReader,
} from './bytes.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const read = <Value>(hex: string, how: (reader: ByteReader) => Value) =>
  readStrictly('test', bytes(hex), how);
const malformed = { ok: false, refusal: { type: 'malformed', what: 'test' } };

describe('bytes as text', () => {
  it('are the same as hexadecimal and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (some) => {
        expect(hexFromBytes(some)).toBe(Buffer.from(some).toString('hex'));
        expect(bytesFromHex(hexFromBytes(some))).toEqual(some);
      }),
    );
    expect(['abc', 'AB', 'zz', '0x'].map(bytesFromHex)).toEqual(Array(4).fill(undefined));
  });

  it('are the same as base64url and back, in one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (some) => {
        expect(base64urlFromBytes(some)).toBe(Buffer.from(some).toString('base64url'));
        expect(bytesFromBase64url(base64urlFromBytes(some))).toEqual(some);
      }),
    );
    // Padding, another alphabet, half a digit, stray bits.
    const others = ['QQ==', 'a+b/', 'A', 'QUJDR', 'QR'];
    expect(others.map(bytesFromBase64url)).toEqual(Array(5).fill(undefined));
  });

  it('read any text as base64url without throwing, and write it back the same or refuse it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const some = bytesFromBase64url(text);
        expect(some === undefined || base64urlFromBytes(some) === text).toBe(true);
      }),
      fuzzOptions,
    );
  });
});

describe('bytes', () => {
  it('stand in byte order, shorter first', () => {
    const sorted = ['', '00', '0000', '01', '7f', '80', 'ff00'].map(bytes);
    expect(sorted.toReversed().toSorted(compareBytes)).toEqual(sorted);
    expect(compareBytes(bytes('ab'), bytes('ab'))).toBe(0);
  });

  it('join, and make keys that are equal only for equal bytes', () => {
    expect(concatBytes(bytes('01'), bytes(''), bytes('0203'))).toEqual(bytes('010203'));
    expect(utf8FromText('ټ')).toEqual(bytes('d9bc'));
    const few = fc.uint8Array({ maxLength: 3, max: 2 });
    fc.assert(
      fc.property(few, few, (left, right) => {
        const isSame = compareBytes(left, right) === 0;
        expect(keyFromBytes(left) === keyFromBytes(right)).toBe(isSame);
      }),
    );
  });

  it('give the first 53 bits as a safe integer', () => {
    expect(safeIntegerFromBytes(new Uint8Array(32))).toBe(0);
    expect(safeIntegerFromBytes(new Uint8Array(32).fill(255))).toBe(Number.MAX_SAFE_INTEGER);
    expect(safeIntegerFromBytes(bytes('00000000000008'))).toBe(1);
    expect(safeIntegerFromBytes(bytes('00000000000007'))).toBe(0);
  });

  it('are padded by at most 12 % to one of few lengths', () => {
    for (let length = 0; length < 100_000; length += 7) {
      const padded = paddedLength(length);
      expect(padded).toBeGreaterThanOrEqual(length);
      expect(padded).toBeLessThanOrEqual(Math.max(length * 1.12, length + 1));
      expect(paddedLength(padded)).toBe(padded);
    }
    expect([9, 100, 1000, 1_000_000].map(paddedLength)).toEqual([10, 104, 1024, 1_015_808]);
  });
});

describe('the reader and the writer', () => {
  it('agree on every field, big-endian, at its fixed width', () => {
    const written = new ByteWriter()
      .uint(1, 7)
      .uint(6, 2 ** 48 - 1)
      .uint(7, Number.MAX_SAFE_INTEGER)
      .varUint(300)
      .varBytes(bytes('aa'))
      .fixed(2, bytes('bbcc'))
      .sized(2, bytes('dd'))
      .text(1, 'ټ')
      .rest(bytes('ee'))
      .bytes();
    expect(hexFromBytes(written)).toBe('07ffffffffffff1fffffffffffffac0201aabbcc0001dd02d9bcee');
    const all = readStrictly('test', written, (reader) => [
      reader.uint(1),
      reader.uint(6),
      reader.uint(7),
      reader.varUint(),
      reader.varBytes(1),
      reader.fixed(2),
      reader.sized(2, 1),
      reader.text(1, 2),
      reader.rest(),
    ]);
    expect(all).toMatchObject({
      ok: true,
      value: [7, 2 ** 48 - 1, Number.MAX_SAFE_INTEGER, 300, {}, {}, {}, 'ټ', bytes('ee')],
    });
  });

  it('grow to whatever is written', () => {
    const large = new Uint8Array(100_000).fill(3);
    expect(new ByteWriter().rest(large).rest(large).bytes()).toEqual(concatBytes(large, large));
  });

  it('write variable integers as Yjs does, and read none that it would not write', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const doc = new Doc();
        doc.clientID = value;
        doc.getArray('root').push([1]);
        const vector = encodeStateVector(doc);
        expect(new ByteWriter().varUint(1).varUint(value).varUint(1).bytes()).toEqual(vector);
        const back = readStrictly('test', vector, (reader) =>
          [1, 2, 3].map(() => reader.varUint()),
        );
        expect(back).toEqual({ ok: true, value: [1, value, 1] });
      }),
      { numRuns: 500 },
    );
    const others = ['8000', 'ff', 'ffffffffffffff7f', '8080808080808080808080'];
    expect(others.map((hex) => read(hex, (reader) => reader.varUint()))).toEqual(
      Array(4).fill(malformed),
    );
  });

  it('refuse what is too short, too long, or has something behind it', () => {
    expect(read('01', (reader) => reader.uint(2))).toEqual(malformed);
    expect(read('0102', (reader) => reader.uint(1))).toEqual(malformed);
    expect(read('0201', (reader) => reader.sized(1, 4))).toEqual(malformed);
    expect(read('020101', (reader) => reader.sized(1, 1))).toEqual(malformed);
    expect(read('0301', (reader) => reader.varBytes(9))).toEqual(malformed);
    expect(read('03010101', (reader) => reader.varBytes(2))).toEqual(malformed);
    expect(read('', (reader) => reader.list(2, (each) => each.uint(1)))).toEqual(malformed);
    expect(read('', (reader) => reader.demand(false, 'rule'))).toEqual(malformed);
  });

  it('take only texts that are spelled as UTF-8 has it', () => {
    expect(read('02d9bc', (reader) => reader.text(1, 8))).toEqual({ ok: true, value: 'ټ' });
    // A byte order mark is a character like any other, and is not dropped.
    expect(read('03efbbbf', (reader) => reader.text(1, 8))).toEqual({ ok: true, value: '\ufeff' });
    // Half a character, an overlong one, a surrogate.
    const others = ['01d9', '02c080', '03eda080'];
    expect(others.map((hex) => read(hex, (reader) => reader.text(1, 8)))).toEqual(
      Array(3).fill(malformed),
    );
    expect(read('01d9', (reader) => reader.varText(8))).toEqual(malformed);
  });

  it('throw for a programmer’s mistake', () => {
    const writer = new ByteWriter();
    expect(() => writer.uint(1, 256)).toThrow(RangeError);
    expect(() => writer.uint(7, -1)).toThrow(RangeError);
    expect(() => writer.uint(4, 0.5)).toThrow(RangeError);
    expect(() => writer.varUint(2 ** 53)).toThrow(RangeError);
    expect(() => writer.fixed(2, bytes('01'))).toThrow(RangeError);
    expect(() => writer.sized(1, new Uint8Array(256))).toThrow(RangeError);
    const broken = (): never => {
      throw new TypeError('mistake');
    };
    expect(() => read('', broken)).toThrow(TypeError);
  });
});
