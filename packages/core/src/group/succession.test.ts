import { describe, expect, it } from 'vitest';
import { done, gather, handlesOf, memberNamed, read, write } from '../../test/epoch-stories.ts';
import type { OpenGroup } from './types.ts';
import { letIn, unwrap } from '../testing/cast.ts';

const minuteMs = 60_000;

describe('a removal', () => {
  it('takes everybody else along, and tells who was removed', async () => {
    const { stage, list, person } = await gather(1, ['founder', 'member', 'hostile']);
    const [founder, member, hostile] = ['founder', 'member', 'hostile'].map(
      (name) => person(name).group,
    ) as [
      ReturnType<typeof person>['group'],
      ReturnType<typeof person>['group'],
      ReturnType<typeof person>['group'],
    ];
    write(founder, list, 'before');
    await stage.env.advance(5_000);
    stage.network.partition(['founder', 'member'], ['hostile']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await stage.env.advance(minuteMs);
    write(founder, list, 'secret');
    await stage.env.advance(minuteMs);
    expect(handlesOf(founder)).toEqual(['founder', 'member']);
    expect(handlesOf(member)).toEqual(['founder', 'member']);
    expect(founder.keys()).toEqual({ number: 1, moved: 2, devices: 2 });
    expect(read(member, list)).toEqual(['before', 'secret']);
    stage.network.heal();
    await stage.env.advance(3 * minuteMs);
    expect(hostile.status().obstacle).toMatchObject({ type: 'removed', sealedTo: 2 });
    expect(read(hostile, list)).toEqual(['before']);
    write(member, list, 'after');
    await stage.env.advance(minuteMs);
    expect(read(founder, list)).toEqual(['after', 'before', 'secret']);
    expect(read(hostile, list)).toEqual(['before']);
  });

  it('waits for who is away: offline edits come home, five key changes later', async () => {
    const { stage, list, person } = await gather(2, ['founder', 'member', 'away']);
    const [founder, member, away] = [
      person('founder').group,
      person('member').group,
      person('away').group,
    ];
    stage.network.partition(['founder', 'member'], ['away']);
    write(away, list, 'written on the road');
    for (let time = 0; time < 5; time += 1) {
      write(founder, list, `news ${time}`);
      await stage.env.advance(minuteMs);
      await done(stage, founder.changeKeys());
      await stage.env.advance(minuteMs);
    }
    expect(founder.keys()).toEqual({ number: 5, moved: 2, devices: 3 });
    stage.network.heal();
    await stage.env.advance(10 * minuteMs);
    const all = ['news 0', 'news 1', 'news 2', 'news 3', 'news 4', 'written on the road'];
    expect(read(away, list)).toEqual(all);
    expect(read(founder, list)).toEqual(all);
    expect(read(member, list)).toEqual(all);
    expect(founder.keys()).toEqual({ number: 5, moved: 3, devices: 3 });
    write(away, list, 'home');
    await stage.env.advance(minuteMs);
    expect(read(member, list)).toContain('home');
  });

  it('leaves nothing to a newcomer unread that was written before', async () => {
    const { stage, list, person } = await gather(3, ['founder', 'member']);
    const founder = person('founder').group;
    write(founder, list, 'first keys');
    await stage.env.advance(5_000);
    await done(stage, founder.changeKeys());
    write(founder, list, 'second keys');
    await stage.env.advance(minuteMs);
    const newcomer = await letIn(stage, founder, stage.actor('newcomer'));
    await stage.env.advance(minuteMs);
    expect(newcomer.status().obstacle).toBeUndefined();
    expect(read(newcomer, list)).toEqual(['first keys', 'second keys']);
    write(newcomer, list, 'hello');
    await stage.env.advance(minuteMs);
    expect(read(person('member').group, list)).toEqual(['first keys', 'hello', 'second keys']);
  });

  it('sets aside what the removed device writes on, into the old keys', async () => {
    const { stage, list, person } = await gather(4, ['founder', 'member', 'hostile']);
    const [founder, member, hostile] = [
      person('founder').group,
      person('member').group,
      person('hostile').group,
    ];
    stage.network.partition(['founder', 'member'], ['hostile']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await stage.env.advance(minuteMs);
    write(hostile, list, 'dated back');
    await stage.env.advance(minuteMs);
    stage.network.heal();
    await stage.env.advance(5 * minuteMs);
    expect(read(founder, list)).toEqual([]);
    expect(read(member, list)).toEqual([]);
  });

  it('goes on setting it aside, whoever moves later and whatever keys come next', async () => {
    const { stage, list, person } = await gather(13, ['founder', 'member', 'away', 'hostile']);
    const [founder, member, away, hostile] = ['founder', 'member', 'away', 'hostile'].map(
      (name) => person(name).group,
    ) as [OpenGroup, OpenGroup, OpenGroup, OpenGroup];
    stage.network.partition(['founder', 'member'], ['away'], ['hostile']);
    write(away, list, 'offline');
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await stage.env.advance(minuteMs);
    write(hostile, list, 'dated back');
    await stage.env.advance(minuteMs);
    // It reaches those who have moved, in the old room that they still serve.
    stage.network.partition(['founder', 'member', 'hostile'], ['away']);
    await stage.env.advance(2 * minuteMs);
    expect(member.setAside().map(({ rule }) => rule)).toContain('after-removal');
    write(member, list, 'rests on nothing of it');
    await stage.env.advance(minuteMs);
    stage.network.partition(['founder', 'member', 'away'], ['hostile']);
    await stage.env.advance(5 * minuteMs);
    await done(stage, founder.changeKeys());
    await stage.env.advance(5 * minuteMs);
    for (const group of [founder, member, away]) {
      expect(group.keys()).toEqual({ number: 2, moved: 3, devices: 3 });
      expect(read(group, list)).toEqual(['offline', 'rests on nothing of it']);
    }
  });

  it('keeps what somebody took along before moving, though the remover had not seen it', async () => {
    const { stage, list, person } = await gather(5, ['founder', 'member', 'hostile']);
    const [founder, member, hostile] = [
      person('founder').group,
      person('member').group,
      person('hostile').group,
    ];
    stage.network.partition(['founder'], ['member', 'hostile']);
    write(hostile, list, 'tents');
    await stage.env.advance(minuteMs);
    write(member, list, 'rests on it');
    await stage.env.advance(minuteMs);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await stage.env.advance(minuteMs);
    stage.network.heal();
    await stage.env.advance(5 * minuteMs);
    expect(read(member, list)).toEqual(['rests on it', 'tents']);
    expect(read(founder, list)).toEqual(['rests on it', 'tents']);
  });
});

describe('stewards apart', () => {
  const roles = { berlin: 'steward', calais: 'steward' } as const;

  it('who remove different people come out equal', async () => {
    const { stage, list, person } = await gather(
      6,
      ['founder', 'berlin', 'calais', 'one', 'other'],
      roles,
    );
    const [berlin, calais, founder] = [
      person('berlin').group,
      person('calais').group,
      person('founder').group,
    ];
    stage.network.partition(['berlin', 'founder'], ['calais'], ['one'], ['other']);
    await done(stage, berlin.remove({ member: memberNamed(berlin, 'one') }));
    await done(stage, calais.remove({ member: memberNamed(calais, 'other') }));
    write(berlin, list, 'from berlin');
    write(calais, list, 'from calais');
    await stage.env.advance(minuteMs);
    stage.network.heal();
    await stage.env.advance(10 * minuteMs);
    for (const group of [berlin, calais, founder]) {
      expect(handlesOf(group)).toEqual(['berlin', 'calais', 'founder']);
      expect(read(group, list)).toEqual(['from berlin', 'from calais']);
    }
    expect(
      new Set([berlin, calais, founder].map((group) => group.fingerprint().join(' '))).size,
    ).toBe(1);
    write(founder, list, 'after the merge');
    await stage.env.advance(2 * minuteMs);
    for (const name of ['one', 'other']) {
      const { group } = person(name);
      expect(read(group, list)).not.toContain('after the merge');
      expect(group.keys().number).toBeLessThan(2);
    }
  });

  it('who remove the same person are of one mind', async () => {
    const { stage, person } = await gather(7, ['founder', 'berlin', 'hostile'], {
      berlin: 'steward',
    });
    const [founder, berlin] = [person('founder').group, person('berlin').group];
    stage.network.partition(['founder'], ['berlin'], ['hostile']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await done(stage, berlin.remove({ member: memberNamed(berlin, 'hostile') }));
    stage.network.heal();
    await stage.env.advance(5 * minuteMs);
    expect(founder.keys()).toEqual({ number: 1, moved: 2, devices: 2 });
    expect(berlin.keys()).toEqual(founder.keys());
  });

  it('who remove each other make the others choose, and the majority stands', async () => {
    const { stage, list, person } = await gather(8, ['founder', 'berlin', 'one', 'two', 'three'], {
      berlin: 'steward',
    });
    const [founder, berlin] = [person('founder').group, person('berlin').group];
    const others = ['one', 'two', 'three'].map((name) => person(name).group);
    stage.network.partition(['founder'], ['berlin'], ['one'], ['two'], ['three']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'berlin') }));
    await done(stage, berlin.remove({ member: memberNamed(berlin, 'founder') }));
    // Both hear of each other first, so that the others hear of both at once.
    stage.network.partition(['founder', 'berlin'], ['one'], ['two'], ['three']);
    await stage.env.advance(minuteMs);
    stage.network.heal();
    await stage.env.advance(5 * minuteMs);
    for (const group of others) expect(group.dispute()?.sides).toHaveLength(2);
    const [one, two, three] = others as [typeof founder, typeof founder, typeof founder];
    write(three, list, 'waits');
    await stage.env.advance(minuteMs);
    expect(read(one, list)).toEqual([]);
    const sideOf = (group: typeof founder) =>
      group.dispute()?.sides.find(({ by }) => by === memberNamed(group, 'founder'))?.id ?? '';
    await done(stage, one.follow(sideOf(one)));
    await done(stage, two.follow(sideOf(two)));
    await stage.env.advance(10 * minuteMs);
    for (const group of [founder, ...others]) {
      expect(handlesOf(group)).toEqual(['founder', 'one', 'three', 'two']);
      expect(group.dispute()).toBeUndefined();
      expect(read(group, list)).toEqual(['waits']);
    }
    // What happened under the others' keys cannot be seen without them.
    expect(berlin.dispute()?.sides.find(({ isFollowedHere }) => isFollowedHere)?.followers).toBe(0);
  });

  it('one of whom let somebody in while the other changed the keys: who was let in stays', async () => {
    const { stage, list, person } = await gather(9, ['founder', 'berlin', 'hostile'], {
      berlin: 'steward',
    });
    const [founder, berlin] = [person('founder').group, person('berlin').group];
    stage.network.partition(['founder'], ['berlin', 'newcomer'], ['hostile']);
    const newcomer = await letIn(stage, berlin, stage.actor('newcomer'));
    write(newcomer, list, 'I am here');
    await stage.env.advance(5_000);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    stage.network.heal();
    await stage.env.advance(10 * minuteMs);
    for (const group of [founder, berlin, newcomer]) {
      expect(handlesOf(group)).toEqual(['berlin', 'founder', 'newcomer']);
      expect(read(group, list)).toEqual(['I am here']);
    }
    expect(newcomer.status().obstacle).toBeUndefined();
  });
});

describe('who belongs', () => {
  it('leaves by asking, and a steward lets them go', async () => {
    const { stage, person } = await gather(10, ['founder', 'member', 'tired']);
    const tired = person('tired').group;
    await done(stage, tired.leave());
    await stage.env.advance(5 * minuteMs);
    expect(handlesOf(person('founder').group)).toEqual(['founder', 'member']);
    expect(handlesOf(person('member').group)).toEqual(['founder', 'member']);
    expect(tired.status().obstacle?.type).toBe('removed');
    expect(await refusalOf(person('founder').group.leave())).toBe('last-steward');
  });

  it('is promoted by an entry and demoted by new keys', async () => {
    const { stage, list, person } = await gather(11, ['founder', 'member']);
    const [founder, member] = [person('founder').group, person('member').group];
    const id = memberNamed(founder, 'member');
    await done(stage, founder.changeRole(id, 'reader'));
    await stage.env.advance(minuteMs);
    expect(member.status().obstacle).toEqual({ type: 'reader' });
    expect(founder.keys().number).toBe(1);
    await done(stage, founder.changeRole(id, 'steward'));
    await stage.env.advance(minuteMs);
    expect(member.status().obstacle).toBeUndefined();
    write(member, list, 'as a steward');
    await done(stage, founder.changeRole(memberNamed(founder, 'founder'), 'member'));
    await stage.env.advance(minuteMs);
    expect(founder.members().find(({ isMe }) => isMe)?.role).toBe('member');
    expect(read(founder, list)).toEqual(['as a steward']);
    expect(await refusalOf(member.changeRole(id, 'member'))).toBe('last-steward');
  });

  it('comes back to the newest keys after the device was closed', async () => {
    const { stage, list, person } = await gather(12, ['founder', 'member']);
    const [founder, member] = [person('founder'), person('member')];
    await done(stage, founder.group.changeKeys());
    write(member.group, list, 'under new keys');
    await stage.env.advance(minuteMs);
    const closing = member.group.close();
    await stage.env.advance(1_000);
    await closing;
    const opening = member.actor.samphire.openGroup(founder.group.id);
    await stage.env.advance(5_000);
    const again = unwrap(await opening);
    expect(again.keys().number).toBe(1);
    expect(again.status()).toMatchObject({ saved: 'saved', setAsideEntries: 0, waitingEntries: 0 });
    expect(read(again, list)).toEqual(['under new keys']);
  });
});

const refusalOf = async (deed: Promise<{ readonly ok: boolean }>): Promise<string | undefined> => {
  const result = (await deed) as { ok: boolean; refusal?: { type: string } };
  return result.ok ? undefined : result.refusal?.type;
};
