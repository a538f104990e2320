/**
 * The vault as the group uses it: records of groups and open knocks, read and changed in one step.
 * How it is sealed and where it is kept are others' business.
 */
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import type { VaultRefusal } from '../identity/vault.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { StoreRefusal, VaultStore } from './ports.ts';
import { decodeVaultContents, encodeVaultContents, type VaultRecord } from './vault-contents.ts';
import { VaultKeys, type VaultFile } from './vault-keys.ts';

export interface Vault {
  /** The records are overwritten when the device is locked. */
  read(): Promise<Result<readonly VaultRecord[], VaultRefusal | StoreRefusal>>;
  /** In place of whatever is there for the same group. */
  put(record: VaultRecord): Promise<Result<void, VaultRefusal | StoreRefusal>>;
  forget(id: string, type: VaultRecord['type']): Promise<Result<void, VaultRefusal | StoreRefusal>>;
}

interface Decoded {
  readonly contents: Uint8Array;
  readonly records: readonly VaultRecord[];
  readonly generation: number;
}

/** `keys`: of the tab, where it can be locked. */
export const createVault = (
  store: VaultStore,
  env: Env,
  keys: VaultKeys = new VaultKeys(env, () => undefined),
): Vault => {
  /** What was decoded last: keys are made anew from their seeds, which is slow. */
  let last: Decoded | undefined;

  const unseal = (file: VaultFile): Result<readonly VaultRecord[], VaultRefusal> => {
    const contents = keys.open(file);
    if (!contents.ok) return contents;
    if (!contents.value) return accepted([]);
    const { generation } = keys;
    if (last?.generation === generation && equalBytes(last.contents, contents.value)) {
      zeroBytes(contents.value);
      return accepted(last.records);
    }
    const records = decodeVaultContents(contents.value);
    if (!records) return refused({ type: 'vault-damaged' });
    last = { contents: contents.value, records, generation };
    keys.remember(last);
    return accepted(records);
  };
  const change = (
    edit: (records: readonly VaultRecord[]) => readonly VaultRecord[],
  ): Promise<Result<void, VaultRefusal | StoreRefusal>> =>
    changeFile(store, (current) => {
      const records = unseal(current);
      if (!records.ok) return records;
      const contents = encodeVaultContents(edit(records.value));
      const sealed = keys.seal(current, contents);
      zeroBytes(contents);
      return sealed;
    });
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

/**
 * Changes the vault's file in one step. Where `change` refuses, nothing is written: what cannot be
 * read is left as it is (it may be a newer version's), and what is not there is not made.
 */
export const changeFile = async <Refusal extends { readonly type: string }>(
  store: VaultStore,
  change: (current: VaultFile) => Result<Uint8Array, Refusal>,
): Promise<Result<void, Refusal | StoreRefusal>> => {
  const unchanged = new Error('vault: nothing is to be written');
  let refusal: Refusal | undefined;
  try {
    const written = await store.update((current) => {
      const changed = change(current);
      if (changed.ok) return changed.value;
      refusal = changed.refusal;
      throw unchanged;
    });
    return written;
  } catch (error) {
    if (error === unchanged && refusal) return refused(refusal);
    throw error;
  }
};
