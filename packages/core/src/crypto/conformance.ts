/**
 * What only the published vectors ask for: ML-KEM-768 by itself, which the protocol uses solely as
 * one half of X-Wing. Nothing but the vector check imports this.
 */
import { shake128 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { equalBytes } from './equal.ts';

const keySeedBytes = 64;
const messageBytes = 32;
const ciphertextBytes = 1_088;
const digestBytes = 32;

/**
 * Runs key generation, encapsulation, decapsulation and implicit rejection `rounds` times on inputs
 * drawn from SHAKE128 of nothing, and returns SHAKE128 (32 bytes) over all outputs: one digest for
 * thousands of vectors. Throws when a decapsulation gives another secret than its encapsulation.
 * Source: the accumulated vectors of C2SP's CCTV for ML-KEM, as in Go's `crypto/mlkem`.
 */
export const accumulateMlKem768 = (rounds: number): Uint8Array => {
  const inputs = shake128.create();
  const outputs = shake128.create();
  for (let round = 0; round < rounds; round++) {
    const { publicKey, secretKey } = ml_kem768.keygen(inputs.xof(keySeedBytes));
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey, inputs.xof(messageBytes));
    if (!equalBytes(ml_kem768.decapsulate(cipherText, secretKey), sharedSecret)) {
      throw new Error(`ML-KEM-768 round ${round}: the two sides disagree`);
    }
    const rejected = ml_kem768.decapsulate(inputs.xof(ciphertextBytes), secretKey);
    outputs.update(publicKey).update(cipherText).update(sharedSecret).update(rejected);
  }
  return outputs.xof(digestBytes);
};
