/**
 * Keeps the vault's sealed bytes in memory. Several stores made from one `MemoryVaultDisk` are the
 * tabs of one device. Knows nothing of what the bytes hold.
 */
import { accepted } from '../lib/result.ts';
import type { VaultStore } from '../group/ports.ts';

export interface MemoryVaultDisk {
  vault: Uint8Array | undefined;
  /** One per listening store. */
  readonly listeners: Set<{ readonly owner: symbol; readonly listener: () => void }>;
}

export const createMemoryVaultDisk = (): MemoryVaultDisk => ({
  vault: undefined,
  listeners: new Set(),
});

export const createMemoryVaultStore = (
  disk: MemoryVaultDisk = createMemoryVaultDisk(),
): VaultStore => {
  const self = Symbol('vault store');
  const tellOthers = (): void => {
    for (const { owner, listener } of [...disk.listeners]) if (owner !== self) listener();
  };
  return {
    read: async () => accepted(disk.vault?.slice()),
    update: async (change) => {
      disk.vault = change(disk.vault?.slice()).slice();
      tellOthers();
      return accepted(undefined);
    },
    onWrite: (listener) => {
      const entry = { owner: self, listener };
      disk.listeners.add(entry);
      return () => void disk.listeners.delete(entry);
    },
    erase: async () => {
      disk.vault = undefined;
      tellOthers();
      return accepted(undefined);
    },
  };
};
