import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8FromText } from '../lib/bytes.ts';
import { createSeededEnv } from '../testing/env.ts';
import { isSoundWrapKey, unwrapBytes, wrapBytes, wrapKeyFromSeed } from './wrap.ts';

const env = createSeededEnv(1);
const member = wrapKeyFromSeed(new Uint8Array(32).fill(1));
const hostile = wrapKeyFromSeed(new Uint8Array(32).fill(2));
const secret = new Uint8Array(32).fill(9);
const context = utf8FromText('epoch 2');

test('what is wrapped for a member is opened by the member alone', () => {
  const wrapped = wrapBytes(member.publicKey, secret, context, env.random);
  expect(wrapped).toHaveLength(1_120 + 32 + 16);
  expect(unwrapBytes(member.seed, wrapped, context)).toEqual(secret);
  expect(unwrapBytes(hostile.seed, wrapped, context)).toBeUndefined();
});

test('another context does not open it', () => {
  const wrapped = wrapBytes(member.publicKey, secret, context, env.random);
  expect(unwrapBytes(member.seed, wrapped, utf8FromText('epoch 3'))).toBeUndefined();
});

test('wrapping twice gives bytes that have nothing in common', () => {
  const first = wrapBytes(member.publicKey, secret, context, env.random);
  const second = wrapBytes(member.publicKey, secret, context, env.random);
  const same = first.filter((byte, place) => byte === second[place]).length;
  expect(same).toBeLessThan(40);
});

test('one altered bit anywhere, a byte less or a byte more opens to nothing', () => {
  const wrapped = wrapBytes(member.publicKey, secret, context, env.random);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: wrapped.length * 8 - 1 }), (bit) => {
      const altered = wrapped.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unwrapBytes(member.seed, altered, context)).toBeUndefined();
    }),
    // The bit that X25519 ignores, in the last byte of its point: bound by X-Wing's combiner.
    { numRuns: 30, examples: [[1_119 * 8 + 7]] },
  );
  for (const other of [wrapped.subarray(1), wrapped.subarray(0, -1), new Uint8Array(0)]) {
    expect(unwrapBytes(member.seed, other, context)).toBeUndefined();
  }
  expect(unwrapBytes(member.seed, Uint8Array.of(...wrapped, 0), context)).toBeUndefined();
});

test('a ciphertext with a point of small order opens to nothing', () => {
  const wrapped = wrapBytes(member.publicKey, secret, context, env.random);
  wrapped.fill(0, 1_088, 1_120);
  expect(unwrapBytes(member.seed, wrapped, context)).toBeUndefined();
});

test('a key is sound only with its size, its coefficients and its point in order', () => {
  expect(isSoundWrapKey(member.publicKey)).toBe(true);
  expect(isSoundWrapKey(member.publicKey.subarray(1))).toBe(false);
  const outOfRange = member.publicKey.slice();
  outOfRange.fill(0xff, 0, 3);
  expect(isSoundWrapKey(outOfRange)).toBe(false);
  const smallOrder = member.publicKey.slice();
  smallOrder.fill(0, 1_184);
  expect(isSoundWrapKey(smallOrder)).toBe(false);
  for (const publicKey of [outOfRange, smallOrder, member.publicKey.subarray(1)]) {
    expect(() => wrapBytes(publicKey, secret, context, env.random)).toThrow(Error);
  }
});

test('a seed of the wrong size is a mistake', () => {
  expect(() => wrapKeyFromSeed(new Uint8Array(64))).toThrow(RangeError);
  expect(() => unwrapBytes(new Uint8Array(31), new Uint8Array(0), context)).toThrow(RangeError);
});
