import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8FromText } from '../lib/bytes.ts';
import { createSeededEnv } from '../testing/env.ts';
import { agreeSecret, boxBytes, boxKeyFromSeed, unboxBytes } from './box.ts';

const env = createSeededEnv(2);
const inviter = boxKeyFromSeed(new Uint8Array(32).fill(1));
const hostile = boxKeyFromSeed(new Uint8Array(32).fill(2));
const knock = utf8FromText('Amina, with two keys');
const context = utf8FromText('knock');

test('a knock is read by the inviter alone, and only as a knock', () => {
  const boxed = boxBytes(inviter.publicKey, knock, context, env.random);
  expect(boxed).toHaveLength(32 + knock.length + 16);
  expect(unboxBytes(inviter.seed, boxed, context)).toEqual(knock);
  expect(unboxBytes(hostile.seed, boxed, context)).toBeUndefined();
  expect(unboxBytes(inviter.seed, boxed, utf8FromText('welcome'))).toBeUndefined();
});

test('one altered bit anywhere opens to nothing', () => {
  const boxed = boxBytes(inviter.publicKey, knock, context, env.random);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: boxed.length * 8 - 1 }), (bit) => {
      const altered = boxed.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unboxBytes(inviter.seed, altered, context)).toBeUndefined();
    }),
    // The bit that X25519 ignores: bound because the point is part of the key's salt.
    { numRuns: 60, examples: [[31 * 8 + 7]] },
  );
});

test('a point of small order agrees on nothing, in either direction', () => {
  const smallOrder = new Uint8Array(32);
  expect(agreeSecret(inviter.seed, smallOrder)).toBeUndefined();
  expect(() => boxBytes(smallOrder, knock, context, env.random)).toThrow('small order');
  const boxed = boxBytes(inviter.publicKey, knock, context, env.random);
  boxed.fill(0, 0, 32);
  expect(unboxBytes(inviter.seed, boxed, context)).toBeUndefined();
});

test('a box that is too short opens to nothing', () => {
  for (const length of [0, 32, 47]) {
    expect(unboxBytes(inviter.seed, new Uint8Array(length), context)).toBeUndefined();
  }
});

test('keys of the wrong size are a mistake', () => {
  expect(() => boxKeyFromSeed(new Uint8Array(33))).toThrow(RangeError);
  expect(() => boxBytes(new Uint8Array(31), knock, context, env.random)).toThrow(RangeError);
});
