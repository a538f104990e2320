/**
 * The sealed container of everything that a device keeps for itself. Knows nothing of what is
 * inside (its contents are bytes) and nothing of where it is stored. Here: what both protections
 * share, and the one without a passphrase; `vault-sealed.ts` has the other.
 *
 *     vault      = version (1) · protection (1) · key material · nonce (24) · sealed contents
 *     protection 0, "unprotected": key material = the key itself (32)
 *     sealed contents: length (4) · contents · zeros up to a length of Padmé's
 *
 * Everything before the nonce is authenticated with the contents. Source: `docs/protocol.md`.
 */
import { zeroBytes } from '../crypto/equal.ts';
import { openBytes, sealBytes } from '../crypto/seal.ts';
import { keyBytes, nonceBytes } from '../crypto/sizes.ts';
import type { Env } from '../lib/env.ts';
import { ByteWriter, concatBytes, paddedLength } from '../lib/bytes.ts';
import { accepted, refused } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';

export const vaultVersion = 1;

/**
 * NOT a protection: the random key stands in the file in the clear, and whoever reads the file reads
 * the vault.
 */
const unprotected = 0;
/** A passphrase: Argon2id's salt and cost stand in the key's place. */
export const passphraseProtection = 1;

/** Contents are padded to at least this: a device with one group and one with three look alike. */
const vaultBytesMin = 4_096;

/** The contents' own length stands before them. */
const lengthBytes = 4;

const headerBytes = 2 + keyBytes;

export type VaultRefusal =
  | { readonly type: 'vault-damaged' }
  | { readonly type: 'vault-unknown-version'; readonly version: number }
  /** A passphrase is needed, or what was unlocked is no longer what lies on the disk. */
  | { readonly type: 'vault-locked' };

/** The vault's file: `contents` padded and sealed under a fresh key and nonce, unprotected. */
export const sealVault = (contents: Uint8Array, env: Env): Uint8Array => {
  const key = env.random(keyBytes);
  const nonce = env.random(nonceBytes);
  const header = new ByteWriter()
    .uint(1, vaultVersion)
    .uint(1, unprotected)
    .fixed(keyBytes, key)
    .bytes();
  const sealed = sealBytes(key, nonce, padContents(contents), header);
  zeroBytes(key);
  return concatBytes(header, nonce, sealed);
};

/**
 * The contents of a vault's file without a passphrase; `vault-locked` when it has one.
 * `vault-unknown-version` when newer software wrote it (its version, or a protection that this
 * version does not know); `vault-damaged` for everything else that is amiss. Never throws.
 */
export const openVault = (file: Uint8Array): Result<Uint8Array, VaultRefusal> => {
  const protection = protectionOf(file);
  if (!protection.ok) return protection;
  if (protection.value === 'passphrase') return refused({ type: 'vault-locked' });
  if (file.length < headerBytes + nonceBytes) return refused({ type: 'vault-damaged' });
  const header = file.subarray(0, headerBytes);
  const nonce = file.subarray(headerBytes, headerBytes + nonceBytes);
  const sealed = file.subarray(headerBytes + nonceBytes);
  const padded = openBytes(header.subarray(2), nonce, sealed, header);
  const contents = padded && unpadContents(padded);
  return contents === undefined ? refused({ type: 'vault-damaged' }) : accepted(contents);
};

/** What a file says of itself in its first two bytes. Whether the rest holds is not looked at. */
export const protectionOf = (file: Uint8Array): Result<'none' | 'passphrase', VaultRefusal> => {
  const [version, protection] = file;
  if (version === undefined || protection === undefined) return refused({ type: 'vault-damaged' });
  if (version !== vaultVersion || protection > passphraseProtection) {
    return refused({ type: 'vault-unknown-version', version });
  }
  return accepted(protection === unprotected ? 'none' : 'passphrase');
};

export const padContents = (contents: Uint8Array): Uint8Array => {
  const padded = new Uint8Array(paddedContentsLength(contents.length));
  padded.set(new ByteWriter().sized(lengthBytes, contents).bytes());
  return padded;
};

/** Nothing unless the length and every byte of the padding are what `padContents` makes. */
export const unpadContents = (padded: Uint8Array): Uint8Array | undefined => {
  if (padded.length < lengthBytes) return undefined;
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (padded.length !== paddedContentsLength(length)) return undefined;
  const end = lengthBytes + length;
  const isZero = padded.subarray(end).every((byte) => byte === 0);
  const contents = isZero ? padded.slice(lengthBytes, end) : undefined;
  zeroBytes(padded);
  return contents;
};

const paddedContentsLength = (length: number): number =>
  paddedLength(Math.max(lengthBytes + length, vaultBytesMin));
