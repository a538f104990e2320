/**
 * What the cases of the store contract share: updates of feeds, a way to look into a ledger, and a
 * check that throws. Knows the port and yjs, no test runner.
 */
import * as Y from 'yjs';
import type { Result } from '../lib/result.ts';
import type { LedgerDoc } from '../ledger/ledger.ts';
import type { Store, StoreContents } from '../group/ports.ts';

const entryBytes = 180;

const feedName = (client: number): string => `feed ${client}`;

export const check = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(`The store broke its contract. Expected: ${what}`);
};

/** A byte that nobody can guess or compress: the finalizer of MurmurHash3 over its place. */
const entryByte = (client: number, place: number, index: number): number => {
  let mixed = Math.imul(client, 0x9e3779b1) ^ Math.imul(place, 0x27d4eb2f) ^ index;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 255;
};

/** Updates that each append one entry to the feed of `client`, in order. */
export const makeUpdates = (
  client: number,
  count: number,
  bytes: number = entryBytes,
): readonly Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let place = 0; place < count; place += 1) {
    const entry = new Uint8Array(bytes).map((_, index) => entryByte(client, place, index));
    doc.getArray(feedName(client)).push([entry]);
  }
  return updates;
};

/** The first entry of the feed of `client`. */
export const firstUpdate = (client: number): Uint8Array => {
  const [update] = makeUpdates(client, 1);
  if (update === undefined) throw new Error('one update was asked for');
  return update;
};

/** Entries of a feed that are in the ledger and hold the bytes that `makeUpdates` gave them. */
export const heldOf = (ledger: LedgerDoc, client: number, bytes: number = entryBytes): number => {
  const entries = ledger.getArray<Uint8Array>(feedName(client)).toArray();
  entries.forEach((entry, place) => {
    const isTrue = entry.every((byte, index) => byte === entryByte(client, place, index));
    check(isTrue && entry.length === bytes, `entry ${place} of feed ${client} is unharmed`);
  });
  return entries.length;
};

export const isEqual = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);

export const refusalOf = (result: Result<unknown, { readonly type: string }>): string | undefined =>
  result.ok ? undefined : result.refusal.type;

/** One empty database, and ways to look at it and to hurt it. */
export interface StoreBench {
  /** A store in another tab of the same device. `rowsMax`: rows before it trims. */
  readonly newTab: (rowsMax?: number) => Store;
  readonly rows: () => Promise<readonly unknown[]>;
  readonly exists: () => Promise<boolean>;
  /** Adds a row that no store wrote. */
  readonly addRow: (row: unknown) => Promise<void>;
  /** Somebody else upgrades the database while stores have it open. */
  readonly closeFromOutside: () => Promise<void>;
  /** Leaves the disk room for so many bytes, or again for as many as one likes. */
  readonly setRoom?: (bytes: number | undefined) => Promise<void>;
  /** Ends every tab before or after the write that follows `count` more writes. */
  readonly crashAtWrite?: (count: number, side: 'before' | 'after') => void;
  /** Makes the database impossible to open. */
  readonly setUnavailable?: () => void;
}

export type BenchCase = (bench: StoreBench) => Promise<void>;

export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface OpenedStore {
  readonly store: Store;
  readonly ledger: LedgerDoc;
  readonly contents: StoreContents;
}

export const opened = async (store: Store): Promise<OpenedStore> => {
  const ledger = new Y.Doc({ gc: false });
  const result = await store.open(ledger);
  if (!result.ok) throw new Error(`The store did not open: ${JSON.stringify(result.refusal)}`);
  return { store, ledger, contents: result.value };
};

/** Keeps each update, then applies it where a ledger is given, as a group does. */
export const keepAll = async (
  store: Store,
  updates: readonly Uint8Array[],
  ledger?: LedgerDoc,
): Promise<void> => {
  for (const update of updates) {
    const kept = await store.keep(update, 'relaxed');
    check(kept.ok, 'an update is kept');
    if (ledger !== undefined) Y.applyUpdate(ledger, update, store.origin);
  }
};
