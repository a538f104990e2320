import { describe, it } from 'vitest';
import { vaultStoreContract } from '../testing/vault-store-contract.ts';
import { createMemoryVaultDisk, createMemoryVaultStore } from './memory.ts';

const makeTabs = async () => {
  const disk = createMemoryVaultDisk();
  return () => createMemoryVaultStore(disk);
};

describe('memory vault contract', () => {
  for (const { name, run } of vaultStoreContract(makeTabs)) it(name, run);
});
