/**
 * The browser's IndexedDB with what it leaves out: promises, refusals instead of events, a limit to
 * waiting, deletion that is verified. Knows nothing of ledgers or vaults.
 */
import { accepted, refused, type Result } from '../../lib/result.ts';
import type { StoreRefusal } from '../../group/ports.ts';

/** Another tab that deletes or upgrades holds us up this long at most, then we say so. */
const waitMsMax = 10_000;

type Durability = 'durable' | 'relaxed';

/** Opens `name`; `lay` creates its object stores when the database is new. */
export const openDatabase = (
  name: string,
  lay: (database: IDBDatabase) => void,
): Promise<Result<IDBDatabase, StoreRefusal>> => {
  const factory = indexedDatabases();
  if (factory === undefined) return Promise.resolve(unavailable('absent'));
  return new Promise((resolve) => {
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name);
    } catch (error) {
      resolve(refused(refusalFromError(error)));
      return;
    }
    let isWaitingOver = false;
    const timer = setTimeout(() => {
      isWaitingOver = true;
      resolve(unavailable('blocked'));
    }, waitMsMax);
    request.onupgradeneeded = () => lay(request.result);
    request.onsuccess = () => {
      clearTimeout(timer);
      if (isWaitingOver) request.result.close();
      else resolve(accepted(request.result));
    };
    request.onerror = () => {
      clearTimeout(timer);
      resolve(refused(refusalFromError(request.error)));
    };
  });
};

/**
 * Runs `act` in one readwrite transaction and resolves when it is complete: with `durable` the
 * bytes are on the disk then. Transactions of one store run in the order of the calls.
 */
export const writeTo = (
  database: IDBDatabase,
  stores: readonly string[],
  durability: Durability,
  act: (transaction: IDBTransaction) => void,
): Promise<Result<void, StoreRefusal>> =>
  new Promise((resolve) => {
    let transaction: IDBTransaction;
    try {
      transaction = database.transaction([...stores], 'readwrite', {
        durability: durability === 'durable' ? 'strict' : 'relaxed',
      });
    } catch (error) {
      resolve(refused(refusalFromError(error)));
      return;
    }
    transaction.oncomplete = () => resolve(accepted(undefined));
    transaction.onabort = () => resolve(refused(refusalFromError(transaction.error)));
    act(transaction);
  });

/** Runs `ask` in one readonly transaction and resolves with the results of its requests. */
export const readFrom = async <Results extends readonly unknown[]>(
  database: IDBDatabase,
  stores: readonly string[],
  ask: (transaction: IDBTransaction) => {
    readonly [Place in keyof Results]: IDBRequest<Results[Place]>;
  },
): Promise<Result<Results, StoreRefusal>> =>
  new Promise((resolve) => {
    let transaction: IDBTransaction;
    try {
      transaction = database.transaction([...stores], 'readonly');
    } catch (error) {
      resolve(refused(refusalFromError(error)));
      return;
    }
    const requests: readonly IDBRequest<unknown>[] = ask(transaction);
    transaction.oncomplete = () => {
      resolve(accepted(requests.map((request) => request.result) as unknown as Results));
    };
    transaction.onabort = () => resolve(refused(refusalFromError(transaction.error)));
  });

/** Deletes `name`, connections of other tabs included, and looks whether it is gone. */
export const deleteDatabase = async (name: string): Promise<Result<void, StoreRefusal>> => {
  const factory = indexedDatabases();
  if (factory === undefined) return unavailable('absent');
  const deleted = await new Promise<Result<void, StoreRefusal>>((resolve) => {
    const timer = setTimeout(() => resolve(unavailable('blocked')), waitMsMax);
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(accepted(undefined));
    };
    request.onerror = () => {
      clearTimeout(timer);
      resolve(refused(refusalFromError(request.error)));
    };
  });
  if (!deleted.ok) return deleted;
  // Firefox before 126 cannot list databases; the success of the deletion is all it tells.
  if (typeof factory.databases !== 'function') return deleted;
  const left = await factory.databases();
  return left.some((database) => database.name === name) ? unavailable('not-erased') : deleted;
};

/** What a failure of the browser's means to whoever wanted to keep something. */
export const refusalFromError = (error: unknown): StoreRefusal => {
  const name = error instanceof Error ? error.name : undefined;
  if (name === 'QuotaExceededError') return { type: 'store-full' };
  // A transaction without an error, or none at all, is what a closed connection leaves behind.
  if (name === undefined || name === 'InvalidStateError' || name === 'AbortError') {
    return { type: 'store-closed' };
  }
  return { type: 'store-unavailable', reason: name };
};

const unavailable = (
  reason: string,
): { readonly ok: false; readonly refusal: { type: 'store-unavailable'; reason: string } } =>
  refused({ type: 'store-unavailable', reason });

/** Some private modes have none, and some throw when they are asked. */
const indexedDatabases = (): IDBFactory | undefined => {
  try {
    return (globalThis as { readonly indexedDB?: IDBFactory }).indexedDB;
  } catch {
    return undefined;
  }
};
