/**
 * The vault's file with a passphrase: protection 1. Knows the keys that Argon2id made, never the
 * passphrases; and nothing of where the file lies.
 *
 *     vault   = header · slot · duress slot · tries (1) · nonce (24) · sealed inside
 *     header  = version (1) · protection (1) = 1 · memory KiB (4) · passes (2) · salt (16)
 *     slot    = nonce (24) · seal(key from the passphrase, nonce, 32 bytes, header ‖ number)
 *     inside  = locks (4) · has duress (1) · key from the duress passphrase (32, or zeros) · contents
 *
 * The slot holds the random data key that seals the inside; header and both slots are authenticated
 * with it. The duress slot is always there, is sealed anew at every write, and where none is set, to
 * a key that nobody keeps: only who has the data key can tell. `tries` counts wrong passphrases at
 * the screen; it must be written without any key, so it is not authenticated, and nothing but the
 * length of a pause rests on it. Source: `docs/protocol.md`, Vault.
 */
import { zeroBytes } from '../crypto/equal.ts';
import { openBytes, sealBytes } from '../crypto/seal.ts';
import { keyBytes, nonceBytes, tagBytes } from '../crypto/sizes.ts';
import type { SlowCost } from '../crypto/slow.ts';
import { ByteWriter, concatBytes, readStrictly } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import {
  vaultMemoryKibMax,
  vaultMemoryKibMin,
  vaultPassesMin,
  vaultWorkKibMax,
} from '../lib/limits.ts';
import { refused, type Result } from '../lib/result.ts';
import {
  padContents,
  passphraseProtection,
  protectionOf,
  unpadContents,
  vaultVersion,
  type VaultRefusal,
} from './vault.ts';

/** Argon2's recommended salt. */
export const vaultSaltBytes = 16;
const slotBytes = nonceBytes + keyBytes + tagBytes;
const headerBytes = 2 + 4 + 2 + vaultSaltBytes;
const triesPlace = headerBytes + 2 * slotBytes;
export const vaultTriesMax = 255;

/** What must be known to make a passphrase's key: one salt for both slots, so one hash tries both. */
export interface VaultLockFacts {
  readonly cost: SlowCost;
  readonly salt: Uint8Array;
}

/** A file that was cut into its parts. Views into the file; nothing is proven yet. */
export interface SealedVault extends VaultLockFacts {
  readonly slot: Uint8Array;
  readonly duressSlot: Uint8Array;
  readonly tries: number;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

export interface VaultInside {
  /** How often the device was locked by hand: a tab that knows a smaller number locks itself. */
  readonly locks: number;
  /** The key from the duress passphrase, where one is set: needed to seal its slot anew. */
  readonly duressKey: Uint8Array | undefined;
  readonly contents: Uint8Array;
}

/** Which passphrase made a key. */
export type TriedKey =
  | { readonly type: 'opens'; readonly dataKey: Uint8Array }
  | { readonly type: 'duress' }
  | { readonly type: 'wrong' };

/** The parts of a file. A cost below or above what this version would ever write is damage. */
export const readSealedVault = (file: Uint8Array): Result<SealedVault, VaultRefusal> => {
  const protection = protectionOf(file);
  if (!protection.ok) return protection;
  const read = readStrictly('vault', file, (reader) => {
    reader.demand(protection.value === 'passphrase', 'protection');
    reader.fixed(2);
    const cost = { memoryKib: reader.uint(4), passes: reader.uint(2) };
    reader.demand(isBearable(cost), 'cost');
    return {
      cost,
      salt: reader.fixed(vaultSaltBytes),
      slot: reader.fixed(slotBytes),
      duressSlot: reader.fixed(slotBytes),
      tries: reader.uint(1),
      nonce: reader.fixed(nonceBytes),
      sealed: reader.rest(),
    };
  });
  return read.ok ? read : refused({ type: 'vault-damaged' });
};

/** Never weaker than the least, and never gigabytes or minutes, whoever wrote the file. */
const isBearable = ({ memoryKib, passes }: SlowCost): boolean =>
  memoryKib >= vaultMemoryKibMin &&
  memoryKib <= vaultMemoryKibMax &&
  passes >= vaultPassesMin &&
  memoryKib * passes <= vaultWorkKibMax;

/** The passphrase's own slot: `dataKey` sealed with the key that Argon2id made (32 bytes each). */
export const sealSlot = (
  facts: VaultLockFacts,
  passphraseKey: Uint8Array,
  dataKey: Uint8Array,
  env: Env,
): Uint8Array => sealNumbered(facts, 0, passphraseKey, dataKey, env);

/**
 * Tries a key on both slots, always on both, so that the time taken tells nothing. The data key is
 * the caller's to overwrite.
 */
export const tryKey = (vault: SealedVault, passphraseKey: Uint8Array): TriedKey => {
  const dataKey = openNumbered(vault, 0, passphraseKey, vault.slot);
  const duress = openNumbered(vault, 1, passphraseKey, vault.duressSlot);
  if (dataKey) return { type: 'opens', dataKey };
  return { type: duress ? 'duress' : 'wrong' };
};

/** The whole file, with a fresh nonce and a fresh duress slot. `slot` seals `dataKey`. */
export const sealInside = (
  { cost, salt, slot }: Pick<SealedVault, 'cost' | 'salt' | 'slot'>,
  dataKey: Uint8Array,
  inside: VaultInside,
  env: Env,
): Uint8Array => {
  const { locks, duressKey, contents } = inside;
  // Sealed to a key that is forgotten at once, an unset slot is made as a set one is.
  const nobodysKey = env.random(keyBytes);
  const duressSlot = sealNumbered(
    { cost, salt },
    1,
    duressKey ?? nobodysKey,
    new Uint8Array(keyBytes),
    env,
  );
  const plain = new ByteWriter()
    .uint(4, locks)
    .uint(1, duressKey ? 1 : 0)
    .fixed(keyBytes, duressKey ?? new Uint8Array(keyBytes))
    .rest(contents)
    .bytes();
  const padded = padContents(plain);
  const nonce = env.random(nonceBytes);
  const context = concatBytes(encodeHeader({ cost, salt }), slot, duressSlot);
  const sealed = sealBytes(dataKey, nonce, padded, context);
  for (const secret of [nobodysKey, plain, padded]) zeroBytes(secret);
  return concatBytes(context, Uint8Array.of(0), nonce, sealed);
};

/** What the data key opens; nothing when a single bit of the file or of the key is another. */
export const openInside = (vault: SealedVault, dataKey: Uint8Array): VaultInside | undefined => {
  const context = concatBytes(encodeHeader(vault), vault.slot, vault.duressSlot);
  const padded = openBytes(dataKey, vault.nonce, vault.sealed, context);
  const plain = padded && unpadContents(padded);
  if (!plain) return undefined;
  const read = readStrictly('vault', plain, (reader) => {
    const locks = reader.uint(4);
    const hasDuress = reader.uint(1);
    reader.demand(hasDuress <= 1, 'duress');
    const key = reader.fixed(keyBytes).slice();
    reader.demand(hasDuress === 1 || key.every((byte) => byte === 0), 'duress key');
    return { locks, duressKey: hasDuress ? key : undefined, contents: reader.rest().slice() };
  });
  zeroBytes(plain);
  return read.ok ? read.value : undefined;
};

/** The same file with another count of wrong passphrases. No key is needed. */
export const withTries = (file: Uint8Array, tries: number): Uint8Array => {
  const changed = file.slice();
  changed[triesPlace] = Math.min(tries, vaultTriesMax);
  return changed;
};

const encodeHeader = ({ cost, salt }: VaultLockFacts): Uint8Array =>
  new ByteWriter()
    .uint(1, vaultVersion)
    .uint(1, passphraseProtection)
    .uint(4, cost.memoryKib)
    .uint(2, cost.passes)
    .fixed(vaultSaltBytes, salt)
    .bytes();

const sealNumbered = (
  facts: VaultLockFacts,
  number: number,
  key: Uint8Array,
  bytes: Uint8Array,
  env: Env,
): Uint8Array => {
  const nonce = env.random(nonceBytes);
  return concatBytes(nonce, sealBytes(key, nonce, bytes, slotContext(facts, number)));
};

const openNumbered = (
  facts: VaultLockFacts,
  number: number,
  key: Uint8Array,
  slot: Uint8Array,
): Uint8Array | undefined =>
  openBytes(
    key,
    slot.subarray(0, nonceBytes),
    slot.subarray(nonceBytes),
    slotContext(facts, number),
  );

/** Swapped slots do not open. */
const slotContext = (facts: VaultLockFacts, number: number): Uint8Array =>
  concatBytes(encodeHeader(facts), Uint8Array.of(number));
