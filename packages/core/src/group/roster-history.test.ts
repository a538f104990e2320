import { describe, expect, it } from 'vitest';
import { done, gather, handlesOf, memberNamed } from '../../test/epoch-stories.ts';
import type { RosterEvent } from './governing.ts';

const minuteMs = 60_000;

const tell = ({ type, by, about, role }: RosterEvent): string =>
  [by?.handle, type, about?.handle, role].filter((part) => part !== undefined).join(' ');

describe('the history of the roster', () => {
  it('tells who did what, of those who are gone too, alike on every device', async () => {
    const { stage, person } = await gather(41, ['founder', 'member', 'hostile'], {
      member: 'steward',
    });
    const [founder, member] = [person('founder').group, person('member').group];
    const hostile = memberNamed(founder, 'hostile');
    await done(stage, member.changePolicy({ whoAdmits: 'members', inviteRole: 'reader' }));
    await stage.env.advance(minuteMs);
    await done(stage, founder.remove({ member: hostile }));
    await stage.env.advance(minuteMs);
    await done(stage, founder.changeRole(memberNamed(founder, 'member'), 'reader'));
    await stage.env.advance(minuteMs);
    await done(stage, founder.changeKeys());
    await stage.env.advance(2 * minuteMs);
    const events = founder.rosterHistory();
    expect(events.map(tell)).toEqual([
      'founder founded',
      'founder invited member',
      'founder admitted member member',
      'founder promoted member steward',
      'founder invited member',
      'founder admitted hostile member',
      'member policy-changed',
      'founder removed hostile',
      'founder demoted member reader',
      'founder keys-changed',
    ]);
    expect(member.rosterHistory()).toEqual(events);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.every(({ claimedAt }) => claimedAt !== undefined)).toBe(true);
    expect(founder.fingerprint()).toEqual(member.fingerprint());
  });

  it('tells of an invite for a device of one’s own, which lets nobody in, without a role', async () => {
    const { stage, person } = await gather(43, ['founder', 'member']);
    const [founder, member] = [person('founder').group, person('member').group];
    await done(stage, founder.createDeviceInvite(stage.env.now() + 10 * minuteMs));
    await stage.env.advance(minuteMs);
    expect(founder.rosterHistory().map(tell).at(-1)).toBe('founder invited founder');
    expect(member.rosterHistory()).toEqual(founder.rosterHistory());
  });

  it('leaves out what a removed steward does to the old epoch', async () => {
    const { stage, person } = await gather(42, ['founder', 'hostile', 'member'], {
      hostile: 'steward',
    });
    const [founder, hostile] = [person('founder').group, person('hostile').group];
    stage.network.partition(['founder', 'member'], ['hostile']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'hostile') }));
    await stage.env.advance(minuteMs);
    await done(stage, hostile.changeRole(memberNamed(hostile, 'member'), 'steward'));
    stage.network.heal();
    await stage.env.advance(5 * minuteMs);
    const told = founder.rosterHistory().map(tell);
    expect(told).toContain('founder removed hostile');
    expect(told).not.toContain('hostile promoted member steward');
    expect(person('member').group.rosterHistory().map(tell)).toEqual(told);
    expect(hostile.rosterHistory().at(-1)).toMatchObject({ type: 'keys-changed' });
  });

  it('does not say of somebody who left that they were removed', async () => {
    const { stage, person } = await gather(45, ['founder', 'member', 'other']);
    const [founder, member] = [person('founder').group, person('member').group];
    await done(stage, member.leave());
    await stage.env.advance(5 * minuteMs);
    expect(handlesOf(founder)).toEqual(['founder', 'other']);
    expect(founder.rosterHistory().slice(-2).map(tell)).toEqual([
      'member left member',
      'founder keys-changed',
    ]);
  });

  it('tells once what two stewards did while apart, and that the lines were merged', async () => {
    const names = ['founder', 'steward', 'one', 'two'];
    const { stage, person } = await gather(43, names, { steward: 'steward' });
    const [founder, steward] = [person('founder').group, person('steward').group];
    stage.network.partition(['founder'], ['steward', 'one', 'two']);
    await done(stage, founder.remove({ member: memberNamed(founder, 'one') }));
    await done(stage, steward.remove({ member: memberNamed(steward, 'two') }));
    await stage.env.advance(minuteMs);
    stage.network.heal();
    await stage.env.advance(10 * minuteMs);
    const told = founder.rosterHistory().map(tell);
    expect(told.filter((line) => line.includes('removed')).toSorted()).toEqual([
      'founder removed one',
      'steward removed two',
    ]);
    expect(told.at(-1)).toMatch(/keys-changed$/);
    expect(steward.rosterHistory().map(tell)).toEqual(told);
  });
});

describe('the fingerprint', () => {
  it('differs as long as somebody lacks something', async () => {
    const { stage, list, person } = await gather(44, ['founder', 'member']);
    const [founder, member] = [person('founder').group, person('member').group];
    const before = founder.fingerprint();
    expect(before).toHaveLength(6);
    expect(member.fingerprint()).toEqual(before);
    stage.network.partition(['founder'], ['member']);
    const opened = founder.openDocument(list);
    if (opened.ok) opened.value.doc.getArray('list').push(['news']);
    await stage.env.advance(5_000);
    expect(founder.fingerprint()).not.toEqual(before);
    expect(member.fingerprint()).toEqual(before);
    stage.network.heal();
    await stage.env.advance(2 * minuteMs);
    expect(member.fingerprint()).toEqual(founder.fingerprint());
  });
});
