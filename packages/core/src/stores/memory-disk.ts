/**
 * A disk in memory that outlives the stores on it, so that tests and simulations can crash a tab
 * and open it again. It can crash around any write, cut the power, fill up, lie about what it has
 * written and be slow. Knows neither ledgers nor groups; `memory.ts` keeps ledgers on it.
 */
import { accepted, refused, type Result } from '../lib/result.ts';
import type { StoreRefusal } from '../group/ports.ts';

/** One tab that has the disk open. */
export interface MemoryTab {
  readonly isOpen: () => boolean;
  /** The tab is gone: nothing of it runs any more. */
  readonly crash: () => void;
  /** Somebody else upgraded or deleted the database; the tab lives on. */
  readonly lose: () => void;
}

export type Rows = Map<number, unknown>;

export interface MemoryDisk {
  /** What a store would find if it were opened now. */
  readonly rows: () => readonly unknown[];
  /** Writes that have reached the disk so far. */
  readonly writes: () => number;
  /** Instances held now. */
  readonly leases: () => readonly number[];
  /** Every tab is gone at once; what was written stays. */
  readonly crash: () => void;
  /** Every tab is gone, and what was written relaxed since the last durable write too. */
  readonly cutPower: () => void;
  /** All tabs crash before or after the write that comes after `count` more writes. */
  readonly crashAtWrite: (count: number, side: 'before' | 'after') => void;
  /** The database is closed under every open tab, as by an upgrade in another one. */
  readonly closeFromOutside: () => void;
  readonly setCapacityBytes: (capacity: number) => void;
  /** Durable writes are acknowledged, but a cut of power takes them. */
  readonly setLosesWrites: (loses: boolean) => void;
  /** Opening is refused with this reason, until told `undefined`. */
  readonly setUnavailable: (reason: string | undefined) => void;
  /** Puts `row` in the place of an existing one, or behind the last one. */
  readonly damage: (index: number, row: unknown) => void;
  /** What only stores use. */
  readonly drive: MemoryDrive;
}

export interface MemoryDrive {
  readonly unavailable: () => string | undefined;
  readonly rows: () => ReadonlyMap<number, unknown>;
  readonly attach: (tab: MemoryTab) => void;
  readonly detach: (tab: MemoryTab) => void;
  /** Gives `change` the rows and the next free key, in the order of the calls. */
  readonly write: (
    tab: MemoryTab,
    durability: 'durable' | 'relaxed',
    change: (rows: Rows, nextKey: number) => void,
  ) => Promise<Result<void, StoreRefusal>>;
  readonly note: () => Uint8Array | undefined;
  readonly leaveNote: (note: Uint8Array) => void;
  /** Deletes the database; the disk can be used again. */
  readonly clear: () => void;
  readonly holders: Map<number, MemoryTab>;
}

export interface MemoryDiskOptions {
  /** Called once per write; the write goes on when `proceed` is called. At once if absent. */
  readonly pace?: (proceed: () => void) => void;
}

const bytesOf = (rows: Rows): number => {
  let bytes = 0;
  for (const row of rows.values()) bytes += row instanceof Uint8Array ? row.length : 0;
  return bytes;
};

export const createMemoryDisk = (options: MemoryDiskOptions = {}): MemoryDisk => {
  const pace = options.pace ?? ((proceed: () => void) => proceed());
  const tabs = new Set<MemoryTab>();
  const holders = new Map<number, MemoryTab>();
  let rows: Rows = new Map();
  let flushed: Rows = new Map();
  let note: Uint8Array | undefined;
  let nextKey = 1;
  let writes = 0;
  let capacityBytes = Number.POSITIVE_INFINITY;
  let losesWrites = false;
  let unavailable: string | undefined;
  let crashPoint: { writesLeft: number; side: 'before' | 'after' } | undefined;
  let lastWrite: Promise<unknown> = Promise.resolve();

  const crash = (): void => {
    for (const tab of [...tabs]) tab.crash();
    tabs.clear();
    holders.clear();
  };
  /** Whether the crash that was asked for is due at this side of this write. */
  const crashIfDue = (side: 'before' | 'after'): boolean => {
    if (crashPoint === undefined || crashPoint.writesLeft > 0 || crashPoint.side !== side) {
      return false;
    }
    crashPoint = undefined;
    crash();
    return true;
  };
  const perform = (
    tab: MemoryTab,
    durability: 'durable' | 'relaxed',
    change: (rows: Rows, nextKey: number) => void,
  ): Result<void, StoreRefusal> => {
    if (!tab.isOpen() || crashIfDue('before')) return refused({ type: 'store-closed' });
    const changed = new Map(rows);
    change(changed, nextKey);
    if (bytesOf(changed) > capacityBytes) return refused({ type: 'store-full' });
    rows = changed;
    nextKey += 1;
    writes += 1;
    if (durability === 'durable' && !losesWrites) flushed = rows;
    if (crashIfDue('after')) return refused({ type: 'store-closed' });
    if (crashPoint !== undefined) crashPoint.writesLeft -= 1;
    return accepted(undefined);
  };

  return {
    rows: () => [...rows.values()],
    writes: () => writes,
    leases: () => [...holders.keys()].toSorted((a, b) => a - b),
    crash,
    cutPower: () => {
      crash();
      rows = flushed;
    },
    crashAtWrite: (count, side) => {
      crashPoint = { writesLeft: count, side };
    },
    closeFromOutside: () => {
      for (const tab of [...tabs]) tab.lose();
      tabs.clear();
    },
    setCapacityBytes: (capacity) => {
      capacityBytes = capacity;
    },
    setLosesWrites: (loses) => {
      losesWrites = loses;
    },
    setUnavailable: (reason) => {
      unavailable = reason;
    },
    damage: (index, row) => {
      const key = [...rows.keys()][index] ?? nextKey++;
      rows = new Map(rows).set(key, row);
      flushed = new Map(flushed).set(key, row);
    },
    drive: {
      unavailable: () => unavailable,
      rows: () => rows,
      attach: (tab) => void tabs.add(tab),
      detach: (tab) => void tabs.delete(tab),
      write: (tab, durability, change) => {
        const turn = lastWrite.then(() => new Promise<void>((resolve) => pace(resolve)));
        const done = turn.then(() => perform(tab, durability, change));
        lastWrite = done;
        return done;
      },
      note: () => note,
      leaveNote: (left) => {
        note = left.slice();
      },
      clear: () => {
        rows = new Map();
        flushed = rows;
        note = undefined;
      },
      holders,
    },
  };
};
