/**
 * Sizes that the primitives fix, in bytes, and the check that a caller keeps to them. A wrong size
 * is a programmer's mistake: decoders above have judged lengths before anything comes here.
 */

/** A symmetric key, a seed, a SHA-256 hash, an Ed25519 or X25519 public key. */
export const keyBytes = 32;
/** XChaCha20-Poly1305's nonce: long enough to be drawn at random for ever. */
export const nonceBytes = 24;
/** Poly1305's tag, which stands after the ciphertext. */
export const tagBytes = 16;
/** An Ed25519 signature. */
export const signatureBytes = 64;
/** An X-Wing public key: ML-KEM-768 (1,184) and X25519 (32). */
export const wrappingKeyBytes = 1_216;
/** An X-Wing ciphertext: ML-KEM-768 (1,088) and X25519 (32). */
export const wrappingCiphertextBytes = 1_120;

/** Throws `RangeError` naming `what` unless `bytes` is exactly `length` bytes long. */
export const requireBytes = (what: string, bytes: Uint8Array, length: number): void => {
  if (bytes.length !== length) {
    throw new RangeError(`${what}: expected ${length} bytes, got ${bytes.length}`);
  }
};
