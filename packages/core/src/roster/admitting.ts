/**
 * What an admission does to the roster. Two admissions of one device, written while their authors
 * were apart, come to one: the same in whatever order they are folded in.
 */
import { compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { compareRoles, higherRole } from './authority.ts';
import type { Admission } from './changes.ts';
import { withInSet, type DeviceClaim, type MemberClaim } from './claims.ts';
import { deviceIdOf, isSoundDevice, memberIdFromDevice, type Role } from './member.ts';
import type { DeviceRecord, RosterRefusal, RosterView } from './roster.ts';
import { withLeaving, withMember } from './settling.ts';

interface Admitter {
  readonly role: Role;
  /** Hex. */
  readonly member: string | undefined;
}

export const admitDevice = (
  roster: RosterView,
  admitter: Admitter,
  admission: Admission,
): Result<RosterView, RosterRefusal> => {
  const { device } = admission;
  const id = deviceIdOf(device);
  const own = hexFromBytes(memberIdFromDevice(device.signing));
  const named = admission.member ? hexFromBytes(admission.member) : own;
  const { removed } = roster;
  if (removed.devices.has(id) || removed.members.has(named) || removed.members.has(own)) {
    return refused({ type: 'removed-before' });
  }
  if (!isSoundDevice(device)) return refused({ type: 'device-key-unsound' });
  const byCharter = roster.charterDevices.has(id) ? roster.deviceById.get(id)?.member : undefined;
  if (admission.member) {
    const isOthers = byCharter !== undefined && byCharter !== named;
    if (isOthers || admitter.member !== named) return refused({ type: 'not-own-device' });
    if (!roster.claims.memberById.has(named)) return refused({ type: 'member-unknown' });
  }
  const member = byCharter ?? named;
  const known = roster.memberById.get(member);
  if (!known && roster.memberById.size >= groupMembersMax) return refused({ type: 'group-full' });
  if (known && known.devices.length >= memberDevicesMax && !known.devices.includes(id)) {
    return refused({ type: 'member-full' });
  }
  const invite = hexFromBytes(admission.invite);
  const counted = {
    ...roster,
    admittedByInvite: withInSet(roster.admittedByInvite, invite, id),
  };
  const founded = admission.member ? counted : withFounded(counted, member, admission);
  return accepted(
    withDevice(founded, admission, {
      member,
      authorRole: admitter.role,
      isFirstDevice: member === own,
      wrapping: device.wrapping,
    }),
  );
};

/** The roster with a member as the admission describes them: who adds a device describes nobody. */
const withFounded = (roster: RosterView, member: string, admission: Admission): RosterView => {
  const { handle, role } = admission;
  const known = roster.claims.memberById.get(member);
  const claim: MemberClaim = known
    ? {
        handle: known.isOfCharter || known.handle < handle ? known.handle : handle,
        role: higherRole(known.role, role),
        isOfCharter: known.isOfCharter,
      }
    : { handle, role, isOfCharter: false };
  const memberById = new Map(roster.claims.memberById).set(member, claim);
  return withMember({ ...roster, claims: { ...roster.claims, memberById } }, member);
};

const withDevice = (roster: RosterView, { device }: Admission, claim: DeviceClaim): RosterView => {
  const id = deviceIdOf(device);
  const known = roster.deviceById.get(id);
  const salts = new Map(
    [...(known?.salts ?? []), device.salt].map((salt) => [hexFromBytes(salt), salt]),
  );
  const strongest = strongerClaim(roster.claims.deviceById.get(id), claim);
  // What the charter says of a device, no admission changes.
  const { member, wrapping } = known && roster.charterDevices.has(id) ? known : strongest;
  const record: DeviceRecord = {
    id,
    member,
    signing: device.signing,
    wrapping,
    salts: [...salts.values()].toSorted(compareBytes),
  };
  const added: RosterView = {
    ...roster,
    deviceById: new Map(roster.deviceById).set(id, record),
    claims: {
      ...roster.claims,
      deviceById: new Map(roster.claims.deviceById).set(id, strongest),
    },
  };
  const moved =
    known && known.member !== member ? withMember(added, known.member, { without: id }) : added;
  return withLeaving(withMember(moved, member, { with: id }), id);
};

/**
 * Whose device it is when several say so: the admission by the author of the highest role (nobody
 * takes a device from those above), then the one that makes it its own member's first, then the
 * smaller member id; within one member the smaller key.
 */
const strongerClaim = (known: DeviceClaim | undefined, added: DeviceClaim): DeviceClaim => {
  if (!known) return added;
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
