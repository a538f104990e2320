/**
 * Keeps one epoch's ledger in the browser, over y-indexeddb's database. y-indexeddb loads it
 * (`loading.ts`); every row is written from here, in transactions that say when they are on the
 * disk, and merged from here, deleting only rows that this tab has read or written. Several tabs
 * use one database at once. Sees sealed bytes only, and knows no group: the name is given to it.
 */
import { accepted, refused, type Result } from '../../lib/result.ts';
import type { LedgerDoc } from '../../ledger/ledger.ts';
import type { Store, StoreRefusal } from '../../group/ports.ts';
import { createRowBook } from '../row-book.ts';
import { endsOfUpdate } from '../rows.ts';
import { deleteDatabase, openDatabase, writeTo } from './database.ts';
import { leaseInstance, unlessLocked } from './leases.ts';
import {
  customStore,
  damagedRange,
  layLedgerDatabase,
  loadLedger,
  noteChecked,
  noteKey,
  updatesStore,
} from './loading.ts';

/** The first screen comes before tidying up. */
const mergeAfterOpenMs = 3_000;

export interface IndexedDbStoreOptions {
  /** Opaque: it stands readable in the browser's profile. Also the beginning of lock names. */
  readonly name: string;
  /** Rows of this tab that may pile up before they are merged. */
  readonly rowsMax?: number;
}

export const createIndexedDbStore = (options: IndexedDbStoreOptions): Store => {
  const { name } = options;
  const origin = Symbol('indexeddb store');
  const listeners = new Set<(refusal: StoreRefusal) => void>();
  const book = createRowBook(options.rowsMax);
  const underWay = new Set<Promise<unknown>>();
  let database: IDBDatabase | undefined;
  let mergeTimer: ReturnType<typeof setTimeout> | undefined;
  let ledger: LedgerDoc | undefined;
  let isClosing = false;
  let isClosed = false;
  let isMerging = false;
  let merging: Promise<void> = Promise.resolve();
  /** A replacement under way: what is merged before it is merged in vain, if it succeeds. */
  let replacement: Promise<Result<void, StoreRefusal>> | undefined;

  const track = <Value>(work: Promise<Value>): Promise<Value> => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };
  const onLedgerUpdate = (update: Uint8Array, from: unknown): void => {
    if (from !== origin) void keep(update, 'relaxed');
  };
  const follow = (next: LedgerDoc | undefined): void => {
    ledger?.off('update', onLedgerUpdate);
    ledger = next;
    ledger?.on('update', onLedgerUpdate);
  };
  const end = (): void => {
    isClosed = true;
    clearTimeout(mergeTimer);
    follow(undefined);
    database?.close();
    database = undefined;
  };
  const lose = (): void => {
    if (isClosed) return;
    end();
    for (const listener of [...listeners]) listener({ type: 'store-closed' });
  };

  const mergeWhenDue = async (): Promise<void> => {
    if (isMerging || isClosing || replacement !== undefined || !book.isMergeDue()) return;
    isMerging = true;
    merging = track(unlessLocked(`${name}.merge`, mergeRows)).finally(() => {
      isMerging = false;
    });
    await merging;
  };
  const mergeRows = async (): Promise<void> => {
    if (database === undefined || ledger === undefined) return;
    const merge = book.merge(ledger);
    let key: IDBRequest<IDBValidKey> | undefined;
    const stores = [updatesStore, customStore];
    const written = await writeTo(database, stores, 'durable', (transaction) => {
      const store = transaction.objectStore(updatesStore);
      key = store.add(merge.row);
      noteChecked(transaction, key);
      for (const range of rangesOf(merge.superfluous)) store.delete(range);
    });
    // A refused merge (a full disk) has changed nothing: the rows stay as they are.
    if (!written.ok || key === undefined) return;
    const row = Number(key.result);
    if ((await replacement)?.ok === true) await forgetMerged(row);
    else merge.done(row);
  };
  /** What was merged has been replaced meanwhile. */
  const forgetMerged = async (row: number): Promise<void> => {
    if (database === undefined) return;
    await writeTo(database, [updatesStore], 'durable', (transaction) => {
      transaction.objectStore(updatesStore).delete(row);
    });
  };

  const keep = async (
    update: Uint8Array,
    durability: 'durable' | 'relaxed',
  ): Promise<Result<void, StoreRefusal>> => {
    const ends = endsOfUpdate(update);
    if (database === undefined || isClosing) return refused({ type: 'store-closed' });
    let key: IDBRequest<IDBValidKey> | undefined;
    const kept = await track(
      writeTo(database, [updatesStore], durability, (transaction) => {
        key = transaction.objectStore(updatesStore).add(ownBytes(update));
      }),
    );
    if (kept.ok && key !== undefined) {
      book.addWritten(Number(key.result), ends);
      void mergeWhenDue();
    }
    return kept;
  };

  const load = async (opened: LedgerDoc): Promise<Awaited<ReturnType<Store['open']>>> => {
    const connection = await openDatabase(name, layLedgerDatabase);
    if (!connection.ok) return connection;
    if (isClosing) {
      connection.value.close();
      return refused({ type: 'store-closed' });
    }
    database = connection.value;
    const lost = new Promise<StoreRefusal>((resolve) => {
      const loseNow = (): void => {
        resolve({ type: 'store-closed' });
        lose();
      };
      connection.value.onversionchange = loseNow;
      connection.value.onclose = loseNow;
    });
    const loaded = await loadLedger(connection.value, opened, lost);
    if (!loaded.ok) {
      end();
      return loaded;
    }
    for (const key of loaded.value.keys) book.addRead(key);
    if (isClosed) return refused({ type: 'store-closed' });
    follow(opened);
    mergeTimer = setTimeout(() => void mergeWhenDue(), mergeAfterOpenMs);
    const { keys, ...found } = loaded.value;
    return accepted({ rows: keys.length, ...found });
  };

  const finish = async (): Promise<void> => {
    isClosing = true;
    while (underWay.size > 0) await Promise.allSettled(underWay);
    end();
  };

  return {
    origin,
    open: (opened) => track(load(opened)),
    keep,
    leaveNote: async (note) => {
      if (database === undefined || isClosing) return;
      // Refused is as good as lost: it can be made again.
      await track(
        writeTo(database, [customStore], 'relaxed', (transaction) => {
          transaction.objectStore(customStore).put(ownBytes(note), noteKey);
        }),
      );
    },
    replace: async (update, next) => {
      const ends = endsOfUpdate(update);
      if (database === undefined || isClosing) return refused({ type: 'store-closed' });
      const replacedKeys = book.keys();
      let key: IDBRequest<IDBValidKey> | undefined;
      replacement = track(
        writeTo(database, [updatesStore, customStore], 'durable', (transaction) => {
          const store = transaction.objectStore(updatesStore);
          for (const range of rangesOf(replacedKeys)) store.delete(range);
          key = store.add(ownBytes(update));
          noteChecked(transaction, key);
          transaction.objectStore(customStore).delete(damagedRange());
        }),
      );
      const replaced = await replacement;
      await merging;
      replacement = undefined;
      if (!replaced.ok || key === undefined) return replaced;
      book.forget(replacedKeys);
      book.addWritten(Number(key.result), ends);
      if (next !== undefined) follow(next);
      return replaced;
    },
    lease: (retired) => leaseInstance(name, retired),
    onLost: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: finish,
    erase: async () => {
      await finish();
      return deleteDatabase(name);
    },
  };
};

/** Without the rest of a larger buffer, which IndexedDB would store along with a view of it. */
const ownBytes = (update: Uint8Array): Uint8Array =>
  update.byteLength === update.buffer.byteLength ? update : update.slice();

/**
 * Keys that follow on each other, as ranges: deleting 10,000 rows one by one takes seconds on a
 * phone. Keys are whole numbers, so a range holds no others.
 */
const rangesOf = (keys: readonly number[]): readonly IDBKeyRange[] => {
  const ranges: IDBKeyRange[] = [];
  const sorted = keys.toSorted((a, b) => a - b);
  let first = sorted[0];
  sorted.forEach((key, place) => {
    if (sorted[place + 1] === key + 1 || first === undefined) return;
    ranges.push(IDBKeyRange.bound(first, key));
    first = sorted[place + 1];
  });
  return ranges;
};
