import 'fake-indexeddb/auto';
import { describe, it } from 'vitest';
import { vaultStoreContract } from '../../testing/vault-store-contract.ts';
import { createIndexedDbVaultStore } from './vault.ts';

const makeTabs = async () => {
  const name = `vault-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
  return () => createIndexedDbVaultStore({ name });
};

describe('indexeddb vault contract (in Node)', () => {
  for (const { name, run } of vaultStoreContract(makeTabs)) it(name, run);
});
