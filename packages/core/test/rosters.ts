/**
 * A roster of a founder and a member, changes to it, and short ways to apply them, for tests of the
 * roster. Knows no ledger.
 */
import { charter, deviceOf, fixedBytes, founder, newcomer } from './actors.ts';
import { hexFromBytes } from '../src/lib/bytes.ts';
import type { Admission, Invitation, RosterChange } from '../src/roster/changes.ts';
import { deviceIdOf, memberIdFromDevice, type Role } from '../src/roster/member.ts';
import {
  applyRosterChange,
  rosterFromCharter,
  type ChangeAuthor,
  type RosterView,
} from '../src/roster/roster.ts';

type Keys = typeof founder;

export const idOf = (keys: Keys): string => deviceIdOf({ signing: keys.signing.publicKey });
export const memberIdOf = (keys: Keys): Uint8Array => memberIdFromDevice(keys.signing.publicKey);
export const memberOfKeys = (keys: Keys): string => hexFromBytes(memberIdOf(keys));

export const by = (keys: Keys, role: Role | undefined): ChangeAuthor => ({
  signing: keys.signing.publicKey,
  role,
  member: memberOfKeys(keys),
});
export const steward = by(founder, 'steward');
export const roster = rosterFromCharter(charter);

export const invitation: Invitation = {
  type: 'invitation',
  invite: fixedBytes(32, 1),
  purpose: 'newcomer',
  role: 'member',
  uses: 3,
  expiresAt: 1_793_491_200_000,
  envelopes: [{ device: founder.signing.publicKey, sealed: new Uint8Array(1200) }],
};
export const admission: Admission = {
  type: 'admission',
  invite: invitation.invite,
  knock: fixedBytes(32, 2),
  handle: 'newcomer',
  role: 'member',
  device: deviceOf(newcomer),
};

/** The roster with a change that must count. */
export const applied = (to: RosterView, change: RosterChange, author = steward): RosterView => {
  const result = applyRosterChange(to, author, change);
  if (!result.ok) throw new Error(result.refusal.type);
  return result.value;
};

/** Why a change does not count, if so. */
export const refusal = (
  change: RosterChange,
  author: ChangeAuthor = steward,
  of = roster,
): string | undefined => {
  const result = applyRosterChange(of, author, change);
  return result.ok ? undefined : result.refusal.type;
};
