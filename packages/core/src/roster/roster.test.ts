import fc from 'fast-check';
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
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { higherRole, mayDo, mayGrant, type Deed } from './authority.ts';
import {
  decodeRosterChange,
  encodeRosterChange,
  type Admission,
  type Invitation,
  type RosterChange,
} from './changes.ts';
import type { Policy } from './charter.ts';
import { deviceIdOf, roles, type Role } from './member.ts';
import {
  applyRosterChange,
  roleOfDevice,
  rosterFromCharter,
  type ChangeAuthor,
  type RosterView,
} from './roster.ts';

const stewards: Policy = { whoAdmits: 'stewards', inviteRole: 'member' };
const members: Policy = { whoAdmits: 'members', inviteRole: 'member' };
const steward: ChangeAuthor = { signing: founder.signing.publicKey, role: 'steward' };
const roster = rosterFromCharter(charter);
const idOf = (keys: typeof founder): string => deviceIdOf({ signing: keys.signing.publicKey });

const invitation: Invitation = {
  type: 'invitation',
  invite: fixedBytes(32, 1),
  role: 'member',
  uses: 3,
  expiresAt: 1_793_491_200_000,
  envelopes: [{ device: founder.signing.publicKey, sealed: new Uint8Array(1200) }],
};
const admission: Admission = {
  type: 'admission',
  invite: invitation.invite,
  knock: fixedBytes(32, 2),
  handle: 'newcomer',
  role: 'member',
  device: deviceOf(newcomer),
};
const applied = (to: RosterView, change: RosterChange, author = steward): RosterView => {
  const result = applyRosterChange(to, author, change);
  if (!result.ok) throw new Error(result.refusal.type);
  return result.value;
};
const refusal = (change: RosterChange, role: Role | undefined, of = roster): string | undefined => {
  const result = applyRosterChange(of, { signing: member.signing.publicKey, role }, change);
  return result.ok ? undefined : result.refusal.type;
};

describe('authority', () => {
  it('is one table', () => {
    const deeds: readonly Deed[] = ['read', 'report-fork', 'write-documents', 'invite', 'admit'];
    const may = (policy: Policy) =>
      roles.map((role) => deeds.filter((deed) => mayDo(role, deed, policy)).length);
    expect(may(stewards)).toEqual([2, 3, 5]);
    expect(may(members)).toEqual([2, 5, 5]);
  });

  it('hands out no more than it has', () => {
    const grants = roles.map((granter) => roles.filter((granted) => mayGrant(granter, granted)));
    expect(grants).toEqual([['reader'], ['reader', 'member'], ['reader', 'member', 'steward']]);
    expect(higherRole('reader', 'steward')).toBe('steward');
    expect(higherRole('member', 'reader')).toBe('member');
  });
});

describe('a roster entry', () => {
  it('reads back as it was written, and in one spelling only', () => {
    for (const each of [invitation, admission, { ...invitation, envelopes: [] }]) {
      expect(decodeRosterChange(encodeRosterChange(each))).toEqual({ ok: true, value: each });
    }
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes([invitation, admission].map(encodeRosterChange)), (bytes) => {
        const read = decodeRosterChange(bytes);
        if (!read.ok) return;
        accepted += 1;
        expect(isEqual(encodeRosterChange(read.value), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('is refused with no use, too many, an unknown role or kind', () => {
    const bad = [
      encodeRosterChange({ ...invitation, uses: 0 }),
      encodeRosterChange({ ...invitation, uses: 101 }),
      Uint8Array.of(3),
      new Uint8Array(),
      encodeRosterChange({ ...admission, handle: ' ' }),
    ];
    expect(bad.map((bytes) => decodeRosterChange(bytes).ok)).toEqual(bad.map(() => false));
  });
});

describe('the roster', () => {
  it('begins with the charter', () => {
    expect([founder, member, newcomer].map((keys) => roleOfDevice(roster, idOf(keys)))).toEqual([
      'steward',
      'member',
      undefined,
    ]);
    expect(roster.relays).toEqual(charter.relays);
  });

  it('grows by an admission: a member, a device with its salt, a use of the invite', () => {
    const grown = applied(applied(roster, invitation), admission);
    const id = idOf(newcomer);
    expect(roleOfDevice(grown, id)).toBe('member');
    expect(grown.deviceById.get(id)?.salts).toEqual([admission.device.salt]);
    expect(grown.inviteById.get(hexFromBytes(invitation.invite))?.inviter).toEqual(steward.signing);
    expect(grown.admittedByInvite.get(hexFromBytes(invitation.invite))).toEqual(new Set([id]));
    expect(roleOfDevice(roster, id)).toBeUndefined();
  });

  it('refuses who is unknown, who may not, and who would grant more than they have', () => {
    expect(refusal(invitation, undefined)).toBe('author-unknown');
    expect(refusal(invitation, 'member')).toBe('author-may-not');
    expect(refusal(admission, 'reader')).toBe('author-may-not');
    const open = rosterFromCharter(
      charterOf([memberOf(founder, 'founder', 'steward')], { policy: members }),
    );
    expect(refusal(admission, 'member', open)).toBeUndefined();
    expect(refusal({ ...admission, role: 'steward' }, 'member', open)).toBe('author-may-not');
    expect(refusal({ ...invitation, role: 'steward' }, 'steward')).toBeUndefined();
  });

  it('refuses keys that not every device could use alike', () => {
    const device = admission.device;
    expect(
      refusal({ ...admission, device: { ...device, signing: new Uint8Array(32) } }, 'steward'),
    ).toBe('device-key-unsound');
    const wrapping = device.wrapping.slice().fill(255, 0, 32);
    expect(refusal({ ...admission, device: { ...device, wrapping } }, 'steward')).toBe(
      'device-key-unsound',
    );
  });

  it('is the same in whatever order the entries come', () => {
    const changes: readonly (readonly [ChangeAuthor, RosterChange])[] = [
      [steward, invitation],
      // Another steward writes under the same invite's name, with other terms.
      [
        { ...steward, signing: member.signing.publicKey },
        { ...invitation, uses: 50, envelopes: [] },
      ],
      [steward, admission],
      // Two stewards admit one device while apart: another salt, role, handle, invite, wrapping key.
      [steward, { ...admission, device: deviceOf(newcomer, 9), role: 'steward' }],
      [steward, { ...admission, handle: 'a newcomer', invite: fixedBytes(32, 3), role: 'reader' }],
      [
        steward,
        { ...admission, device: { ...admission.device, wrapping: hostile.wrapping.publicKey } },
      ],
      // And somebody who is in by the charter.
      [
        steward,
        {
          ...admission,
          handle: 'AAA',
          device: { ...deviceOf(member, 7), wrapping: hostile.wrapping.publicKey },
        },
      ],
      [steward, { ...admission, device: deviceOf(hostile) }],
    ];
    const plain = (view: RosterView): unknown => {
      const byKey = <Value>(map: ReadonlyMap<string, Value>): readonly [string, Value][] =>
        [...map].toSorted(([left], [right]) => (left < right ? -1 : 1));
      return {
        members: byKey(view.memberById),
        devices: byKey(view.deviceById),
        invites: byKey(view.inviteById),
        admitted: byKey(view.admittedByInvite).map(([id, set]) => [id, [...set].toSorted()]),
      };
    };
    const fold = (order: typeof changes): unknown =>
      plain(order.reduce((view, [author, change]) => applied(view, change, author), roster));
    const expected = fold(changes);
    fc.assert(
      fc.property(fc.shuffledSubarray([...changes], { minLength: changes.length }), (order) => {
        expect(fold(order)).toEqual(expected);
        expect(fold([...order, ...order])).toEqual(expected);
      }),
      { numRuns: 20 },
    );
    const last = changes.reduce((view, [author, change]) => applied(view, change, author), roster);
    expect(last.deviceById.get(idOf(newcomer))?.salts).toHaveLength(2);
    // What the charter says of a device, no admission changes.
    expect(last.deviceById.get(idOf(member))?.wrapping).toEqual(member.wrapping.publicKey);
    expect(
      last.memberById.get(
        hexFromBytes(
          charter.members.find(({ handle }) => handle === 'member')?.id ?? new Uint8Array(),
        ),
      )?.handle,
    ).toBe('member');
  });
});
