import { afterEach, describe, expect, it, vi } from 'vitest';
import { askForPersistence, estimateRoom } from './room.ts';

const browserWith = (storage: Partial<StorageManager> | undefined): void => {
  vi.stubGlobal('navigator', { storage });
};

describe('room', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('asks for persistence unless it is granted already', async () => {
    const persist = vi.fn<() => Promise<boolean>>(async () => true);
    browserWith({ persisted: async () => false, persist });
    expect(await askForPersistence()).toBe(true);
    browserWith({ persisted: async () => true, persist });
    expect(await askForPersistence()).toBe(true);
    expect(persist).toHaveBeenCalledTimes(1);
  });

  it('takes a refusal, an error and a browser without the function for no', async () => {
    browserWith({ persisted: async () => false, persist: async () => false });
    expect(await askForPersistence()).toBe(false);
    browserWith({
      persisted: async () => {
        throw new TypeError('not here');
      },
      persist: async () => true,
    });
    expect(await askForPersistence()).toBe(false);
    browserWith(undefined);
    expect(await askForPersistence()).toBe(false);
  });

  it('passes the estimate of the browser on, and nothing where there is none', async () => {
    browserWith({ estimate: async () => ({ usage: 5, quota: 10 }) });
    expect(await estimateRoom()).toEqual({ usedBytes: 5, quotaBytes: 10 });
    browserWith({});
    expect(await estimateRoom()).toBeUndefined();
  });
});
