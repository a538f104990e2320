/**
 * What the fold of the roster remembers beside what it shows, so that every order of the same
 * entries comes to the same roster: claims that are not shown now may be once others are in. Each
 * part is a set that grows, or the strongest of several by one order.
 */
import { compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { compareRoles } from './authority.ts';
import type { Admission } from './changes.ts';
import { memberIdFromDevice, type Role } from './member.ts';

export interface RosterClaims {
  /** Everybody ever admitted, by member id, hex; also those whose devices are another's. */
  readonly memberById: ReadonlyMap<string, MemberClaim>;
  /** The strongest claim on a device that the charter does not name, by signing key, hex. */
  readonly deviceById: ReadonlyMap<string, DeviceClaim>;
  /** Roles given by promotions, by member id, hex; also of members who are not in yet. */
  readonly raisedById: ReadonlyMap<string, Role>;
  /** Who withdrew an invite, by its public key, hex: members, or `anyAdmitter`. */
  readonly withdrawersByInvite: ReadonlyMap<string, ReadonlySet<string>>;
  /** Members who asked to drop a device, by signing key, hex. */
  readonly droppersByDevice: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface MemberClaim {
  readonly handle: string;
  readonly role: Role;
  readonly isOfCharter: boolean;
}

export interface DeviceClaim {
  readonly member: string;
  /** Role of the author, by the entry's past. */
  readonly authorRole: Role;
  /** The member's id follows from this very device. */
  readonly isFirstDevice: boolean;
  /** 1,216 bytes. */
  readonly wrapping: Uint8Array;
}

/** The map with `added` in the set under `key`. */
export const withInSet = (
  sets: ReadonlyMap<string, ReadonlySet<string>>,
  key: string,
  added: string,
): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(sets).set(key, new Set(sets.get(key)).add(added));

/** What an admission says of whose device it is. `authorRole` is by the entry's past. */
export const claimOfAdmission = (
  { member, device }: Pick<Admission, 'member' | 'device'>,
  authorRole: Role,
): DeviceClaim => {
  const own = hexFromBytes(memberIdFromDevice(device.signing));
  const named = member ? hexFromBytes(member) : own;
  return {
    member: named,
    authorRole,
    isFirstDevice: named === own,
    wrapping: device.wrapping,
  };
};

/**
 * Whose device it is when several say so: the admission by the author of the highest role (nobody
 * takes a device from those above), then the one that makes it its own member's first, then the
 * smaller member id; within one member the smaller key. The same in any order of any number of them.
 */
export const strongerClaim = (known: DeviceClaim, added: DeviceClaim): DeviceClaim => {
  const order =
    compareRoles(known.authorRole, added.authorRole) ||
    Number(known.isFirstDevice) - Number(added.isFirstDevice) ||
    (known.member === added.member
      ? compareBytes(added.wrapping, known.wrapping)
      : known.member < added.member
        ? 1
        : -1);
  return order >= 0 ? known : added;
};
