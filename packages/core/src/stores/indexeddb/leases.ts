/**
 * Which tab of a device writes which feed: one Web Lock per instance, which the browser frees when
 * the tab ends, however it ends. Knows nothing of feeds or databases.
 */
import { deviceInstancesMax } from '../../lib/limits.ts';
import type { InstanceLease } from '../../group/ports.ts';

/**
 * The lowest instance that is neither retired nor held. `name` is opaque already, and so is a
 * lock's. Nothing where the browser has no Web Locks (a page without HTTPS): two tabs could then
 * write one feed, so no tab writes.
 */
export const leaseInstance = async (
  name: string,
  retired: ReadonlySet<number>,
): Promise<InstanceLease | undefined> => {
  const locks = webLocks();
  if (locks === undefined) return undefined;
  for (let instance = 0; instance < deviceInstancesMax; instance += 1) {
    if (retired.has(instance)) continue;
    const release = await holdLock(locks, `${name}.${instance}`);
    if (release !== undefined) return { instance, release };
  }
  return undefined;
};

/** Runs `act` unless another tab is running under the same name; without Web Locks, always. */
export const unlessLocked = async (name: string, act: () => Promise<void>): Promise<void> => {
  const locks = webLocks();
  if (locks === undefined) return act();
  await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await act();
  });
};

/** Takes a lock if it is free now; what is returned frees it and waits until it is free. */
const holdLock = (locks: LockManager, name: string): Promise<(() => Promise<void>) | undefined> =>
  new Promise((resolve, reject) => {
    const free: Promise<void> = locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        resolve(undefined);
        return undefined;
      }
      return new Promise<void>((release) => {
        resolve(async () => {
          release();
          await free;
        });
      });
    });
    free.catch(reject);
  });

const webLocks = (): LockManager | undefined =>
  (globalThis as { readonly navigator?: { readonly locks?: LockManager } }).navigator?.locks;
