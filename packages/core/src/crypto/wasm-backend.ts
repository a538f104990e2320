/**
 * The bulk primitives in WebAssembly: libsodium's XChaCha20-Poly1305 and hash-wasm's SHA-256, four
 * and two times as fast as plain JavaScript on an entry of 300 bytes. Must never be imported but
 * dynamically: it is large, and everything works without it.
 *
 * Both packages carry their code inside the module and start it with `WebAssembly.instantiate` or
 * `compile` alone: no `eval`, no `blob:`, no fetch, so `script-src 'self' 'wasm-unsafe-eval'` is
 * enough. Hazard: libsodium does not overwrite what it frees, so keys stay in its memory for a
 * while, as they do in JavaScript's.
 */
import type { Backend } from './backend.ts';
import { nobleBackend } from './noble-backend.ts';
import { tagBytes } from './sizes.ts';

/** The words with which libsodium-wrappers says that the tag does not fit. */
const tagRefusal = 'ciphertext cannot be decrypted using that key';

/** Loads and starts both. Rejects when WebAssembly cannot run here. */
export const loadWasmBackend = async (): Promise<Backend> => {
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  const { createSHA256 } = await import('hash-wasm');
  const hasher = await createSHA256();
  return {
    name: 'wasm',
    sha256: (bytes) => hasher.init().update(bytes).digest('binary'),
    seal: (key, nonce, plaintext, context) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, context, null, nonce, key),
    open: (key, nonce, sealed, context) => {
      if (sealed.length < tagBytes) return undefined;
      try {
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, context, nonce, key);
      } catch (error) {
        if (error instanceof Error && error.message === tagRefusal) return undefined;
        // Out of memory, say. That is no verdict on the bytes, so the reference gives it.
        return nobleBackend.open(key, nonce, sealed, context);
      }
    },
  };
};
