/**
 * What every `Store` must do, whatever it keeps ledgers on. A list of cases that each throw when
 * the store breaks its word, so that the same list runs under vitest and inside a browser's page.
 * Knows the port and a bench per store, nothing of how a store works.
 */
import * as Y from 'yjs';
import type { StoreRefusal } from '../group/ports.ts';
import {
  check,
  firstUpdate,
  heldOf,
  isEqual,
  keepAll,
  makeUpdates,
  opened,
  refusalOf,
  type BenchCase,
  type ContractCase,
  type StoreBench,
} from './store-contract-parts.ts';

export type { ContractCase, StoreBench } from './store-contract-parts.ts';
import { storeLeaseCases } from './store-contract-leases.ts';
import { storeTrouble } from './store-contract-trouble.ts';

/** The whole contract, each case on a bench of its own. */
export const storeContract = (
  makeBench: () => Promise<StoreBench>,
  abilities: Pick<StoreBench, 'setRoom' | 'crashAtWrite' | 'setUnavailable'>,
): readonly ContractCase[] => {
  const cases: Readonly<Record<string, BenchCase>> = {
    ...keeping,
    ...sharing,
    ...storeTrouble(abilities),
    ...storeLeaseCases,
  };
  return Object.entries(cases).map(([name, run]) => ({
    name,
    run: async () => run(await makeBench()),
  }));
};

const keeping: Readonly<Record<string, BenchCase>> = {
  'gives back everything that was kept': async (bench) => {
    const updates = [...makeUpdates(1, 20), ...makeUpdates(2, 20)];
    const first = await opened(bench.newTab());
    await keepAll(first.store, updates);
    await first.store.close();
    const second = await opened(bench.newTab());
    check(heldOf(second.ledger, 1) === 20, 'feed 1 is whole');
    check(heldOf(second.ledger, 2) === 20, 'feed 2 is whole');
    check(second.contents.damagedRows === 0, 'nothing is damaged');
    await second.store.close();
  },
  'keeps in the order of the calls though nobody waits between them': async (bench) => {
    const updates = makeUpdates(1, 30);
    const { store } = await opened(bench.newTab());
    await Promise.all(
      updates.map((update, index) => store.keep(update, index % 3 === 0 ? 'durable' : 'relaxed')),
    );
    const rows = (await bench.rows()) as Uint8Array[];
    check(rows.length === 30, `30 rows, not ${rows.length}`);
    updates.forEach((update, index) => {
      check(isEqual(rows[index], update), `row ${index} is update ${index}`);
    });
    await store.close();
  },
  'resolves a durable keep only when the row is there': async (bench) => {
    const { store } = await opened(bench.newTab());
    for (const [index, update] of makeUpdates(1, 5).entries()) {
      const kept = await store.keep(update, 'durable');
      check(kept.ok, 'kept');
      check((await bench.rows()).length === index + 1, 'the row is there');
    }
    await store.close();
  },
  'keeps once what is applied with its origin, and also what comes otherwise': async (bench) => {
    const { store, ledger } = await opened(bench.newTab());
    const [own, foreign] = makeUpdates(1, 2) as [Uint8Array, Uint8Array];
    await store.keep(own, 'durable');
    Y.applyUpdate(ledger, own, store.origin);
    Y.applyUpdate(ledger, foreign, 'another origin');
    await store.keep(firstUpdate(2), 'durable');
    check((await bench.rows()).length === 3, 'three rows');
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 2, 'both entries are back');
    await again.store.close();
  },
  'gives back the newest note that was left, and none before': async (bench) => {
    const first = await opened(bench.newTab());
    check(first.contents.note === undefined, 'no note yet');
    await first.store.leaveNote(Uint8Array.of(1, 2, 3));
    await first.store.leaveNote(Uint8Array.of(4, 5));
    await first.store.close();
    await first.store.leaveNote(Uint8Array.of(6));
    const second = await opened(bench.newTab());
    check(isEqual(second.contents.note, Uint8Array.of(4, 5)), 'the newest that was in time');
    check((await bench.rows()).length === 0, 'a note is no row');
  },
  'adds no row by being opened': async (bench) => {
    const first = await opened(bench.newTab());
    await keepAll(first.store, makeUpdates(1, 3));
    await first.store.close();
    for (let round = 0; round < 4; round += 1) await (await opened(bench.newTab())).store.close();
    check((await bench.rows()).length === 3, 'three rows still');
  },
  'refuses to keep after it was closed, and can be closed twice': async (bench) => {
    const { store, ledger } = await opened(bench.newTab());
    await store.close();
    await store.close();
    const kept = await store.keep(firstUpdate(1), 'durable');
    check(refusalOf(kept) === 'store-closed', 'closed');
    Y.applyUpdate(ledger, firstUpdate(1));
    check((await bench.rows()).length === 0, 'no row');
  },
  'finishes what was being written when it is closed': async (bench) => {
    const { store } = await opened(bench.newTab());
    const kept = store.keep(firstUpdate(1), 'durable');
    await store.close();
    check((await kept).ok, 'kept');
    check((await bench.rows()).length === 1, 'one row');
  },
  'throws for bytes that are no update, and keeps nothing': async (bench) => {
    const { store } = await opened(bench.newTab());
    let thrown: unknown;
    await store.keep(Uint8Array.of(9, 9, 9), 'relaxed').catch((error: unknown) => {
      thrown = error;
    });
    check(thrown instanceof TypeError, 'a TypeError');
    check((await bench.rows()).length === 0, 'no row');
    await store.close();
  },
  'replaces all that it has read and kept': async (bench) => {
    const { store } = await opened(bench.newTab());
    await keepAll(store, makeUpdates(1, 4));
    const other = firstUpdate(2);
    check((await store.replace(other)).ok, 'replaced');
    check((await bench.rows()).length === 1, 'one row');
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 0 && heldOf(again.ledger, 2) === 1, 'only the new one');
    await again.store.close();
  },
  'follows the new ledger after a branch was switched': async (bench) => {
    const { store, ledger } = await opened(bench.newTab());
    await keepAll(store, makeUpdates(1, 4), ledger);
    const next = new Y.Doc();
    const [first, second] = makeUpdates(2, 2) as [Uint8Array, Uint8Array];
    Y.applyUpdate(next, first);
    await store.replace(first, next);
    Y.applyUpdate(next, second, 'another origin');
    Y.applyUpdate(ledger, firstUpdate(3), 'another origin');
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 2) === 2, 'the new ledger is kept');
    check(heldOf(again.ledger, 1) + heldOf(again.ledger, 3) === 0, 'the old one is not');
    await again.store.close();
  },
  'merges the rows of the new ledger, not of the old one': async (bench) => {
    const { store, ledger } = await opened(bench.newTab(3));
    await keepAll(store, makeUpdates(1, 20), ledger);
    const next = new Y.Doc();
    const updates = makeUpdates(1, 14);
    for (const update of updates.slice(0, 4)) Y.applyUpdate(next, update);
    await store.replace(Y.encodeStateAsUpdate(next), next);
    await keepAll(store, updates.slice(4), next);
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 14, 'the new ledger is whole');
    await again.store.close();
  },
  'erases everything': async (bench) => {
    const { store } = await opened(bench.newTab());
    await keepAll(store, makeUpdates(1, 4));
    check((await store.erase()).ok, 'erased');
    check(!(await bench.exists()), 'nothing is left');
    const kept = await store.keep(firstUpdate(1), 'durable');
    check(refusalOf(kept) === 'store-closed', 'closed');
    check((await bench.newTab().erase()).ok, 'erasing nothing is no failure');
  },
};

const sharing: Readonly<Record<string, BenchCase>> = {
  'keeps what two tabs write at once': async (bench) => {
    const tabs = [await opened(bench.newTab()), await opened(bench.newTab())] as const;
    await Promise.all(tabs.map((tab, index) => keepAll(tab.store, makeUpdates(index + 1, 25))));
    await Promise.all(tabs.map((tab) => tab.store.close()));
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 25 && heldOf(again.ledger, 2) === 25, 'both feeds are whole');
    await again.store.close();
  },
  'trims its rows and loses nothing, nor what another tab wrote': async (bench) => {
    const first = await opened(bench.newTab(10));
    const second = await opened(bench.newTab(1000));
    await keepAll(second.store, makeUpdates(2, 15));
    await keepAll(first.store, makeUpdates(1, 60), first.ledger);
    await first.store.close();
    const rows = (await bench.rows()).length;
    check(rows >= 16 && rows <= 15 + 12, `trimmed to its bound, not ${rows}`);
    await second.store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 60 && heldOf(again.ledger, 2) === 15, 'all is there');
    await again.store.close();
  },
  'never trims a row that the ledger lacks': async (bench) => {
    const { store, ledger } = await opened(bench.newTab(5));
    await keepAll(store, makeUpdates(1, 3));
    await keepAll(store, makeUpdates(2, 40), ledger);
    await store.close();
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 3 && heldOf(again.ledger, 2) === 40, 'all is there');
    await again.store.close();
  },
  'lets two tabs trim at once': async (bench) => {
    const tabs = [await opened(bench.newTab(4)), await opened(bench.newTab(4))] as const;
    await Promise.all(
      tabs.map((tab, index) => keepAll(tab.store, makeUpdates(index + 1, 40), tab.ledger)),
    );
    await Promise.all(tabs.map((tab) => tab.store.close()));
    const again = await opened(bench.newTab());
    check(heldOf(again.ledger, 1) === 40 && heldOf(again.ledger, 2) === 40, 'all is there');
    await again.store.close();
    check((await bench.rows()).length < 30, 'it was trimmed');
  },
  'is told when another tab erases': async (bench) => {
    const first = await opened(bench.newTab());
    const second = await opened(bench.newTab());
    const lost: StoreRefusal[] = [];
    first.store.onLost((refusal) => lost.push(refusal));
    check((await second.store.erase()).ok, 'erased');
    check(lost.length === 1 && lost[0]?.type === 'store-closed', 'told once');
    await first.store.close();
  },
};
