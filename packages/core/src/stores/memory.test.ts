import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { storeContract, type StoreBench } from '../testing/store-contract.ts';
import {
  firstUpdate,
  heldOf,
  keepAll,
  makeUpdates,
  opened,
  refusalOf,
} from '../testing/store-contract-parts.ts';
import { createMemoryDisk, createMemoryStore } from './memory.ts';

const makeBench = async (): Promise<Required<StoreBench>> => {
  const disk = createMemoryDisk();
  return {
    newTab: (rowsMax) => createMemoryStore(disk, rowsMax),
    rows: async () => disk.rows(),
    exists: async () => disk.rows().length > 0,
    addRow: async (row) => disk.damage(disk.rows().length, row),
    closeFromOutside: async () => disk.closeFromOutside(),
    setRoom: async (bytes) => disk.setCapacityBytes(bytes ?? Number.POSITIVE_INFINITY),
    crashAtWrite: (count, side) => disk.crashAtWrite(count, side),
    setUnavailable: () => disk.setUnavailable('private-mode'),
  };
};

describe('memory store contract', async () => {
  for (const { name, run } of storeContract(makeBench, await makeBench())) it(name, run);
});

describe('memory disk', () => {
  it('takes relaxed writes back when the power is cut, durable ones never', async () => {
    const disk = createMemoryDisk();
    const { store } = await opened(createMemoryStore(disk));
    const [first, second, third] = makeUpdates(1, 3) as [Uint8Array, Uint8Array, Uint8Array];
    await store.keep(first, 'relaxed');
    await store.keep(second, 'durable');
    await store.keep(third, 'relaxed');
    disk.cutPower();
    expect(heldOf((await opened(createMemoryStore(disk))).ledger, 1)).toBe(2);
  });

  it('loses acknowledged writes when told to lie', async () => {
    const disk = createMemoryDisk();
    const { store } = await opened(createMemoryStore(disk));
    const [first, second] = makeUpdates(1, 2) as [Uint8Array, Uint8Array];
    await store.keep(first, 'durable');
    disk.setLosesWrites(true);
    expect((await store.keep(second, 'durable')).ok).toBe(true);
    disk.cutPower();
    expect(heldOf((await opened(createMemoryStore(disk))).ledger, 1)).toBe(1);
  });

  it('frees the leases of a crashed tab and of no other', async () => {
    const disk = createMemoryDisk();
    const first = createMemoryStore(disk);
    await first.open(new Y.Doc());
    await first.lease(new Set());
    await createMemoryStore(disk).lease(new Set());
    first.crash();
    expect(disk.leases()).toEqual([1]);
    expect(refusalOf(await first.keep(firstUpdate(1), 'durable'))).toBe('store-closed');
  });

  it('writes at the pace that it is given, in order', async () => {
    const waiting: (() => void)[] = [];
    const disk = createMemoryDisk({ pace: (proceed) => waiting.push(proceed) });
    const { store } = await opened(createMemoryStore(disk));
    const kept = keepAll(store, makeUpdates(1, 2));
    expect(disk.writes()).toBe(0);
    while (disk.writes() < 2) {
      await Promise.resolve();
      waiting.shift()?.();
    }
    await kept;
    expect(disk.rows()).toHaveLength(2);
  });
});
