/**
 * From what a person types to a key: spelled in one way, bounded, and hashed slowly, at a cost that
 * was measured on the device. Knows no file.
 */
import { zeroBytes } from '../crypto/equal.ts';
import { keyBytes } from '../crypto/sizes.ts';
import type { SlowCost, SlowHash } from '../crypto/slow.ts';
import { utf8FromText } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import {
  passphraseBytesMax,
  passphraseCharactersMin,
  vaultHashMs,
  vaultMemoryKibMin,
  vaultPassesMin,
  vaultWorkKibMax,
} from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { VaultLockFacts } from './vault-sealed.ts';

export type PassphraseRefusal =
  | { readonly type: 'passphrase-too-short'; readonly charactersMin: number }
  | { readonly type: 'passphrase-too-long' };

/** A hash so small that it only loads and starts the machinery. */
const warmUp: SlowCost = { memoryKib: 1_024, passes: 1 };

/**
 * The UTF-8 of a passphrase as it is hashed: every space U+0020, none at the ends (keyboards that
 * complete words leave one), then NFC, as RFC 8265 has it for passwords. Not NFKC or NFKD: they
 * would make one of what people see as two (² and 2). Case stays.
 *
 * `new`: one to be set must be long enough. One that is to be tried is only refused if it is empty,
 * so that it can have been set under other rules.
 */
export const readPassphrase = (
  text: string,
  use: 'new' | 'tried',
): Result<Uint8Array, PassphraseRefusal> => {
  // Before the work: UTF-8 has at least a byte for every unit, and NFC makes at most a third of it.
  if (text.length > 4 * passphraseBytesMax) return refused({ type: 'passphrase-too-long' });
  const spelled = text
    .replaceAll(/\p{Zs}/gu, ' ')
    .trim()
    .normalize('NFC');
  const charactersMin = use === 'new' ? passphraseCharactersMin : 1;
  if (Array.from(spelled).length < charactersMin) {
    return refused({ type: 'passphrase-too-short', charactersMin: passphraseCharactersMin });
  }
  const bytes = utf8FromText(spelled);
  if (bytes.length > passphraseBytesMax) return refused({ type: 'passphrase-too-long' });
  return accepted(bytes);
};

/** The 32-byte key of a passphrase. Overwrites the passphrase's bytes. */
export const keyFromPassphrase = async (
  passphrase: Uint8Array,
  { cost, salt }: VaultLockFacts,
  hash: SlowHash,
): Promise<Uint8Array> => {
  try {
    return await hash(passphrase, salt, cost, keyBytes);
  } finally {
    zeroBytes(passphrase);
  }
};

/**
 * The least cost that takes `vaultHashMs` on this device: 64 MiB always, and three passes or more.
 * A clock that stands still or jumps can only lead to a cost between the least and the greatest.
 */
export const measureCost = async (env: Env, hash: SlowHash): Promise<SlowCost> => {
  const nothing = new Uint8Array(keyBytes);
  await hash(nothing, nothing, warmUp, keyBytes);
  const least: SlowCost = { memoryKib: vaultMemoryKibMin, passes: vaultPassesMin };
  const startedAt = env.now();
  await hash(nothing, nothing, least, keyBytes);
  const tookMs = env.now() - startedAt;
  if (tookMs <= 0 || tookMs >= vaultHashMs) return least;
  const passes = Math.ceil((least.passes * vaultHashMs) / tookMs);
  const passesMax = Math.floor(vaultWorkKibMax / least.memoryKib);
  return { ...least, passes: Math.min(passes, passesMax) };
};
