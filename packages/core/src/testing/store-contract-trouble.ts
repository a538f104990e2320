/**
 * The part of the store contract about trouble: databases closed from outside, full disks, damaged
 * rows, crashes. Cases that a bench cannot bring about are left out.
 */
import * as Y from 'yjs';
import type { StoreRefusal } from '../group/ports.ts';
import {
  check,
  heldOf,
  keepAll,
  makeUpdates,
  opened,
  refusalOf,
  type BenchCase,
  type StoreBench,
} from './store-contract-parts.ts';

type Abilities = Pick<StoreBench, 'setRoom' | 'crashAtWrite' | 'setUnavailable'>;

export const storeTrouble = (abilities: Abilities): Readonly<Record<string, BenchCase>> => ({
  ...always,
  ...(abilities.setRoom === undefined ? {} : whenFull),
  ...(abilities.crashAtWrite === undefined ? {} : whenCrashed),
  ...(abilities.setUnavailable === undefined ? {} : whenUnavailable),
});

const always: Readonly<Record<string, BenchCase>> = {
  'closes cleanly when the database is closed from outside': async (bench) => {
    const { store, ledger } = await opened(bench.newTab());
    const lost: StoreRefusal[] = [];
    store.onLost((refusal) => lost.push(refusal));
    const [first, second, third] = makeUpdates(1, 3) as [Uint8Array, Uint8Array, Uint8Array];
    await keepAll(store, [first], ledger);
    await bench.closeFromOutside();
    check(lost.length === 1 && lost[0]?.type === 'store-closed', 'told once that it is lost');
    check(refusalOf(await store.keep(second, 'durable')) === 'store-closed', 'keep refuses');
    check(refusalOf(await store.replace(second)) === 'store-closed', 'replace refuses');
    Y.applyUpdate(ledger, second, store.origin);
    Y.applyUpdate(ledger, third, 'another origin');
    check(heldOf(ledger, 1) === 3, 'the ledger goes on in memory');
    await store.close();
    check(lost.length === 1, 'told no second time');
  },
  'gives all that can be read, and reports damage until it is replaced': async (bench) => {
    const first = await opened(bench.newTab());
    await keepAll(first.store, makeUpdates(1, 3));
    await first.store.close();
    await bench.addRow('not bytes');
    await bench.addRow(Uint8Array.of(1, 255, 255, 255));
    await bench.addRow({ length: 3 });
    const late = await opened(bench.newTab());
    await keepAll(late.store, makeUpdates(2, 2));
    await late.store.close();
    const second = await opened(bench.newTab(2));
    check(second.contents.damagedRows === 3, `3 are damaged, not ${second.contents.damagedRows}`);
    check(heldOf(second.ledger, 1) === 3 && heldOf(second.ledger, 2) === 2, 'the rest is read');
    await keepAll(second.store, makeUpdates(3, 4), second.ledger);
    await second.store.close();
    const third = await opened(bench.newTab());
    check(third.contents.damagedRows === 3, 'reported again');
    check((await third.store.replace(Y.encodeStateAsUpdate(third.ledger))).ok, 'replaced');
    await third.store.close();
    const fourth = await opened(bench.newTab());
    check(fourth.contents.damagedRows === 0, 'no damage is left');
    check(heldOf(fourth.ledger, 1) === 3 && heldOf(fourth.ledger, 3) === 4, 'all is there');
    await fourth.store.close();
  },
};

/** Room for the small rows and a few large ones. */
const roomBytes = 1_000_000;
const largeEntryBytes = 100_000;

const whenFull: Readonly<Record<string, BenchCase>> = {
  'refuses when the disk is full, loses nothing and keeps again when there is room': async (
    bench,
  ) => {
    await bench.setRoom?.(roomBytes);
    const { store, ledger } = await opened(bench.newTab());
    await keepAll(store, makeUpdates(1, 5), ledger);
    const large = makeUpdates(2, 40, largeEntryBytes);
    let refusal: string | undefined;
    let keptOfLarge = 0;
    for (const update of large) {
      refusal = refusalOf(await store.keep(update, 'durable'));
      if (refusal !== undefined) break;
      keptOfLarge += 1;
    }
    check(refusal === 'store-full', `refused as full, not ${String(refusal)}`);
    await bench.setRoom?.(undefined);
    await keepAll(store, large.slice(keptOfLarge), ledger);
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 5, 'the small ones are there');
    check(heldOf(again.ledger, 2, largeEntryBytes) === 40, 'the large ones are there');
    await again.store.close();
  },
};

const whenCrashed: Readonly<Record<string, BenchCase>> = {
  'has everything that it acknowledged after a crash between any two writes': async (bench) => {
    const updates = makeUpdates(1, 12);
    let places = 0;
    for (let count = 0; count < updates.length; count += 1) {
      for (const side of ['before', 'after'] as const) {
        const { store, ledger } = await opened(bench.newTab(4));
        const heldBefore = heldOf(ledger, 1);
        bench.crashAtWrite?.(count, side);
        let acknowledged = heldBefore;
        for (const update of updates.slice(heldBefore)) {
          const kept = await store.keep(update, 'durable');
          if (!kept.ok) break;
          Y.applyUpdate(ledger, update, store.origin);
          acknowledged += 1;
        }
        places += 1;
        const again = await opened(bench.newTab());
        const held = heldOf(again.ledger, 1);
        check(held >= acknowledged, `${acknowledged} entries, not ${held}`);
        check(again.ledger.store.pendingStructs === null, 'no gap');
        await again.store.erase();
      }
    }
    check(places === 24, 'every place was tried');
  },
};

const whenUnavailable: Readonly<Record<string, BenchCase>> = {
  'says when it cannot be opened': async (bench) => {
    bench.setUnavailable?.();
    const result = await bench.newTab().open(new Y.Doc());
    check(refusalOf(result) === 'store-unavailable', 'unavailable');
  },
};
