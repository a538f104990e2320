/**
 * What letting somebody in comes to in the roster, and who may do so. Pure but for chance. Knows no
 * notes.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { equalBytes } from '../crypto/equal.ts';
import { bytesFromHex } from '../lib/bytes.ts';
import { groupMembersMax } from '../lib/limits.ts';
import { mayDo, mayGrant } from '../roster/authority.ts';
import type { Admission } from '../roster/changes.ts';
import type { Charter } from '../roster/charter.ts';
import type { Knock } from '../roster/knock.ts';
import type { InviteRecord } from '../roster/roster.ts';
import { mayAnswerFor, mayAs, ownRoleOf, type Inviter } from './inviting.ts';

/** The entry that answers a knock, where this device's would count. */
export const admissionOf = (
  inviter: Inviter,
  record: InviteRecord,
  knock: Knock,
): Admission | undefined => {
  if (!mayAnswerFor(inviter, record)) return undefined;
  const device = {
    signing: knock.signing,
    wrapping: knock.wrapping,
    salt: inviter.env.random(16),
  };
  const facts = { type: 'admission', invite: record.invite, knock: knock.hash, device } as const;
  const { memberById } = inviter.roster;
  if (record.purpose === 'own-device') {
    const member = bytesFromHex(inviter.member);
    const own = memberById.get(inviter.member);
    return member && own && { ...facts, member, handle: own.handle, role: own.role };
  }
  const role = ownRoleOf(inviter);
  const isAllowed = role && mayGrant(role, record.role) && memberById.size < groupMembersMax;
  return isAllowed ? { ...facts, handle: knock.handle, role: record.role } : undefined;
};

/** Whether this device's word that a knock is declined counts for the others. */
export const mayDecline = (inviter: Inviter): boolean => mayAs(inviter, 'decline');

/** Whether a newcomer who is given this charter finds the device in it, with the right to let in. */
export const mayWelcome = (current: Charter, device: DeviceKeys): boolean =>
  current.members.some(
    ({ role, devices }) =>
      mayDo(role, 'admit', current.policy) &&
      devices.some(({ signing }) => equalBytes(signing, device.signing.publicKey)),
  );
