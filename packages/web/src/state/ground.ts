/**
 * The browser as the ground that a wipe clears, and the traces that a trial leaves on it. What a
 * browser does not have, or denies, is left out.
 */
import { createIndexedDbVaultStore, eraseDatabases } from '@samphire/core/stores/indexeddb';
import type { Ground } from './erasing.ts';

export function browserGround(): Ground {
  return {
    eraseDatabases,
    // Both are missing from pages that came over an insecure connection.
    workers: (navigator as { readonly serviceWorker?: ServiceWorkerContainer }).serviceWorker,
    caches: browserCaches(),
    storages: [localStorage, sessionStorage],
    cookies: document,
    folder: async () => {
      const storage = (navigator as { readonly storage?: StorageManager }).storage;
      return typeof storage?.getDirectory === 'function' ? storage.getDirectory() : undefined;
    },
  };
}

const browserCaches = (): CacheStorage | undefined =>
  (globalThis as { readonly caches?: CacheStorage }).caches;

/** Throws where one of them cannot be made: what cannot be made cannot be seen to go. */
export async function leaveTraces(name: string): Promise<void> {
  const kept = await createIndexedDbVaultStore({ name }).update(() =>
    new TextEncoder().encode(name),
  );
  if (!kept.ok) throw new Error(`samphire: no trial database (${kept.refusal.type})`);
  const cache = await browserCaches()?.open(name);
  await cache?.put(`/${name}`, new Response(name));
  localStorage.setItem(name, name);
  sessionStorage.setItem(name, name);
}
