import { describe, expect, it } from 'vitest';
import { deviceOf, founder, hostile, member, memberOf, newcomer } from '../../test/actors.ts';
import { createGates, unwrap, type Gates, type Newcomer } from '../../test/gates.ts';
import { createDeviceKeys, type DeviceKeys } from '../identity/device.ts';
import { bytesFromHex, hexFromBytes } from '../lib/bytes.ts';
import { answerPauseMs, memberDevicesMax } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';
import type { RosterChange } from '../roster/changes.ts';
import { deviceIdOf, memberIdFromDevice, type RosterMember } from '../roster/member.ts';
import { createSeededEnv } from '../testing/env.ts';
import type { Gate } from './gate.ts';

const day = 86_400_000;
/** More than the cast has. */
const deviceFrom = (seed: number): DeviceKeys => createDeviceKeys(createSeededEnv(seed));
const tablet = deviceFrom(210);
const idOf = ({ signing }: DeviceKeys): string => deviceIdOf({ signing: signing.publicKey });
const memberIdOf = ({ signing }: DeviceKeys): string =>
  hexFromBytes(memberIdFromDevice(signing.publicKey));

const two = [memberOf(founder, 'founder', 'steward'), memberOf(member, 'member', 'member')];
const stewards = [memberOf(founder, 'founder', 'steward'), memberOf(member, 'member', 'steward')];
const begin = (members: readonly RosterMember[]) => {
  const gates = createGates(4, members);
  return { gates, terms: { role: 'member', uses: 3, expiresAt: gates.env.now() + day } as const };
};
const settled = async <Value>(
  gates: Gates,
  doing: Promise<Result<Value, { readonly type: string }>>,
): Promise<Result<Value, { readonly type: string }>> => {
  await gates.env.advance(100);
  return doing;
};
const admitFirst = async (gates: Gates, gate: Gate): Promise<void> => {
  unwrap(await settled(gates, gate.admit(gate.knocks()[0]?.id ?? 'nobody knocks')));
};
const refusalOf = async (gates: Gates, doing: Promise<Result<void, { readonly type: string }>>) => {
  const result = await settled(gates, doing);
  return result.ok ? 'ok' : result.refusal.type;
};
const isWelcomed = ({ membership }: Newcomer): boolean => membership() !== undefined;
const typesOf = (changes: readonly RosterChange[]): readonly string[] =>
  changes.map(({ type }) => type);

describe('a knock of another device of one’s own', () => {
  const family = [
    memberOf(founder, 'founder', 'steward'),
    {
      ...memberOf(member, 'member', 'reader'),
      devices: [deviceOf(member), deviceOf(tablet)].toSorted((left, right) =>
        hexFromBytes(left.signing) < hexFromBytes(right.signing) ? -1 : 1,
      ),
    },
  ];

  it('is heard by all devices of the member, whatever its role, and by nobody else', async () => {
    const { gates, terms } = begin(family);
    const [own, second, steward] = [member, tablet, founder].map((keys) => gates.gate(keys)) as [
      Gate,
      Gate,
      Gate,
    ];
    const { fragment } = unwrap(await own.createDeviceInvite(terms.expiresAt));
    const phone = gates.knock(newcomer, fragment, 'member');
    await gates.env.advance(100);
    expect([own, second, steward].map((gate) => gate.knocks().length)).toEqual([1, 1, 0]);
    expect(own.knocks()[0]).toMatchObject({
      purpose: 'own-device',
      handle: 'member',
      handleIsTaken: false,
    });
    gates.written();
    // A reader's other device lets it in; the one that the link names welcomes it when it asks again.
    await admitFirst(gates, second);
    expect(gates.written()).toMatchObject([
      { type: 'admission', member: bytesFromHex(memberIdOf(member)), role: 'reader' },
    ]);
    expect(isWelcomed(phone)).toBe(false);
    expect(gates.roster().memberById.get(memberIdOf(member))).toMatchObject({
      role: 'reader',
      devices: [idOf(member), idOf(tablet), idOf(newcomer)].toSorted(),
    });
    await gates.env.advance(10_000);
    expect(phone.membership()).toMatchObject({ origin: { current: gates.charter() } });
    expect(own.knocks()).toEqual([]);
  });

  it('is refused where the member has as many devices as a member may', async () => {
    const { gates, terms } = begin(two);
    const gate = gates.gate(member);
    const knocking = Array.from({ length: memberDevicesMax }, (_, place) =>
      deviceFrom(220 + place),
    );
    for (const keys of knocking) {
      const { fragment } = unwrap(await gate.createDeviceInvite(terms.expiresAt));
      gates.knock(keys, fragment, 'phone').knocking.stop();
      await gates.env.advance(10);
    }
    for (let added = 1; added < memberDevicesMax; added += 1) await admitFirst(gates, gate);
    expect(gate.knocks()).toHaveLength(1);
    gates.written();
    expect(await refusalOf(gates, gate.admit(gate.knocks()[0]?.id ?? ''))).toBe('too-many-devices');
    expect(gates.written()).toEqual([]);
    expect(gate.knocks()).toMatchObject([{ state: 'open' }]);
  });
});

describe('a welcome', () => {
  it('is left only by a device that the newcomer can check', async () => {
    const { gates, terms } = begin(two);
    const [steward, promoted] = [gates.gate(founder), gates.gate(member)];
    gates.write(founder, {
      type: 'promotion',
      member: memberIdFromDevice(member.signing.publicKey),
      role: 'steward',
    });
    const { fragment } = unwrap(await steward.createInvite(terms));
    gates.close(steward);
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    await admitFirst(gates, promoted);
    await gates.env.advance(20_000);
    // It may let in; the charter does not say so, and the link names another device.
    expect(gates.roster().deviceById.has(idOf(newcomer))).toBe(true);
    expect(isWelcomed(guest)).toBe(false);
    gates.gate(founder);
    await gates.env.advance(10_000);
    expect(isWelcomed(guest)).toBe(true);
    expect(guest.knocking.refusal()).toEqual({ type: 'group-unknown' });
  });

  it('is left by another steward of the charter too, and brings all keys of a group that changed them', async () => {
    const { gates, terms } = begin(stewards);
    const [inviter, other] = [gates.gate(founder), gates.gate(member)];
    gates.changeKeys(stewards);
    const { fragment } = unwrap(await inviter.createInvite(terms));
    gates.close(inviter);
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    await admitFirst(gates, other);
    const origin = guest.membership()?.origin;
    expect(origin?.first.number).toBe(0);
    expect(origin?.current).toEqual(gates.charter());
    expect(origin?.secrets).toHaveLength(2);
  });
});

describe('declining a knock', () => {
  it('takes it from every list, and the inviter’s device tells the newcomer why, again and again', async () => {
    const { gates, terms } = begin(stewards);
    const [inviter, other] = [gates.gate(founder), gates.gate(member)];
    const { fragment } = unwrap(await inviter.createInvite(terms));
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    const id = other.knocks()[0]?.id ?? '';
    gates.written();
    expect(await refusalOf(gates, other.declineKnock(id, 'é'.repeat(101)))).toBe('reason-too-long');
    unwrap(await settled(gates, other.declineKnock(id, 'not this week')));
    expect(gates.written()).toEqual([
      { type: 'declining', knock: bytesFromHex(id), reason: 'not this week' },
    ]);
    expect([inviter.knocks(), other.knocks()]).toEqual([[], []]);
    // Declined elsewhere than on the device that the link names.
    expect(guest.knocking.refusal()).toBeUndefined();
    await gates.env.advance(10_000);
    const declined = { type: 'knock-declined', reason: 'not this week' };
    expect(guest.knocking.refusal()).toEqual(declined);
    expect(guest.knocking.state()).toBe('knocking');
    expect([inviter.knocks(), other.knocks()]).toEqual([[], []]);
    expect(await refusalOf(gates, other.declineKnock(id, ''))).toBe('knock-unknown');
    expect(await refusalOf(gates, inviter.admit(id))).toBe('knock-unknown');

    gates.close(inviter);
    const restarted = gates.gate(founder);
    const again = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(answerPauseMs);
    expect(restarted.knocks().map(({ handle }) => handle)).toEqual([]);
    expect(again.knocking.refusal()).toEqual(declined);
  });

  it('by a member who may admit nobody else is for its own devices, and binds no other device', async () => {
    const { gates, terms } = begin(two);
    const gate = gates.gate(member);
    const { fragment } = unwrap(await gate.createDeviceInvite(terms.expiresAt));
    const stranger = gates.knock(hostile, fragment, 'member');
    await gates.env.advance(100);
    gates.written();
    unwrap(await settled(gates, gate.declineKnock(gate.knocks()[0]?.id ?? '', 'who are you?')));
    expect(gates.written()).toEqual([]);
    expect(gate.knocks()).toEqual([]);
    expect(stranger.knocking.refusal()).toEqual({ type: 'knock-declined', reason: 'who are you?' });
  });
});

describe('a knock on an invite that is withdrawn', () => {
  it('is turned away by the inviter’s device, and one that was heard before is dropped', async () => {
    const { gates, terms } = begin(stewards);
    const [inviter, other] = [gates.gate(founder), gates.gate(member)];
    const { fragment, id } = unwrap(await inviter.createInvite(terms));
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    const knock = inviter.knocks()[0]?.id ?? '';
    unwrap(await other.withdraw(id));
    expect([inviter.knocks(), other.knocks()]).toEqual([[], []]);
    expect(await refusalOf(gates, inviter.admit(knock))).toBe('knock-unknown');
    await gates.env.advance(10_000);
    expect(guest.knocking.refusal()).toEqual({ type: 'invite-withdrawn' });
    expect([inviter.knocks(), other.knocks()]).toEqual([[], []]);
  });
});

describe('when the keys change', () => {
  it('knocks stay where the invite is written again, and are answered under the new keys', async () => {
    const { gates, terms } = begin(stewards);
    const [inviter, other] = [gates.gate(founder), gates.gate(member)];
    const { fragment } = unwrap(await inviter.createInvite(terms));
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    guest.knocking.stop();
    // Words need a second, or a minute where many knock: they come when they come.
    const shownBy = (gate: Gate) => gate.knocks().map(({ words: _, ...view }) => view);
    const shown = shownBy(other);
    const before = gates.changeKeys(stewards);
    for (const gate of [inviter, other]) gate.follow();
    expect([inviter.knocks(), other.knocks()]).toEqual([[], []]);
    expect(await refusalOf(gates, other.admit(shown[0]?.id ?? ''))).toBe('knock-unknown');
    for (const change of inviter.carryOver(before)) gates.write(founder, change);
    expect(shownBy(other)).toEqual(shown);
    const again = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    expect(shownBy(other)).toEqual(shown);
    await admitFirst(gates, other);
    expect(again.membership()?.origin.current.number).toBe(1);
    expect(again.membership()?.origin.secrets).toHaveLength(2);
  });

  it('a knock on an invite that does not come back is dropped in the end', async () => {
    const { gates, terms } = begin(stewards);
    const gate = gates.gate(founder);
    const { fragment } = unwrap(await gate.createInvite(terms));
    const guest = gates.knock(newcomer, fragment, 'newcomer');
    await gates.env.advance(100);
    guest.knocking.stop();
    const before = gates.changeKeys([memberOf(founder, 'founder', 'steward')], {
      members: new Set([memberIdOf(member)]),
      devices: new Set([idOf(member)]),
    });
    expect(gate.carryOver(before)).toEqual([]);
    expect(gate.knocks()).toEqual([]);
    await gates.env.advance(day / 2);
    gate.follow();
    // Even if somebody brought it back by then.
    const [invite] = before.inviteById.values();
    if (!invite) throw new Error('no invite');
    gates.write(founder, invite);
    expect(gate.invites()).toHaveLength(1);
    expect(gate.knocks()).toEqual([]);
  });

  it('whoever was cut off is not heard again, nor told anything', async () => {
    const { gates, terms } = begin(two);
    const gate = gates.gate(founder);
    gates.changeKeys([memberOf(founder, 'founder', 'steward')], {
      members: new Set([memberIdOf(member)]),
      devices: new Set([idOf(member)]),
    });
    const { fragment } = unwrap(await gate.createInvite(terms));
    const removed = gates.knock(member, fragment, 'member');
    await gates.env.advance(10_000);
    expect(gate.knocks()).toEqual([]);
    expect(removed.knocking.refusal()).toBeUndefined();
    expect(typesOf(gates.written())).toEqual(['invitation']);
  });
});

describe('admitting', () => {
  it('is refused to those who may not give the invite’s role', async () => {
    const { gates, terms } = begin(stewards);
    const [inviter, other] = [gates.gate(founder), gates.gate(member)];
    const { fragment } = unwrap(await inviter.createInvite({ ...terms, role: 'steward' }));
    gates.knock(newcomer, fragment, 'newcomer').knocking.stop();
    await gates.env.advance(100);
    const id = other.knocks()[0]?.id ?? '';
    const before = gates.changeKeys(two);
    for (const change of inviter.carryOver(before)) gates.write(founder, change);
    other.follow();
    // It holds the invite's private half still, and hears nothing by it.
    expect(other.knocks()).toEqual([]);
    expect(await refusalOf(gates, other.admit(id))).toBe('knock-unknown');
    expect(inviter.knocks()).toMatchObject([{ id }]);
  });
});
