import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eraseDatabases } from './erase-all.ts';

const make = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore('rows').put('kept', 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('not opened', { cause: request.error }));
  });
const makeClosed = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) (await make(name)).close();
};
const names = async (): Promise<readonly (string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name);
const everything = { isMeant: () => true };

describe('erasing databases', () => {
  afterEach(async () => {
    vi.useRealTimers();
    await eraseDatabases(everything);
  });

  it('erases every database of the origin, its own and others', async () => {
    await makeClosed('vault', 'ledger', 'of somebody else');
    const report = await eraseDatabases({ ...everything, first: 'vault' });
    expect(report.erased.toSorted()).toEqual(['ledger', 'of somebody else', 'vault']);
    expect(report).toMatchObject({ left: [], isListed: true });
    expect(await names()).toEqual([]);
  });

  it('erases the first one before it touches any other', async () => {
    await makeClosed('ledger', 'vault');
    const order: string[] = [];
    const erase = vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
      order.push(name);
      return IDBFactory.prototype.deleteDatabase.call(indexedDB, name);
    });
    await eraseDatabases({ ...everything, first: 'vault' });
    erase.mockRestore();
    expect(order[0]).toBe('vault');
    expect(order).toContain('ledger');
  });

  it('leaves alone what is not meant', async () => {
    await makeClosed('trial', 'vault');
    const report = await eraseDatabases({ isMeant: (name) => name === 'trial', first: 'trial' });
    expect(report.erased).toEqual(['trial']);
    expect(await names()).toEqual(['vault']);
  });

  it('erases what a tab that lets go held open', async () => {
    const held = await make('held');
    held.onversionchange = () => held.close();
    expect(await eraseDatabases(everything)).toMatchObject({ erased: ['held'], left: [] });
  });

  it('names what a tab does not let go, and erases the rest', async () => {
    const stubborn = await make('stubborn');
    await makeClosed('ledger');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const erasing = eraseDatabases(everything);
    // Only when nothing but the stubborn one is left is it a matter of waiting.
    while ((await names()).includes('ledger')) await new Promise((next) => setImmediate(next));
    await vi.advanceTimersByTimeAsync(10_000);
    const report = await erasing;
    vi.useRealTimers();
    expect(report.erased).toEqual(['ledger']);
    expect(report.left).toEqual([
      { name: 'stubborn', refusal: { type: 'store-unavailable', reason: 'blocked' } },
    ]);
    stubborn.close();
    expect((await eraseDatabases(everything)).left).toEqual([]);
  });

  it('erases the first one, and says so, where databases cannot be listed', async () => {
    await makeClosed('vault');
    const factory = globalThis.indexedDB;
    globalThis.indexedDB = new Proxy(factory, {
      get: (target, property) =>
        property === 'databases'
          ? undefined
          : (Reflect.get(target, property) as IDBFactory['open']).bind(target),
    });
    try {
      expect(await eraseDatabases({ ...everything, first: 'vault' })).toEqual({
        erased: ['vault'],
        left: [],
        isListed: false,
      });
    } finally {
      globalThis.indexedDB = factory;
    }
    expect(await names()).toEqual([]);
  });
});
