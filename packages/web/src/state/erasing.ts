/**
 * Erases what an origin can keep in a browser, and looks again whether it is gone: databases,
 * workers, caches, local and session storage, cookies, files. What is meant is said by name, so that
 * the same code erases everything, or only what was made to try it out. Knows no tab and no group.
 */
import type { ErasureReport } from '@samphire/core/stores/indexeddb';

/** The browser as far as it keeps anything. What it lacks cannot keep anything. */
export interface Ground {
  readonly eraseDatabases: (erasure: {
    readonly isMeant: (name: string) => boolean;
    readonly first?: string;
  }) => Promise<ErasureReport>;
  readonly workers: Pick<ServiceWorkerContainer, 'getRegistrations'> | undefined;
  readonly caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined;
  readonly storages: readonly Storage[];
  readonly cookies: { cookie: string };
  /** The origin's own folder of files. */
  readonly folder: () => Promise<FileSystemDirectoryHandle | undefined>;
}

export interface Leftover {
  readonly what: 'database' | 'worker' | 'cache' | 'storage' | 'cookie' | 'file';
  /** Another tab holds it. */
  readonly isHeld: boolean;
}

export interface Wish {
  readonly isMeant: (name: string) => boolean;
  /** The database that goes first: without it the others cannot be opened. */
  readonly first?: string;
}

/** What could not be erased; nothing if everything is gone. */
export async function eraseFrom(ground: Ground, wish: Wish): Promise<readonly Leftover[]> {
  const databases = await ground.eraseDatabases(wish);
  // Without its worker nothing fills a cache again.
  await settle(eraseWorkers(ground, wish));
  await settle(eraseCaches(ground, wish));
  await settle(eraseFiles(ground, wish));
  for (const storage of ground.storages)
    for (const key of keysOf(storage).filter(wish.isMeant)) storage.removeItem(key);
  for (const name of cookieNames(ground).filter(wish.isMeant))
    ground.cookies.cookie = `${name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT`;
  return [
    ...databases.left.map(({ refusal }) => ({
      what: 'database' as const,
      isHeld: refusal.type === 'store-unavailable' && refusal.reason === 'blocked',
    })),
    ...(databases.isListed ? [] : [left('database')]),
    ...(await whatIsLeft(ground, wish)),
  ];
}

const left = (what: Leftover['what']): Leftover => ({ what, isHeld: false });

/** Asks the browser again; what cannot be asked is not known to be gone. */
async function whatIsLeft(ground: Ground, { isMeant }: Wish): Promise<readonly Leftover[]> {
  const looks: readonly [Leftover['what'], () => Promise<readonly string[]>][] = [
    ['worker', async () => (await registrations(ground)).map(({ scope }) => scope)],
    ['cache', async () => (await ground.caches?.keys()) ?? []],
    ['file', () => fileNames(ground)],
    ['storage', async () => ground.storages.flatMap(keysOf)],
    ['cookie', async () => cookieNames(ground)],
  ];
  const found = await Promise.all(
    looks.map(async ([what, look]) => {
      const names = await settle(look());
      return names === undefined || names.some(isMeant) ? [left(what)] : [];
    }),
  );
  return found.flat();
}

async function eraseWorkers(ground: Ground, { isMeant }: Wish): Promise<void> {
  const meant = (await registrations(ground)).filter(({ scope }) => isMeant(scope));
  await Promise.all(meant.map((registration) => registration.unregister()));
}

async function eraseCaches({ caches }: Ground, { isMeant }: Wish): Promise<void> {
  const names = (await caches?.keys()) ?? [];
  await Promise.all(names.filter(isMeant).map(async (name) => caches?.delete(name)));
}

async function eraseFiles(ground: Ground, { isMeant }: Wish): Promise<void> {
  const folder = await ground.folder();
  const names = (await fileNames(ground)).filter(isMeant);
  await Promise.all(names.map(async (name) => folder?.removeEntry(name, { recursive: true })));
}

const registrations = async ({ workers }: Ground): Promise<readonly ServiceWorkerRegistration[]> =>
  (await workers?.getRegistrations()) ?? [];

async function fileNames({ folder }: Ground): Promise<readonly string[]> {
  const found = await folder();
  const names: string[] = [];
  if (found !== undefined) for await (const name of found.keys()) names.push(name);
  return names;
}

const keysOf = (storage: Storage): readonly string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index)).flatMap((key) =>
    key === null ? [] : [key],
  );

const cookieNames = ({ cookies }: Ground): readonly string[] =>
  cookies.cookie
    .split(';')
    .map((cookie) => cookie.split('=')[0]?.trim() ?? '')
    .filter((name) => name !== '');

/**
 * Nothing if the browser refuses: it must not keep the rest from being erased, and looking again
 * tells what is still there.
 */
async function settle<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}
