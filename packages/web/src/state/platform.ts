/**
 * What core needs of a browser: clock and chance, sealed storage, links. What the first screen does
 * not need (WebRTC, signalling, the other tabs) is loaded when a group is opened or knocked at.
 */
import { createIndexedDbStore, createIndexedDbVaultStore } from '@samphire/core/stores/indexeddb';
import { browserEnv } from './browser-env.ts';
import type { Platform } from './core.ts';
import { createLazyDoorbell, createLazyLink } from './lazy-link.ts';

/** Says no more than that Samphire was here, as the address of the app does. */
export const vaultName = 'samphire-vault';

export function browserPlatform(): Platform {
  const env = browserEnv;
  return {
    env,
    vault: createIndexedDbVaultStore({ name: vaultName }),
    openStore: (name) => createIndexedDbStore({ name }),
    connect: (addresses) => {
      // One for link and doorbell, so that both speak over the same sockets.
      const mesh = once(async () => {
        const { createMesh } = await import('@samphire/core/links/mesh');
        return createMesh({ env, addresses });
      });
      return {
        links: [
          createLazyLink(env, 'mesh', mesh),
          createLazyLink(env, 'tabs', async () => {
            const { createTabs } = await import('@samphire/core/links/tabs');
            return createTabs(env);
          }),
        ],
        doorbell: createLazyDoorbell(env, async () => (await mesh()).doorbell()),
      };
    },
    createDoorbell: (addresses) =>
      createLazyDoorbell(env, async () => {
        const { createSignallingDoorbell } = await import('@samphire/core/links/mesh');
        return createSignallingDoorbell(env, addresses);
      }),
  };
}

/** Loads at the first call, and again only if that failed. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
