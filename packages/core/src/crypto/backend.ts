/**
 * Which implementation does the bulk work (SHA-256 and XChaCha20-Poly1305). Starts with plain
 * JavaScript. Knows nothing of labels, formats or who calls.
 */
import { nobleBackend } from './noble-backend.ts';

/** The primitives that ledgers call by the ten thousand. Sizes have been checked by the caller. */
export interface Backend {
  readonly name: 'noble' | 'wasm';
  /** 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** Ciphertext, then the 16-byte tag. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, context: Uint8Array): Uint8Array;
  /** The plaintext, or nothing when the tag does not fit. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    context: Uint8Array,
  ): Uint8Array | undefined;
}

/**
 * The one value of core that changes at module level. All backends give the same bytes and the same
 * verdicts, so nothing but speed depends on when it changes; handing it through every caller would
 * put a parameter into each line of the ledger for that.
 */
const backend: { current: Backend } = { current: nobleBackend };

/** The backend in use now. */
export const currentBackend = (): Backend => backend.current;
