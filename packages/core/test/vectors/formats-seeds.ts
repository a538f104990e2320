/**
 * Fixed bytes and chance for the frozen formats. Knows neither Node nor a test runner.
 */
import { signingKeyFromSeed } from '../../src/crypto/sign.ts';
import { wrapKeyFromSeed } from '../../src/crypto/wrap.ts';
import type { DeviceKeys } from '../../src/identity/device.ts';
import type { Env } from '../../src/lib/env.ts';

/** `length` bytes that count up from `first`. */
export const fixedBytes = (length: number, first: number): Uint8Array =>
  Uint8Array.from({ length }, (_, place) => (first * 16 + place) % 256);

export const deviceKeysOf = (first: number): DeviceKeys => ({
  signing: signingKeyFromSeed(fixedBytes(32, first)),
  wrapping: wrapKeyFromSeed(fixedBytes(32, first + 8)),
});

/** The same chance for every format: each call gives bytes that count up from `first`. */
export const fixedEnv = (first: number, nowMs: number): Env => ({
  now: () => nowMs,
  random: (length) => fixedBytes(length, first),
  after: () => {
    throw new TypeError('formats wait for nothing');
  },
});
