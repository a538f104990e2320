/**
 * The book of the rows that one tab has read or written, by key: when they are due to be merged,
 * into what, and which of them may then be deleted. Rows of other tabs are never in it, and a row
 * that the ledger does not hold whole is never let go. Knows no disk.
 */
import type { LedgerDoc } from '../ledger/ledger.ts';
import { isHeldBy, rowOfLedger, stateVectorOf, type RowEnds } from './rows.ts';

/** Rows that may pile up before they are merged: what y-indexeddb does too. */
export const rowsBeforeMergeMax = 500;

/**
 * Merged rows before they are merged themselves. Writing the whole ledger again for every 500 rows
 * would cost a large group seconds; so only what is new is written, and the whole one time in 8.
 */
const mergedRowsMax = 8;

export interface Merge {
  readonly row: Uint8Array;
  /** Keys of the rows that `row`, with the merged rows left, makes superfluous. */
  readonly superfluous: readonly number[];
  /** To be told once `row` is kept under `key` and the others are deleted. */
  readonly done: (key: number) => void;
}

export interface RowBook {
  /** A row that was read into the ledger. */
  readonly addRead: (key: number) => void;
  /** A row that was written; the ledger may lack it still. */
  readonly addWritten: (key: number, ends: RowEnds) => void;
  readonly isMergeDue: () => boolean;
  /** What to write now. Whatever comes of it, the next one is due after as many rows again. */
  readonly merge: (ledger: LedgerDoc) => Merge;
  readonly keys: () => readonly number[];
  readonly forget: (keys: readonly number[]) => void;
}

export const createRowBook = (rowsMax: number = rowsBeforeMergeMax): RowBook => {
  const endsByKey = new Map<number, RowEnds>();
  const nothing: RowEnds = new Map();
  let mergedKeys: readonly number[] = [];
  /** What the merged rows hold, as a state vector. */
  let mergedUpTo: Uint8Array | undefined;
  let rowsLeft = 0;

  return {
    addRead: (key) => void endsByKey.set(key, nothing),
    addWritten: (key, ends) => void endsByKey.set(key, ends),
    isMergeDue: () => endsByKey.size > rowsLeft + rowsMax,
    merge: (ledger) => {
      const held = [...endsByKey].filter(([, ends]) => isHeldBy(ledger, ends)).map(([key]) => key);
      const isWhole = mergedUpTo === undefined || mergedKeys.length >= mergedRowsMax;
      const upTo = stateVectorOf(ledger);
      rowsLeft = endsByKey.size;
      return {
        row: isWhole ? rowOfLedger(ledger) : rowOfLedger(ledger, mergedUpTo),
        superfluous: isWhole ? [...held, ...mergedKeys] : held,
        done: (key) => {
          for (const old of held) endsByKey.delete(old);
          mergedKeys = isWhole ? [key] : [...mergedKeys, key];
          mergedUpTo = upTo;
          rowsLeft = endsByKey.size;
        },
      };
    },
    keys: () => [...endsByKey.keys(), ...mergedKeys],
    forget: (keys) => {
      const gone = new Set(keys);
      for (const key of gone) endsByKey.delete(key);
      mergedKeys = mergedKeys.filter((key) => !gone.has(key));
      // The next merge writes the whole ledger: it may be another one now.
      mergedUpTo = undefined;
      rowsLeft = 0;
    },
  };
};
