import { describe, expect, it } from 'vitest';
import { createStage, letIn, unwrap, type Actor, type Stage } from '../testing/cast.ts';
import { openKnocksMax } from '../lib/limits.ts';
import { noteTags } from './gate.ts';
import type { OpenGroup } from './types.ts';

const day = 86_400_000;

const found = async (stage: Stage, founder: Actor): Promise<OpenGroup> => {
  const creating = founder.samphire.createGroup({ name: 'kitchen', handle: 'founder', relays: [] });
  await stage.env.advance(1_000);
  return unwrap(await creating);
};
const invite = async (stage: Stage, group: OpenGroup, uses = 1, forMs = day): Promise<string> => {
  const creating = group.createInvite({ role: 'member', uses, expiresAt: stage.env.now() + forMs });
  await stage.env.advance(200);
  return unwrap(await creating).fragment;
};
const knockOf = (group: OpenGroup, handle: string) =>
  group.knocks().find((knock) => knock.handle === handle);
const admit = async (stage: Stage, group: OpenGroup, handle: string): Promise<void> => {
  const admitting = group.admit(knockOf(group, handle)?.id ?? '');
  await stage.env.advance(500);
  unwrap(await admitting);
};
const refusalOf = async (result: Promise<{ readonly ok: boolean }>): Promise<unknown> => {
  const settled = (await result) as { ok: boolean; refusal?: { type: string } };
  return settled.ok ? 'ok' : settled.refusal?.type;
};

describe('an invite', () => {
  it('that is malformed, expired, or for a group one is in, is refused with its reason', async () => {
    const stage = createStage(11);
    const group = await found(stage, stage.actor('founder'));
    const newcomer = stage.actor('newcomer');
    const fragment = await invite(stage, group, 1, 10_000);
    const knock = (text: string, handle = 'newcomer') =>
      refusalOf(newcomer.samphire.knock({ fragment: text, handle }));
    expect(await knock(fragment.slice(0, -2))).toBe('invite-malformed');
    expect(newcomer.samphire.readInvite('nonsense')).toMatchObject({
      refusal: { type: 'invite-malformed' },
    });
    expect(await knock(fragment, '  ')).toBe('handle-empty');
    expect(await knock(fragment, 'x'.repeat(65))).toBe('handle-too-long');
    expect(newcomer.samphire.readInvite(fragment)).toMatchObject({
      ok: true,
      value: { groupId: group.id },
    });
    await stage.env.advance(20_000);
    expect(await knock(fragment)).toBe('invite-expired');
    expect(newcomer.samphire.readInvite(fragment)).toMatchObject({
      refusal: { type: 'invite-expired' },
    });
    expect(group.invites()).toEqual([]);

    const joined = await letIn(stage, group, newcomer);
    const again = await invite(stage, group);
    expect(await knock(again)).toBe('invite-already-member');
    expect(joined.id).toBe(group.id);
  });

  it('that is used up turns the next one away, and lets in nobody', async () => {
    const stage = createStage(12);
    const group = await found(stage, stage.actor('founder'));
    const fragment = await invite(stage, group, 1);
    const first = stage.actor('first');
    const second = stage.actor('second');
    unwrap(await first.samphire.knock({ fragment, handle: 'first' }));
    await stage.env.advance(200);
    await admit(stage, group, 'first');
    const knocking = unwrap(await second.samphire.knock({ fragment, handle: 'second' }));
    await stage.env.advance(6_000);
    expect(group.knocks()).toEqual([]);
    expect(knocking.state()).toBe('knocking');
    expect(knocking.refusal()).toEqual({ type: 'invite-used-up' });
    expect(group.members()).toHaveLength(2);
    knocking.stop();
  });

  it('is made by those who may, with no more than they may grant', async () => {
    const stage = createStage(13);
    const group = await found(stage, stage.actor('founder'));
    const member = await letIn(stage, group, stage.actor('member'));
    const expiresAt = stage.env.now() + day;
    expect(await refusalOf(member.createInvite({ role: 'reader', uses: 1, expiresAt }))).toBe(
      'not-allowed',
    );
    expect(await refusalOf(member.admit('00'))).toBe('knock-unknown');
    expect(member.invites()).toEqual([]);
  });
});

describe('a knock', () => {
  it('shows who knocks, flags a handle that is taken, and can be declined', async () => {
    const stage = createStage(14);
    const group = await found(stage, stage.actor('founder'));
    const fragment = await invite(stage, group, 5);
    for (const handle of ['founder', 'twin', 'twin', 'alone']) {
      const actor = stage.actor(`${handle} ${stage.env.timers()}`);
      unwrap(await actor.samphire.knock({ fragment, handle }));
      await stage.env.advance(50);
    }
    const taken = group.knocks().map(({ handle, handleIsTaken }) => [handle, handleIsTaken]);
    expect(taken).toEqual([
      ['founder', true],
      ['twin', true],
      ['twin', true],
      ['alone', false],
    ]);
    const declined = knockOf(group, 'alone');
    const declining = group.declineKnock(declined?.id ?? '', '');
    await stage.env.advance(10_000);
    unwrap(await declining);
    expect(group.knocks().map(({ handle }) => handle)).toEqual(['founder', 'twin', 'twin']);
    expect(group.members()).toHaveLength(1);
  });

  it('is one and the same when it is left again, and is resumed after a restart', async () => {
    const stage = createStage(15);
    const group = await found(stage, stage.actor('founder'));
    const fragment = await invite(stage, group);
    const newcomer = stage.actor('newcomer');
    const first = unwrap(await newcomer.samphire.knock({ fragment, handle: 'newcomer' }));
    await stage.env.advance(12_000);
    first.stop();
    const second = unwrap(await newcomer.samphire.knock({ fragment, handle: ' newcomer ' }));
    await stage.env.advance(6_000);
    expect(group.knocks()).toHaveLength(1);
    second.stop();
    await stage.env.advance(30_000);
    expect(unwrap(await newcomer.samphire.groups())).toMatchObject([
      { id: group.id, state: 'knocking' },
    ]);

    await admit(stage, group, 'newcomer');
    // The welcome went unheard: the steward answers again when the same knock is heard again.
    const resumed = unwrap(await newcomer.samphire.resumeKnock(group.id));
    await stage.env.advance(10_000);
    expect(resumed.state()).toBe('welcomed');
    expect(resumed.group()?.name()).toBe('kitchen');
    expect(unwrap(await newcomer.samphire.groups())).toMatchObject([
      { state: 'member', handle: 'newcomer' },
    ]);
    expect(await refusalOf(newcomer.samphire.resumeKnock(group.id))).toBe('group-unknown');
    expect(group.members()).toHaveLength(2);
  });

  it('can be forgotten, and then is unknown', async () => {
    const stage = createStage(16);
    const group = await found(stage, stage.actor('founder'));
    const newcomer = stage.actor('newcomer');
    const fragment = await invite(stage, group);
    unwrap(await newcomer.samphire.knock({ fragment, handle: 'newcomer' })).stop();
    unwrap(await newcomer.samphire.forgetKnock(group.id));
    expect(unwrap(await newcomer.samphire.groups())).toEqual([]);
    expect(await refusalOf(newcomer.samphire.resumeKnock(group.id))).toBe('group-unknown');
    expect(await refusalOf(newcomer.samphire.openGroup(group.id))).toBe('group-unknown');
  });

  it('is heard out of any noise on its topic, up to a flood', async () => {
    const stage = createStage(17);
    const group = await found(stage, stage.actor('founder'));
    const fragment = await invite(stage, group, 100);
    const newcomer = stage.actor('newcomer');
    const knocking = unwrap(await newcomer.samphire.knock({ fragment, handle: 'newcomer' }));
    await stage.env.advance(100);
    const [[topic, notes]] = [...stage.notes] as [[string, readonly Uint8Array[]]];
    const [knock = new Uint8Array()] = notes;
    expect(knock[0]).toBe(noteTags.knock);
    const hostile = stage.doorbell();
    for (const note of [
      [],
      [1],
      [2],
      [9, 9],
      [...knock, 0],
      [2, ...knock.subarray(1)],
      [3, ...knock.subarray(1)],
    ]) {
      hostile.post(topic, Uint8Array.from(note));
    }
    hostile.post(topic, new Uint8Array(10_000).fill(1));
    await stage.env.advance(1_000);
    expect(group.knocks()).toHaveLength(1);
    expect(knocking.state()).toBe('knocking');
    // Replayed by somebody else, it is still the newcomer's knock.
    hostile.post(topic, knock);
    await stage.env.advance(100);
    expect(group.knocks()).toHaveLength(1);
    for (let each = 0; each < openKnocksMax + 3; each += 1) {
      const flooding = stage.actor(`flood ${each}`);
      unwrap(await flooding.samphire.knock({ fragment, handle: `flood ${each}` })).stop();
    }
    await stage.env.advance(1_000);
    expect(group.knocks()).toHaveLength(openKnocksMax);
    await admit(stage, group, 'newcomer');
    await stage.env.advance(10_000);
    expect(knocking.group()?.members()).toHaveLength(2);
    // Whoever is in makes room for the next.
    unwrap(await stage.actor('late').samphire.knock({ fragment, handle: 'late' })).stop();
    await stage.env.advance(200);
    expect(knockOf(group, 'late')).toBeDefined();
    // Else the words of all of them were still being computed when all tests are over.
    await group.close();
  });
});

describe('a welcome', () => {
  it('of another’s knock, or forged, lets nobody in', async () => {
    const stage = createStage(18);
    const group = await found(stage, stage.actor('founder'));
    const fragment = await invite(stage, group, 2);
    const first = stage.actor('first');
    const second = stage.actor('second');
    const one = unwrap(await first.samphire.knock({ fragment, handle: 'first' }));
    const two = unwrap(await second.samphire.knock({ fragment, handle: 'second' }));
    await stage.env.advance(200);
    await admit(stage, group, 'first');
    await stage.env.advance(10_000);
    expect([one.state(), two.state()]).toEqual(['welcomed', 'knocking']);
    const [[topic, notes]] = [...stage.notes] as [[string, readonly Uint8Array[]]];
    const welcome = notes.find((note) => note[0] === noteTags.welcome) ?? new Uint8Array();
    const hostile = stage.doorbell();
    hostile.post(topic, welcome);
    hostile.post(topic, welcome.with(2_000, 1 ^ (welcome[2_000] ?? 0)));
    await stage.env.advance(1_000);
    expect(two.state()).toBe('knocking');
    expect(two.refusal()).toBeUndefined();
    expect(two.group()).toBeUndefined();
  });

  it('is all that is needed: what was written before is read, and who wrote it is known', async () => {
    const stage = createStage(19);
    const group = await found(stage, stage.actor('founder'));
    const newcomer = stage.actor('newcomer');
    const joined = await letIn(stage, group, newcomer);
    expect(unwrap(joined.rename('new name') as never)).toBeUndefined();
    await stage.env.advance(30_000);
    expect(group.name()).toBe('new name');
    const ids = joined
      .members()
      .map(({ handle, isMe, hasEverything }) => ({ handle, isMe, hasEverything }));
    expect(ids.toSorted((left, right) => (left.handle < right.handle ? -1 : 1))).toEqual([
      { handle: 'founder', isMe: false, hasEverything: true },
      { handle: 'newcomer', isMe: true, hasEverything: true },
    ]);
    joined.showPresence('00'.repeat(15) + '01');
    await stage.env.advance(5_000);
    expect(group.members().find(({ isMe }) => !isMe)).toMatchObject({
      isPresent: true,
      openDocument: '00'.repeat(15) + '01',
    });
    expect(group.status().lastPeerAt).toBeDefined();
    await joined.close();
    const reopening = newcomer.samphire.openGroup(group.id);
    await stage.env.advance(1_000);
    expect(unwrap(await reopening).name()).toBe('new name');
  });
});
