/**
 * Whether the browser may throw away what is kept, and how much room there is. Knows no store.
 */

/** Asks the browser not to evict this origin's data when space runs short; false if it may. */
export const askForPersistence = async (): Promise<boolean> => {
  const storage = storageOfBrowser();
  if (typeof storage?.persist !== 'function') return false;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    // Some private modes have the function and refuse to be asked.
    return false;
  }
};

export interface Room {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

/** The browser's own estimate, which is vague on purpose; nothing where there is none. */
export const estimateRoom = async (): Promise<Room | undefined> => {
  const storage = storageOfBrowser();
  if (typeof storage?.estimate !== 'function') return undefined;
  try {
    const { usage = 0, quota = 0 } = await storage.estimate();
    return { usedBytes: usage, quotaBytes: quota };
  } catch {
    return undefined;
  }
};

const storageOfBrowser = (): StorageManager | undefined =>
  (globalThis as { readonly navigator?: { readonly storage?: StorageManager } }).navigator?.storage;
