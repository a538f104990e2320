/**
 * Who may do what: one table. Everything that asks "may this role do that?" asks here.
 */
import type { Policy } from './charter.ts';
import type { Role } from './member.ts';

export type Deed =
  | 'read'
  | 'write-documents'
  | 'report-fork'
  | 'add-own-device'
  | 'leave'
  | 'disclose'
  | 'invite'
  | 'admit'
  | 'withdraw'
  | 'decline'
  | 'promote'
  | 'succeed'
  | 'hand-over';

/** The least role for a deed; `admitter` is whoever the policy lets admit. */
const leastRole: Readonly<Record<Deed, Role | 'admitter'>> = {
  read: 'reader',
  'write-documents': 'member',
  // Anybody may tell of a fork: the proof speaks for itself.
  'report-fork': 'reader',
  // A second device gives nobody more than its member has.
  'add-own-device': 'reader',
  leave: 'reader',
  // Anybody may pass on a secret in secret, so forbidding it would protect nothing.
  disclose: 'reader',
  invite: 'admitter',
  admit: 'admitter',
  withdraw: 'admitter',
  decline: 'admitter',
  promote: 'steward',
  succeed: 'steward',
  // What it hands over fits no epoch but the one that the succession committed to.
  'hand-over': 'reader',
};

const rank: Readonly<Record<Role, number>> = { reader: 0, member: 1, steward: 2 };

export const mayDo = (role: Role, deed: Deed, policy: Policy): boolean => {
  const least = leastRole[deed];
  const admitter = policy.whoAdmits === 'members' ? 'member' : 'steward';
  return rank[role] >= rank[least === 'admitter' ? admitter : least];
};

/** Nobody hands out more than they hold. */
export const mayGrant = (granter: Role, granted: Role): boolean => rank[granter] >= rank[granted];

/** Positive if `left` is the higher role, negative if `right` is. */
export const compareRoles = (left: Role, right: Role): number => rank[left] - rank[right];

export const higherRole = (left: Role, right: Role): Role =>
  compareRoles(left, right) >= 0 ? left : right;
