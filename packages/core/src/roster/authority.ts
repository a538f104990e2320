/**
 * Who may do what: one table. Everything that asks "may this role do that?" asks here.
 */
import type { Policy } from './charter.ts';
import type { Role } from './member.ts';

export type Deed = 'read' | 'write-documents' | 'invite' | 'admit' | 'report-fork';

const leastRole: Readonly<Record<Deed, Role>> = {
  read: 'reader',
  'write-documents': 'member',
  // Anybody may tell of a fork: the proof speaks for itself.
  'report-fork': 'reader',
  invite: 'steward',
  admit: 'steward',
};

const rank: Readonly<Record<Role, number>> = { reader: 0, member: 1, steward: 2 };

export const mayDo = (role: Role, deed: Deed, policy: Policy): boolean => {
  const opened = policy.whoAdmits === 'members' && (deed === 'invite' || deed === 'admit');
  return rank[role] >= rank[opened ? 'member' : leastRole[deed]];
};

/** Nobody hands out more than they hold. */
export const mayGrant = (granter: Role, granted: Role): boolean => rank[granter] >= rank[granted];

export const higherRole = (left: Role, right: Role): Role =>
  rank[left] >= rank[right] ? left : right;
