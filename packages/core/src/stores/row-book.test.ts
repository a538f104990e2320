import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Store } from '../group/ports.ts';
import { check, heldOf, keepAll, makeUpdates, opened } from '../testing/store-contract-parts.ts';
import { createMemoryDisk, createMemoryStore } from './memory.ts';
import { createRowBook } from './row-book.ts';
import { endsOfUpdate } from './rows.ts';

const tabs = 3;
const entriesMax = 60;
const updatesByFeed = Array.from({ length: tabs }, (_, feed) => makeUpdates(feed, entriesMax));

/** What one of the tabs does next; `spread`: the other tabs hear of it over the tabs link. */
const step = fc.record({
  tab: fc.nat(tabs - 1),
  does: fc.constantFrom('keep', 'keep', 'keep', 'keepLate', 'spread', 'crash', 'reopen', 'full'),
});

describe('row book', () => {
  it('loses no acknowledged row, whatever tabs do and when they crash', async () => {
    let rowsMerged = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 150 }), async (steps) => {
        const disk = createMemoryDisk();
        const open = async () => opened(createMemoryStore(disk, 4));
        const states = [await open(), await open(), await open()];
        const acknowledged = Array.from({ length: tabs }, () => 0);
        for (const { tab, does } of steps) {
          const state = states[tab];
          const height = acknowledged[tab] ?? 0;
          const update = updatesByFeed[tab]?.[height];
          if (state === undefined || update === undefined) continue;
          if (does === 'keep' || does === 'keepLate') {
            const kept = await state.store.keep(update, 'durable');
            check(kept.ok, 'kept');
            acknowledged[tab] = height + 1;
            // A late one is applied only when its tab opens again: the ledger lacks it till then.
            if (does === 'keep') Y.applyUpdate(state.ledger, update, state.store.origin);
          } else if (does === 'spread') {
            const all = Y.encodeStateAsUpdate(state.ledger);
            for (const other of states) Y.applyUpdate(other.ledger, all, other.store.origin);
          } else if (does === 'full') {
            disk.setCapacityBytes(0);
            const refused = await state.store.keep(update, 'durable');
            check(!refused.ok, 'refused');
            disk.setCapacityBytes(Number.POSITIVE_INFINITY);
          } else {
            if (does === 'crash') disk.cutPower();
            else await state.store.close();
            for (const place of does === 'crash' ? states.keys() : [tab]) {
              states[place] = await open();
            }
          }
        }
        rowsMerged += disk.writes() - disk.rows().length;
        const last = await open();
        acknowledged.forEach((height, feed) => {
          expect(heldOf(last.ledger, feed)).toBe(height);
        });
      }),
      { numRuns: 150, seed: 20_261_122 },
    );
    expect(rowsMerged).toBeGreaterThan(1_000);
  });

  it('writes only what is new, and the whole ledger one time in eight', () => {
    const book = createRowBook(1);
    const ledger = new Y.Doc();
    const lengths: number[] = [];
    makeUpdates(1, 40).forEach((update, place) => {
      Y.applyUpdate(ledger, update);
      book.addWritten(place, endsOfUpdate(update));
      if (!book.isMergeDue()) return;
      const merge = book.merge(ledger);
      lengths.push(merge.row.length);
      merge.done(1_000 + place);
    });
    const whole = lengths.flatMap((length, place) => (length > 1_000 ? [place] : []));
    expect(whole).toEqual([8, 16]);
    expect(book.keys().length).toBeLessThan(12);
  });

  it('bounds the rows of a store that keeps thousands of updates', async () => {
    const disk = createMemoryDisk();
    const { store, ledger } = await opened(createMemoryStore(disk, 50));
    await keepAll(store satisfies Store, makeUpdates(1, 2_000), ledger);
    expect(disk.rows().length).toBeLessThanOrEqual(50 + 9);
  });
});
