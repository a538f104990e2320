import { describe, expect, it } from 'vitest';
import { compareRoles, higherRole, mayDo, mayGrant, type Deed } from './authority.ts';
import type { Policy } from './charter.ts';
import { roles } from './member.ts';

const stewards: Policy = { whoAdmits: 'stewards', inviteRole: 'member' };
const members: Policy = { whoAdmits: 'members', inviteRole: 'member' };

describe('authority', () => {
  it('is one table', () => {
    const anybody: readonly Deed[] = ['read', 'report-fork', 'add-own-device', 'leave', 'disclose'];
    const writers: readonly Deed[] = ['write-documents'];
    const admitters: readonly Deed[] = ['invite', 'admit', 'withdraw', 'decline'];
    const governors: readonly Deed[] = ['promote', 'succeed'];
    const all = [...anybody, ...writers, ...admitters, ...governors];
    const may = (policy: Policy) =>
      roles.map((role) => all.filter((deed) => mayDo(role, deed, policy)));
    expect(may(stewards)).toEqual([anybody, [...anybody, ...writers], all]);
    expect(may(members)).toEqual([anybody, [...anybody, ...writers, ...admitters], all]);
  });

  it('hands out no more than it has', () => {
    const grants = roles.map((granter) => roles.filter((granted) => mayGrant(granter, granted)));
    expect(grants).toEqual([['reader'], ['reader', 'member'], ['reader', 'member', 'steward']]);
    expect(higherRole('reader', 'steward')).toBe('steward');
    expect(higherRole('member', 'reader')).toBe('member');
    expect(compareRoles('member', 'member')).toBe(0);
  });
});
