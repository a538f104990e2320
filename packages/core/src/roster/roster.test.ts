import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  deviceOf,
  fixedBytes,
  founder,
  hostile,
  member,
  memberOf,
  newcomer,
} from '../../test/actors.ts';
import {
  admission,
  applied,
  by,
  idOf,
  invitation,
  memberIdOf,
  memberOfKeys,
  refusal,
  roster,
  steward,
} from '../../test/rosters.ts';
import { compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax } from '../lib/limits.ts';
import type { Admission, RosterChange } from './changes.ts';
import { decodeCharter, encodeCharter, type Policy } from './charter.ts';
import { refusalOfLimits } from './refusing.ts';
import {
  foldRosterChange,
  memberOfDevice,
  roleOfDevice,
  rosterFromCharter,
  rosterMembers,
  type Removed,
  type RosterView,
} from './roster.ts';

const members: Policy = { whoAdmits: 'members', inviteRole: 'member' };
const invite = hexFromBytes(invitation.invite);
/** The member adds the newcomer's device as one of their own. */
const ownDevice: Admission = { ...admission, member: memberIdOf(member), role: 'reader' };

describe('the roster', () => {
  it('begins with the charter, and gives back what a charter lists', () => {
    expect([founder, member, newcomer].map((keys) => roleOfDevice(roster, idOf(keys)))).toEqual([
      'steward',
      'member',
      undefined,
    ]);
    expect(memberOfDevice(roster, idOf(member))?.handle).toBe('member');
    expect(memberOfDevice(roster, idOf(newcomer))).toBeUndefined();
    expect(roster.relays).toEqual(charter.relays);
    expect(rosterMembers(roster)).toEqual(charter.members);
  });

  it('lists members as a charter takes them: in order, each device with its first salt', () => {
    const two = applied(roster, { ...admission, device: deviceOf(newcomer, 9) });
    const grown = [admission, { ...admission, device: deviceOf(hostile, 3) }].reduce(
      (view, change) => applied(view, change),
      applied(two, { ...ownDevice, device: deviceOf(hostile, 2) }, by(member, 'member')),
    );
    const listed = rosterMembers(grown);
    const later = charterOf(listed);
    expect(decodeCharter(encodeCharter({ ...later, members: listed }))).toEqual({
      ok: true,
      value: later,
    });
    const salts = listed.flatMap(({ devices }) => devices.map(({ salt }) => salt[0]));
    expect(salts.toSorted((left = 0, right = 0) => left - right)).toEqual([0x10, 0x10, 0x10, 0x20]);
  });

  it('grows by an admission: a member, a device with its salt, a use of the invite', () => {
    const grown = applied(applied(roster, invitation), admission);
    const id = idOf(newcomer);
    expect(roleOfDevice(grown, id)).toBe('member');
    expect(grown.deviceById.get(id)?.salts).toEqual([admission.device.salt]);
    expect(grown.inviteById.get(invite)).toMatchObject({
      purpose: 'newcomer',
      inviter: steward.signing,
      inviterMember: steward.member,
    });
    expect(grown.admittedByInvite.get(invite)).toEqual(new Set([id]));
    expect(roleOfDevice(roster, id)).toBeUndefined();
  });

  it('refuses who is unknown, who may not, and who would grant more than they have', () => {
    const asked: readonly RosterChange[] = [
      invitation,
      admission,
      { type: 'promotion', member: memberIdOf(member), role: 'reader' },
      { type: 'declining', knock: fixedBytes(32, 2), reason: '' },
    ];
    for (const change of asked) {
      expect(refusal(change, by(member, undefined))).toBe('author-unknown');
      expect(refusal(change, by(member, 'member'))).toBe('author-may-not');
      expect(refusal(change)).toBeUndefined();
    }
    const open = rosterFromCharter({ ...charter, policy: members });
    const author = by(member, 'member');
    expect(asked.map((change) => refusal(change, author, open))).toEqual([
      undefined,
      undefined,
      'author-may-not',
      undefined,
    ]);
    expect(refusal({ ...admission, role: 'steward' }, author, open)).toBe('author-may-not');
    expect(refusal({ ...invitation, role: 'steward' })).toBeUndefined();
  });

  it('takes what counted before once more without judging it again', () => {
    expect(foldRosterChange(roster, steward, admission)).toEqual(applied(roster, admission));
    const unjudged = { ...admission, device: { ...admission.device, signing: new Uint8Array(32) } };
    expect(foldRosterChange(roster, steward, unjudged).deviceById.size).toBe(3);
  });

  it('refuses keys that not every device could use alike', () => {
    const device = admission.device;
    const signing = new Uint8Array(32);
    const wrapping = device.wrapping.slice().fill(255, 0, 32);
    expect(refusal({ ...admission, device: { ...device, signing } })).toBe('device-key-unsound');
    expect(refusal({ ...admission, device: { ...device, wrapping } })).toBe('device-key-unsound');
  });

  it('never admits again who was removed: not the key, not the member, not a device of theirs', () => {
    const none: Removed = { members: new Set(), devices: new Set() };
    const without = (removed: Partial<Removed>): RosterView =>
      rosterFromCharter(charter, { ...none, ...removed });
    const newcomers = new Set([memberOfKeys(newcomer)]);
    expect(refusal(admission, steward, without({ devices: new Set([idOf(newcomer)]) }))).toBe(
      'removed-before',
    );
    expect(refusal(admission, steward, without({ members: newcomers }))).toBe('removed-before');
    const ownAgain = refusal(ownDevice, by(member, 'member'), without({ members: newcomers }));
    expect(ownAgain).toBe('removed-before');
    const toGone: Admission = { ...admission, member: memberIdOf(hostile) };
    const hostiles = without({ members: new Set([memberOfKeys(hostile)]) });
    expect(refusal(toGone, by(hostile, 'member'), hostiles)).toBe('removed-before');
    const raised: RosterChange = {
      type: 'promotion',
      member: memberIdOf(hostile),
      role: 'steward',
    };
    expect(refusal(raised, steward, hostiles)).toBe('removed-before');
    expect(refusal(admission, steward, hostiles)).toBeUndefined();
    expect(hostiles.removed.members.size).toBe(1);
  });
});

describe('a further device', () => {
  const author = by(member, 'member');

  it('is added by its own member, whatever the role: handle and role stay', () => {
    for (const role of ['reader', 'member', 'steward'] as const) {
      const of = rosterFromCharter(
        charterOf([memberOf(founder, 'founder', 'steward'), memberOf(member, 'mine', role)]),
      );
      const grown = applied(of, { ...ownDevice, handle: 'AAA' }, by(member, role));
      const record = memberOfDevice(grown, idOf(newcomer));
      expect(record).toMatchObject({ id: author.member, handle: 'mine', role });
      expect(record?.devices).toEqual([idOf(member), idOf(newcomer)].toSorted());
    }
  });

  it('is added by nobody else, not even a steward, and to nobody who is not in', () => {
    expect(refusal(ownDevice)).toBe('not-own-device');
    expect(refusal(ownDevice, by(member, undefined))).toBe('author-unknown');
    expect(refusal({ ...ownDevice, member: memberIdOf(hostile) }, by(hostile, 'member'))).toBe(
      'member-unknown',
    );
    // Without word of the author's member, the roster knows.
    const unsaid = { signing: author.signing, role: author.role };
    expect(refusal(ownDevice, unsaid)).toBeUndefined();
    expect(refusal(ownDevice, { signing: hostile.signing.publicKey, role: 'member' })).toBe(
      'not-own-device',
    );
  });

  it('of the charter stays as the charter has it, whoever admits it again', () => {
    const [own] = memberOf(member, 'member', 'member').devices;
    const two = [own ?? deviceOf(member), deviceOf(hostile)].toSorted((left, right) =>
      compareBytes(left.signing, right.signing),
    );
    const of = rosterFromCharter(
      charterOf([
        memberOf(founder, 'founder', 'steward'),
        { ...memberOf(member, 'member', 'member'), devices: two },
      ]),
    );
    const again = { ...admission, handle: 'AAA', device: deviceOf(hostile, 7) };
    const grown = applied(of, { ...again, role: 'steward' });
    expect(memberOfDevice(grown, idOf(hostile))).toEqual(memberOfDevice(of, idOf(member)));
    expect(grown.memberById.size).toBe(2);
    expect(grown.deviceById.get(idOf(hostile))?.salts).toHaveLength(2);
    // A member's first device stands for the member: to admit it again can raise the role.
    const first = applied(of, { ...again, role: 'steward', device: deviceOf(member, 7) });
    expect(memberOfDevice(first, idOf(member))).toMatchObject({
      handle: 'member',
      role: 'steward',
    });
  });

  it('is not taken from the charter, nor from those above', () => {
    const founders: Admission = { ...ownDevice, device: deviceOf(founder) };
    expect(refusal(founders, author)).toBe('not-own-device');
    const grown = applied(roster, { ...admission, role: 'steward' });
    const wrapping = hostile.wrapping.publicKey;
    const claimed = applied(
      grown,
      { ...ownDevice, device: { ...ownDevice.device, wrapping } },
      author,
    );
    expect(roleOfDevice(claimed, idOf(newcomer))).toBe('steward');
    // Nor is the key replaced to which secrets are sealed.
    expect(claimed.deviceById.get(idOf(newcomer))?.wrapping).toEqual(newcomer.wrapping.publicKey);
    expect(memberOfDevice(claimed, idOf(member))?.devices).toEqual([idOf(member)]);
  });

  it('needs room: a member and a group are full at their limits', () => {
    const [own] = memberOf(member, 'member', 'member').devices;
    const device = own ?? deviceOf(member);
    const signing = (number: number): Uint8Array => fixedBytes(32, 1).with(0, number);
    const full = charterOf([
      memberOf(founder, 'founder', 'steward'),
      {
        ...memberOf(member, 'member', 'member'),
        devices: Array.from({ length: memberDevicesMax }, (_, index) =>
          index === 0 ? device : { ...device, signing: signing(index) },
        ),
      },
    ]);
    const limits = (change: Admission, past: RosterView) => refusalOfLimits(past, change)?.type;
    expect(limits(ownDevice, rosterFromCharter(full))).toBe('member-full');
    const again = { ...ownDevice, device: deviceOf(member, 3) };
    expect(limits(again, rosterFromCharter(full))).toBeUndefined();
    const crowd = Array.from({ length: groupMembersMax - 2 }, (_, index) => ({
      ...memberOf(hostile, 'one of many', 'reader'),
      id: new Uint8Array(16).with(0, index % 256).with(1, index >> 8),
      devices: [{ ...device, signing: signing(index % 256).with(1, index >> 8) }],
    }));
    const whole = rosterFromCharter(charterOf([...charter.members, ...crowd]));
    expect(whole.memberById.size).toBe(groupMembersMax);
    expect(limits(admission, whole)).toBe('group-full');
    expect(limits(ownDevice, whole)).toBeUndefined();
    expect(limits(admission, roster)).toBeUndefined();
    // The fold itself takes both: written apart, neither could know of the other.
    expect(refusal(admission, steward, whole)).toBeUndefined();
  });
});
