import { describe, expect, it } from 'vitest';
import type { Ground } from './erasing.ts';
import type { TabNote } from './other-tabs.ts';
import { createWiping } from './wiping.ts';

/** A device whose databases can be erased, apart from those in `held`; what happens is written down. */
const device = (held: readonly string[] = []) => {
  const steps: string[] = [];
  const databases = new Set(['vault', 'ledger']);
  const ground: Ground = {
    eraseDatabases: async ({ isMeant, first }) => {
      steps.push(`erase from ${first}`);
      const there = [...databases].filter((name) => isMeant(name) && !held.includes(name));
      for (const name of there) databases.delete(name);
      return {
        erased: there,
        left: [...databases].filter(isMeant).map((name) => ({
          name,
          refusal: { type: 'store-unavailable', reason: 'blocked' },
        })),
        isListed: true,
      };
    },
    workers: undefined,
    caches: undefined,
    storages: [],
    cookies: { cookie: '' },
    folder: async () => undefined,
  };
  const wiping = createWiping({
    ground,
    tabs: { tell: (note: TabNote) => void steps.push(`tell ${note}`), listen: () => () => {} },
    vaultName: 'vault',
    letGo: async () => void steps.push('let go'),
    leaveTraces: async (name) => {
      steps.push('leave traces');
      databases.add(name);
    },
  });
  return { wiping, steps, databases };
};

describe('wiping', () => {
  it('has tabs let go first, then erases, the keys before all else, and tells that it is over', async () => {
    const { wiping, steps, databases } = device();
    const seen: string[] = [];
    wiping.subscribe(() => seen.push(wiping.phase().name));
    expect(await wiping.wipe()).toEqual({ name: 'wiped' });
    expect(steps).toEqual(['tell wipe', 'let go', 'erase from vault', 'tell wiped']);
    expect([databases.size, seen]).toEqual([0, ['wiping', 'wiped']]);
  });

  it('is one wipe, however often it is asked for', async () => {
    const { wiping, steps } = device();
    await Promise.all([wiping.wipe(), wiping.wipe()]);
    expect(steps.filter((step) => step === 'let go')).toHaveLength(1);
  });

  it('says what is left, and can be tried again', async () => {
    const held = ['ledger'];
    const { wiping } = device(held);
    expect(await wiping.wipe()).toEqual({
      name: 'partly',
      left: [{ what: 'database', isHeld: true }],
    });
    held.length = 0;
    expect(await wiping.wipe()).toEqual({ name: 'wiped' });
  });

  it('is tried out on its own traces, by the same code, and touches nothing else', async () => {
    const { wiping, steps, databases } = device();
    expect(await wiping.tryOut()).toEqual([]);
    expect([...databases]).toEqual(['vault', 'ledger']);
    expect(steps).toEqual(['leave traces', 'erase from samphire-trial']);
    expect(wiping.phase().name).toBe('idle');
  });

  it('fails the trial where its traces stay', async () => {
    const { wiping } = device(['samphire-trial']);
    expect(await wiping.tryOut()).toHaveLength(1);
  });
});
