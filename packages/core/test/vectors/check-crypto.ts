/**
 * Checks everything in `crypto/` against published vectors, once with plain JavaScript and once
 * with WebAssembly. Knows neither Node nor a test runner: whoever calls says how a JSON file of this
 * folder is loaded, so the very same check runs in Node and in every browser.
 */
import {
  chooseBackend,
  currentBackend,
  loadFastCrypto,
} from '../../src/crypto/backend.ts';
import { accumulateMlKem768 } from '../../src/crypto/conformance.ts';
import { nobleBackend } from '../../src/crypto/noble-backend.ts';
import { asymmetricChecks } from './check-asymmetric.ts';
import { frozenChecks } from './check-frozen.ts';
import { symmetricChecks } from './check-symmetric.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import { tally } from './tally.ts';
import type { VectorReport } from './tally.ts';

/** Loads one JSON file of this folder by its name without extension. */
export type LoadVectors = (name: string) => Promise<unknown>;

/**
 * One report for each set of vectors and backend. The backend in use before is in use again after.
 * When WebAssembly cannot start here, that is a failed report, not a silence.
 */
export const checkCryptoVectors = async (load: LoadVectors): Promise<VectorReport[]> => {
  const sets = [symmetricChecks(load), asymmetricChecks(load), frozenChecks(load)];
  const checks = (await Promise.all(sets)).flat();
  const before = currentBackend();
  const withEach = (name: string): VectorReport[] =>
    checks.map((check) => tally(`${check.name} (${name})`, check.cases));
  try {
    chooseBackend(nobleBackend);
    const reports = withEach('noble');
    await loadFastCrypto();
    const hasWasm = currentBackend().name === 'wasm';
    const started = { id: 'WebAssembly starts', holds: () => hasWasm };
    reports.push(tally('wasm backend', [started]));
    if (hasWasm) reports.push(...withEach('wasm'));
    return [...reports, await checkMlKem(load)];
  } finally {
    chooseBackend(before);
  }
};

const checkMlKem = async (load: LoadVectors): Promise<VectorReport> => {
  const { rounds, digest } = (await load('ml-kem-768')) as { rounds: number; digest: string };
  const holds = (): boolean => hexFromBytes(accumulateMlKem768(rounds)) === digest;
  return tally('ml-kem-768', [{ id: `${rounds} rounds`, holds }]);
};
