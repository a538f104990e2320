/**
 * The board where knocks and welcomes lie is open to whoever has a link: knocks and answers are
 * replayed, altered, carried to other groups and multiplied, and invites used too often, after they
 * were taken back, and after new keys. Nobody is let in by it whom no steward let in.
 */
import { expect, test } from 'vitest';
import { done, gather, handlesOf, memberNamed } from '../../../packages/core/test/epoch-stories.ts';
import type { OpenGroup } from '../../../packages/core/src/group/types.ts';
import { createDeviceKeys } from '../../../packages/core/src/identity/device.ts';
import { bytesFromHex, hexFromBytes } from '../../../packages/core/src/lib/bytes.ts';
import { openKnocksMax } from '../../../packages/core/src/lib/limits.ts';
import {
  decodeInviteLink,
  encodeInviteLink,
  inviterHash,
} from '../../../packages/core/src/roster/invite.ts';
import { sealKnock } from '../../../packages/core/src/roster/knock.ts';
import { knockTopic } from '../../../packages/core/src/roster/invite.ts';
import { letIn, unwrap, type Stage } from '../../../packages/core/src/testing/cast.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

const inviteOf = async (stage: Stage, group: OpenGroup, uses = 1) => {
  const terms = { role: 'member', uses, expiresAt: stage.env.now() + dayMs } as const;
  const creating = group.createInvite(terms);
  await stage.env.advance(100);
  return unwrap(await creating);
};

const topicOf = (fragment: string): string => {
  const link = unwrap(decodeInviteLink(fragment));
  return knockTopic(link.topicSeed);
};

const knockOn = async (stage: Stage, fragment: string, name: string) => {
  const actor = stage.actor(name);
  const knocking = unwrap(await actor.samphire.knock({ fragment, handle: name }));
  await stage.env.advance(500);
  return knocking;
};

const admitAll = async (stage: Stage, group: OpenGroup): Promise<void> => {
  for (const { id } of group.knocks()) await done(stage, group.admit(id));
  await stage.env.advance(10_000);
};

const replayAll = async (stage: Stage, from: string, to: string): Promise<void> => {
  const doorbell = stage.doorbell();
  // Each once: what is replayed is left on the board too.
  const notes = new Map((stage.notes.get(from) ?? []).map((note) => [hexFromBytes(note), note]));
  for (const note of notes.values()) doorbell.post(to, note);
  await stage.env.advance(minuteMs);
};

test('a knock is replayed before, after and beyond its admission: one person comes of it', async () => {
  const { stage, person } = await gather(250, ['founder', 'member']);
  const { group } = person('founder');
  const invite = await inviteOf(stage, group, 5);
  const topic = topicOf(invite.fragment);
  await knockOn(stage, invite.fragment, 'newcomer');
  for (let time = 0; time < 5; time += 1) await replayAll(stage, topic, topic);
  expect(group.knocks().map(({ handle }) => handle)).toEqual(['newcomer']);
  await admitAll(stage, group);
  await replayAll(stage, topic, topic);
  expect(group.knocks()).toEqual([]);
  expect(handlesOf(group)).toEqual(['founder', 'member', 'newcomer']);
  await done(stage, group.remove({ member: memberNamed(group, 'newcomer') }));
  await stage.env.advance(minuteMs);
  await replayAll(stage, topic, topic);
  expect(group.knocks()).toEqual([]);
  expect(handlesOf(group)).toEqual(['founder', 'member']);
  expect(handlesOf(person('member').group)).toEqual(['founder', 'member']);
  expect(group.fingerprint()).toEqual(person('member').group.fingerprint());
});

test('knock and welcome replayed in another group, and under another invite, are nothing there', async () => {
  const { stage, person } = await gather(251, ['founder']);
  const { group } = person('founder');
  const creating = stage.actor('other').samphire.createGroup({
    name: 'other',
    handle: 'other',
    relays: [],
  });
  await stage.env.advance(3_000);
  const other = unwrap(await creating);
  const [here, again, there] = [
    await inviteOf(stage, group),
    await inviteOf(stage, group),
    await inviteOf(stage, other),
  ];
  await knockOn(stage, here.fragment, 'newcomer');
  const waiting = await knockOn(stage, there.fragment, 'waiting');
  await admitAll(stage, group);
  for (const to of [again, there]) {
    await replayAll(stage, topicOf(here.fragment), topicOf(to.fragment));
  }
  expect(other.knocks().map(({ handle }) => handle)).toEqual(['waiting']);
  expect(group.knocks()).toEqual([]);
  expect(waiting.state()).toBe('knocking');
  expect(waiting.refusal()).toBeUndefined();
  expect(handlesOf(other)).toEqual(['other']);
});

test('an invite is used twice too often: the second is told so, and stays outside', async () => {
  const { stage, person } = await gather(252, ['founder']);
  const { group } = person('founder');
  const invite = await inviteOf(stage, group, 1);
  await knockOn(stage, invite.fragment, 'first');
  await admitAll(stage, group);
  const second = await knockOn(stage, invite.fragment, 'second');
  await stage.env.advance(minuteMs);
  expect(second.refusal()).toEqual({ type: 'invite-used-up' });
  expect(group.knocks()).toEqual([]);
  expect(handlesOf(group)).toEqual(['first', 'founder']);
});

test('an invite is used after it was withdrawn, and after somebody who could answer it was cut off', async () => {
  const { stage, person } = await gather(253, ['founder', 'hostile'], { hostile: 'steward' });
  const { group } = person('founder');
  const withdrawn = await inviteOf(stage, group);
  const readable = await inviteOf(stage, group);
  await done(stage, group.withdrawInvite(withdrawn.id));
  const late = await knockOn(stage, withdrawn.fragment, 'late');
  await stage.env.advance(minuteMs);
  expect(late.refusal()).toEqual({ type: 'invite-withdrawn' });
  await done(stage, group.cutOff(memberNamed(group, 'hostile')));
  await stage.env.advance(minuteMs);
  const after = await knockOn(stage, readable.fragment, 'after');
  await stage.env.advance(minuteMs);
  expect(after.state()).toBe('knocking');
  expect(group.knocks()).toEqual([]);
  expect(group.invites()).toEqual([]);
  expect(handlesOf(group)).toEqual(['founder']);
});

test('a third party that has the link puts its own device in: it shows other words, and a taken name', async () => {
  const { stage, person } = await gather(254, ['founder']);
  const { group } = person('founder');
  const invite = await inviteOf(stage, group, 2);
  const { groupId, invite: key } = unwrap(decodeInviteLink(invite.fragment));
  const knocking = await knockOn(stage, invite.fragment, 'newcomer');
  const doorbell = stage.doorbell();
  const { sealed } = sealKnock(
    { groupId, invite: key, handle: 'newcomer' },
    createDeviceKeys(stage.env),
    stage.env,
  );
  doorbell.post(topicOf(invite.fragment), Uint8Array.of(1, ...sealed));
  await stage.env.advance(500);
  expect(group.knocks().map(({ handleIsTaken }) => handleIsTaken)).toEqual([true, true]);
  expect(new Set(group.knocks().map(({ id }) => id)).size).toBe(2);
  const forged = group.knocks()[1];
  await done(stage, group.declineKnock(forged?.id ?? '', ''));
  await admitAll(stage, group);
  expect(knocking.state()).toBe('welcomed');
  expect(handlesOf(group)).toEqual(['founder', 'newcomer']);
});

test('words are ground by a thousand knocks: only so many are looked at, and whoever was first stays', async () => {
  const { stage, person } = await gather(255, ['founder']);
  const { group } = person('founder');
  const invite = await inviteOf(stage, group, 2);
  const { groupId, invite: key } = unwrap(decodeInviteLink(invite.fragment));
  await knockOn(stage, invite.fragment, 'newcomer');
  const doorbell = stage.doorbell();
  for (let time = 0; time < 3 * openKnocksMax; time += 1) {
    const facts = { groupId, invite: key, handle: `ground ${time}` };
    const { sealed } = sealKnock(facts, createDeviceKeys(stage.env), stage.env);
    doorbell.post(topicOf(invite.fragment), Uint8Array.of(1, ...sealed));
  }
  await stage.env.advance(minuteMs);
  expect(group.knocks()).toHaveLength(openKnocksMax);
  expect(group.knocks()[0]?.handle).toBe('newcomer');
});

test("a link with the inviter's key replaced brings nobody in under another's eyes", async () => {
  const { stage, person } = await gather(256, ['founder', 'member']);
  const { group } = person('founder');
  const invite = await inviteOf(stage, group);
  const link = unwrap(decodeInviteLink(invite.fragment));
  const { device } = person('member').group.me;
  const inviter = inviterHash(bytesFromHex(device) ?? new Uint8Array());
  const knocking = await knockOn(stage, encodeInviteLink({ ...link, inviter }), 'newcomer');
  await stage.env.advance(minuteMs);
  // The founder may welcome too; a device that only the link names may not.
  await admitAll(stage, group);
  expect(knocking.refusal()).toBeUndefined();
  expect(handlesOf(group)).toEqual(['founder', 'member', 'newcomer']);
  const newcomer = await letIn(stage, group, stage.actor('second'));
  expect(newcomer.fingerprint()).toEqual(group.fingerprint());
});
