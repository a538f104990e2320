import 'fake-indexeddb/auto';
import { IndexeddbPersistence } from 'y-indexeddb';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { storeContract } from '../../testing/store-contract.ts';
import {
  firstUpdate,
  heldOf,
  keepAll,
  makeUpdates,
  opened,
  refusalOf,
} from '../../testing/store-contract-parts.ts';
import { makeIndexedDbBench } from '../../../test/indexeddb-bench.ts';
import { createIndexedDbStore } from './store.ts';

describe('indexeddb store contract (in Node)', () => {
  for (const { name, run } of storeContract(() => makeIndexedDbBench(), {})) it(name, run);
});

describe('indexeddb store', () => {
  it('keeps what a plain y-indexeddb can load', async () => {
    const { store } = await opened(createIndexedDbStore({ name: 'plain' }));
    await keepAll(store, makeUpdates(1, 7));
    await store.close();
    const plain = new Y.Doc();
    const persistence = new IndexeddbPersistence('plain', plain);
    await persistence.whenSynced;
    expect(heldOf(plain, 1)).toBe(7);
    await persistence.destroy();
  });

  it('loads what a plain y-indexeddb has kept', async () => {
    const plain = new Y.Doc();
    const persistence = new IndexeddbPersistence('plain-first', plain);
    await persistence.whenSynced;
    for (const update of makeUpdates(1, 7)) Y.applyUpdate(plain, update);
    await persistence.destroy();
    const { store, ledger, contents } = await opened(createIndexedDbStore({ name: 'plain-first' }));
    expect(heldOf(ledger, 1)).toBe(7);
    expect(contents).toEqual({ rows: 7, damagedRows: 0 });
    await store.close();
  });

  it('keeps a view without the buffer behind it', async () => {
    const bench = await makeIndexedDbBench();
    const { store } = await opened(bench.newTab());
    const update = firstUpdate(1);
    const large = new Uint8Array(10_000);
    large.set(update, 50);
    await store.keep(large.subarray(50, 50 + update.length), 'durable');
    const [row] = (await bench.rows()) as Uint8Array[];
    expect(row?.buffer.byteLength).toBe(update.length);
    await store.close();
  });

  it('refuses to open where the browser has no IndexedDB', async () => {
    const factory = globalThis.indexedDB;
    Reflect.deleteProperty(globalThis, 'indexedDB');
    try {
      const store = createIndexedDbStore({ name: 'absent' });
      expect(await store.open(new Y.Doc())).toEqual({
        ok: false,
        refusal: { type: 'store-unavailable', reason: 'absent' },
      });
      expect(refusalOf(await store.erase())).toBe('store-unavailable');
    } finally {
      globalThis.indexedDB = factory;
    }
  });

  it('refuses to open when the browser throws or fails', async () => {
    const factory = globalThis.indexedDB;
    const failing = (name: string): IDBFactory =>
      new Proxy(factory, {
        get: (target, property) =>
          property === 'open'
            ? () => {
                throw new DOMException('refused', name);
              }
            : Reflect.get(target, property),
      });
    for (const name of ['SecurityError', 'UnknownError']) {
      globalThis.indexedDB = failing(name);
      try {
        expect(await createIndexedDbStore({ name: 'failing' }).open(new Y.Doc())).toEqual({
          ok: false,
          refusal: { type: 'store-unavailable', reason: name },
        });
      } finally {
        globalThis.indexedDB = factory;
      }
    }
  });

  it('calls a database of another layout damaged', async () => {
    await new Promise<void>((resolve) => {
      const request = indexedDB.open('other-layout');
      request.onupgradeneeded = () => request.result.createObjectStore('something');
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const store = createIndexedDbStore({ name: 'other-layout' });
    expect(refusalOf(await store.open(new Y.Doc()))).toBe('store-damaged');
    expect((await store.erase()).ok).toBe(true);
  });

  it('removes the empty rows that earlier openings left', async () => {
    const bench = await makeIndexedDbBench();
    for (let round = 0; round < 3; round += 1) await bench.addRow(Uint8Array.of(0, 0));
    const { store, contents } = await opened(bench.newTab());
    expect(await bench.rows()).toEqual([]);
    expect(contents.rows).toBe(0);
    await store.close();
  });
});
