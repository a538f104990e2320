/**
 * What every store must know about the rows it keeps: whether one can be read, and whether a
 * ledger holds all of it, so that the row may go once that ledger's state is written in its place.
 * The only place of the stores that runs yjs. Knows neither disks nor what a ledger's bytes mean.
 */
import * as Y from 'yjs';
import type { LedgerDoc } from '../ledger/ledger.ts';

/** Rows that a store lets pile up before it merges them: what y-indexeddb does too. */
export const rowsBeforeTrimMax = 500;

/** Per Yjs client id, the clock after the last struct of an update. */
export type RowEnds = ReadonlyMap<number, number>;

/** Where an update ends; throws a `TypeError` for bytes that are no update. */
export const endsOfUpdate = (update: Uint8Array): RowEnds => {
  try {
    return Y.parseUpdateMeta(update).to;
  } catch (cause) {
    throw new TypeError('keep: not a Yjs update', { cause });
  }
};

export const isSoundRow = (row: unknown): row is Uint8Array => {
  if (!(row instanceof Uint8Array)) return false;
  try {
    Y.decodeUpdate(row);
    return true;
  } catch {
    // Yjs throws many kinds of error for bytes it cannot read; each means the same here.
    return false;
  }
};

/** Whether the row holds nothing: two zero bytes, as y-indexeddb adds at every opening. */
export const isEmptyRow = (row: unknown): boolean =>
  row instanceof Uint8Array && row.length === 2 && row[0] === 0 && row[1] === 0;

export const applyRows = (
  ledger: LedgerDoc,
  rows: readonly Uint8Array[],
  origin: unknown,
): void => {
  Y.transact(
    ledger,
    () => {
      for (const row of rows) Y.applyUpdate(ledger, row, origin);
    },
    origin,
    false,
  );
};

/** The one row that stands for everything in the ledger. */
export const rowOfLedger = (ledger: LedgerDoc): Uint8Array => Y.encodeStateAsUpdate(ledger);

/**
 * The rows of one store that this tab has read or written, by key, and so may delete. Rows of
 * other tabs are never in here.
 */
export interface SeenRows<Key> {
  readonly count: () => number;
  /** A row that was read into the ledger, or that holds nothing readable. */
  readonly addRead: (key: Key) => void;
  /** A row that was written; the ledger may lack it still. */
  readonly addWritten: (key: Key, ends: RowEnds) => void;
  readonly all: () => readonly Key[];
  /** Those that `ledger` holds whole. */
  readonly heldBy: (ledger: LedgerDoc) => readonly Key[];
  readonly forget: (keys: readonly Key[]) => void;
}

export const createSeenRows = <Key>(): SeenRows<Key> => {
  const endsByKey = new Map<Key, RowEnds>();
  const nothing: RowEnds = new Map();
  return {
    count: () => endsByKey.size,
    addRead: (key) => void endsByKey.set(key, nothing),
    addWritten: (key, ends) => void endsByKey.set(key, ends),
    all: () => [...endsByKey.keys()],
    heldBy: (ledger) => {
      const isHeld = (ends: RowEnds): boolean =>
        [...ends].every(([client, end]) => Y.getState(ledger.store, client) >= end);
      return [...endsByKey].filter(([, ends]) => isHeld(ends)).map(([key]) => key);
    },
    forget: (keys) => {
      for (const key of keys) endsByKey.delete(key);
    },
  };
};
