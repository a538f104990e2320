/**
 * Which implementation does the bulk work (SHA-256 and XChaCha20-Poly1305). Starts with plain
 * JavaScript. Knows nothing of labels, formats or who calls.
 */
import { equalBytes } from './equal.ts';
import { nobleBackend } from './noble-backend.ts';
import { keyBytes, nonceBytes } from './sizes.ts';

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

/** Puts a backend in use. For `loadFastCrypto` below, and for checking each backend in turn. */
export const chooseBackend = (chosen: Backend): void => {
  backend.current = chosen;
};

/**
 * Loads WebAssembly (about 150 KB compressed, never in the first load) and puts it in use. Resolves
 * in any case: where WebAssembly cannot start (a browser's lockdown mode, a missing
 * `wasm-unsafe-eval`, no network), or gives another answer than plain JavaScript to a first
 * question, plain JavaScript goes on. `currentBackend().name` tells which.
 */
export const loadFastCrypto = async (): Promise<void> => {
  if (backend.current.name === 'wasm') return;
  try {
    const { loadWasmBackend } = await import('./wasm-backend.ts');
    const wasmBackend = await loadWasmBackend();
    if (agrees(wasmBackend)) chooseBackend(wasmBackend);
  } catch {
    // Whatever kept it from starting, nothing is lost but speed.
  }
};

/** Whether a backend gives the reference's answers to one short text, whole and altered. */
const agrees = (candidate: Backend): boolean => {
  const key = Uint8Array.from({ length: keyBytes }, (_, place) => place);
  const nonce = key.subarray(0, nonceBytes);
  const sealed = nobleBackend.seal(key, nonce, key, nonce);
  const altered = sealed.map((byte, place) => (place === 0 ? byte ^ 1 : byte));
  const opened = candidate.open(key, nonce, sealed, nonce);
  return (
    equalBytes(candidate.sha256(key), nobleBackend.sha256(key)) &&
    equalBytes(candidate.seal(key, nonce, key, nonce), sealed) &&
    opened !== undefined &&
    equalBytes(opened, key) &&
    candidate.open(key, nonce, altered, nonce) === undefined
  );
};
