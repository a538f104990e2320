/**
 * Who belongs after two lines of a group are merged: admitted on either side, taken away on neither.
 * The same whichever side is named first. Pure values; knows nothing of who may merge.
 */
import { compareBytes, hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { higherRole } from './authority.ts';
import type { Charter } from './charter.ts';
import {
  deviceIdOf,
  memberIdFromDevice,
  roles,
  type Role,
  type RosterDevice,
  type RosterMember,
} from './member.ts';

/** What successions took away. Ids are hex. */
export interface Taken {
  readonly members: ReadonlySet<string>;
  /** Those of members taken away too. */
  readonly devices: ReadonlySet<string>;
  /** Members whose role was lowered, and what to. */
  readonly caps: ReadonlyMap<string, Role>;
}

export interface MergeSide {
  /**
   * The epoch's roster at the past of the succession entry, in any order, each device with the first
   * of its salts.
   */
  readonly members: readonly RosterMember[];
  /** In the epochs that only this side went through. Not read for a charter with one parent. */
  readonly taken: Taken;
}

/** Why two lines cannot be merged: each must go on by itself. */
export type MergeRefusal =
  | { readonly type: 'merge-leaves-no-steward' }
  | { readonly type: 'merge-too-large'; readonly members: number };

export const nothingTaken: Taken = { members: new Set(), devices: new Set(), caps: new Map() };

/** What a charter takes from the roster that it was written on. */
export const takenBetween = (
  rosterAtPast: readonly RosterMember[],
  charter: Pick<Charter, 'members'>,
): Taken => {
  const members = new Set<string>();
  const devices = new Set<string>();
  const caps = new Map<string, Role>();
  const later = new Map(charter.members.map((each) => [hexFromBytes(each.id), each]));
  const kept = new Set(charter.members.flatMap((each) => each.devices.map(deviceIdOf)));
  for (const member of rosterAtPast) {
    const id = hexFromBytes(member.id);
    const role = later.get(id)?.role;
    if (role === undefined) members.add(id);
    else if (lowerRole(role, member.role) !== member.role) caps.set(id, role);
    for (const device of member.devices.map(deviceIdOf)) if (!kept.has(device)) devices.add(device);
  }
  return { members, devices, caps };
};

/** What several successions of one line take away together. */
export const takenTogether = (several: Iterable<Taken>): Taken => {
  const members = new Set<string>();
  const devices = new Set<string>();
  const caps = new Map<string, Role>();
  for (const taken of several) {
    for (const member of taken.members) members.add(member);
    for (const device of taken.devices) devices.add(device);
    for (const [member, role] of taken.caps) {
      caps.set(member, lowerRole(role, caps.get(member) ?? role));
    }
  }
  return { members, devices, caps };
};

/** Ascending by id, as a charter lists them; the same if the sides are exchanged. */
export const mergedMembers = (
  left: MergeSide,
  right: MergeSide,
): Result<readonly RosterMember[], MergeRefusal> => {
  const isTaken = ({ taken }: MergeSide, member: string, device: string): boolean =>
    taken.members.has(member) || taken.devices.has(device);
  const leftById = membersById(left);
  const rightById = membersById(right);
  const ids = [...new Set([...leftById.keys(), ...rightById.keys()])].toSorted();
  const owners = ownersOf([...left.members, ...right.members]);
  const merged: RosterMember[] = [];
  for (const id of ids) {
    const records = [leftById.get(id), rightById.get(id)].filter((each) => each !== undefined);
    const devices = devicesOf(records).filter((device) => {
      const key = deviceIdOf(device);
      return owners.get(key) === id && !isTaken(left, id, key) && !isTaken(right, id, key);
    });
    const role = mergedRole(
      cappedRole(leftById.get(id)?.role, right.taken.caps.get(id)),
      cappedRole(rightById.get(id)?.role, left.taken.caps.get(id)),
    );
    const [record] = records.toSorted(byHandle);
    if (!record || role === undefined || devices.length === 0) continue;
    const kept = devices.slice(0, memberDevicesMax).toSorted(bySigning);
    merged.push({ id: record.id, handle: record.handle, role, devices: kept });
  }
  if (!merged.some(({ role }) => role === 'steward')) {
    return refused({ type: 'merge-leaves-no-steward' });
  }
  return merged.length > groupMembersMax
    ? refused({ type: 'merge-too-large', members: merged.length })
    : accepted(merged);
};

const lowerRole = (left: Role, right: Role): Role =>
  roles.indexOf(left) <= roles.indexOf(right) ? left : right;

const cappedRole = (role: Role | undefined, cap: Role | undefined): Role | undefined =>
  role && lowerRole(role, cap ?? role);

const mergedRole = (left: Role | undefined, right: Role | undefined): Role | undefined =>
  left && right ? higherRole(left, right) : (left ?? right);

const membersById = ({ members }: MergeSide): ReadonlyMap<string, RosterMember> =>
  new Map(members.map((each) => [hexFromBytes(each.id), each]));

/**
 * Which member a device belongs to. Named by two, it belongs to the one whose id follows from its
 * key, else to the smaller id: nobody takes another's device over by admitting it as their own.
 */
const ownersOf = (members: readonly RosterMember[]): ReadonlyMap<string, string> => {
  const owners = new Map<string, string>();
  for (const member of members) {
    const id = hexFromBytes(member.id);
    for (const device of member.devices) {
      const key = deviceIdOf(device);
      const known = owners.get(key);
      if (known === undefined) owners.set(key, id);
      else if (known !== id) owners.set(key, ownerOf(device, known, id));
    }
  }
  return owners;
};

const ownerOf = (device: RosterDevice, left: string, right: string): string => {
  const own = hexFromBytes(memberIdFromDevice(device.signing));
  if (left === own || right === own) return own;
  return left < right ? left : right;
};

/** Those that both sides know come first: they stay if a member has more than the limit. */
const devicesOf = (records: readonly RosterMember[]): readonly RosterDevice[] => {
  const byId = new Map<string, { device: RosterDevice; times: number }>();
  for (const device of records.flatMap((each) => each.devices)) {
    const id = deviceIdOf(device);
    const known = byId.get(id);
    const chosen = known && byKeys(known.device, device) <= 0 ? known.device : device;
    byId.set(id, { device: chosen, times: (known?.times ?? 0) + 1 });
  }
  return [...byId.values()]
    .toSorted((left, right) => right.times - left.times || bySigning(left.device, right.device))
    .map(({ device }) => device);
};

const bySigning = (left: RosterDevice, right: RosterDevice): number =>
  compareBytes(left.signing, right.signing);

/** Two stewards may have admitted one device while apart, with salts of their own. */
const byKeys = (left: RosterDevice, right: RosterDevice): number =>
  compareBytes(left.wrapping, right.wrapping) || compareBytes(left.salt, right.salt);

const byHandle = (left: RosterMember, right: RosterMember): number =>
  compareBytes(utf8FromText(left.handle), utf8FromText(right.handle));
