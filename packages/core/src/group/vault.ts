/**
 * The vault as the group uses it: records of groups and open knocks, read and changed in one step.
 * How it is sealed and where it is kept are others' business.
 */
import { equalBytes } from '../crypto/equal.ts';
import { openVault, sealVault, type VaultRefusal } from '../identity/vault.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { StoreRefusal, VaultStore } from './ports.ts';
import { decodeVaultContents, encodeVaultContents, type VaultRecord } from './vault-contents.ts';

export interface Vault {
  read(): Promise<Result<readonly VaultRecord[], VaultRefusal | StoreRefusal>>;
  /** In place of whatever is there for the same group. */
  put(record: VaultRecord): Promise<Result<void, VaultRefusal | StoreRefusal>>;
  forget(id: string, type: VaultRecord['type']): Promise<Result<void, VaultRefusal | StoreRefusal>>;
}

export const createVault = (store: VaultStore, env: Env): Vault => {
  const change = async (
    edit: (records: readonly VaultRecord[]) => readonly VaultRecord[],
  ): Promise<Result<void, VaultRefusal | StoreRefusal>> => {
    let refusal: VaultRefusal | undefined;
    const written = await store.update((current) => {
      const records = unseal(current);
      if (records.ok) return sealVault(encodeVaultContents(edit(records.value)), env);
      // What cannot be read is left as it is: it may be a newer version's.
      refusal = records.refusal;
      return current ?? new Uint8Array();
    });
    return refusal ? refused(refusal) : written;
  };
  return {
    read: async () => {
      const kept = await store.read();
      return kept.ok ? unseal(kept.value) : kept;
    },
    put: (record) =>
      change((records) => [
        ...records.filter((each) => !equalBytes(each.groupId, record.groupId)),
        record,
      ]),
    forget: (id, type) =>
      change((records) =>
        records.filter((each) => each.type !== type || hexFromBytes(each.groupId) !== id),
      ),
  };
};

const unseal = (file: Uint8Array | undefined): Result<readonly VaultRecord[], VaultRefusal> => {
  if (!file) return accepted([]);
  const contents = openVault(file);
  if (!contents.ok) return contents;
  const records = decodeVaultContents(contents.value);
  return records ? accepted(records) : refused({ type: 'vault-damaged' });
};
