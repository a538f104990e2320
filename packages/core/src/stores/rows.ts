/**
 * What every store must know about the rows it keeps: whether one can be read, whether a ledger
 * holds all of it, and which one row stands for many.
 * The only place of the stores that runs yjs. Knows neither disks nor what a ledger's bytes mean.
 */
import * as Y from 'yjs';
import type { LedgerDoc } from '../ledger/ledger.ts';

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

/** The one row that stands for everything in the ledger, or for all that came after `since`. */
export const rowOfLedger = (ledger: LedgerDoc, since?: Uint8Array): Uint8Array =>
  Y.encodeStateAsUpdate(ledger, since);

export const stateVectorOf = (ledger: LedgerDoc): Uint8Array => Y.encodeStateVector(ledger);

/** Whether the ledger has everything of an update that ends there. (Ledgers delete nothing.) */
export const isHeldBy = (ledger: LedgerDoc, ends: RowEnds): boolean =>
  [...ends].every(([client, end]) => Y.getState(ledger.store, client) >= end);
