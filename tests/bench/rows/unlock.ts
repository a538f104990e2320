/**
 * Unlocking a device: the vault's file read, the passphrase hashed, both slots tried, the contents
 * opened, the count of wrong ones written back; beside the bare hash of hash-wasm. First at the least
 * cost, which is the same work; then at the cost that this device was measured to bear.
 */
import { argon2id } from 'hash-wasm';
import { createLock } from '../../../packages/core/src/group/lock.ts';
import { readSealedVault } from '../../../packages/core/src/identity/vault-sealed.ts';
import type { Env } from '../../../packages/core/src/lib/env.ts';
import { vaultMemoryKibMin, vaultPassesMin } from '../../../packages/core/src/lib/limits.ts';
import {
  createMemoryVaultDisk,
  createMemoryVaultStore,
} from '../../../packages/core/src/stores/memory-vault.ts';
import { createSeededEnv } from '../../../packages/core/src/testing/env.ts';
import { alternate } from '../measure.ts';
import type { BenchRow } from '../row.ts';

const passphrase = 'samphire on salt ground';
const salt = new Uint8Array(16).fill(1);

export const measure = async (): Promise<readonly BenchRow[]> => [
  // A clock that stands still gives the least cost.
  await unlockRow('unlocking, at the least cost', createSeededEnv(1)),
  await unlockRow('unlocking, at the cost measured on this device', {
    ...createSeededEnv(1),
    now: () => Date.now(),
  }),
];

const unlockRow = async (what: string, env: Env): Promise<BenchRow> => {
  const disk = createMemoryVaultDisk();
  const { locking } = createLock({ env, store: createMemoryVaultStore(disk) });
  const isProtected = await locking.protect(passphrase);
  const vault = readSealedVault(disk.vault ?? new Uint8Array());
  if (!isProtected.ok || !vault.ok) throw new Error('bench: no passphrase was set');
  const { memoryKib, passes } = vault.value.cost;
  const alternated = await alternate(
    async () => {
      await locking.lock();
      const startedAt = performance.now();
      const unlocked = await locking.unlock(passphrase);
      if (!unlocked.ok || unlocked.value !== 'unlocked') throw new Error('bench: still locked');
      return performance.now() - startedAt;
    },
    async () => {
      const startedAt = performance.now();
      await argon2id({
        password: passphrase,
        salt,
        parallelism: 1,
        memorySize: vaultMemoryKibMin,
        iterations: vaultPassesMin,
        hashLength: 32,
        outputType: 'binary',
      });
      return performance.now() - startedAt;
    },
  );
  return {
    what,
    against: `bare hash-wasm Argon2id, ${vaultMemoryKibMin / 1_024} MiB, ${vaultPassesMin} passes`,
    goal: '≤ 2 ×',
    inputs: `an empty vault, ${memoryKib / 1_024} MiB, ${passes} passes`,
    unit: 'ms',
    ...alternated,
  };
};
