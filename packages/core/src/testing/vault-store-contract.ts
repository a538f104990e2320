/**
 * What every `VaultStore` must do. A list of cases that each throw when it breaks its word, so that
 * they run under vitest and inside a browser's page alike. Knows the port only.
 */
import type { VaultStore } from '../group/ports.ts';
import { check, isEqual, type ContractCase } from './store-contract-parts.ts';

/** Makes stores on one fresh device: each is another tab. */
type NewTab = () => VaultStore;

export const vaultStoreContract = (makeDevice: () => Promise<NewTab>): readonly ContractCase[] =>
  Object.entries(cases).map(([name, run]) => ({
    name,
    run: async () => run(await makeDevice()),
  }));

const readValue = async (store: VaultStore): Promise<Uint8Array | undefined> => {
  const read = await store.read();
  if (!read.ok) throw new Error(`The vault was not read: ${read.refusal.type}`);
  return read.value;
};

const cases: Readonly<Record<string, (newTab: NewTab) => Promise<void>>> = {
  'has nothing before the first write': async (newTab) => {
    check((await readValue(newTab())) === undefined, 'nothing');
  },
  'gives back the bytes in every tab': async (newTab) => {
    const written = await newTab().update((current) => {
      check(current === undefined, 'nothing was there');
      return Uint8Array.of(1, 2, 3);
    });
    check(written.ok, 'written');
    check(isEqual(await readValue(newTab()), Uint8Array.of(1, 2, 3)), 'the same bytes');
  },
  'loses no change when tabs write at once': async (newTab) => {
    const tabs = Array.from({ length: 8 }, newTab);
    await Promise.all(
      tabs.map((tab, place) => tab.update((current) => Uint8Array.of(...(current ?? []), place))),
    );
    const vault = await readValue(newTab());
    check(vault?.length === 8 && new Set(vault).size === 8, 'every change is in it');
  },
  'throws what the change throws, and writes nothing': async (newTab) => {
    const store = newTab();
    await store.update(() => Uint8Array.of(1));
    const mistake = new RangeError('a mistake of the caller');
    let thrown: unknown;
    await store
      .update(() => {
        throw mistake;
      })
      .catch((error: unknown) => {
        thrown = error;
      });
    check(thrown === mistake, 'the same error');
    check(isEqual(await readValue(store), Uint8Array.of(1)), 'unchanged');
  },
  'tells the other tabs, not the one that wrote': async (newTab) => {
    const [writer, reader] = [newTab(), newTab()];
    const told: string[] = [];
    const stopWriter = writer.onWrite(() => told.push('writer'));
    const heard = new Promise<void>((resolve) => {
      reader.onWrite(() => {
        told.push('reader');
        resolve();
      });
    });
    await writer.update(() => Uint8Array.of(1));
    await heard;
    check(told.join() === 'reader', `only the reader, not ${told.join()}`);
    stopWriter();
  },
  'is empty after it was erased, and can be written again': async (newTab) => {
    const store = newTab();
    await store.update(() => Uint8Array.of(1));
    check((await store.erase()).ok, 'erased');
    check((await readValue(newTab())) === undefined, 'nothing');
    check((await newTab().update(() => Uint8Array.of(2))).ok, 'written');
    check(isEqual(await readValue(store), Uint8Array.of(2)), 'the new bytes');
  },
};
