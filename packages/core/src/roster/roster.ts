/**
 * The roster: who belongs, with which devices and role. A pure fold over the charter and the roster
 * entries that count; it holds no secrets and does not know who "I" am. Within an epoch it only
 * grows, and the fold gives the same roster in whatever order the entries come. Why an entry does not
 * count stands in `refusing.ts`, what an admission does in `admitting.ts`, what the others do in
 * `settling.ts`.
 */
import { bytesFromHex, compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { withAdmission } from './admitting.ts';
import type { Invitation, RosterChange } from './changes.ts';
import type { Charter, Policy } from './charter.ts';
import type { RosterClaims } from './claims.ts';
import { deviceIdOf, type Role, type RosterDevice, type RosterMember } from './member.ts';
import { memberOfAuthor, refusalOfChange } from './refusing.ts';
import { askToLeave, decline, invite, promote, withdraw } from './settling.ts';

export interface RosterView {
  readonly policy: Policy;
  readonly relays: readonly string[];
  /** By member id, hex. Only members who have a device. */
  readonly memberById: ReadonlyMap<string, MemberRecord>;
  /** By signing key, hex. */
  readonly deviceById: ReadonlyMap<string, DeviceRecord>;
  /** By public key, hex; withdrawn ones too. */
  readonly inviteById: ReadonlyMap<string, InviteRecord>;
  /** Devices admitted by an invite, by the invite's public key, hex. */
  readonly admittedByInvite: ReadonlyMap<string, ReadonlySet<string>>;
  /** By public key, hex. Whom an invite let in before stays in. */
  readonly withdrawnInvites: ReadonlySet<string>;
  /** By the knock's hash, hex: the reason. An admission outlives it. */
  readonly declinedKnocks: ReadonlyMap<string, string>;
  /** Who asked to go; it takes a succession to let them. */
  readonly leaving: Removed;
  /** Who was taken out before this epoch: never admitted again. */
  readonly removed: Removed;
  /** Devices that the charter names: no admission changes their member, its handle or their keys. */
  readonly charterDevices: ReadonlySet<string>;
  /** What the fold remembers to come out the same in any order; of no meaning outside of it. */
  readonly claims: RosterClaims;
}

/** Ids in hex: of members, and signing keys of devices. */
export interface Removed {
  readonly members: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
}

export interface MemberRecord {
  readonly id: string;
  readonly handle: string;
  readonly role: Role;
  /** Ascending. */
  readonly devices: readonly string[];
}

export interface DeviceRecord {
  readonly id: string;
  readonly member: string;
  /** Signing key, 32 bytes. */
  readonly signing: Uint8Array;
  /** X-Wing public key, 1,216 bytes. */
  readonly wrapping: Uint8Array;
  /** Ascending; more than one when two stewards admitted the device while apart. */
  readonly salts: readonly Uint8Array[];
}

export interface InviteRecord extends Invitation {
  /** Signing key of the device that wrote it, 32 bytes. */
  readonly inviter: Uint8Array;
  /** The member whose device that was, hex. */
  readonly inviterMember: string | undefined;
}

/** Who wrote a change, all by what lies in the entry's own past. */
export interface ChangeAuthor {
  /** 32 bytes. */
  readonly signing: Uint8Array;
  /** The role that the device had by then, if any. */
  readonly role: Role | undefined;
  /** The member whose device it was by then, hex. Without it: by the roster as given. */
  readonly member?: string | undefined;
}

/** Why a roster entry does not count. Named as in `docs/protocol.md`. */
export type RosterRefusal =
  | { readonly type: 'author-unknown' }
  | { readonly type: 'author-may-not' }
  | { readonly type: 'device-key-unsound' }
  /** The device, or the member it would belong to, was taken out in an earlier epoch. */
  | { readonly type: 'removed-before' }
  /** It adds a device to a member whom nobody has admitted. */
  | { readonly type: 'member-unknown' }
  /** It adds or drops a device of another member. */
  | { readonly type: 'not-own-device' }
  | { readonly type: 'member-full' }
  | { readonly type: 'group-full' };

const nobody: Removed = { members: new Set(), devices: new Set() };

/** The roster that an epoch begins with. `removed`: everybody taken out by then, ever. */
export const rosterFromCharter = (charter: Charter, removed: Removed = nobody): RosterView => {
  const memberById = new Map<string, MemberRecord>();
  const deviceById = new Map<string, DeviceRecord>();
  for (const member of charter.members) {
    const id = hexFromBytes(member.id);
    const devices = member.devices.map(deviceIdOf);
    memberById.set(id, { id, handle: member.handle, role: member.role, devices });
    for (const device of member.devices) deviceById.set(deviceIdOf(device), recordOf(id, device));
  }
  return {
    policy: charter.policy,
    relays: charter.relays,
    memberById,
    deviceById,
    inviteById: new Map(),
    admittedByInvite: new Map(),
    withdrawnInvites: new Set(),
    declinedKnocks: new Map(),
    leaving: nobody,
    removed,
    charterDevices: new Set(deviceById.keys()),
    claims: {
      memberById: new Map(
        [...memberById].map(([id, { handle, role }]) => [id, { handle, role, isOfCharter: true }]),
      ),
      deviceById: new Map(),
      raisedById: new Map(),
      withdrawersByInvite: new Map(),
      droppersByDevice: new Map(),
    },
  };
};

const recordOf = (member: string, device: RosterDevice): DeviceRecord => ({
  id: deviceIdOf(device),
  member,
  signing: device.signing,
  wrapping: device.wrapping,
  salts: [device.salt],
});

export const memberOfDevice = (roster: RosterView, device: string): MemberRecord | undefined => {
  const record = roster.deviceById.get(device);
  return record && roster.memberById.get(record.member);
};

/** The role that a device acts in, if it belongs. */
export const roleOfDevice = (roster: RosterView, device: string): Role | undefined =>
  memberOfDevice(roster, device)?.role;

/** As a charter lists them: members by id, devices by signing key, each with its first salt. */
export const rosterMembers = (roster: RosterView): readonly RosterMember[] =>
  [...roster.memberById.values()]
    .map(({ id, handle, role, devices }) => ({
      id: bytesFromHex(id) ?? new Uint8Array(),
      handle,
      role,
      devices: devices
        .flatMap((device) => roster.deviceById.get(device) ?? [])
        .map(({ signing, wrapping, salts }) => ({
          signing,
          wrapping,
          salt: salts[0] ?? new Uint8Array(),
        }))
        .toSorted((left, right) => compareBytes(left.signing, right.signing)),
    }))
    .toSorted((left, right) => compareBytes(left.id, right.id));

/**
 * Pure: judges one change by its author's right and returns the roster with it: the same roster in
 * whatever order changes are applied.
 *
 * Hazard: limits are not judged here, since how full a roster is depends on what came before. The
 * caller asks `refusalOfLimits` with the roster of the entry's own past, by which the answer is the
 * same on every device. Entries written apart may so fill a roster a little beyond its limits.
 */
export const applyRosterChange = (
  roster: RosterView,
  author: ChangeAuthor,
  change: RosterChange,
): Result<RosterView, RosterRefusal> => {
  const refusal = refusalOfChange(roster, author, change);
  return refusal ? refused(refusal) : accepted(foldRosterChange(roster, author, change));
};

/**
 * Pure: the roster with a change that counts. Nothing is judged again: for changes that
 * `applyRosterChange` took before, in a roster of the same epoch.
 */
export const foldRosterChange = (
  roster: RosterView,
  author: ChangeAuthor,
  change: RosterChange,
): RosterView => {
  const { role = 'reader', signing } = author;
  const member = memberOfAuthor(roster, author);
  switch (change.type) {
    case 'invitation':
      return invite(roster, { ...change, inviter: signing, inviterMember: member });
    case 'admission':
      return withAdmission(roster, role, change);
    case 'withdrawal':
      return withdraw(roster, { role, member }, change);
    case 'promotion':
      return promote(roster, change);
    case 'leaving':
      return member === undefined ? roster : askToLeave(roster, member, change);
    case 'declining':
      return decline(roster, change);
    case 'succession':
    case 'handover':
    case 'disclosure':
      // They say nothing of who belongs here: the next charter does.
      return roster;
  }
};
