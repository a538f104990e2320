/**
 * What roster entries other than admissions do to the roster, and how what the fold remembers comes
 * to be shown. All of it the same in whatever order the entries are folded in.
 */
import { compareBytes, concatBytes, hexFromBytes } from '../lib/bytes.ts';
import { higherRole, mayDo } from './authority.ts';
import {
  encodeRosterChange,
  type Declining,
  type Leaving,
  type Promotion,
  type Withdrawal,
} from './changes.ts';
import { withInSet } from './claims.ts';
import type { Role } from './member.ts';
import type { InviteRecord, RosterView } from './roster.ts';

/** By the entry's past. */
export interface SettledAuthor {
  readonly role: Role;
  /** Hex. */
  readonly member: string | undefined;
}

export const invite = (roster: RosterView, invitation: InviteRecord): RosterView => {
  const id = hexFromBytes(invitation.invite);
  const known = roster.inviteById.get(id);
  if (known && !standsBefore(invitation, known)) return roster;
  const inviteById = new Map(roster.inviteById).set(id, invitation);
  return withWithdrawn({ ...roster, inviteById }, id);
};

/** Under one name there may be two, if somebody means harm: the same one stands everywhere. */
const standsBefore = (added: InviteRecord, known: InviteRecord): boolean => {
  // Anybody may write one for an own device: it never takes the place of one for newcomers.
  if (added.purpose !== known.purpose) return added.purpose === 'newcomer';
  const order = compareBytes(encodedInvite(added), encodedInvite(known));
  return order < 0 || (order === 0 && (added.inviterMember ?? '') < (known.inviterMember ?? ''));
};

const encodedInvite = ({ inviter, inviterMember: _, ...invitation }: InviteRecord): Uint8Array =>
  concatBytes(inviter, encodeRosterChange(invitation));

/** Stands for whoever may admit, among those who withdrew an invite. */
const anyAdmitter = 'admitter';

export const withdraw = (
  roster: RosterView,
  author: SettledAuthor,
  withdrawal: Withdrawal,
): RosterView => {
  const id = hexFromBytes(withdrawal.invite);
  const { claims, policy } = roster;
  const withdrawer = mayDo(author.role, 'withdraw', policy) ? anyAdmitter : (author.member ?? '');
  const withdrawersByInvite = withInSet(claims.withdrawersByInvite, id, withdrawer);
  return withWithdrawn({ ...roster, claims: { ...claims, withdrawersByInvite } }, id);
};

/** An invite for an own device is withdrawn by its member too; one that is not known yet, by nobody else. */
const withWithdrawn = (roster: RosterView, id: string): RosterView => {
  const withdrawers = roster.claims.withdrawersByInvite.get(id);
  const record = roster.inviteById.get(id);
  const isByOwner =
    record?.purpose === 'own-device' && withdrawers?.has(record.inviterMember ?? '') === true;
  const isWithdrawn = isByOwner || withdrawers?.has(anyAdmitter) === true;
  return { ...roster, withdrawnInvites: withOrWithout(roster.withdrawnInvites, id, isWithdrawn) };
};

export const decline = (roster: RosterView, { knock, reason }: Declining): RosterView => {
  const id = hexFromBytes(knock);
  const known = roster.declinedKnocks.get(id);
  return known !== undefined && known <= reason
    ? roster
    : { ...roster, declinedKnocks: new Map(roster.declinedKnocks).set(id, reason) };
};

/** Of somebody who is not in yet, it takes effect with the admission. */
export const promote = (roster: RosterView, { member, role }: Promotion): RosterView => {
  const id = hexFromBytes(member);
  const { claims } = roster;
  const raised = higherRole(claims.raisedById.get(id) ?? 'reader', role);
  const raisedById = new Map(claims.raisedById).set(id, raised);
  return withMember({ ...roster, claims: { ...claims, raisedById } }, id);
};

export const askToLeave = (roster: RosterView, member: string, { device }: Leaving): RosterView => {
  const { claims, leaving } = roster;
  if (!device) {
    const members = new Set(leaving.members).add(member);
    return { ...roster, leaving: { ...leaving, members } };
  }
  const id = hexFromBytes(device);
  const droppersByDevice = withInSet(claims.droppersByDevice, id, member);
  return withLeaving({ ...roster, claims: { ...claims, droppersByDevice } }, id);
};

/** Shows a device as leaving while the member who asked for it is the one whose device it is. */
export const withLeaving = (roster: RosterView, device: string): RosterView => {
  const owner = roster.deviceById.get(device)?.member;
  const isLeaving =
    owner !== undefined && roster.claims.droppersByDevice.get(device)?.has(owner) === true;
  const devices = withOrWithout(roster.leaving.devices, device, isLeaving);
  return { ...roster, leaving: { ...roster.leaving, devices } };
};

/** Shows a member as the claims have it, with one device more or less. */
export const withMember = (
  roster: RosterView,
  id: string,
  change: { readonly with?: string; readonly without?: string } = {},
): RosterView => {
  const devices = new Set(roster.memberById.get(id)?.devices);
  if (change.with !== undefined) devices.add(change.with);
  if (change.without !== undefined) devices.delete(change.without);
  const claim = roster.claims.memberById.get(id);
  const memberById = new Map(roster.memberById);
  if (claim && devices.size > 0) {
    const { handle } = claim;
    const role = higherRole(claim.role, roster.claims.raisedById.get(id) ?? 'reader');
    memberById.set(id, { id, handle, role, devices: [...devices].toSorted() });
  } else {
    memberById.delete(id);
  }
  return { ...roster, memberById };
};

const withOrWithout = (
  set: ReadonlySet<string>,
  item: string,
  belongs: boolean,
): ReadonlySet<string> => {
  if (set.has(item) === belongs) return set;
  const changed = new Set(set);
  if (belongs) changed.add(item);
  else changed.delete(item);
  return changed;
};
