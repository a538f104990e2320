/**
 * Bytes for one recipient's long-lived key, safe against a recording made today and a quantum
 * computer later: X-Wing (X25519 and ML-KEM-768 together). Knows no members and no secrets by name.
 */
import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js';
import { deriveKey } from './derive.ts';
import { zeroBytes } from './equal.ts';
import { openBytes, sealBytes } from './seal.ts';
import { concatBytes } from '../lib/bytes.ts';
import {
  keyBytes,
  nonceBytes,
  requireBytes,
  tagBytes,
  wrappingCiphertextBytes,
  wrappingKeyBytes,
} from './sizes.ts';

/** Bytes of chance that one encapsulation takes: 32 for ML-KEM, 32 for X25519. */
const encapsulationBytes = 64;

/** Public key 1,216 bytes; the 32-byte seed is the secret (X-Wing's decapsulation key). */
export interface WrapKey {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** The wrapping key of a 32-byte seed. Throws `RangeError` for another size. */
export const wrapKeyFromSeed = (seed: Uint8Array): WrapKey => {
  requireBytes('wrapping seed', seed, keyBytes);
  return { publicKey: ml_kem768_x25519.keygen(seed).publicKey, seed };
};

/**
 * Whether something can be wrapped for `publicKey`: right size, ML-KEM coefficients in range, no
 * X25519 point of small order. Never throws; asked before a foreign key is relied on.
 */
export const isSoundWrapKey = (publicKey: Uint8Array): boolean => {
  if (publicKey.length !== wrappingKeyBytes) return false;
  try {
    ml_kem768_x25519.encapsulate(publicKey, new Uint8Array(encapsulationBytes).fill(1));
    return true;
  } catch {
    return false;
  }
};

/**
 * Seals `bytes` for the holder of `publicKey` (1,216 bytes), bound to `context`. Returns the X-Wing
 * ciphertext (1,120 bytes), the sealed bytes and their tag (16 bytes). `random` must be
 * strong and give fresh bytes, which are overwritten after use.
 *
 * The nonce is zero: the key comes from a fresh encapsulation, seals this one text and is gone, so
 * no nonce can ever meet it twice. Throws for a key that `isSoundWrapKey` refuses. Source:
 * draft-connolly-cfrg-xwing-kem.
 */
export const wrapBytes = (
  publicKey: Uint8Array,
  bytes: Uint8Array,
  context: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array => {
  requireBytes('wrapping key', publicKey, wrappingKeyBytes);
  const chance = random(encapsulationBytes);
  const { cipherText, sharedSecret } = ml_kem768_x25519.encapsulate(publicKey, chance);
  const key = contentKey(sharedSecret);
  const sealed = sealBytes(key, new Uint8Array(nonceBytes), bytes, context);
  for (const secret of [chance, sharedSecret, key]) zeroBytes(secret);
  return concatBytes(cipherText, sealed);
};

/**
 * The bytes that were wrapped for this seed's key with the same context; nothing when they were
 * wrapped for another key or context, or altered, or are too short. Throws `RangeError` only for a
 * seed of the wrong size.
 */
export const unwrapBytes = (
  seed: Uint8Array,
  wrapped: Uint8Array,
  context: Uint8Array,
): Uint8Array | undefined => {
  requireBytes('wrapping seed', seed, keyBytes);
  if (wrapped.length < wrappingCiphertextBytes + tagBytes) return undefined;
  const sharedSecret = decapsulate(seed, wrapped.subarray(0, wrappingCiphertextBytes));
  if (sharedSecret === undefined) return undefined;
  const key = contentKey(sharedSecret);
  const sealed = wrapped.subarray(wrappingCiphertextBytes);
  const bytes = openBytes(key, new Uint8Array(nonceBytes), sealed, context);
  for (const secret of [sharedSecret, key]) zeroBytes(secret);
  return bytes;
};

/** Nothing for a ciphertext with an X25519 point of small order, which no honest sender makes. */
const decapsulate = (seed: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined => {
  try {
    return ml_kem768_x25519.decapsulate(ciphertext, seed);
  } catch {
    return undefined;
  }
};

const contentKey = (sharedSecret: Uint8Array): Uint8Array =>
  deriveKey(sharedSecret, new Uint8Array(0), 'wrap');
