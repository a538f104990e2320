/**
 * Keys from secrets, and keyed hashes. Knows no keys by name: every caller says the use, which
 * becomes part of the result.
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { labelBytes } from './label.ts';
import { keyBytes } from './sizes.ts';

/** HKDF's own bound: 255 blocks of SHA-256. */
const derivedBytesMax = 8_160;

/**
 * HKDF-SHA-256 of `secret` with `salt` (may be empty) and info ASCII `samphire/v1/<use>`. Returns
 * `length` bytes, 1 to 8,160.
 *
 * `secret` must be strong: this is not slow (see `slowHash` for passphrases). Throws `RangeError`
 * for a length out of range or a bad `use`. Source: RFC 5869.
 */
export const deriveKey = (
  secret: Uint8Array,
  salt: Uint8Array,
  use: string,
  length: number = keyBytes,
): Uint8Array => expandSecret(secret, salt, labelBytes(use), length);

/** Plain HKDF-SHA-256 with any `info`: `deriveKey` without its label, for the published vectors. */
export const expandSecret = (
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array => {
  if (!Number.isInteger(length) || length < 1 || length > derivedBytesMax) {
    throw new RangeError(`derived length: expected 1 to ${derivedBytesMax} bytes, got ${length}`);
  }
  return hkdf(sha256, secret, salt, info, length);
};

/**
 * HMAC-SHA-256 of the parts, run together, under `key`: 32 bytes. Parts have fixed widths, as with
 * `hashBytes`. Source: RFC 2104.
 */
export const authenticate = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => {
  const mac = hmac.create(sha256, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};
