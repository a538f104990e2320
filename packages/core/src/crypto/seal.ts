/**
 * Authenticated encryption with a 32-byte key: XChaCha20-Poly1305. Knows neither whose key it is
 * nor what is inside.
 */
import { currentBackend } from './backend.ts';
import { keyBytes, nonceBytes, requireBytes } from './sizes.ts';

/**
 * Encrypts and authenticates. `key` 32 bytes, `nonce` 24 bytes, `context` (associated data) of any
 * length: it is authenticated, not carried. Returns the ciphertext and the 16-byte tag after it:
 * `plaintext.length + 16` bytes.
 *
 * Hazard: the same nonce twice under one key betrays both plaintexts. Throws `RangeError` for wrong
 * sizes. Source: draft-irtf-cfrg-xchacha-03.
 */
export const sealBytes = (
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  context: Uint8Array,
): Uint8Array => {
  requireBytes('seal key', key, keyBytes);
  requireBytes('seal nonce', nonce, nonceBytes);
  return currentBackend().seal(key, nonce, plaintext, context);
};

/**
 * The plaintext that `sealBytes` sealed with the same key, nonce and context; nothing when a single
 * bit of any of them differs or `sealed` is shorter than a tag.
 *
 * Throws `RangeError` for a key or nonce of the wrong size, never for bad sealed bytes.
 */
export const openBytes = (
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined => {
  requireBytes('open key', key, keyBytes);
  requireBytes('open nonce', nonce, nonceBytes);
  return currentBackend().open(key, nonce, sealed, context);
};
