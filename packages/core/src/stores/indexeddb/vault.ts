/**
 * Keeps the vault's sealed bytes in the browser: one value in a database of its own, written
 * strictly. Every call opens the database and closes it again, so that no tab ever stands in the
 * way of another one's upgrade or erasure. Knows nothing of what the bytes hold.
 */
import { accepted, refused, type Result } from '../../lib/result.ts';
import type { StoreRefusal, VaultStore } from '../../group/ports.ts';
import { deleteDatabase, openDatabase, readFrom, writeTo } from './database.ts';

const vaultStore = 'vault';
const vaultKey = 'vault';

/** `name` stands readable in the browser's profile; it is the name of a broadcast channel too. */
export const createIndexedDbVaultStore = (options: { readonly name: string }): VaultStore => {
  const { name } = options;
  const listeners = new Set<() => void>();
  let channel: BroadcastChannel | undefined;

  const tellOthers = (): void => {
    if (typeof BroadcastChannel === 'undefined') return;
    // Posting through the channel that listens keeps this tab from hearing itself.
    const out = channel ?? new BroadcastChannel(name);
    out.postMessage('written');
    if (out !== channel) out.close();
  };
  const inDatabase = async <Value>(
    act: (database: IDBDatabase) => Promise<Result<Value, StoreRefusal>>,
  ): Promise<Result<Value, StoreRefusal>> => {
    const opened = await openDatabase(name, (database) => {
      database.createObjectStore(vaultStore);
    });
    if (!opened.ok) return opened;
    opened.value.onversionchange = () => opened.value.close();
    try {
      if (!opened.value.objectStoreNames.contains(vaultStore)) {
        return refused({ type: 'store-damaged' });
      }
      return await act(opened.value);
    } finally {
      opened.value.close();
    }
  };

  return {
    read: () =>
      inDatabase(async (database) => {
        const read = await readFrom<[unknown]>(database, [vaultStore], (transaction) => [
          transaction.objectStore(vaultStore).get(vaultKey),
        ]);
        if (!read.ok) return read;
        const [vault] = read.value;
        return isVault(vault) ? accepted(vault) : refused({ type: 'store-damaged' });
      }),
    update: (change) =>
      inDatabase(async (database) => {
        let isDamaged = false;
        let thrown: { readonly error: unknown } | undefined;
        const written = await writeTo(database, [vaultStore], 'durable', (transaction) => {
          const store = transaction.objectStore(vaultStore);
          const current = store.get(vaultKey);
          // Reading and writing in one readwrite transaction: no other tab comes between.
          current.onsuccess = () => {
            if (!isVault(current.result)) {
              isDamaged = true;
              transaction.abort();
              return;
            }
            try {
              store.put(change(current.result), vaultKey);
            } catch (error) {
              thrown = { error };
              transaction.abort();
            }
          };
        });
        if (thrown !== undefined) throw thrown.error;
        if (isDamaged) return refused({ type: 'store-damaged' });
        if (written.ok) tellOthers();
        return written;
      }),
    onWrite: (listener) => {
      listeners.add(listener);
      if (channel === undefined && typeof BroadcastChannel !== 'undefined') {
        channel = new BroadcastChannel(name);
        channel.onmessage = () => {
          for (const told of [...listeners]) told();
        };
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        channel?.close();
        channel = undefined;
      };
    },
    erase: async () => {
      const erased = await deleteDatabase(name);
      if (erased.ok) tellOthers();
      return erased;
    },
  };
};

const isVault = (value: unknown): value is Uint8Array | undefined =>
  value === undefined || value instanceof Uint8Array;
