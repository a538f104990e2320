import { describe, expect, it } from 'vitest';
import { eraseFrom, type Ground } from './erasing.ts';

/** A storage as browsers have it, as far as it is used. */
const storageOf = (...keys: readonly string[]): Storage => {
  const kept = new Map(keys.map((key) => [key, 'value']));
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
};

/** Cookies that can be erased, apart from those in `stubborn`. */
const jar = (names: readonly string[], stubborn: readonly string[] = []) => {
  const kept = new Set(names);
  return {
    get cookie() {
      return [...kept].map((name) => `${name}=1`).join('; ');
    },
    set cookie(text: string) {
      const name = text.split('=')[0] ?? '';
      if (text.includes('expires=Thu, 01 Jan 1970') && !stubborn.includes(name)) kept.delete(name);
    },
  };
};

/** A browser in which something of every kind is called `ours`, and something `others`. */
const browser = (changed: Partial<Ground> = {}) => {
  const caches = new Set(['ours', 'others']);
  const workers = new Set(['ours', 'others']);
  const order: string[] = [];
  const storage = storageOf('ours', 'others');
  const ground: Ground = {
    eraseDatabases: async ({ isMeant }) => {
      order.push('databases');
      return { erased: ['ours', 'others'].filter(isMeant), left: [], isListed: true };
    },
    workers: {
      getRegistrations: async () =>
        [...workers].map((scope) => ({
          scope,
          unregister: async () => {
            order.push('worker');
            return workers.delete(scope);
          },
        })) as unknown as ServiceWorkerRegistration[],
    },
    caches: {
      keys: async () => [...caches],
      delete: async (name) => {
        order.push('cache');
        return caches.delete(name);
      },
    },
    storages: [storage],
    cookies: jar(['ours', 'others']),
    folder: async () => undefined,
    ...changed,
  };
  return { ground, caches, workers, storage, order };
};
const everything = { isMeant: () => true };

describe('erasing what an origin keeps', () => {
  it('leaves nothing of any kind, and stops the worker before it can fill a cache again', async () => {
    const { ground, caches, workers, storage, order } = browser();
    expect(await eraseFrom(ground, everything)).toEqual([]);
    expect([caches.size, workers.size, storage.length, ground.cookies.cookie]).toEqual([
      0,
      0,
      0,
      '',
    ]);
    expect(order.indexOf('databases')).toBe(0);
    expect(order.lastIndexOf('worker')).toBeLessThan(order.indexOf('cache'));
  });

  it('erases only what is meant, by the same code', async () => {
    const { ground, caches, workers, storage } = browser();
    expect(await eraseFrom(ground, { isMeant: (name) => name === 'ours' })).toEqual([]);
    expect([[...caches], [...workers], storage.key(0), ground.cookies.cookie]).toEqual([
      ['others'],
      ['others'],
      'others',
      'others=1',
    ]);
  });

  it('names every kind of which something is still there', async () => {
    const { ground } = browser({
      eraseDatabases: async () => ({
        erased: [],
        left: [{ name: 'held', refusal: { type: 'store-unavailable', reason: 'blocked' } }],
        isListed: true,
      }),
      caches: { keys: async () => ['ours'], delete: async () => false },
      cookies: jar(['ours'], ['ours']),
    });
    expect(await eraseFrom(ground, everything)).toEqual([
      { what: 'database', isHeld: true },
      { what: 'cache', isHeld: false },
      { what: 'cookie', isHeld: false },
    ]);
  });

  it('takes nothing for gone that it cannot look for', async () => {
    const denied = async (): Promise<never> => {
      throw new DOMException('denied', 'SecurityError');
    };
    const { ground, storage } = browser({
      eraseDatabases: async () => ({ erased: ['vault'], left: [], isListed: false }),
      caches: { keys: denied, delete: denied },
    });
    const left = await eraseFrom(ground, everything);
    expect(left.map(({ what }) => what)).toEqual(['database', 'cache']);
    // What refuses keeps nothing else from being erased.
    expect(storage.length).toBe(0);
  });

  it('takes a browser without caches and workers for one that has none', async () => {
    const { ground } = browser({ caches: undefined, workers: undefined });
    expect(await eraseFrom(ground, everything)).toEqual([]);
  });
});
