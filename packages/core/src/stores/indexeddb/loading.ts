/**
 * Brings a ledger from disk into its document with y-indexeddb, unmodified, in its own database
 * layout. y-indexeddb would never finish on a row that it cannot read, and adds a row at every
 * opening: rows are looked at before it loads them, and what it adds is taken out again. Once it
 * has loaded, it is let go: what it does later (writing without a signal of durability, throwing
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

/** Loading that takes longer has failed inside y-indexeddb, which then never says anything. */
const loadMsMax = 60_000;

export interface LoadedRows {
  /** Keys of the rows that are in the ledger now. */
  readonly keys: readonly number[];
  readonly damagedRows: number;
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
  const inspected = await inspectRows(database);
  if (!inspected.ok) return inspected;
  const { soundKeys, emptyKeys, damaged, lastKey } = inspected.value;
  if (damaged.length > 0) {
    const setApart = await setAside(database, damaged);
    if (!setApart.ok) return setApart;
  }
  const refusal = await loadWithYIndexedDb(database.name, ledger, lost);
  if (refusal !== undefined) return refused(refusal);
  const cleaned = await removeEmptyRows(database, emptyKeys, lastKey);
  // A full disk must not keep anybody from reading; the rows are removed another time.
  if (!cleaned.ok && cleaned.refusal.type !== 'store-full') return cleaned;
  const counted = await readFrom<[number]>(database, [customStore], (transaction) => [
    transaction.objectStore(customStore).count(damagedRange()),
  ]);
  if (!counted.ok) return counted;
  return accepted({ keys: soundKeys, damagedRows: counted.value[0] });
};

interface Inspection {
  readonly soundKeys: readonly number[];
  readonly emptyKeys: readonly number[];
  /** With their rows, as far as they can be read at all. */
  readonly damaged: readonly (readonly [key: number, row: unknown])[];
  readonly lastKey: number;
}

const inspectRows = async (database: IDBDatabase): Promise<Result<Inspection, StoreRefusal>> => {
  const read = await readRows(database);
  if (!read.ok) return read;
  const soundKeys: number[] = [];
  const emptyKeys: number[] = [];
  const damaged: (readonly [number, unknown])[] = [];
  for (const [key, row] of read.value) {
    if (isEmptyRow(row)) emptyKeys.push(key);
    else if (isSoundRow(row)) soundKeys.push(key);
    else damaged.push([key, row]);
  }
  return accepted({ soundKeys, emptyKeys, damaged, lastKey: read.value.at(-1)?.[0] ?? 0 });
};

type StoredRow = readonly [key: number, row: unknown];

const readRows = async (
  database: IDBDatabase,
  range?: IDBKeyRange,
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
  range?: IDBKeyRange,
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
  damaged: Inspection['damaged'],
): Promise<Result<void, StoreRefusal>> =>
  writeTo(database, [updatesStore, customStore], 'durable', (transaction) => {
    for (const [key, row] of damaged) {
      transaction.objectStore(customStore).put(row, `${damagedPrefix}${key}`);
      transaction.objectStore(updatesStore).delete(key);
    }
  });

const loadWithYIndexedDb = async (
  name: string,
  ledger: LedgerDoc,
  lost: Promise<StoreRefusal>,
): Promise<StoreRefusal | undefined> => {
  const persistence = new IndexeddbPersistence(name, ledger);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const failed = new Promise<StoreRefusal>((resolve) => {
    timer = setTimeout(() => resolve({ type: 'store-damaged' }), loadMsMax);
  });
  const refusal = await Promise.race([persistence.whenSynced.then(() => undefined), lost, failed]);
  clearTimeout(timer);
  const closed = persistence.destroy();
  // After a failure its database may never open, and the wait for closing it never end.
  if (refusal === undefined) await closed;
  return refusal;
};

/** Rows that hold nothing: those found before, and y-indexeddb's own behind the last one. */
const removeEmptyRows = async (
  database: IDBDatabase,
  emptyKeys: readonly number[],
  lastKey: number,
): Promise<Result<void, StoreRefusal>> => {
  const later = await readRows(database, IDBKeyRange.lowerBound(lastKey, true));
  if (!later.ok) return later;
  const added = later.value.filter(([, row]) => isEmptyRow(row)).map(([key]) => key);
  return writeTo(database, [updatesStore], 'relaxed', (transaction) => {
    for (const key of [...emptyKeys, ...added]) transaction.objectStore(updatesStore).delete(key);
  });
};
