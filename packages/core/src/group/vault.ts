/**
 * The vault as the group uses it: records of groups and open knocks, read and changed in one step.
 * How it is sealed and where it is kept are others' business.
 */
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import type { VaultRefusal } from '../identity/vault.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { vaultRecordsMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { deviceIdOf } from '../roster/member.ts';
import type { EpochOrigin } from './epoch-book.ts';
import { copyBytesInside, isWithin, uniteOrigins } from './origins.ts';
import type { StoreRefusal, VaultStore } from './ports.ts';
import {
  decodeVaultContents,
  encodeVaultContents,
  type Membership,
  type VaultRecord,
} from './vault-contents.ts';
import { VaultKeys, type VaultFile } from './vault-keys.ts';

export interface Vault {
  /** The records are overwritten when the device is locked. */
  read(): Promise<Result<readonly VaultRecord[], VaultRefusal | StoreRefusal>>;
  /**
   * In place of whatever is there for the same group; but what is known of the group by the same
   * device already is not lost.
   */
  put(record: VaultRecord): Promise<Result<void, PutRefusal>>;
  /**
   * The group has gone on to `origin`, as far as one tab of this device knows. Adds to what is there,
   * and takes nothing back that another tab knew earlier. A record that is gone stays gone.
   */
  remember(
    membership: { readonly groupId: string; readonly device: string },
    origin: EpochOrigin,
  ): Promise<Result<void, VaultRefusal | StoreRefusal>>;
  forget(id: string, type: VaultRecord['type']): Promise<Result<void, VaultRefusal | StoreRefusal>>;
}

export type PutRefusal = VaultRefusal | StoreRefusal | { readonly type: 'too-many-groups' };

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
  const change = <Refusal extends { readonly type: string }>(
    edit: (records: readonly VaultRecord[]) => Result<readonly VaultRecord[], Refusal>,
  ): Promise<Result<void, Refusal | VaultRefusal | StoreRefusal>> =>
    changeFile<Refusal | VaultRefusal>(store, (current) => {
      const records = unseal(current);
      if (!records.ok) return records;
      const edited = edit(records.value);
      if (!edited.ok) return edited;
      const contents = encodeVaultContents(edited.value);
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
      change<PutRefusal>((records) => {
        const known = records.find((each) => equalBytes(each.groupId, record.groupId));
        const others = records.filter((each) => each !== known);
        return others.length < vaultRecordsMax
          ? accepted([...others, known ? withKnown(record, known) : record])
          : refused({ type: 'too-many-groups' });
      }),
    remember: async ({ groupId, device }, origin) => {
      // Whoever gave it may overwrite it before the file is written.
      const own = copyBytesInside(origin);
      const written = await change<VaultRefusal | NothingToWrite>((records) => {
        const known = records.find(
          (each): each is Membership =>
            each.type === 'membership' &&
            hexFromBytes(each.groupId) === groupId &&
            deviceIdOf({ signing: each.device.signing.publicKey }) === device,
        );
        if (!known || isWithin(known.origin, own)) return refused({ type: 'nothing-to-write' });
        const grown = { ...known, origin: uniteOrigins(known.origin, own) };
        return accepted(records.map((each) => (each === known ? grown : each)));
      });
      for (const { secret } of own.secrets) zeroBytes(secret);
      if (written.ok || written.refusal.type === 'nothing-to-write') return accepted(undefined);
      return refused(written.refusal);
    },
    forget: (id, type) =>
      change<VaultRefusal>((records) =>
        accepted(records.filter((each) => each.type !== type || hexFromBytes(each.groupId) !== id)),
      ),
  };
};

interface NothingToWrite {
  readonly type: 'nothing-to-write';
}

/** Two tabs that waited for one welcome both keep it; the second may be behind by then. */
const withKnown = (record: VaultRecord, known: VaultRecord): VaultRecord =>
  record.type === 'membership' &&
  known.type === 'membership' &&
  equalBytes(record.device.signing.publicKey, known.device.signing.publicKey)
    ? { ...record, origin: uniteOrigins(known.origin, record.origin) }
    : record;

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
