import { describe, expect, it } from 'vitest';
import { createMemoryVaultStore } from '../../test/open-members.ts';
import { createStage, letIn, unwrap, type Actor, type Stage } from '../testing/cast.ts';
import type { Result } from '../lib/result.ts';
import type { OpenGroup } from './types.ts';
import { createVault } from './vault.ts';

const day = 86_400_000;

const done = async <Value>(
  stage: Stage,
  doing: Promise<Result<Value, { readonly type: string }>>,
  ms = 3_000,
): Promise<Value> => {
  await stage.env.advance(ms);
  return unwrap(await doing);
};
const found = (stage: Stage, founder: Actor): Promise<OpenGroup> =>
  done(stage, founder.samphire.createGroup({ name: 'kitchen', handle: 'founder', relays: [] }));
const admit = async (stage: Stage, group: OpenGroup): Promise<void> =>
  done(stage, group.admit(group.knocks()[0]?.id ?? 'nobody knocks'));
const originOf = async ({ vaultDisk, env }: Actor) => {
  const read = await createVault(createMemoryVaultStore(vaultDisk), env).read();
  const [record] = unwrap(read);
  if (record?.type !== 'membership') throw new Error('no membership');
  return record.origin;
};

describe('another device of a member', () => {
  it('joins by its own invite, admitted by the first, whatever the member’s role', async () => {
    const stage = createStage(31);
    const steward = await found(stage, stage.actor('founder'));
    const member = await letIn(stage, steward, stage.actor('member'));
    const invite = await done(stage, member.createDeviceInvite(stage.env.now() + day));
    expect(invite).toMatchObject({ purpose: 'own-device', role: 'member', usesLeft: 1 });
    const phone = stage.actor('phone');
    const knocking = unwrap(
      await phone.samphire.knock({ fragment: invite.fragment, handle: 'member' }),
    );
    await stage.env.advance(1_000);
    expect(steward.knocks()).toEqual([]);
    expect(member.knocks()).toMatchObject([{ purpose: 'own-device', handleIsTaken: false }]);
    await admit(stage, member);
    await stage.env.advance(30_000);
    const joined = knocking.group();
    expect(joined?.me.member).toBe(member.me.member);
    expect(joined?.me.device).not.toBe(member.me.device);
    expect(joined?.name()).toBe('kitchen');
    for (const group of [steward, member, joined]) {
      expect(group?.members()).toHaveLength(2);
      const own = group?.members().find(({ id }) => id === member.me.member);
      expect(new Set(own?.devices.map(({ id }) => id))).toEqual(
        new Set([member.me.device, joined?.me.device]),
      );
    }
    await done(stage, Promise.resolve(joined?.rename('from the phone') ?? unreachable()), 30_000);
    expect(steward.name()).toBe('from the phone');
  });
});

describe('an invite that was made before the keys changed', () => {
  it('still lets a newcomer in, who reads what was written under the old keys', async () => {
    const stage = createStage(32);
    const [founder, second, newcomer] = ['founder', 'member', 'newcomer'].map((name) =>
      stage.actor(name),
    ) as [Actor, Actor, Actor];
    const group = await found(stage, founder);
    const member = await letIn(stage, group, second);
    const expiresAt = stage.env.now() + day;
    const invite = await done(stage, group.createInvite({ role: 'member', uses: 2, expiresAt }));
    const knocking = unwrap(
      await newcomer.samphire.knock({ fragment: invite.fragment, handle: 'newcomer' }),
    );
    await stage.env.advance(1_000);
    const shown = group.knocks();
    await done(stage, group.changeKeys(), 30_000);
    expect(group.invites()).toEqual([invite]);
    expect(group.knocks().map(({ id }) => id)).toEqual(shown.map(({ id }) => id));
    await done(stage, group.changeKeys(), 30_000);
    expect(group.invites()).toEqual([invite]);
    // Every device keeps the new keys.
    for (const actor of [founder, second]) {
      const origin = await originOf(actor);
      expect([origin.first.number, origin.current.number]).toEqual([0, 2]);
      expect(origin.secrets).toHaveLength(3);
    }
    await admit(stage, group);
    await stage.env.advance(30_000);
    expect(knocking.group()?.name()).toBe('kitchen');
    expect(knocking.group()?.members()).toHaveLength(3);
    expect(member.members()).toHaveLength(3);
    expect(group.invites()).toMatchObject([{ id: invite.id, usesLeft: 1 }]);
    expect((await originOf(newcomer)).current.number).toBe(2);
  });
});

describe('a group that is opened again', () => {
  it('begins with the keys that it had, after it was closed and its keys were overwritten', async () => {
    const stage = createStage(33);
    const founder = stage.actor('founder');
    const group = await found(stage, founder);
    await done(stage, group.changeKeys(), 30_000);
    for (const name of ['first', 'second']) {
      const [open] = unwrap(await founder.samphire.groups());
      const again = await done(stage, founder.samphire.openGroup(open?.id ?? ''));
      expect(again.keys().number).toBe(1);
      await done(stage, Promise.resolve(again.rename(name)));
      await done(
        stage,
        again.close().then(() => ({ ok: true, value: undefined }) as const),
      );
    }
    const last = await done(stage, founder.samphire.openGroup(group.id));
    expect(last.name()).toBe('second');
    expect((await originOf(founder)).secrets).toHaveLength(2);
  });
});

describe('a knock', () => {
  it('that is declined is told why, and one on a withdrawn invite that it was withdrawn', async () => {
    const stage = createStage(34);
    const group = await found(stage, stage.actor('founder'));
    const expiresAt = stage.env.now() + day;
    const invite = await done(stage, group.createInvite({ role: 'member', uses: 2, expiresAt }));
    const [one, other] = ['one', 'other'].map((name) => stage.actor(name)) as [Actor, Actor];
    const { fragment } = invite;
    const first = unwrap(await one.samphire.knock({ fragment, handle: 'one' }));
    await stage.env.advance(1_000);
    const knock = group.knocks()[0]?.id ?? '';
    await done(stage, group.declineKnock(knock, 'Who are you?'));
    expect(first.refusal()).toEqual({ type: 'knock-declined', reason: 'Who are you?' });
    await done(stage, group.withdrawInvite(invite.id));
    expect(group.invites()).toEqual([]);
    const second = unwrap(await other.samphire.knock({ fragment, handle: 'other' }));
    await stage.env.advance(10_000);
    expect(second.refusal()).toEqual({ type: 'invite-withdrawn' });
    expect(group.knocks()).toEqual([]);
  });
});

const unreachable = (): never => {
  throw new Error('nobody was let in');
};

describe('who was let in, or out, while the keys changed', () => {
  it('another device of a member is let in again by the member’s own', async () => {
    const stage = createStage(41);
    const steward = await found(stage, stage.actor('founder'));
    const member = await letIn(stage, steward, stage.actor('member'));
    const invite = await done(stage, member.createDeviceInvite(stage.env.now() + day));
    stage.network.partition(['founder'], ['member', 'phone']);
    const phone = stage.actor('phone');
    const knocking = unwrap(
      await phone.samphire.knock({ fragment: invite.fragment, handle: 'member' }),
    );
    await stage.env.advance(1_000);
    await admit(stage, member);
    await done(stage, steward.changeKeys());
    stage.network.heal();
    await stage.env.advance(300_000);
    const joined = knocking.group();
    expect(joined?.status().obstacle).toBeUndefined();
    expect(joined?.me.member).toBe(member.me.member);
    expect(steward.keys()).toEqual({ number: 1, moved: 3, devices: 3 });
  });

  it('somebody removed can be invited once more, with keys of their own anew', async () => {
    const stage = createStage(42);
    const steward = await found(stage, stage.actor('founder'));
    const second = stage.actor('second');
    const member = await letIn(stage, steward, second);
    const { member: id, device } = member.me;
    await done(stage, steward.remove({ member: id }));
    await stage.env.advance(60_000);
    expect(member.status().obstacle?.type).toBe('removed');
    const expiresAt = stage.env.now() + day;
    const invite = await done(stage, steward.createInvite({ role: 'member', uses: 1, expiresAt }));
    const wish = { fragment: invite.fragment, handle: 'second' };
    expect(await second.samphire.knock(wish)).toMatchObject({
      refusal: { type: 'invite-already-member' },
    });
    const closing = member.close();
    await stage.env.advance(1_000);
    await closing;
    const knocking = unwrap(await second.samphire.knock({ ...wish, again: true }));
    await stage.env.advance(1_000);
    await admit(stage, steward);
    await stage.env.advance(60_000);
    const again = knocking.group();
    expect(again?.status().obstacle).toBeUndefined();
    expect(again?.me.device).not.toBe(device);
    expect(
      steward
        .members()
        .map(({ handle }) => handle)
        .toSorted(),
    ).toEqual(['founder', 'second']);
  });
});
