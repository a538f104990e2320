/**
 * Signatures: Ed25519 by one verifier on every device, so that no two replicas can ever disagree
 * about a signature. Knows nothing of what is signed; callers sign labelled hashes.
 */
import { Point, getPublicKey, hashes, sign, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { keyBytes, requireBytes, signatureBytes } from './sizes.ts';

// The library brings no synchronous SHA-512 of its own and takes it in this one slot.
hashes.sha512 = (message) => sha512(message);

/** 32 bytes each. The seed is the secret: RFC 8032's private key. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

/** The signing key of a 32-byte seed. Throws `RangeError` for another size. */
export const signingKeyFromSeed = (seed: Uint8Array): SigningKey => {
  requireBytes('signing seed', seed, keyBytes);
  return { publicKey: getPublicKey(seed), seed };
};

/**
 * The 64-byte signature of `message`, the same every time. Throws `RangeError` unless `seed` is 32
 * bytes. Source: RFC 8032, section 5.1.6.
 */
export const signBytes = (seed: Uint8Array, message: Uint8Array): Uint8Array => {
  requireBytes('signing seed', seed, keyBytes);
  return sign(message, seed);
};

/**
 * Whether `signature` is that of `message` by the holder of `publicKey`. Never throws: whatever
 * cannot be read is not a signature.
 *
 * Strict: canonical encodings of key and R, S below the group's order, no key of small order; the
 * equation itself is the cofactored one. Source: RFC 8032, section 5.1.7.
 */
export const verifyBytes = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (publicKey.length !== keyBytes || signature.length !== signatureBytes) return false;
  try {
    return verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
};

/**
 * Whether `publicKey` may become a device's key: canonical encoding, a point of the curve, not of
 * small order, and in the prime-order group. Asked once, at admission; with such a key the
 * cofactored and the plain equation give honest signatures one verdict. Never throws. Source:
 * "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020).
 */
export const isSoundSigningKey = (publicKey: Uint8Array): boolean => {
  if (publicKey.length !== keyBytes) return false;
  try {
    const point = Point.fromBytes(publicKey, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
};
