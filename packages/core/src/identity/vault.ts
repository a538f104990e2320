/**
 * The sealed container of everything that a device keeps for itself. Knows nothing of what is
 * inside (its contents are bytes) and nothing of where it is stored.
 *
 *     vault      = version (1) · protection (1) · key material · nonce (24) · sealed contents
 *     protection 0, "unprotected": key material = the key itself (32)
 *
 * Everything before the nonce is authenticated with the contents. Source: `docs/protocol.md`.
 */
import { padBytes, unpadBytes } from '../crypto/pad.ts';
import { openBytes, sealBytes } from '../crypto/seal.ts';
import { keyBytes, nonceBytes } from '../crypto/sizes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';

const vaultVersion = 1;

/**
 * NOT a protection: the random key stands in the file in the clear, and whoever reads the file reads
 * the vault. Protection 1, a passphrase, puts Argon2id's salt and parameters in the key's place, so
 * that turning it on is a rewrite of one file and not a change of format.
 */
const unprotected = 0;

/** Contents are padded to at least this: a device with one group and one with three look alike. */
const vaultBytesMin = 4_096;

const headerBytes = 2 + keyBytes;

export type VaultRefusal =
  | { readonly type: 'vault-damaged' }
  | { readonly type: 'vault-unknown-version'; readonly version: number };

/** The vault's file: `contents` padded and sealed under a fresh key and nonce, unprotected. */
export const sealVault = (contents: Uint8Array, env: Env): Uint8Array => {
  const header = new Uint8Array(headerBytes);
  header[0] = vaultVersion;
  header[1] = unprotected;
  const key = env.random(keyBytes);
  header.set(key, 2);
  const nonce = env.random(nonceBytes);
  const sealed = sealBytes(key, nonce, padBytes(contents, vaultBytesMin), header);
  const file = new Uint8Array(headerBytes + nonceBytes + sealed.length);
  file.set(header);
  file.set(nonce, headerBytes);
  file.set(sealed, headerBytes + nonceBytes);
  return file;
};

/**
 * The contents of a vault's file. `vault-unknown-version` when newer software wrote it (its version,
 * or a protection that this version does not know); `vault-damaged` for everything else that is
 * amiss. Never throws.
 */
export const openVault = (file: Uint8Array): Result<Uint8Array, VaultRefusal> => {
  const [version, protection] = file;
  if (version === undefined || protection === undefined) return refused({ type: 'vault-damaged' });
  if (version !== vaultVersion || protection !== unprotected) {
    return refused({ type: 'vault-unknown-version', version });
  }
  if (file.length < headerBytes + nonceBytes) return refused({ type: 'vault-damaged' });
  const header = file.subarray(0, headerBytes);
  const nonce = file.subarray(headerBytes, headerBytes + nonceBytes);
  const sealed = file.subarray(headerBytes + nonceBytes);
  const padded = openBytes(header.subarray(2), nonce, sealed, header);
  const contents = padded && unpadBytes(padded, vaultBytesMin);
  return contents === undefined ? refused({ type: 'vault-damaged' }) : accepted(contents);
};
