import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8FromText } from '../lib/bytes.ts';
import { isSoundSigningKey, signBytes, signingKeyFromSeed, verifyBytes } from './sign.ts';

const founder = signingKeyFromSeed(new Uint8Array(32).fill(1));
const hostile = signingKeyFromSeed(new Uint8Array(32).fill(2));
const message = utf8FromText('two tents, by the canal');

test('a signature verifies with its key, its message and nothing else', () => {
  const signature = signBytes(founder.seed, message);
  expect(signature).toHaveLength(64);
  expect(verifyBytes(founder.publicKey, message, signature)).toBe(true);
  expect(verifyBytes(hostile.publicKey, message, signature)).toBe(false);
  expect(verifyBytes(founder.publicKey, message.subarray(1), signature)).toBe(false);
});

test('a signature with one altered bit does not verify', () => {
  const signature = signBytes(founder.seed, message);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 511 }), (bit) => {
      const altered = signature.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyBytes(founder.publicKey, message, altered)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('the same message is signed the same way every time', () => {
  expect(signBytes(founder.seed, message)).toEqual(signBytes(founder.seed, message));
});

test('verifying and judging keys never throw, whatever the bytes', () => {
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  );
  fc.assert(
    fc.property(any, any, any, (publicKey, text, signature) => {
      expect(verifyBytes(publicKey, text, signature)).toBe(false);
      expect(typeof isSoundSigningKey(publicKey)).toBe('boolean');
    }),
  );
});

test('keys made from seeds are sound', () => {
  expect(isSoundSigningKey(founder.publicKey)).toBe(true);
  expect(isSoundSigningKey(founder.publicKey.subarray(1))).toBe(false);
});

test('a seed of the wrong size is a mistake', () => {
  expect(() => signingKeyFromSeed(new Uint8Array(31))).toThrow('expected 32 bytes, got 31');
  expect(() => signBytes(new Uint8Array(64), message)).toThrow(RangeError);
});
