import { describe, expect, it } from 'vitest';
import type { MemberView, OpenGroup, Role } from '../../state/core.ts';
import { expiryOf, firstChoices, rolesOffered, usesOf } from './invite-choices.ts';

type Group = Pick<OpenGroup, 'members' | 'policy'>;

const groupOf = (own: Role, inviteRole: Role): Group => ({
  members: () => [{ isMe: true, role: own }] as unknown as readonly MemberView[],
  policy: () => ({ whoAdmits: 'members', inviteRole }),
});

describe('what can be chosen of an invite', () => {
  it('offers no role above one’s own', () => {
    expect(rolesOffered(groupOf('steward', 'member'))).toEqual(['reader', 'member', 'steward']);
    expect(rolesOffered(groupOf('member', 'member'))).toEqual(['reader', 'member']);
  });

  it('begins with the role that the group agreed on', () => {
    expect(firstChoices(groupOf('steward', 'reader')).role).toBe('reader');
    expect(firstChoices(groupOf('steward', 'steward')).role).toBe('steward');
  });

  it('begins with one’s own role where the group agreed on a higher one', () => {
    expect(firstChoices(groupOf('member', 'steward')).role).toBe('member');
  });

  it('counts people from 1 to 100, and refuses everything else', () => {
    const choices = firstChoices(groupOf('steward', 'member'));
    expect(usesOf(choices)).toBe(1);
    expect(usesOf({ ...choices, uses: '20' })).toBe(20);
    for (const otherUses of [1, 37, 100])
      expect(usesOf({ ...choices, uses: 'other', otherUses })).toBe(otherUses);
    for (const otherUses of [0, -1, 1.5, 101, Number.NaN, Infinity])
      expect(usesOf({ ...choices, uses: 'other', otherUses })).toBeUndefined();
  });

  it('ends an hour, a day or a week from now', () => {
    const choices = firstChoices(groupOf('steward', 'member'));
    expect(expiryOf({ ...choices, period: 'hour' }, 1_000)).toBe(3_601_000);
    expect(expiryOf({ ...choices, period: 'day' }, 1_000)).toBe(86_401_000);
    expect(expiryOf({ ...choices, period: 'week' }, 1_000)).toBe(604_801_000);
  });
});
