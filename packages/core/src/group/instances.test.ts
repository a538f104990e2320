import { describe, expect, it } from 'vitest';
import { contentsOf, createMembers, give, meet, type Tab } from '../../test/open-members.ts';
import { decodeLedgerUpdate } from '../ledger/update.ts';

const begin = async (tab: Tab): Promise<string> => {
  const created = tab.group.createDocument('needs', 'list');
  if (!created.ok) throw new Error(created.refusal.type);
  return created.value;
};
const push = (tab: Tab, id: string, text: string): void =>
  tab.doc(id).getArray<string>('list').push([text]);
const listOf = (tab: Tab, id: string): readonly unknown[] =>
  tab.doc(id).getArray('list').toJSON() as readonly unknown[];
const feedsOf = (tab: Tab): readonly string[] => tab.replica.heads().map(({ feed }) => feed);

describe('two tabs of one device', () => {
  it('write feeds of their own over one disk, and come out equal', async () => {
    const { env, all } = createMembers(5, 2);
    const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
    const first = await founder.open();
    const id = await begin(first);
    push(first, id, 'before');
    await env.advance(1_000);
    const second = await founder.open();
    push(first, id, 'first');
    push(second, id, 'second');
    await env.advance(1_000);
    expect(founder.disk.leases()).toEqual([0, 1]);
    await meet(env, first, second);
    expect(contentsOf(first.doc(id))).toEqual(contentsOf(second.doc(id)));
    expect(listOf(first, id)).toHaveLength(3);
    expect(feedsOf(first)).toHaveLength(2);

    // What either wrote is on the disk that both share, and whoever opens it writes after it.
    await first.group.close();
    await second.group.close();
    const third = await founder.open();
    expect(contentsOf(third.doc(id))).toMatchObject({
      list: expect.arrayContaining(['first', 'second']) as unknown,
    });
    push(third, id, 'third');
    await env.advance(1_000);
    expect(feedsOf(third)).toHaveLength(2);
    const other = await member.open();
    await meet(env, third, other);
    expect(contentsOf(other.doc(id))).toEqual(contentsOf(third.doc(id)));
    expect(listOf(other, id)).toHaveLength(4);
  });
});

describe('a disk that loses a write', () => {
  it('makes its device go on in the next instance, when it hears of the entry first', async () => {
    const { env, all } = createMembers(5, 2);
    const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
    const before = await founder.open();
    const id = await begin(before);
    await env.advance(1_000);
    founder.disk.setLosesWrites(true);
    push(before, id, 'forgotten');
    await env.advance(1_000);
    const other = await member.open();
    await give(env, before, other);
    founder.disk.cutPower();
    founder.disk.setLosesWrites(false);

    const after = await founder.open();
    expect(listOf(after, id)).toEqual([]);
    await give(env, other, after);
    expect(listOf(after, id)).toEqual(['forgotten']);
    push(after, id, 'later');
    await env.advance(1_000);
    expect(feedsOf(after)).toHaveLength(2);
    await meet(env, after, other);
    expect(listOf(other, id)).toEqual(['forgotten', 'later']);
    expect(contentsOf(other.doc(id))).toEqual(contentsOf(after.doc(id)));
    expect(other.group.status().setAsideEntries).toBe(0);
  });

  it('loses no edit that was waiting when the entry came back', async () => {
    const { env, all } = createMembers(5, 2);
    const [founder, member] = all as [(typeof all)[0], (typeof all)[0]];
    const before = await founder.open();
    const id = await begin(before);
    await env.advance(1_000);
    founder.disk.setLosesWrites(true);
    push(before, id, 'forgotten');
    await env.advance(1_000);
    const other = await member.open();
    await give(env, before, other);
    founder.disk.cutPower();
    founder.disk.setLosesWrites(false);

    const after = await founder.open();
    push(after, id, 'gathered meanwhile');
    await give(env, other, after);
    await env.advance(2_000);
    expect(new Set(listOf(after, id))).toEqual(new Set(['forgotten', 'gathered meanwhile']));
    await meet(env, after, other);
    expect(new Set(listOf(other, id))).toEqual(new Set(['forgotten', 'gathered meanwhile']));
    expect(contentsOf(other.doc(id))).toEqual(contentsOf(after.doc(id)));
    expect(other.group.status()).toMatchObject({ setAsideEntries: 0, waitingEntries: 0 });
    expect(after.group.status()).toMatchObject({ saved: 'saved' });
    const decoded = after.published.map(decodeLedgerUpdate);
    expect(decoded.every((update) => update.ok)).toBe(true);
  });
});
