import { hkdfSync, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexFromBytes } from '../lib/bytes.ts';
import { authenticate, deriveKey } from './derive.ts';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

test('derives by HKDF-SHA-256 with the labelled use as info', () => {
  fc.assert(
    fc.property(bytes(64), bytes(64), fc.integer({ min: 1, max: 200 }), (secret, salt, length) => {
      const expected = hkdfSync('sha256', secret, salt, 'samphire/v1/room', length);
      expect(deriveKey(secret, salt, 'room', length)).toEqual(new Uint8Array(expected));
    }),
  );
});

test('gives 32 bytes unless asked otherwise, and other bytes for another use or salt', () => {
  const secret = new Uint8Array(32).fill(5);
  const none = new Uint8Array(0);
  const room = deriveKey(secret, none, 'room');
  expect(room).toHaveLength(32);
  expect(deriveKey(secret, none, 'content')).not.toEqual(room);
  expect(deriveKey(secret, Uint8Array.of(1), 'room')).not.toEqual(room);
});

test('refuses lengths that HKDF cannot give', () => {
  const secret = new Uint8Array(32);
  for (const length of [0, -1, 1.5, 8_161]) {
    expect(() => deriveKey(secret, secret, 'room', length)).toThrow(RangeError);
  }
  expect(deriveKey(secret, secret, 'room', 8_160)).toHaveLength(8_160);
});

test('authenticates all parts, run together, by HMAC-SHA-256', () => {
  fc.assert(
    fc.property(bytes(100), fc.array(bytes(50), { maxLength: 4 }), (key, parts) => {
      const mac = createHmac('sha256', key);
      for (const part of parts) mac.update(part);
      expect(hexFromBytes(authenticate(key, ...parts))).toBe(mac.digest('hex'));
    }),
  );
});
