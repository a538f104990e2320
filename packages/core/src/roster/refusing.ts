/**
 * Why a roster entry does not count: by its author's right, and by what the epoch began with. Every
 * answer is the same in whatever order entries come, if the author is told by the entry's own past.
 */
import { hexFromBytes } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax } from '../lib/limits.ts';
import { mayDo, mayGrant, type Deed } from './authority.ts';
import type { Admission, RosterChange, Withdrawal } from './changes.ts';
import { deviceIdOf, isSoundDevice, memberIdFromDevice, type Role } from './member.ts';
import type { ChangeAuthor, RosterRefusal, RosterView } from './roster.ts';

/** By the entry's past if the caller says it, else by the roster as given. */
export const memberOfAuthor = (roster: RosterView, author: ChangeAuthor): string | undefined =>
  author.member ?? roster.deviceById.get(deviceIdOf(author))?.member;

/** Limits aside: see `refusalOfLimits`. */
export const refusalOfChange = (
  roster: RosterView,
  author: ChangeAuthor,
  change: RosterChange,
): RosterRefusal | undefined => {
  const { role } = author;
  if (role === undefined) return { type: 'author-unknown' };
  if (!mayDo(role, deedOf(change), roster.policy)) return { type: 'author-may-not' };
  if ('role' in change && !mayGrant(role, change.role)) return { type: 'author-may-not' };
  const member = memberOfAuthor(roster, author);
  switch (change.type) {
    case 'admission':
      return refusalOfAdmission(roster, member, change);
    case 'withdrawal':
      return refusalOfWithdrawal(roster, { role, member }, change);
    case 'promotion':
      return roster.removed.members.has(hexFromBytes(change.member))
        ? { type: 'removed-before' }
        : undefined;
    case 'leaving':
      if (member === undefined) return { type: 'author-unknown' };
      return change.device && isOthersByCharter(roster, change.device, member)
        ? { type: 'not-own-device' }
        : undefined;
    case 'invitation':
    case 'declining':
    case 'succession':
    case 'handover':
    case 'disclosure':
      return undefined;
  }
};

const deedOf = (change: RosterChange): Deed => {
  switch (change.type) {
    case 'invitation':
      return change.purpose === 'own-device' ? 'add-own-device' : 'invite';
    case 'admission':
      return change.member ? 'add-own-device' : 'admit';
    // Whoever may add a device may take back that invite again: `refusalOfWithdrawal` looks closer.
    case 'withdrawal':
      return 'add-own-device';
    case 'promotion':
      return 'promote';
    case 'leaving':
      return 'leave';
    case 'declining':
      return 'decline';
    case 'succession':
      return 'succeed';
    case 'handover':
      return 'hand-over';
    case 'disclosure':
      return 'disclose';
  }
};

const refusalOfAdmission = (
  { removed, claims, ...roster }: RosterView,
  author: string | undefined,
  { device, member }: Admission,
): RosterRefusal | undefined => {
  const own = hexFromBytes(memberIdFromDevice(device.signing));
  const named = member ? hexFromBytes(member) : own;
  const isRemoved =
    removed.devices.has(deviceIdOf(device)) ||
    removed.members.has(named) ||
    removed.members.has(own);
  if (isRemoved) return { type: 'removed-before' };
  if (!isSoundDevice(device)) return { type: 'device-key-unsound' };
  if (!member) return undefined;
  const isOthers = isOthersByCharter(roster, device.signing, named);
  if (isOthers || author !== named) return { type: 'not-own-device' };
  return claims.memberById.has(named) ? undefined : { type: 'member-unknown' };
};

/** The charter names the device as another member's. */
const isOthersByCharter = (
  roster: Pick<RosterView, 'charterDevices' | 'deviceById'>,
  signing: Uint8Array,
  member: string,
): boolean => {
  const id = deviceIdOf({ signing });
  return roster.charterDevices.has(id) && roster.deviceById.get(id)?.member !== member;
};

const refusalOfWithdrawal = (
  roster: RosterView,
  author: { readonly role: Role; readonly member: string | undefined },
  { invite }: Withdrawal,
): RosterRefusal | undefined => {
  if (mayDo(author.role, 'withdraw', roster.policy)) return undefined;
  const record = roster.inviteById.get(hexFromBytes(invite));
  const isForOwnDevice = author.member !== undefined && record?.purpose !== 'newcomer';
  return isForOwnDevice ? undefined : { type: 'author-may-not' };
};

/**
 * Whether an admission is one too many. `past` is the roster by what lies in the entry's own past:
 * with any other the answer would depend on the order in which entries came.
 */
export const refusalOfLimits = (
  past: RosterView,
  { device, member }: Admission,
): RosterRefusal | undefined => {
  const id = deviceIdOf(device);
  const known = past.deviceById.get(id)?.member;
  const named = hexFromBytes(member ?? memberIdFromDevice(device.signing));
  const record = past.memberById.get(past.charterDevices.has(id) && known ? known : named);
  if (!record) {
    return past.memberById.size >= groupMembersMax ? { type: 'group-full' } : undefined;
  }
  const isFull = record.devices.length >= memberDevicesMax && !record.devices.includes(id);
  return isFull ? { type: 'member-full' } : undefined;
};
