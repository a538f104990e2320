/**
 * What the tests of the stores do inside a browser's page. Built into one script by `bundle.ts`;
 * each function is called by name from Node. Knows the stores and no group.
 */
import * as Y from 'yjs';
import { IndexeddbPersistence } from 'y-indexeddb';
import type { InstanceLease, Store } from '../../../packages/core/src/group/ports.ts';
import {
  askForPersistence,
  createIndexedDbStore,
  createIndexedDbVaultStore,
  estimateRoom,
} from '../../../packages/core/src/stores/indexeddb/index.ts';
import { openDatabase, writeTo } from '../../../packages/core/src/stores/indexeddb/database.ts';
import {
  layLedgerDatabase,
  updatesStore,
} from '../../../packages/core/src/stores/indexeddb/loading.ts';
import { makeIndexedDbBench } from '../../../packages/core/test/indexeddb-bench.ts';
import {
  storeContract,
  type ContractCase,
} from '../../../packages/core/src/testing/store-contract.ts';
import {
  heldOf,
  makeUpdates,
  opened,
} from '../../../packages/core/src/testing/store-contract-parts.ts';
import { vaultStoreContract } from '../../../packages/core/src/testing/vault-store-contract.ts';

declare global {
  interface Window {
    readonly stores: typeof actions;
    /** Given by the test: what it knows even after this page is killed. */
    readonly acknowledged: (instance: number, place: number) => Promise<void>;
    readonly setQuota: (bytes: number | null) => Promise<void>;
  }
}

const setRoom = (bytes: number | undefined): Promise<void> => window.setQuota(bytes ?? null);

const contractCases = (): readonly ContractCase[] => [
  ...storeContract(async () => ({ ...(await makeIndexedDbBench()), setRoom }), { setRoom }),
  ...vaultStoreContract(async () => {
    const name = `vault-${crypto.randomUUID()}`;
    return () => createIndexedDbVaultStore({ name });
  }).map(({ name, run }) => ({ name: `vault: ${name}`, run })),
];

/** One feed per instance: its name and its Yjs client id. */
const clientOf = (instance: number): number => 1_000 + instance;
const feedOf = (instance: number): string => `instance ${instance}`;

interface Writer {
  readonly store: Store;
  readonly ledger: Y.Doc;
  readonly lease: InstanceLease;
}

const openWriter = async (name: string): Promise<Writer> => {
  const { store, ledger } = await opened(createIndexedDbStore({ name, rowsMax: 20 }));
  const lease = await store.lease(new Set());
  if (lease === undefined) throw new Error('no lease');
  return { store, ledger, lease };
};

/** The next entry of this instance's feed, as an update that does not touch the ledger. */
const nextUpdate = ({ ledger, lease }: Writer, text: string): Uint8Array => {
  const writing = new Y.Doc();
  Y.applyUpdate(writing, Y.encodeStateAsUpdate(ledger));
  writing.clientID = clientOf(lease.instance);
  const before = Y.encodeStateVector(writing);
  writing.getArray(feedOf(lease.instance)).push([new TextEncoder().encode(text)]);
  return Y.encodeStateAsUpdate(writing, before);
};

const entriesOf = (ledger: Y.Doc, instance: number): string[] =>
  ledger
    .getArray<Uint8Array>(feedOf(instance))
    .toArray()
    .map((entry) => new TextDecoder().decode(entry));

let watched: { readonly writer: Writer; readonly told: string[] } | undefined;

const actions = {
  contractNames: (): string[] => contractCases().map(({ name }) => name),
  runContract: async (name: string): Promise<void> => {
    const found = contractCases().find((each) => each.name === name);
    if (found === undefined) throw new Error(`no case ${name}`);
    await found.run();
  },

  /** Writes until the page is killed; tells the test of each entry once it is durable. */
  writeForever: async ({ name, run }: { name: string; run: number }): Promise<void> => {
    const writer = await openWriter(name);
    for (;;) {
      const place = entriesOf(writer.ledger, writer.lease.instance).length;
      const update = nextUpdate(writer, `run ${run} place ${place}`);
      const kept = await writer.store.keep(update, 'durable');
      if (!kept.ok) throw new Error(kept.refusal.type);
      Y.applyUpdate(writer.ledger, update, writer.store.origin);
      await window.acknowledged(writer.lease.instance, place);
    }
  },
  /** Every feed, after opening as the lowest instance whose lock is free. */
  readBack: async (name: string) => {
    const writer = await openWriter(name);
    const result = {
      instance: writer.lease.instance,
      feeds: [0, 1].map((instance) => entriesOf(writer.ledger, instance)),
      hasGap: writer.ledger.store.pendingStructs !== null,
    };
    await writer.lease.release();
    await writer.store.close();
    return result;
  },

  /** Opens a store and watches what happens to it. */
  watch: async (name: string): Promise<number> => {
    const writer = await openWriter(name);
    const told: string[] = [];
    writer.store.onLost((refusal) => told.push(refusal.type));
    watched = { writer, told };
    return writer.lease.instance;
  },
  keepWatched: async (text: string): Promise<string> => {
    if (watched === undefined) throw new Error('nothing is watched');
    const update = nextUpdate(watched.writer, text);
    const kept = await watched.writer.store.keep(update, 'durable');
    Y.applyUpdate(watched.writer.ledger, update, watched.writer.store.origin);
    return kept.ok ? 'kept' : kept.refusal.type;
  },
  /** A change of the ledger that did not go through the store, as y-indexeddb would store it. */
  applyUnkept: (text: string): number => {
    if (watched === undefined) throw new Error('nothing is watched');
    Y.applyUpdate(watched.writer.ledger, nextUpdate(watched.writer, text), 'elsewhere');
    return entriesOf(watched.writer.ledger, watched.writer.lease.instance).length;
  },
  lostReports: (): string[] => watched?.told ?? [],
  leaseOnly: async (name: string): Promise<number | undefined> =>
    (await createIndexedDbStore({ name }).lease(new Set()))?.instance,

  /** Opens and closes once, then spoils two of five rows that were found sound. */
  spoilRows: async (name: string): Promise<void> => {
    const first = await opened(createIndexedDbStore({ name }));
    for (const client of [1, 2, 3, 4, 5]) {
      for (const update of makeUpdates(client, 1)) await first.store.keep(update, 'durable');
    }
    await first.store.close();
    await (await opened(createIndexedDbStore({ name }))).store.close();
    const database = await openDatabase(name, layLedgerDatabase);
    if (!database.ok) throw new Error(database.refusal.type);
    await writeTo(database.value, [updatesStore], 'durable', (transaction) => {
      const store = transaction.objectStore(updatesStore);
      const keys = store.getAllKeys();
      keys.onsuccess = () => {
        const [, second, third] = keys.result;
        store.put(Uint8Array.of(1, 255, 255), second);
        store.put('no bytes', third);
      };
    });
    database.value.close();
  },
  /** Keeps small rows and one that Chromium puts into a file of its own. */
  keepLarge: async (name: string): Promise<void> => {
    const { store } = await opened(createIndexedDbStore({ name }));
    const updates = [...makeUpdates(1, 2), ...makeUpdates(2, 1, 300_000), ...makeUpdates(3, 2)];
    for (const update of updates) await store.keep(update, 'durable');
    await store.close();
  },
  openSpoiled: async (name: string) => {
    const { store, ledger, contents } = await opened(createIndexedDbStore({ name }));
    const held = [1, 2, 3, 4, 5].map((client) => heldOf(ledger, client));
    await store.close();
    return { contents, held };
  },

  whyClosed: async (name: string) => {
    const result = await createIndexedDbStore({ name }).open(new Y.Doc());
    return result.ok ? undefined : result.refusal;
  },

  upgrade: (name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(new Error('not upgraded', { cause: request.error }));
    }),
  erase: async (name: string): Promise<boolean> =>
    (await createIndexedDbStore({ name }).erase()).ok,
  databaseNames: async (): Promise<(string | undefined)[]> =>
    (await indexedDB.databases()).map((database) => database.name),
  /** Fills the disk, then opens in another tab what was kept before. */
  openWhenFull: async (name: string) => {
    await window.setQuota(300_000);
    const writer = await opened(createIndexedDbStore({ name }));
    let kept = 0;
    for (const update of makeUpdates(1, 40, 50_000)) {
      const result = await writer.store.keep(update, 'durable');
      if (!result.ok) break;
      kept += 1;
    }
    const reader = await opened(createIndexedDbStore({ name }));
    const held = heldOf(reader.ledger, 1, 50_000);
    await reader.store.close();
    await writer.store.close();
    await window.setQuota(null);
    return { kept, held };
  },
  room: async () => ({
    isPersistent: typeof (await askForPersistence()),
    room: await estimateRoom(),
  }),

  /** Fills a database with `rows` rows of about 180 bytes from 50 feeds, or with one merged row. */
  fill: async ({ name, rows, isTrimmed }: { name: string; rows: number; isTrimmed: boolean }) => {
    const feeds = 50;
    const byFeed = Array.from({ length: feeds }, (_, feed) => makeUpdates(feed + 1, rows / feeds));
    const updates = Array.from({ length: rows }, (_, place) => {
      const update = byFeed[place % feeds]?.[Math.floor(place / feeds)];
      if (update === undefined) throw new Error('rows must divide by the feeds');
      return update;
    });
    const database = await openDatabase(name, layLedgerDatabase);
    if (!database.ok) throw new Error(database.refusal.type);
    await writeTo(database.value, [updatesStore], 'durable', (transaction) => {
      const stored = isTrimmed ? [Y.mergeUpdates(updates)] : updates;
      for (const update of stored) transaction.objectStore(updatesStore).add(update);
    });
    database.value.close();
    return updates[0]?.length ?? 0;
  },
  /** Milliseconds until the ledger is there, with plain y-indexeddb or with our store. */
  timeOpening: async ({ name, with: which }: { name: string; with: 'plain' | 'ours' }) => {
    const ledger = new Y.Doc({ gc: false });
    const start = performance.now();
    let close: () => Promise<unknown>;
    if (which === 'plain') {
      const persistence = new IndexeddbPersistence(name, ledger);
      await persistence.whenSynced;
      close = () => persistence.destroy();
    } else {
      // No trimming: the same rows are opened again in the next round.
      const store = createIndexedDbStore({ name, rowsMax: Number.POSITIVE_INFINITY });
      const result = await store.open(ledger);
      if (!result.ok) throw new Error(result.refusal.type);
      close = () => store.close();
    }
    const ms = performance.now() - start;
    await close();
    return { ms, feeds: ledger.share.size };
  },
};

Object.assign(window, { stores: actions });
