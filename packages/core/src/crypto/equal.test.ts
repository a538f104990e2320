import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalBytes, zeroBytes } from './equal.ts';

const bytes = fc.uint8Array({ maxLength: 64 });

test('bytes equal their copy and nothing else', () => {
  fc.assert(
    fc.property(bytes, bytes, (left, right) => {
      expect(equalBytes(left, left.slice())).toBe(true);
      expect(equalBytes(left, right)).toBe(left.toString() === right.toString());
    }),
  );
});

test('one altered bit or one byte more is a difference', () => {
  const original = Uint8Array.of(1, 2, 3);
  expect(equalBytes(original, Uint8Array.of(1, 2, 131))).toBe(false);
  expect(equalBytes(original, Uint8Array.of(0, 2, 3))).toBe(false);
  expect(equalBytes(original, Uint8Array.of(1, 2, 3, 0))).toBe(false);
  expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
});

test('a zeroed secret is gone, and only where it stood', () => {
  const memory = Uint8Array.of(9, 9, 9, 9);
  zeroBytes(memory.subarray(1, 3));
  expect(memory).toEqual(Uint8Array.of(9, 0, 0, 9));
});
