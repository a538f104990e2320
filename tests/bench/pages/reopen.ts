/**
 * Opening again from disk: our engine and shelf over the real store, beside plain y-indexeddb with
 * the plain document. Both databases are written here, in the same number of rows.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { currentBackend, loadFastCrypto } from '../../../packages/core/src/crypto/backend.ts';
import { Engine } from '../../../packages/core/src/group/engine.ts';
import { EpochBook } from '../../../packages/core/src/group/epoch-book.ts';
import type { Store } from '../../../packages/core/src/group/ports.ts';
import { Shelf } from '../../../packages/core/src/group/shelf.ts';
import {
  decodeLedgerUpdate,
  encodeLedgerUpdate,
  type FeedRun,
} from '../../../packages/core/src/ledger/update.ts';
import type { Env } from '../../../packages/core/src/lib/env.ts';
import { createIndexedDbStore } from '../../../packages/core/src/stores/indexeddb/index.ts';
import { createWorkload, type Workload } from '../workload.ts';
import type { Filling, Opening, OurOpening } from './opening.ts';

const ourName = 'ours';
const plainName = 'plain';

/** Work is sliced as in the app, so that the page stays usable meanwhile. */
const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

let workload: Workload | undefined;

const readableIn = (doc: Y.Doc): number => doc.getMap('pledges').size + doc.getMap('wanted').size;

const opened = async (store: Store, ledger: Y.Doc): Promise<void> => {
  const result = await store.open(ledger);
  if (!result.ok) throw new Error(`bench: ${result.refusal.type}`);
};

/** All but the newest entries of each feed in one row, those in rows of their own. */
const rowsOf = (ledgerUpdate: Uint8Array, singleRows: number): readonly Uint8Array[] => {
  const decoded = decodeLedgerUpdate(ledgerUpdate);
  if (!decoded.ok) throw new Error('bench: the ledger does not decode');
  const perFeed = Math.floor(singleRows / decoded.value.length);
  const splitAt = (run: FeedRun): number => Math.max(1, run.entries.length - perFeed);
  const merged = decoded.value.map((run) => ({
    ...run,
    entries: run.entries.slice(0, splitAt(run)),
  }));
  const single = decoded.value.flatMap((run) =>
    run.entries.slice(splitAt(run)).map((entry, index) =>
      encodeLedgerUpdate([
        {
          clientId: run.clientId,
          start: run.start + splitAt(run) + index,
          rootName: undefined,
          entries: [entry],
        },
      ]),
    ),
  );
  return [encodeLedgerUpdate(merged), ...single];
};

const fillOurs = async (rows: readonly Uint8Array[]): Promise<void> => {
  const store = createIndexedDbStore({ name: ourName });
  await opened(store, new Y.Doc({ gc: false }));
  for (const row of rows) {
    const kept = await store.keep(row, 'relaxed');
    if (!kept.ok) throw new Error(`bench: ${kept.refusal.type}`);
  }
  await store.close();
};

const fillPlain = async (updates: readonly Uint8Array[], singleRows: number): Promise<void> => {
  const doc = new Y.Doc();
  const persistence = new IndexeddbPersistence(plainName, doc);
  await persistence.whenSynced;
  Y.applyUpdate(doc, Y.mergeUpdates(updates.slice(0, -singleRows)));
  for (const update of updates.slice(-singleRows)) Y.applyUpdate(doc, update);
  // Behind all rows that it has asked to be written.
  await persistence.set('filled', 1);
  await persistence.destroy();
};

interface Running {
  readonly engine: Engine;
  readonly shelf: Shelf;
  /** What should not happen to a sound store. */
  readonly faults: readonly string[];
}

const startEngine = ({ origin, device }: Workload, store: Store): Running => {
  const faults: string[] = [];
  const shelf: Shelf = new Shelf({
    env,
    chainOf: (client) => {
      const feed = engine.register.byDocumentClient.get(client);
      return feed && engine.ledger.chainOf(feed.clientId);
    },
    write: () => undefined,
    changed: () => undefined,
  });
  const engine: Engine = new Engine({
    book: new EpochBook(origin),
    device,
    store,
    env,
    events: {
      arriving: () => undefined,
      *arrived(arrival) {
        yield* shelf.deliver(arrival.documents, false);
      },
      proven: () => undefined,
      dropped: () => undefined,
      rebuilding: () => void faults.push('rebuilding'),
      rebuilt: () => undefined,
      storeRefused: ({ type }) => void faults.push(type),
      storeKept: () => undefined,
    },
  });
  return { engine, shelf, faults };
};

/** A first session, as long as it takes to note which signatures it has verified. */
const openOnce = async (filled: Workload): Promise<void> => {
  const store = createIndexedDbStore({ name: ourName });
  let leave = (): void => undefined;
  const noted = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const { engine } = startEngine(filled, {
    ...store,
    leaveNote: async (note) => {
      await store.leaveNote(note);
      leave();
    },
  });
  const result = await engine.open();
  if (!result.ok) throw new Error(`bench: ${result.refusal.type}`);
  await noted;
  engine.stop();
  await store.close();
};

const reopen = {
  /** The number of our rows, and of edits in the document. */
  fill: async ({ singleRows, ...of }: Filling): Promise<{ rows: number; readable: number }> => {
    await loadFastCrypto();
    workload = createWorkload({ ...of, editsPerEntry: 1, order: 'chance' });
    const rows = rowsOf(workload.ledgerUpdate, singleRows);
    await fillOurs(rows);
    await openOnce(workload);
    await fillPlain(workload.plainUpdates, rows.length - 1);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, workload.plainState);
    return { rows: rows.length, readable: readableIn(doc) };
  },

  backend: async (): Promise<string> => currentBackend().name,

  openOurs: async (): Promise<OurOpening> => {
    if (!workload) throw new Error('bench: nothing is filled');
    const startedAt = performance.now();
    let loadedAt = startedAt;
    const store = createIndexedDbStore({ name: ourName });
    const { engine, shelf, faults } = startEngine(workload, {
      ...store,
      open: async (ledger) => {
        const result = await store.open(ledger);
        loadedAt = performance.now();
        return result;
      },
    });
    const result = await engine.open();
    const judgedAt = performance.now();
    const readable = readableIn(shelf.open(workload.document));
    const endedAt = performance.now();
    engine.stop();
    await store.close();
    if (!result.ok || faults.length > 0 || shelf.setAside.length > 0) {
      throw new Error(`bench: not opened whole: ${faults.join(', ')}`);
    }
    return {
      ms: endedAt - startedAt,
      readable,
      loadMs: loadedAt - startedAt,
      judgeMs: judgedAt - loadedAt,
      applyMs: endedAt - judgedAt,
    };
  },

  openPlain: async (): Promise<Opening> => {
    const startedAt = performance.now();
    const doc = new Y.Doc();
    const persistence = new IndexeddbPersistence(plainName, doc);
    await persistence.whenSynced;
    const readable = readableIn(doc);
    const ms = performance.now() - startedAt;
    await persistence.destroy();
    return { ms, readable };
  },
};

declare global {
  interface Window {
    reopen: typeof reopen;
  }
}

Object.assign(window, { reopen });
