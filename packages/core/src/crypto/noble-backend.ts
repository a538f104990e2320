/**
 * The bulk primitives in plain JavaScript: always there, on any engine, with nothing to load. The
 * reference that every other backend must agree with.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Backend } from './backend.ts';
import { tagBytes } from './sizes.ts';

export const nobleBackend: Backend = {
  name: 'noble',
  sha256: (bytes) => sha256(bytes),
  seal: (key, nonce, plaintext, context) =>
    xchacha20poly1305(key, nonce, context).encrypt(plaintext),
  open: (key, nonce, sealed, context) => {
    if (sealed.length < tagBytes) return undefined;
    const cipher = xchacha20poly1305(key, nonce, context);
    try {
      return cipher.decrypt(sealed);
    } catch {
      // Key, nonce and length are sound here: what is left to refuse is the tag.
      return undefined;
    }
  },
};
