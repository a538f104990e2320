/**
 * What can be chosen of an invite: role, number of people, time. Pure; knows no words and no
 * element. Core has the last word on every one of them.
 */
import { inviteUsesMax, mayGrant } from '../../state/core.ts';
import type { OpenGroup, Role } from '../../state/core.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const periods = { hour: hourMs, day: dayMs, week: 7 * dayMs } as const;
export type Period = keyof typeof periods;

export const usesOffered = ['1', '5', '20'] as const;
export type Uses = (typeof usesOffered)[number] | 'other';

const roles: readonly Role[] = ['reader', 'member', 'steward'];

export interface Choices {
  readonly role: Role;
  readonly uses: Uses;
  /** What stands in the field for another number. */
  readonly otherUses: number;
  readonly period: Period;
}

/** Roles that a person may hand out: none above their own. */
export const rolesOffered = (group: Pick<OpenGroup, 'members'>): readonly Role[] => {
  const own = group.members().find((member) => member.isMe)?.role;
  return own === undefined ? [] : roles.filter((role) => mayGrant(own, role));
};

/** What the group has agreed on, as far as this person may hand it out. */
export function firstChoices(group: Pick<OpenGroup, 'members' | 'policy'>): Choices {
  const offered = rolesOffered(group);
  const { inviteRole } = group.policy();
  const role = offered.includes(inviteRole) ? inviteRole : (offered.at(-1) ?? 'reader');
  return { role, uses: '1', otherUses: 10, period: 'day' };
}

/** How many people; nothing if that is not a number that one invite can be for. */
export function usesOf({ uses, otherUses }: Choices): number | undefined {
  const count = uses === 'other' ? otherUses : Number(uses);
  return Number.isInteger(count) && count >= 1 && count <= inviteUsesMax ? count : undefined;
}

export const expiryOf = ({ period }: Choices, nowMs: number): number => nowMs + periods[period];
