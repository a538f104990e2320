/**
 * The bench on which the store contract tries the store in IndexedDB: looks into its database and
 * meddles with it as another tab might. Runs in a browser and over fake-indexeddb; test code only.
 */
import type { StoreBench } from '../src/testing/store-contract.ts';
import { openDatabase, readFrom, writeTo } from '../src/stores/indexeddb/database.ts';
import { layLedgerDatabase, updatesStore } from '../src/stores/indexeddb/loading.ts';
import { createIndexedDbStore } from '../src/stores/indexeddb/store.ts';

const randomName = (): string => `bench-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;

export const makeIndexedDbBench = async (name: string = randomName()): Promise<StoreBench> => {
  const exists = async (): Promise<boolean> =>
    (await indexedDB.databases()).some((database) => database.name === name);
  const inDatabase = async <Value>(
    act: (database: IDBDatabase) => Promise<Value>,
  ): Promise<Value> => {
    const opened = await openDatabase(name, layLedgerDatabase);
    if (!opened.ok) throw new Error(`bench: ${opened.refusal.type}`);
    try {
      return await act(opened.value);
    } finally {
      opened.value.close();
    }
  };
  return {
    newTab: (rowsMax) => createIndexedDbStore(rowsMax === undefined ? { name } : { name, rowsMax }),
    exists,
    rows: async () => {
      if (!(await exists())) return [];
      return inDatabase(async (database) => {
        const rows = await readFrom<[unknown[]]>(database, [updatesStore], (transaction) => [
          transaction.objectStore(updatesStore).getAll(),
        ]);
        if (!rows.ok) throw new Error(`bench: ${rows.refusal.type}`);
        return rows.value[0];
      });
    },
    addRow: (row) =>
      inDatabase(async (database) => {
        const added = await writeTo(database, [updatesStore], 'relaxed', (transaction) => {
          transaction.objectStore(updatesStore).add(row);
        });
        if (!added.ok) throw new Error(`bench: ${added.refusal.type}`);
      }),
    closeFromOutside: async () => {
      const version = (await indexedDB.databases()).find((found) => found.name === name)?.version;
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name, (version ?? 0) + 1);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
        request.onerror = () => reject(new Error('bench: not upgraded', { cause: request.error }));
      });
    },
  };
};
