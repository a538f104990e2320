/**
 * Keeps a ledger on a disk in memory: for tests, simulations, and a browser that lets nothing be
 * stored. Passes the same contract as the store in IndexedDB. Knows nothing of what is kept.
 */
import { accepted, refused, type Result } from '../lib/result.ts';
import { deviceInstancesMax } from '../lib/limits.ts';
import type { LedgerDoc } from '../ledger/ledger.ts';
import type { Store, StoreRefusal } from '../group/ports.ts';
import { createMemoryDisk, type MemoryDisk, type MemoryTab } from './memory-disk.ts';
import { createRowBook, type Merge } from './row-book.ts';
import { applyRows, endsOfUpdate, isSoundRow } from './rows.ts';

export { createMemoryDisk, type MemoryDisk, type MemoryDiskOptions } from './memory-disk.ts';
export {
  createMemoryVaultDisk,
  createMemoryVaultStore,
  type MemoryVaultDisk,
} from './memory-vault.ts';

/** The only store that can be crashed alone. */
export interface MemoryStore extends Store {
  /** The tab is gone: leases are free, what it was writing may or may not be kept. */
  crash(): void;
}

export const createMemoryStore = (
  disk: MemoryDisk = createMemoryDisk(),
  rowsMax?: number,
): MemoryStore => {
  const { drive } = disk;
  const origin = Symbol('memory store');
  const listeners = new Set<(refusal: StoreRefusal) => void>();
  const book = createRowBook(rowsMax);
  let damagedKeys: readonly number[] = [];
  let ledger: LedgerDoc | undefined;
  let state: 'idle' | 'open' | 'closed' = 'idle';
  let isMerging = false;
  let lastKeep: Promise<unknown> = Promise.resolve();

  const onLedgerUpdate = (update: Uint8Array, from: unknown): void => {
    if (from !== origin) void keep(update, 'relaxed');
  };
  const follow = (next: LedgerDoc | undefined): void => {
    ledger?.off('update', onLedgerUpdate);
    ledger = next;
    ledger?.on('update', onLedgerUpdate);
  };
  const end = (): void => {
    state = 'closed';
    follow(undefined);
  };
  const freeLeases = (): void => {
    for (const [instance, holder] of drive.holders) {
      if (holder === tab) drive.holders.delete(instance);
    }
  };
  const tab: MemoryTab = {
    isOpen: () => state === 'open',
    crash: () => {
      end();
      freeLeases();
    },
    lose: () => {
      end();
      for (const listener of [...listeners]) listener({ type: 'store-closed' });
    },
  };

  const mergeRows = async (): Promise<void> => {
    if (isMerging || ledger === undefined || !book.isMergeDue()) return;
    const followed = ledger;
    isMerging = true;
    let merge: Merge | undefined;
    let key = 0;
    const merged = await drive.write(tab, 'durable', (rows, nextKey) => {
      merge = book.merge(followed);
      key = nextKey;
      rows.set(key, merge.row);
      for (const old of merge.superfluous) rows.delete(old);
    });
    if (merged.ok) merge?.done(key);
    isMerging = false;
  };

  const keep = async (
    update: Uint8Array,
    durability: 'durable' | 'relaxed',
  ): Promise<Result<void, StoreRefusal>> => {
    const ends = endsOfUpdate(update);
    const row = update.slice();
    let key = 0;
    const written = drive.write(tab, durability, (rows, nextKey) => {
      key = nextKey;
      rows.set(key, row);
    });
    lastKeep = written;
    const kept = await written;
    if (kept.ok) {
      book.addWritten(key, ends);
      void mergeRows();
    }
    return kept;
  };

  return {
    origin,
    open: async (opened) => {
      const reason = drive.unavailable();
      if (reason !== undefined) return refused({ type: 'store-unavailable', reason });
      if (state === 'closed') return refused({ type: 'store-closed' });
      state = 'open';
      drive.attach(tab);
      const rows = [...drive.rows()];
      const sound = rows.filter((entry): entry is [number, Uint8Array] => isSoundRow(entry[1]));
      damagedKeys = rows.filter(([, row]) => !isSoundRow(row)).map(([key]) => key);
      applyRows(
        opened,
        sound.map(([, row]) => row),
        origin,
      );
      for (const [key] of sound) book.addRead(key);
      follow(opened);
      void mergeRows();
      const note = drive.note();
      return accepted({
        rows: sound.length,
        damagedRows: damagedKeys.length,
        ...(note && { note }),
      });
    },
    keep,
    leaveNote: async (note) => {
      if (state === 'open') drive.leaveNote(note);
    },
    replace: async (update, next) => {
      const ends = endsOfUpdate(update);
      const row = update.slice();
      let replacedKeys: readonly number[] = [];
      let key = 0;
      const replaced = await drive.write(tab, 'durable', (rows, nextKey) => {
        replacedKeys = book.keys();
        key = nextKey;
        for (const old of [...replacedKeys, ...damagedKeys]) rows.delete(old);
        rows.set(key, row);
      });
      if (!replaced.ok) return replaced;
      book.forget(replacedKeys);
      book.addWritten(key, ends);
      damagedKeys = [];
      if (next !== undefined) follow(next);
      return replaced;
    },
    lease: async (retired) => {
      for (let instance = 0; instance < deviceInstancesMax; instance += 1) {
        if (retired.has(instance) || drive.holders.has(instance)) continue;
        drive.holders.set(instance, tab);
        return {
          instance,
          release: async () => {
            if (drive.holders.get(instance) === tab) drive.holders.delete(instance);
          },
        };
      }
      return undefined;
    },
    onLost: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      await lastKeep;
      end();
      drive.detach(tab);
    },
    erase: async () => {
      await lastKeep;
      end();
      drive.detach(tab);
      disk.closeFromOutside();
      drive.clear();
      return accepted(undefined);
    },
    crash: () => {
      tab.crash();
      drive.detach(tab);
    },
  };
};
