/**
 * Checks our own formats against what version 1 froze: every byte must come out the same from the
 * same seeds, with plain JavaScript and with WebAssembly, and open again. Knows neither Node nor a
 * test runner: whoever calls says how a JSON file of this folder is loaded, so the very same check
 * runs in Node and in every browser.
 */
import { chooseBackend, currentBackend, loadFastCrypto } from '../../src/crypto/backend.ts';
import { nobleBackend } from '../../src/crypto/noble-backend.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import type { LoadVectors } from './check-crypto.ts';
import { deviceFormats } from './formats-device.ts';
import { governingFormats } from './formats-governing.ts';
import { joiningFormats } from './formats-joining.ts';
import { ledgerFormats } from './formats-ledger.ts';
import { vaultFormats } from './formats-vault.ts';
import { tally, type VectorCase, type VectorReport } from './tally.ts';

/** What one set of formats comes out as, and what must open. */
export interface Made {
  readonly values: Readonly<Record<string, Uint8Array | string>>;
  readonly opens: Readonly<Record<string, () => boolean>>;
}

/** The file is ours: its shape is known and not checked again. Bytes are hex, texts are texts. */
export interface FrozenFormats {
  readonly source: string;
  readonly formats: Readonly<Record<string, string>>;
}

/** By the name of its file. */
export const formatSets: Readonly<Record<string, () => Made | Promise<Made>>> = {
  'samphire-ledger': ledgerFormats,
  'samphire-joining': joiningFormats,
  'samphire-governing': governingFormats,
  'samphire-device': deviceFormats,
  'samphire-vault': vaultFormats,
};

export const textOf = (value: Uint8Array | string): string =>
  typeof value === 'string' ? value : hexFromBytes(value);

/** One report for each set of formats and backend; the backend in use before is in use after. */
export const checkFormats = async (load: LoadVectors): Promise<VectorReport[]> => {
  const before = currentBackend();
  try {
    chooseBackend(nobleBackend);
    const reports = await withBackend(load);
    await loadFastCrypto();
    const hasWasm = currentBackend().name === 'wasm';
    const started = { id: 'WebAssembly starts', holds: () => hasWasm };
    reports.push(tally('wasm backend', [started]));
    return hasWasm ? [...reports, ...(await withBackend(load))] : reports;
  } finally {
    chooseBackend(before);
  }
};

const withBackend = async (load: LoadVectors): Promise<VectorReport[]> => {
  const reports: VectorReport[] = [];
  for (const [name, make] of Object.entries(formatSets)) {
    const { formats } = (await load(name)) as FrozenFormats;
    const cases = casesOf(await make(), formats);
    reports.push(tally(`${name} (${currentBackend().name})`, cases));
  }
  return reports;
};

/** What is frozen and no longer made has failed, and so has what is made and was never frozen. */
const casesOf = (made: Made, frozen: FrozenFormats['formats']): VectorCase[] => [
  ...[...new Set([...Object.keys(frozen), ...Object.keys(made.values)])].map((id) => ({
    id,
    holds: () => {
      const value = made.values[id];
      return value !== undefined && textOf(value) === frozen[id];
    },
  })),
  ...Object.entries(made.opens).map(([id, holds]) => ({ id, holds })),
];
