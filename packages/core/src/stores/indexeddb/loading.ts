/**
 * Brings a ledger from disk into its document with y-indexeddb, unmodified, in its own database
 * layout. y-indexeddb would never finish on a row that it cannot read, and adds a row at every
 * opening: rows that nobody has looked at yet are looked at before it loads them, and what it adds
 * is taken out again. Once it has loaded, it is let go: what it does later (writing without a signal of durability, throwing
 * into its caller when the database is closed, merging other tabs' rows in unasked) is done by
 * `store.ts`. Knows nothing of what a ledger means.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import { accepted, refused, type Result } from '../../lib/result.ts';
import type { LedgerDoc } from '../../ledger/ledger.ts';
import type { StoreRefusal } from '../../group/ports.ts';
import { isEmptyRow, isSoundRow } from '../rows.ts';
import { readFrom, writeTo } from './database.ts';

/** The names of y-indexeddb's object stores. */
export const updatesStore = 'updates';
export const customStore = 'custom';

/** Damaged rows are set aside under keys with this beginning in the custom store. */
const damagedPrefix = 'damaged ';
export const damagedRange = (): IDBKeyRange =>
  IDBKeyRange.bound(damagedPrefix, `${damagedPrefix}\uffff`);

/** In the custom store: rows up to this key were looked at, or written by us. */
const checkedKey = 'checked';
/** In the custom store: the group's note. */
export const noteKey = 'note';

/** y-indexeddb never says that it failed. After this time every row is looked at. */
const loadMsUsual = 5_000;
/** A ledger at its limits on a slow phone takes seconds; after this it has failed. */
const loadMsMax = 60_000;

export interface LoadedRows {
  /** Keys of the rows that are in the ledger now. */
  readonly keys: readonly number[];
  readonly damagedRows: number;
  readonly note?: Uint8Array;
}

/** Lays a new database out as y-indexeddb does. */
export const layLedgerDatabase = (database: IDBDatabase): void => {
  database.createObjectStore(updatesStore, { autoIncrement: true });
  database.createObjectStore(customStore);
};

/** Fills `ledger`; `lost` resolves when the database is closed from outside meanwhile. */
export const loadLedger = async (
  database: IDBDatabase,
  ledger: LedgerDoc,
  lost: Promise<StoreRefusal>,
): Promise<Result<LoadedRows, StoreRefusal>> => {
  if (![updatesStore, customStore].every((store) => database.objectStoreNames.contains(store))) {
    return refused({ type: 'store-damaged' });
  }
  const noted = await readFrom<[IDBValidKey[], unknown]>(
    database,
    [updatesStore, customStore],
    (transaction) => [
      transaction.objectStore(updatesStore).getAllKeys(),
      transaction.objectStore(customStore).get(checkedKey),
    ],
  );
  if (!noted.ok) return noted;
  const checkedUpTo = typeof noted.value[1] === 'number' ? noted.value[1] : 0;
  const keysBefore = noted.value[0].map(Number).filter((key) => key <= checkedUpTo);
  const inspected = await inspectRows(database, checkedUpTo);
  if (!inspected.ok) return inspected;
  const loading = startLoading(database.name, ledger, lost);
  const outcome = await loading.wait(loadMsUsual);
  if (outcome === 'late') return loadOnceMore(database, ledger, lost, loading);
  if (outcome !== undefined) {
    loading.stop();
    return refused(outcome);
  }
  return finishLoading(database, [...keysBefore, ...inspected.value.soundKeys], inspected.value);
};

/** It is slow, or a row that was sound once is not any more: looks at every one. */
const loadOnceMore = async (
  database: IDBDatabase,
  ledger: LedgerDoc,
  lost: Promise<StoreRefusal>,
  slow: Loading,
): Promise<Result<LoadedRows, StoreRefusal>> => {
  const inspected = await inspectRows(database, 0);
  const isSlowOnly = inspected.ok && inspected.value.damagedRows === 0;
  if (!isSlowOnly) slow.stop();
  if (!inspected.ok) return inspected;
  const loading = isSlowOnly ? slow : startLoading(database.name, ledger, lost);
  const outcome = await loading.wait(loadMsMax);
  if (outcome === undefined) {
    return finishLoading(database, inspected.value.soundKeys, inspected.value);
  }
  loading.stop();
  return refused(outcome === 'late' ? { type: 'store-damaged' } : outcome);
};

const finishLoading = async (
  database: IDBDatabase,
  keys: readonly number[],
  inspection: Inspection,
): Promise<Result<LoadedRows, StoreRefusal>> => {
  const cleaned = await removeEmptyRows(database, inspection);
  // A full disk must not keep anybody from reading; the rows are removed another time.
  if (!cleaned.ok && cleaned.refusal.type !== 'store-full') return cleaned;
  const read = await readFrom<[number, unknown]>(database, [customStore], (transaction) => [
    transaction.objectStore(customStore).count(damagedRange()),
    transaction.objectStore(customStore).get(noteKey),
  ]);
  if (!read.ok) return read;
  const [damagedRows, note] = read.value;
  return accepted({ keys, damagedRows, ...(note instanceof Uint8Array && { note }) });
};

/** Notes in a transaction that writes `row` itself that nobody needs to look at it again. */
export const noteChecked = (transaction: IDBTransaction, row: IDBRequest<IDBValidKey>): void => {
  row.addEventListener('success', () => {
    transaction.objectStore(customStore).put(Number(row.result), checkedKey);
  });
};

interface Inspection {
  readonly soundKeys: readonly number[];
  readonly emptyKeys: readonly number[];
  readonly lastKey: number;
  /** Found and set apart now. */
  readonly damagedRows: number;
}

/** Looks at the rows behind `checkedUpTo`, and sets apart those that cannot be read. */
const inspectRows = async (
  database: IDBDatabase,
  checkedUpTo: number,
): Promise<Result<Inspection, StoreRefusal>> => {
  const read = await readRows(database, IDBKeyRange.lowerBound(checkedUpTo, true));
  if (!read.ok) return read;
  const soundKeys: number[] = [];
  const emptyKeys: number[] = [];
  const damaged: StoredRow[] = [];
  for (const [key, row] of read.value) {
    if (isEmptyRow(row)) emptyKeys.push(key);
    else if (isSoundRow(row)) soundKeys.push(key);
    else damaged.push([key, row]);
  }
  const inspection = {
    soundKeys,
    emptyKeys,
    lastKey: read.value.at(-1)?.[0] ?? checkedUpTo,
    damagedRows: damaged.length,
  };
  if (damaged.length === 0) return accepted(inspection);
  const setApart = await setAside(database, damaged);
  return setApart.ok ? accepted(inspection) : setApart;
};

type StoredRow = readonly [key: number, row: unknown];

const readRows = async (
  database: IDBDatabase,
  range: IDBKeyRange,
): Promise<Result<readonly StoredRow[], StoreRefusal>> => {
  const read = await readFrom<[IDBValidKey[], unknown[]]>(
    database,
    [updatesStore],
    (transaction) => {
      const store = transaction.objectStore(updatesStore);
      return [store.getAllKeys(range), store.getAll(range)];
    },
  );
  if (read.ok) {
    const [keys, rows] = read.value;
    return accepted(keys.map((key, place) => [Number(key), rows[place]] as const));
  }
  return read.refusal.type === 'store-unavailable' ? readRowsOneByOne(database, range) : read;
};

/** For a database in which a row cannot even be handed over, so that all at once are refused. */
const readRowsOneByOne = async (
  database: IDBDatabase,
  range: IDBKeyRange,
): Promise<Result<readonly StoredRow[], StoreRefusal>> => {
  const keys = await readFrom<[IDBValidKey[]]>(database, [updatesStore], (transaction) => [
    transaction.objectStore(updatesStore).getAllKeys(range),
  ]);
  if (!keys.ok) return keys;
  const rows: StoredRow[] = [];
  for (const key of keys.value[0]) {
    const row = await readFrom<[unknown]>(database, [updatesStore], (transaction) => [
      transaction.objectStore(updatesStore).get(key),
    ]);
    if (!row.ok && row.refusal.type === 'store-closed') return row;
    rows.push([Number(key), row.ok ? row.value[0] : undefined]);
  }
  return accepted(rows);
};

const setAside = (
  database: IDBDatabase,
  damaged: readonly StoredRow[],
): Promise<Result<void, StoreRefusal>> =>
  writeTo(database, [updatesStore, customStore], 'durable', (transaction) => {
    for (const [key, row] of damaged) {
      transaction.objectStore(customStore).put(row, `${damagedPrefix}${key}`);
      transaction.objectStore(updatesStore).delete(key);
    }
  });

interface Loading {
  /** Nothing once all is in the ledger; `late` when there is no sign of it after `waitMs`. */
  readonly wait: (waitMs: number) => Promise<StoreRefusal | 'late' | undefined>;
  readonly stop: () => void;
}

const startLoading = (name: string, ledger: LedgerDoc, lost: Promise<StoreRefusal>): Loading => {
  const persistence = new IndexeddbPersistence(name, ledger);
  const isLoaded = persistence.whenSynced.then(() => undefined);
  return {
    wait: async (waitMs) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), waitMs);
      });
      const outcome = await Promise.race([isLoaded, lost, late]);
      clearTimeout(timer);
      if (outcome === undefined) await persistence.destroy();
      return outcome;
    },
    // After a failure its database may never open, and a wait for its closing never end.
    stop: () => void persistence.destroy(),
  };
};

/**
 * Removes rows that hold nothing, those found before and y-indexeddb's own behind the last one,
 * and notes how far rows were looked at.
 */
const removeEmptyRows = async (
  database: IDBDatabase,
  { emptyKeys, lastKey }: Inspection,
): Promise<Result<void, StoreRefusal>> => {
  const later = await readRows(database, IDBKeyRange.lowerBound(lastKey, true));
  if (!later.ok) return later;
  const added = later.value.filter(([, row]) => isEmptyRow(row)).map(([key]) => key);
  return writeTo(database, [updatesStore, customStore], 'relaxed', (transaction) => {
    for (const key of [...emptyKeys, ...added]) transaction.objectStore(updatesStore).delete(key);
    transaction.objectStore(customStore).put(lastKey, checkedKey);
  });
};
