/**
 * A small sealed box for an X25519 key, for knocks: whoever holds the invite's public key can put
 * something in, only its owner can take it out. Knows neither knock nor invite. A box is read
 * within days and holds only what its sender will show anyway, hence no ML-KEM: see `wrap.ts`.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { deriveKey } from './derive.ts';
import { zeroBytes } from './equal.ts';
import { concatBytes } from '../lib/bytes.ts';
import { openBytes, sealBytes } from './seal.ts';
import { keyBytes, nonceBytes, requireBytes, tagBytes } from './sizes.ts';

/** 32 bytes each; the seed is the secret (clamped when used). */
export interface BoxKey {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** The box key of a 32-byte seed. Throws `RangeError` for another size. Source: RFC 7748. */
export const boxKeyFromSeed = (seed: Uint8Array): BoxKey => {
  requireBytes('box seed', seed, keyBytes);
  return { publicKey: x25519.getPublicKey(seed), seed };
};

/**
 * The shared secret of X25519 (32 bytes), or nothing when it is all zeros: then the other side sent
 * a point of small order and the secret would be known to everybody. Source: RFC 7748, section 6.1.
 */
export const agreeSecret = (seed: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined => {
  requireBytes('box seed', seed, keyBytes);
  requireBytes('box public key', publicKey, keyBytes);
  try {
    return x25519.getSharedSecret(seed, publicKey);
  } catch {
    // Sizes are sound here: what is left to refuse is the all-zero secret.
    return undefined;
  }
};

/**
 * Seals `bytes` for the holder of `publicKey` (32 bytes), bound to `context`. Returns a fresh X25519
 * public key (32 bytes), the sealed bytes and their tag (16 bytes). The nonce is zero because the
 * key is derived from the fresh key pair and seals this one text. `random` must be strong and
 * give fresh bytes, which are overwritten after use.
 *
 * Throws `RangeError` for a public key of the wrong size or of small order.
 */
export const boxBytes = (
  publicKey: Uint8Array,
  bytes: Uint8Array,
  context: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array => {
  const ephemeral = boxKeyFromSeed(random(keyBytes));
  const secret = agreeSecret(ephemeral.seed, publicKey);
  if (secret === undefined) throw new RangeError('box public key: small order');
  const key = boxKey(secret, ephemeral.publicKey, publicKey);
  const sealed = sealBytes(key, new Uint8Array(nonceBytes), bytes, context);
  for (const spent of [ephemeral.seed, secret, key]) zeroBytes(spent);
  return concatBytes(ephemeral.publicKey, sealed);
};

/**
 * The bytes that were boxed for this seed's key with the same context; nothing when anything
 * differs, is too short or was made with a point of small order. Throws `RangeError` only for a
 * seed of the wrong size.
 */
export const unboxBytes = (
  seed: Uint8Array,
  boxed: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined => {
  const { publicKey } = boxKeyFromSeed(seed);
  if (boxed.length < keyBytes + tagBytes) return undefined;
  const ephemeral = boxed.subarray(0, keyBytes);
  const secret = agreeSecret(seed, ephemeral);
  if (secret === undefined) return undefined;
  const key = boxKey(secret, ephemeral, publicKey);
  const bytes = openBytes(key, new Uint8Array(nonceBytes), boxed.subarray(keyBytes), context);
  for (const spent of [secret, key]) zeroBytes(spent);
  return bytes;
};

const boxKey = (secret: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array =>
  deriveKey(secret, concatBytes(ephemeral, recipient), 'box');
