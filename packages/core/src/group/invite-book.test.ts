import { describe, expect, it } from 'vitest';
import { deviceOf, founder, hostile, member, memberOf, newcomer } from '../../test/actors.ts';
import { createGates, unwrap } from '../../test/gates.ts';
import { createDeviceKeys, type DeviceKeys } from '../identity/device.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { memberDevicesMax } from '../lib/limits.ts';
import type { Invitation } from '../roster/changes.ts';
import type { RosterMember } from '../roster/member.ts';
import { createSeededEnv } from '../testing/env.ts';

const day = 86_400_000;
/** More than the cast has. */
const deviceFrom = (seed: number): DeviceKeys => createDeviceKeys(createSeededEnv(seed));
const tablet = deviceFrom(21);

/** A member with several devices, in the order that a charter wants. */
const withDevices = (
  first: DeviceKeys,
  handle: string,
  role: RosterMember['role'],
  ...others: readonly DeviceKeys[]
): RosterMember => {
  const own = memberOf(first, handle, role);
  const devices = [...own.devices, ...others.map((keys) => deviceOf(keys))].toSorted(
    (left, right) => (hexFromBytes(left.signing) < hexFromBytes(right.signing) ? -1 : 1),
  );
  return { ...own, devices };
};
const begin = (...members: readonly RosterMember[]) => {
  const gates = createGates(
    3,
    members.length > 0
      ? members
      : [memberOf(founder, 'founder', 'steward'), memberOf(member, 'member', 'member')],
  );
  const expiresAt = gates.env.now() + day;
  return { gates, expiresAt, terms: { role: 'member', uses: 3, expiresAt } as const };
};
const refusalOf = async (result: Promise<{ readonly ok: boolean }>): Promise<unknown> => {
  const settled = (await result) as { ok: boolean; refusal?: { type: string } };
  return settled.ok ? 'ok' : settled.refusal?.type;
};
const recipients = ({ envelopes }: Invitation): readonly string[] =>
  envelopes.map(({ device }) => hexFromBytes(device)).toSorted();
const idsOf = (...devices: readonly DeviceKeys[]): readonly string[] =>
  devices.map(({ signing }) => hexFromBytes(signing.publicKey)).toSorted();

describe('an invite for an own device', () => {
  it('has the own role and one use, and is sealed to the devices of its member alone', async () => {
    const { gates, expiresAt } = begin(
      memberOf(founder, 'founder', 'steward'),
      withDevices(member, 'member', 'reader', tablet),
    );
    const view = unwrap(await gates.gate(member).createDeviceInvite(expiresAt));
    expect(view).toMatchObject({ purpose: 'own-device', role: 'reader', usesLeft: 1, expiresAt });
    const [written] = gates.written() as [Invitation];
    expect(recipients(written)).toEqual(idsOf(member, tablet));
    expect(gates.gate(tablet).invites()).toMatchObject([{ id: view.id, fragment: view.fragment }]);
    expect(gates.gate(founder).invites()).toEqual([]);
  });

  it('is not made where the member has as many devices as a member may, nor by a stranger', async () => {
    const others = Array.from({ length: memberDevicesMax - 1 }, (_, place) =>
      deviceFrom(200 + place),
    );
    const { gates, expiresAt } = begin(withDevices(founder, 'founder', 'steward', ...others));
    const invited = gates.gate(founder).createDeviceInvite(expiresAt);
    expect(await refusalOf(invited)).toBe('too-many-devices');
    expect(await refusalOf(gates.gate(hostile).createDeviceInvite(expiresAt))).toBe('not-allowed');
    expect(gates.written()).toEqual([]);
  });
});

describe('withdrawing an invite', () => {
  it('takes it off every list, by whoever may admit', async () => {
    const { gates, terms } = begin(
      memberOf(founder, 'founder', 'steward'),
      memberOf(member, 'member', 'steward'),
    );
    const [one, other] = [gates.gate(founder), gates.gate(member)];
    const { id } = unwrap(await one.createInvite(terms));
    expect(other.invites()).toMatchObject([{ id, purpose: 'newcomer' }]);
    unwrap(await other.withdraw(id));
    expect([one.invites(), other.invites()]).toEqual([[], []]);
    gates.written();
    unwrap(await one.withdraw(id));
    expect(gates.written()).toEqual([]);
  });

  it('is refused to others, but for their own devices; and for what is no invite', async () => {
    const { gates, terms, expiresAt } = begin();
    const [steward, reader] = [gates.gate(founder), gates.gate(member)];
    const { id } = unwrap(await steward.createInvite(terms));
    expect(await refusalOf(reader.withdraw(id))).toBe('not-allowed');
    expect(await refusalOf(steward.withdraw('00'.repeat(32)))).toBe('invite-unknown');
    expect(await refusalOf(steward.withdraw('no hex'))).toBe('invite-unknown');
    const own = unwrap(await reader.createDeviceInvite(expiresAt));
    unwrap(await reader.withdraw(own.id));
    expect(reader.invites()).toEqual([]);
    expect(steward.invites()).toHaveLength(1);
  });
});

describe('a change of keys', () => {
  const both = [memberOf(founder, 'founder', 'steward'), memberOf(member, 'member', 'member')];

  it('carries the open invites over, for the uses that were left, to those who may answer now', async () => {
    const { gates, terms, expiresAt } = begin(
      withDevices(founder, 'founder', 'steward', tablet),
      memberOf(member, 'member', 'member'),
    );
    const gate = gates.gate(founder);
    const view = unwrap(await gate.createInvite(terms));
    const own = unwrap(await gate.createDeviceInvite(expiresAt));
    const guest = gates.knock(newcomer, view.fragment, 'newcomer');
    await gates.env.advance(100);
    const admitting = gate.admit(gate.knocks()[0]?.id ?? '');
    await gates.env.advance(100);
    unwrap(await admitting);
    guest.knocking.stop();
    gates.written();

    const before = gates.changeKeys([
      withDevices(founder, 'founder', 'steward', tablet),
      memberOf(member, 'member', 'steward'),
      memberOf(newcomer, 'newcomer', 'member'),
    ]);
    gate.follow();
    expect(gate.invites()).toEqual([]);
    const again = gate.carryOver(before);
    expect(again).toHaveLength(2);
    // Before it is written, and after.
    expect(gate.invites()).toHaveLength(2);
    expect(gate.carryOver(before)).toEqual(again);
    for (const invitation of again) gates.write(founder, invitation);
    expect(gate.carryOver(before)).toEqual([]);
    expect(gate.invites().find(({ id }) => id === view.id)).toEqual({ ...view, usesLeft: 2 });
    expect(gate.invites().find(({ id }) => id === own.id)).toEqual(own);
    const written = gates.written() as readonly Invitation[];
    for (const invitation of written) {
      expect(recipients(invitation)).toEqual(
        invitation.purpose === 'newcomer' ? idsOf(founder, tablet, member) : idsOf(founder, tablet),
      );
    }
    expect(gates.gate(member).invites()).toMatchObject([{ id: view.id, fragment: view.fragment }]);
  });

  it('drops an invite that somebody who is gone could read', async () => {
    const { gates, terms } = begin(
      memberOf(founder, 'founder', 'steward'),
      memberOf(member, 'member', 'steward'),
    );
    const gate = gates.gate(founder);
    const view = unwrap(await gate.createInvite(terms));
    const before = gates.changeKeys([memberOf(founder, 'founder', 'steward')]);
    expect(gate.carryOver(before)).toEqual([]);
    gate.follow();
    expect(gate.invites()).toEqual([]);
    expect(before.inviteById.has(view.id)).toBe(true);
  });

  it('drops what was withdrawn, has ended, is used up, or was another device’s to make', async () => {
    const { gates, terms } = begin(
      memberOf(founder, 'founder', 'steward'),
      memberOf(member, 'member', 'steward'),
    );
    const [one, other] = [gates.gate(founder), gates.gate(member)];
    const withdrawn = unwrap(await one.createInvite(terms));
    unwrap(await one.withdraw(withdrawn.id));
    unwrap(await one.createInvite({ ...terms, expiresAt: gates.env.now() + 1_000 }));
    const used = unwrap(await one.createInvite({ ...terms, uses: 1 }));
    gates.knock(newcomer, used.fragment, 'newcomer').knocking.stop();
    await gates.env.advance(100);
    const admitting = one.admit(one.knocks()[0]?.id ?? '');
    await gates.env.advance(100);
    unwrap(await admitting);
    const theirs = unwrap(await other.createInvite(terms));
    await gates.env.advance(2_000);
    const before = gates.changeKeys([
      memberOf(founder, 'founder', 'steward'),
      memberOf(member, 'member', 'steward'),
      memberOf(newcomer, 'newcomer', 'member'),
    ]);
    expect(one.carryOver(before)).toEqual([]);
    expect(other.carryOver(before).map(({ invite }) => hexFromBytes(invite))).toEqual([theirs.id]);
  });

  it('drops what its maker may not offer any more', async () => {
    const { gates, terms } = begin(
      memberOf(founder, 'founder', 'steward'),
      memberOf(member, 'member', 'steward'),
    );
    const gate = gates.gate(member);
    unwrap(await gate.createInvite(terms));
    const own = unwrap(await gate.createDeviceInvite(terms.expiresAt));
    const before = gates.changeKeys(both);
    const again = gate.carryOver(before);
    expect(again.map(({ purpose, role }) => [purpose, role])).toEqual([['own-device', 'member']]);
    expect(gate.invites()).toMatchObject([{ id: own.id, role: 'member' }]);
  });

  it('that was missed is made good: the newest epoch that has an invite says what is left of it', async () => {
    const { gates, terms } = begin();
    const gate = gates.gate(founder);
    const kept = unwrap(await gate.createInvite(terms));
    const taken = unwrap(await gate.createInvite(terms));
    const first = gates.changeKeys(both);
    const carried = gate.carryOver(first).find(({ invite }) => hexFromBytes(invite) === taken.id);
    if (!carried) throw new Error('not carried');
    gates.write(founder, carried);
    unwrap(await gate.withdraw(taken.id));
    const second = gates.changeKeys(both);
    const ids = gate.carryOver(second, first).map(({ invite }) => hexFromBytes(invite));
    expect(ids).toEqual([kept.id]);
  });
});
