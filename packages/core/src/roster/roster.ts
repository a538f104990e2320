/**
 * The roster: who belongs, with which devices and role. A pure fold over the charter and the roster
 * entries that count; it holds no secrets and does not know who "I" am. Within an epoch it only
 * grows, and the fold gives the same roster in whatever order the entries come.
 */
import { isSoundSigningKey } from '../crypto/sign.ts';
import { isSoundWrapKey } from '../crypto/wrap.ts';
import { compareBytes, concatBytes, hexFromBytes } from '../lib/bytes.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { higherRole, mayDo, mayGrant } from './authority.ts';
import {
  encodeRosterChange,
  type Admission,
  type Invitation,
  type RosterChange,
} from './changes.ts';
import type { Charter, Policy } from './charter.ts';
import { deviceIdOf, memberIdFromDevice, type Role, type RosterDevice } from './member.ts';

export interface RosterView {
  readonly policy: Policy;
  readonly relays: readonly string[];
  /** By member id, hex. */
  readonly memberById: ReadonlyMap<string, MemberRecord>;
  /** By signing key, hex. */
  readonly deviceById: ReadonlyMap<string, DeviceRecord>;
  /** By public key, hex. */
  readonly inviteById: ReadonlyMap<string, InviteRecord>;
  /** Devices admitted by an invite, by the invite's public key, hex. */
  readonly admittedByInvite: ReadonlyMap<string, ReadonlySet<string>>;
  /** Devices that the charter names: no admission changes their member's handle or their keys. */
  readonly charterDevices: ReadonlySet<string>;
}

export interface MemberRecord {
  readonly id: string;
  readonly handle: string;
  readonly role: Role;
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
}

/** Who wrote a change, and the role that the device had by then, if any. */
export interface ChangeAuthor {
  /** 32 bytes. */
  readonly signing: Uint8Array;
  readonly role: Role | undefined;
}

/** Why a roster entry does not count. Named as in `docs/protocol.md`. */
export type RosterRefusal =
  | { readonly type: 'author-unknown' }
  | { readonly type: 'author-may-not' }
  | { readonly type: 'device-key-unsound' };

export const rosterFromCharter = (charter: Charter): RosterView => {
  const memberById = new Map<string, MemberRecord>();
  const deviceById = new Map<string, DeviceRecord>();
  for (const member of charter.members) {
    const id = hexFromBytes(member.id);
    const devices = member.devices.map(deviceIdOf);
    memberById.set(id, { id, handle: member.handle, role: member.role, devices });
    for (const device of member.devices) {
      deviceById.set(deviceIdOf(device), recordOf(id, device));
    }
  }
  return {
    policy: charter.policy,
    relays: charter.relays,
    memberById,
    deviceById,
    inviteById: new Map(),
    admittedByInvite: new Map(),
    charterDevices: new Set(deviceById.keys()),
  };
};

const recordOf = (member: string, device: RosterDevice): DeviceRecord => ({
  id: deviceIdOf(device),
  member,
  signing: device.signing,
  wrapping: device.wrapping,
  salts: [device.salt],
});

/** The role that a device acts in, if it belongs. */
export const roleOfDevice = (roster: RosterView, device: string): Role | undefined => {
  const record = roster.deviceById.get(device);
  return record && roster.memberById.get(record.member)?.role;
};

/** Pure: judges one change by its author's role and returns the roster with it. */
export const applyRosterChange = (
  roster: RosterView,
  author: ChangeAuthor,
  change: RosterChange,
): Result<RosterView, RosterRefusal> => {
  if (author.role === undefined) return refused({ type: 'author-unknown' });
  const deed = change.type === 'invitation' ? 'invite' : 'admit';
  if (!mayDo(author.role, deed, roster.policy) || !mayGrant(author.role, change.role)) {
    return refused({ type: 'author-may-not' });
  }
  return change.type === 'invitation'
    ? accepted(withInvitation(roster, { ...change, inviter: author.signing }))
    : admit(roster, change);
};

const withInvitation = (roster: RosterView, invitation: InviteRecord): RosterView => {
  const id = hexFromBytes(invitation.invite);
  const known = roster.inviteById.get(id);
  // Under one name there may be two, if a steward means harm: the same one stands everywhere.
  const isFirst = !known || compareBytes(encodedInvite(invitation), encodedInvite(known)) < 0;
  return isFirst
    ? { ...roster, inviteById: new Map(roster.inviteById).set(id, invitation) }
    : roster;
};

const encodedInvite = ({ inviter, ...invitation }: InviteRecord): Uint8Array =>
  concatBytes(inviter, encodeRosterChange(invitation));

const admit = (roster: RosterView, admission: Admission): Result<RosterView, RosterRefusal> => {
  const { device, handle, role } = admission;
  if (!isSoundSigningKey(device.signing) || !isSoundWrapKey(device.wrapping)) {
    return refused({ type: 'device-key-unsound' });
  }
  const deviceId = deviceIdOf(device);
  const known = roster.deviceById.get(deviceId);
  const id = known?.member ?? hexFromBytes(memberIdFromDevice(device.signing));
  const invite = hexFromBytes(admission.invite);
  const admitted = new Set(roster.admittedByInvite.get(invite)).add(deviceId);
  const isOfCharter = roster.charterDevices.has(deviceId);
  const before = roster.memberById.get(id);
  const added = {
    id,
    handle: isOfCharter && before ? before.handle : handle,
    role,
    devices: [deviceId],
  };
  return accepted({
    ...roster,
    memberById: new Map(roster.memberById).set(id, mergeMember(before, added)),
    deviceById: new Map(roster.deviceById).set(
      deviceId,
      mergeDevice(known, recordOf(id, device), isOfCharter),
    ),
    admittedByInvite: new Map(roster.admittedByInvite).set(invite, admitted),
  });
};

/** The same whichever admission is folded in first. */
const mergeMember = (known: MemberRecord | undefined, added: MemberRecord): MemberRecord =>
  known === undefined
    ? added
    : {
        id: known.id,
        handle: known.handle < added.handle ? known.handle : added.handle,
        role: higherRole(known.role, added.role),
        devices: [...new Set([...known.devices, ...added.devices])].toSorted(),
      };

const mergeDevice = (
  known: DeviceRecord | undefined,
  added: DeviceRecord,
  isOfCharter: boolean,
): DeviceRecord => {
  if (known === undefined) return added;
  const keepsKey = isOfCharter || compareBytes(known.wrapping, added.wrapping) <= 0;
  const salts = new Map([...known.salts, ...added.salts].map((salt) => [hexFromBytes(salt), salt]));
  return {
    ...known,
    wrapping: keepsKey ? known.wrapping : added.wrapping,
    salts: [...salts.values()].toSorted(compareBytes),
  };
};
