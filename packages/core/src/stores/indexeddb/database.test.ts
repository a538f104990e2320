import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { refusalOf } from '../../testing/store-contract-parts.ts';
import { deleteDatabase, openDatabase, readFrom, refusalFromError, writeTo } from './database.ts';
import { createIndexedDbStore } from './store.ts';

const openRaw = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('not opened', { cause: request.error }));
  });

describe('database', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for a tab that does not let go, then says that it is blocked', async () => {
    const stubborn = await openRaw('blocked');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const erasing = deleteDatabase('blocked');
    const opening = createIndexedDbStore({ name: 'blocked' }).open(new Y.Doc());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await erasing).toEqual({
      ok: false,
      refusal: { type: 'store-unavailable', reason: 'blocked' },
    });
    expect(await opening).toEqual({
      ok: false,
      refusal: { type: 'store-unavailable', reason: 'blocked' },
    });
    vi.useRealTimers();
    stubborn.close();
    expect((await deleteDatabase('blocked')).ok).toBe(true);
  });

  it('says that a deletion failed when the database is listed still', async () => {
    await openRaw('listed').then((database) => database.close());
    const factory = globalThis.indexedDB;
    globalThis.indexedDB = new Proxy(factory, {
      get: (target, property) =>
        property === 'databases'
          ? async () => [{ name: 'listed', version: 1 }]
          : (Reflect.get(target, property) as IDBFactory['open']).bind(target),
    });
    try {
      expect(await deleteDatabase('listed')).toEqual({
        ok: false,
        refusal: { type: 'store-unavailable', reason: 'not-erased' },
      });
    } finally {
      globalThis.indexedDB = factory;
    }
  });

  it('refuses reads and writes over a closed connection', async () => {
    const database = await openRaw('closed');
    database.close();
    expect(refusalOf(await writeTo(database, ['rows'], 'durable', () => undefined))).toBe(
      'store-closed',
    );
    expect(refusalOf(await readFrom(database, ['rows'], () => []))).toBe('store-closed');
  });

  it('keeps nothing of a transaction that was aborted', async () => {
    const database = await openRaw('aborted');
    const written = await writeTo(database, ['rows'], 'relaxed', (transaction) => {
      transaction.objectStore('rows').put('row', 1);
      transaction.objectStore('rows').add('another at the same key', 1);
    });
    expect(written).toEqual({
      ok: false,
      refusal: { type: 'store-unavailable', reason: 'ConstraintError' },
    });
    const read = await readFrom<[unknown[]]>(database, ['rows'], (transaction) => [
      transaction.objectStore('rows').getAll(),
    ]);
    expect(read).toEqual({ ok: true, value: [[]] });
    database.close();
  });

  it('closes a connection that comes when nobody waits for it any more', async () => {
    const stubborn = await openRaw('late');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const erasing = deleteDatabase('late');
    const opening = openDatabase('late', () => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(refusalOf(await erasing)).toBe('store-unavailable');
    expect(refusalOf(await opening)).toBe('store-unavailable');
    vi.useRealTimers();
    stubborn.close();
    // A connection left open would hold this up as well.
    expect((await deleteDatabase('late')).ok).toBe(true);
  });
});

describe('refusals from errors of the browser', () => {
  it.each([
    ['QuotaExceededError', { type: 'store-full' }],
    ['InvalidStateError', { type: 'store-closed' }],
    ['AbortError', { type: 'store-closed' }],
    ['UnknownError', { type: 'store-unavailable', reason: 'UnknownError' }],
  ])('turns %s into a refusal', (name, refusal) => {
    expect(refusalFromError(new DOMException('text', name))).toEqual(refusal);
  });

  it('takes an abort without an error for a closed connection', () => {
    expect(refusalFromError(null)).toEqual({ type: 'store-closed' });
  });
});
