/**
 * Keeps the files of one build, so that the app opens without a network. It never keeps anything
 * else: no user data passes through it. A new build waits beside the old one until the page says
 * that the user wants it. Stands alone: it imports nothing.
 */

/** The part of a service worker's world that is used here (the page's types know none of it). */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchAsked extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerWorld {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchAsked) => void): void;
  addEventListener(
    type: 'message',
    listener: (event: Extendable & MessageEvent<unknown>) => void,
  ): void;
}

interface Build {
  readonly hash: string;
  /** `/` and every other file of the build. */
  readonly files: readonly string[];
}

const world = globalThis as unknown as WorkerWorld;
// The build puts the list of its files in the place of this text.
const build = '__SAMPHIRE_BUILD__' as unknown as Build;
const cachePrefix = 'samphire-build-';
const cacheName = `${cachePrefix}${build.hash}`;

world.addEventListener('install', (event) => {
  event.waitUntil(keepBuild());
});

world.addEventListener('activate', (event) => {
  event.waitUntil(dropOldBuilds().then(() => world.clients.claim()));
});

world.addEventListener('message', (event) => {
  if (event.data === 'use-now') event.waitUntil(world.skipWaiting());
  if (event.data === 'which-build') event.ports[0]?.postMessage(build.hash);
});

world.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== world.location.origin) return;
  const path = request.mode === 'navigate' ? '/' : url.pathname;
  if (build.files.includes(path)) event.respondWith(fromBuild(path, request));
});

async function keepBuild(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(build.files.map(requestOf));
}

/**
 * What has a hash in its name is taken from where it is nearest. The rest is asked for past the HTTP
 * cache: a file of another build must never stand under this one's name.
 */
const requestOf = (file: string): Request =>
  new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' });

async function dropOldBuilds(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith(cachePrefix) && name !== cacheName)
      .map((name) => caches.delete(name)),
  );
}

async function fromBuild(path: string, request: Request): Promise<Response> {
  // Not by opening it: after a wipe, that would make an empty one.
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}
