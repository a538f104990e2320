import { describe, expect, it } from 'vitest';
import {
  contentsOf,
  createMemoryDisk,
  createMembers,
  give,
  isWhole,
  meet,
  type Member,
  type Tab,
} from '../../test/open-members.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate } from '../ledger/update.ts';

const push = (tab: Tab, id: string, text: string): void =>
  tab.doc(id).getArray<string>('list').push([text]);
const listOf = (tab: Tab, id: string): readonly unknown[] =>
  tab.doc(id).getArray('list').toJSON() as readonly unknown[];

/** Four members; the second's device is copied, so that both copies write the same feed. */
const stage = async () => {
  const { env, all } = createMembers(8, 4);
  const [founder, hostile, member, other] = all as [Member, Member, Member, Member];
  const first = await founder.open();
  const created = first.group.createDocument('needs', 'list');
  if (!created.ok) throw new Error(created.refusal.type);
  const id = created.value;
  const one = await hostile.open();
  await meet(env, first, one);
  push(one, id, 'common');
  await meet(env, first, one);
  await one.group.close();
  // Two tabs that believe to be alone: a device restored from a copy of its disk.
  const rows = hostile.disk.rows() as readonly Uint8Array[];
  const left = await hostile.open();
  const copy = createMemoryDisk();
  rows.forEach((row, place) => copy.damage(place, row));
  const right = await hostile.openOn(copy);
  return { env, id, first, left, right, members: [member, other] as const };
};

describe('a forked feed', () => {
  it('leaves everybody on the branch with the smaller link, whoever heard which first', async () => {
    const { env, id, first, left, right, members } = await stage();
    push(left, id, 'left');
    push(right, id, 'right');
    await env.advance(1_000);
    const [third, fourth] = [await members[0].open(), await members[1].open()];
    await give(env, first, third);
    await give(env, first, fourth);
    await give(env, left, third);
    await give(env, right, fourth);
    expect([listOf(third, id), listOf(fourth, id)]).toEqual([
      ['common', 'left'],
      ['common', 'right'],
    ]);

    // Passing on a branch blames nobody; the fork is proven and told.
    const update = fourth.replica.branchOf(forkedFeed(left, right), 0) ?? new Uint8Array();
    const judging = third.replica.receiveBranch(update);
    await env.advance(500);
    const verdict = await judging;
    expect(verdict.forged).toBe(false);
    expect(verdict.refusals.map(({ rule }) => rule)).toEqual(['same-as-held']);
    await env.advance(1_000);
    for (let round = 0; round < 3; round += 1) await meet(env, third, fourth, first);
    const standing = listOf(third, id);
    expect(standing).toHaveLength(2);
    for (const tab of [third, fourth, first]) {
      expect(contentsOf(tab.doc(id))).toEqual(contentsOf(third.doc(id)));
      expect(isWhole(tab.doc(id))).toBe(true);
      expect(tab.replica.compare(third.replica.heads())).toMatchObject({
        forked: [],
        behind: false,
        ahead: false,
      });
    }

    // And the device itself, in both places, once it hears of it.
    for (const tab of [left, right]) {
      const feed = tab.replica.compare(third.replica.heads()).forked[0];
      const branch = feed === undefined ? undefined : third.replica.branchOf(feed, 0);
      if (branch) void tab.replica.receiveBranch(branch);
      await env.advance(500);
    }
    for (let round = 0; round < 3; round += 1) await meet(env, third, left, right);
    for (const tab of [left, right]) {
      // What it wrote on the other branch the device has written again by itself, once.
      expect(listOf(tab, id)).toHaveLength(3);
      expect(listOf(tab, id)).toEqual(expect.arrayContaining(['common', 'left', 'right']));
      expect(contentsOf(tab.doc(id))).toEqual(contentsOf(third.doc(id)));
    }
  });

  it('sets aside what rests on the other branch, and lets its author go on', async () => {
    const { env, id, first, left, right, members } = await stage();
    push(left, id, 'left');
    push(right, id, 'right');
    await env.advance(1_000);
    const [third, fourth] = [await members[0].open(), await members[1].open()];
    await give(env, first, third);
    await give(env, first, fourth);
    await give(env, left, third);
    await give(env, right, fourth);
    push(third, id, 'built on left');
    push(fourth, id, 'built on right');
    await env.advance(1_000);
    const exchange = async (): Promise<void> => {
      for (const [from, to] of [
        [third, fourth],
        [fourth, third],
      ] as const) {
        const branch = from.replica.branchOf(forkedFeed(left, right), 0);
        if (branch) void to.replica.receiveBranch(branch);
        await env.advance(500);
      }
      await meet(env, third, fourth);
    };
    for (let round = 0; round < 3; round += 1) await exchange();
    expect(contentsOf(third.doc(id))).toEqual(contentsOf(fourth.doc(id)));
    const texts = listOf(third, id);
    const stands = texts.includes('left') ? 'left' : 'right';
    expect(texts).toEqual(['common', stands, `built on ${stands}`]);

    // Whoever built on the other branch sees it, and has it back with one tap.
    const lost = stands === 'left' ? { tab: fourth, base: 'right' } : { tab: third, base: 'left' };
    const standing = lost.tab === third ? fourth : third;
    expect(standing.group.setAside()).toEqual([]);
    const shown = lost.tab.group.setAside();
    expect(shown).toMatchObject([
      { rule: 'rests-on-fork', isMine: true, lines: [`built on ${lost.base}`] },
    ]);
    const writing = lost.tab.group.writeAgain(shown[0]?.id ?? '');
    await env.advance(1_000);
    expect(await writing).toEqual({ ok: true, value: undefined });
    expect(listOf(lost.tab, id)).toContain(`built on ${lost.base}`);
    expect(lost.tab.group.setAside()).toEqual([]);

    push(third, id, 'third goes on');
    push(fourth, id, 'fourth goes on');
    await meet(env, third, fourth, first);
    await meet(env, third, fourth, first);
    for (const tab of [third, fourth, first]) {
      expect(listOf(tab, id)).toEqual(
        expect.arrayContaining(['common', stands, 'third goes on', 'fourth goes on']),
      );
      expect(contentsOf(tab.doc(id))).toEqual(contentsOf(third.doc(id)));
      expect(tab.group.status()).toMatchObject({ saved: 'saved' });
      expect(tab.group.status().obstacle).toBeUndefined();
    }
  });

  it('is settled without losing an edit that is just being made elsewhere', async () => {
    const { env, id, first, left, right, members } = await stage();
    push(left, id, 'left');
    push(right, id, 'right');
    await env.advance(1_000);
    const [third, fourth] = [await members[0].open(), await members[1].open()];
    await give(env, first, third);
    await give(env, first, fourth);
    await give(env, left, third);
    await give(env, right, fourth);
    const feed = forkedFeed(left, right);
    const branches = [third, fourth].map((tab) => tab.replica.branchOf(feed, 0));
    let replaced = 0;
    for (const tab of [third, fourth]) {
      const opened = tab.group.openDocument(id);
      if (opened.ok) opened.value.onReplaced(() => (replaced += 1));
    }
    third.doc(id).getMap('flat').set('third', 'gathered');
    fourth.doc(id).getMap('flat').set('fourth', 'gathered');
    void third.replica.receiveBranch(branches[1] ?? new Uint8Array());
    void fourth.replica.receiveBranch(branches[0] ?? new Uint8Array());
    await env.advance(2_000);
    // Whoever held the other branch has another document now, with the edit in it.
    expect(replaced).toBe(1);
    for (let round = 0; round < 2; round += 1) await meet(env, third, fourth, first);
    for (const tab of [third, fourth, first]) {
      expect(tab.doc(id).getMap('flat').toJSON()).toEqual({
        third: 'gathered',
        fourth: 'gathered',
      });
      expect(contentsOf(tab.doc(id))).toEqual(contentsOf(third.doc(id)));
      expect(tab.group.status()).toMatchObject({ saved: 'saved', waitingEntries: 0 });
    }
  });

  it('is not believed on one branch alone, nor on an altered one', async () => {
    const { env, id, first, left } = await stage();
    push(left, id, 'left');
    await env.advance(1_000);
    await give(env, left, first);
    const feed = first.replica.heads().find(({ height }) => height > 0)?.feed ?? '';
    const branch = first.replica.branchOf(feed, 0) ?? new Uint8Array();
    const decoded = decodeLedgerUpdate(branch);
    const runs = decoded.ok ? decoded.value : [];
    const altered = encodeLedgerUpdate(
      runs.map((run) => ({
        ...run,
        entries: run.entries.map((entry) => entry.with(100, 1 ^ (entry[100] ?? 0))),
      })),
    );
    const before = first.replica.stateVector();
    const judging = first.replica.receiveBranch(altered);
    await env.advance(500);
    expect(await judging).toMatchObject({ admitted: 0, refusals: [{ rule: 'same-as-held' }] });
    expect(first.replica.stateVector()).toEqual(before);
    expect(first.group.status().setAsideEntries).toBe(0);
  });
});

/** The feed in which both copies have written something different. */
const forkedFeed = (left: Tab, right: Tab): string =>
  left.replica.compare(right.replica.heads()).forked[0] ?? '';
