/**
 * What an admission does to the roster. Two admissions of one device, written while their authors
 * were apart, come to one: the same in whatever order they are folded in.
 */
import { compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { higherRole } from './authority.ts';
import type { Admission } from './changes.ts';
import {
  claimOfAdmission,
  strongerClaim,
  withInSet,
  type DeviceClaim,
  type MemberClaim,
} from './claims.ts';
import { deviceIdOf, type Role } from './member.ts';
import type { DeviceRecord, RosterView } from './roster.ts';
import { withLeaving, withMember } from './settling.ts';

/** Pure: the roster with an admission that counts. `authorRole` is by the entry's past. */
export const withAdmission = (
  roster: RosterView,
  authorRole: Role,
  admission: Admission,
): RosterView => {
  const id = deviceIdOf(admission.device);
  const invite = hexFromBytes(admission.invite);
  const counted: RosterView = {
    ...roster,
    admittedByInvite: withInSet(roster.admittedByInvite, invite, id),
  };
  const byCharter = roster.charterDevices.has(id) ? roster.deviceById.get(id)?.member : undefined;
  const claim = claimOfAdmission(admission, authorRole);
  const member = byCharter ?? claim.member;
  const founded = admission.member ? counted : withFounded(counted, claim.member, admission);
  return withDevice(founded, admission, { ...claim, member });
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
  const before = roster.claims.deviceById.get(id);
  const strongest = before ? strongerClaim(before, claim) : claim;
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
