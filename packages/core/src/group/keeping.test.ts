import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentsOf,
  createMembers,
  give,
  isWhole,
  meet,
  type Tab,
} from '../../test/open-members.ts';
import { decodeLedgerUpdate } from '../ledger/update.ts';
import { storeRetryMs } from '../lib/limits.ts';

const begin = (tab: Tab): string => {
  const created = tab.group.createDocument('needs', 'list');
  if (!created.ok) throw new Error(created.refusal.type);
  return created.value;
};
const push = (tab: Tab, id: string, text: string): void =>
  tab.doc(id).getArray<string>('list').push([text]);
const listOf = (tab: Tab, id: string): unknown => tab.doc(id).getArray('list').toJSON();
const entriesOf = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, update) => {
    const read = decodeLedgerUpdate(update);
    return sum + (read.ok ? read.value.reduce((count, run) => count + run.entries.length, 0) : 0);
  }, 0);

describe('an own entry', () => {
  it('is on the disk before it is on the network', async () => {
    const { env, all } = createMembers(6, 1);
    const [founder] = all as [(typeof all)[0]];
    const tab = await founder.open();
    const id = begin(tab);
    for (let count = 0; count < 4; count += 1) {
      push(tab, id, `${count}`);
      await env.advance(500);
      // Cutting the power takes everything that is not durable: all that was published is there.
      expect(entriesOf(founder.disk.rows() as Uint8Array[])).toBe(entriesOf(tab.published));
    }
    founder.disk.cutPower();
    const again = await founder.open();
    expect(listOf(again, id)).toEqual(['0', '1', '2', '3']);
  });

  it('stays here while the disk is full, and is kept and published when there is room', async () => {
    const { env, all } = createMembers(6, 2);
    const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
    const tab = await founder.open();
    const id = begin(tab);
    await env.advance(1_000);
    const before = tab.published.length;
    founder.disk.setCapacityBytes(0);
    push(tab, id, 'kept in memory');
    await env.advance(1_000);
    push(tab, id, 'and this');
    const flushing = tab.group.flush();
    await env.advance(1_000);
    expect(await flushing).toEqual({ ok: false, refusal: { type: 'store-full' } });
    expect(tab.group.status()).toMatchObject({
      saved: 'not-saved',
      storeRefusal: { type: 'store-full' },
    });
    expect(tab.published.length).toBe(before);
    expect(listOf(tab, id)).toEqual(['kept in memory', 'and this']);

    founder.disk.setCapacityBytes(Number.POSITIVE_INFINITY);
    await env.advance(storeRetryMs + 1_000);
    expect(tab.group.status().saved).toBe('saved');
    const other = await member.open();
    await give(env, tab, other);
    expect(listOf(other, id)).toEqual(['kept in memory', 'and this']);
    const again = await founder.open();
    expect(contentsOf(again.doc(id))).toEqual(contentsOf(other.doc(id)));
  });

  it('is not acknowledged by a store that was closed from outside', async () => {
    const { env, all } = createMembers(6, 1);
    const [founder] = all as [(typeof all)[0]];
    const tab = await founder.open();
    const id = begin(tab);
    await env.advance(1_000);
    founder.disk.closeFromOutside();
    expect(tab.group.status()).toMatchObject({
      saved: 'not-saved',
      storeRefusal: { type: 'store-closed' },
    });
    push(tab, id, 'too late');
    const flushing = tab.group.flush();
    await env.advance(1_000);
    expect(await flushing).toMatchObject({ ok: false });
  });

  it('is refused with the disk that cannot be opened', async () => {
    const { all } = createMembers(6, 1);
    const [founder] = all as [(typeof all)[0]];
    founder.disk.setUnavailable('private window');
    await expect(founder.open()).rejects.toThrow('store-unavailable');
    founder.disk.setUnavailable(undefined);
    expect((await founder.open()).group.status().saved).toBe('saved');
  });
});

describe('a tab that dies between any two writes', () => {
  const step = fc.record({ edits: fc.integer({ min: 1, max: 3 }), flushes: fc.boolean() });
  it('loses nothing acknowledged, and its device never forks', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.nat(8),
        fc.constantFrom('before' as const, 'after' as const),
        fc.boolean(),
        async (steps, writes, side, cutsPower) => {
          const { env, all } = createMembers(6, 2);
          const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
          const tab = await founder.open();
          const id = begin(tab);
          await env.advance(1_000);
          const other = await member.open();
          await meet(env, tab, other);
          founder.disk.crashAtWrite(writes, side);
          const acknowledged: string[] = [];
          let made = 0;
          for (const { edits, flushes } of steps) {
            const texts = Array.from({ length: edits }, () => `${(made += 1)}`);
            for (const text of texts) push(tab, id, text);
            if (!flushes) continue;
            const flushing = tab.group.flush();
            await env.advance(500);
            if ((await flushing).ok)
              acknowledged.push(...Array.from({ length: made }, (_, each) => `${each + 1}`));
            await give(env, tab, other);
          }
          await env.advance(1_000);
          if (cutsPower) founder.disk.cutPower();
          else founder.disk.crash();
          founder.disk.crashAtWrite(Number.POSITIVE_INFINITY, side);

          const again = await founder.open();
          expect(listOf(again, id)).toEqual(expect.arrayContaining(acknowledged));
          expect(isWhole(again.doc(id))).toBe(true);
          push(again, id, 'after');
          await env.advance(1_000);
          await meet(env, again, other);
          expect(contentsOf(other.doc(id))).toEqual(contentsOf(again.doc(id)));
          expect(listOf(other, id)).toContain('after');
          expect(again.replica.compare(other.replica.heads())).toEqual({
            behind: false,
            ahead: false,
            forked: [],
            unequal: [],
          });
          expect(other.group.status()).toMatchObject({ setAsideEntries: 0, waitingEntries: 0 });
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });
});

describe('a damaged disk', () => {
  it('gives back what is sound, and its device goes on in another feed', async () => {
    const { env, all } = createMembers(6, 2);
    const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
    const tab = await founder.open();
    const id = begin(tab);
    push(tab, id, 'one');
    await env.advance(1_000);
    push(tab, id, 'two');
    await env.advance(1_000);
    const other = await member.open();
    await meet(env, tab, other);
    await tab.group.close();
    founder.disk.damage(founder.disk.rows().length - 1, Uint8Array.of(255));
    const again = await founder.open();
    expect(again.group.status()).toMatchObject({
      saved: 'saved',
      storeRefusal: { type: 'store-damaged' },
    });
    push(again, id, 'three');
    await env.advance(1_000);
    await meet(env, again, other);
    expect(contentsOf(other.doc(id))).toEqual(contentsOf(again.doc(id)));
    expect(listOf(other, id)).toEqual(expect.arrayContaining(['one', 'two', 'three']));
    expect(again.replica.heads()).toHaveLength(2);
    await again.group.close();
    expect((await founder.open()).group.status().storeRefusal).toBeUndefined();
  });
});
