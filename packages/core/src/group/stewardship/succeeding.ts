/**
 * Making a succession: the charter that the group goes on with, its fresh secret, and an envelope
 * for every device that goes along. Knows nothing of how it is written.
 */
import type { Env } from '../../lib/env.ts';
import { accepted, refused, type Result } from '../../lib/result.ts';
import type { Steps } from '../../lib/steps.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import { compareRoles } from '../../roster/authority.ts';
import type { SuccessionChange } from '../../roster/changes.ts';
import { commitSecret, type Charter, type Policy } from '../../roster/charter.ts';
import { deviceIdOf, type Role, type RosterMember } from '../../roster/member.ts';
import { rosterMembers, type RosterView } from '../../roster/roster.ts';
import { sealingSuccession } from '../../roster/succession.ts';
import type { KnownEpoch } from '../epoch-book.ts';

/** What a succession takes away, and the policy that it brings. */
export interface SuccessionWish {
  /** Hex ids. */
  readonly members?: ReadonlySet<string>;
  readonly devices?: ReadonlySet<string>;
  /** Roles that are lowered, by member. */
  readonly roles?: ReadonlyMap<string, Role>;
  readonly policy?: Policy;
}

export type SuccessionImpossible = { readonly type: 'last-steward' };

/** Who goes on: those who asked to go are let go with the others. */
export const remaining = (
  roster: RosterView,
  wish: SuccessionWish,
): Result<readonly RosterMember[], SuccessionImpossible> => {
  const { leaving } = roster;
  const isOut = (id: string): boolean => leaving.members.has(id) || !!wish.members?.has(id);
  const isDropped = (id: string): boolean => leaving.devices.has(id) || !!wish.devices?.has(id);
  const members = rosterMembers(roster).flatMap((member) => {
    const id = hexFromBytes(member.id);
    const devices = member.devices.filter((device) => !isDropped(deviceIdOf(device)));
    if (isOut(id) || devices.length === 0) return [];
    const lowered = wish.roles?.get(id);
    const role = lowered && compareRoles(lowered, member.role) < 0 ? lowered : member.role;
    return [{ ...member, role, devices }];
  });
  return members.some(({ role }) => role === 'steward')
    ? accepted(members)
    : refused({ type: 'last-steward' });
};

export interface SuccessionPlan {
  /** Signing key of the device that writes it, 32 bytes. */
  readonly author: Uint8Array;
  readonly groupId: Uint8Array;
  /** One, or the two that are merged. */
  readonly parents: readonly KnownEpoch[];
  readonly members: readonly RosterMember[];
  readonly policy: Policy;
  readonly relays: readonly string[];
}

export interface MadeSuccession {
  readonly change: SuccessionChange;
  /** Of the new epoch, 32 bytes: whoever takes it overwrites it. */
  readonly secret: Uint8Array;
}

/** Seals; a pause after each device. */
export function* makeSuccession(plan: SuccessionPlan, env: Env): Steps<MadeSuccession> {
  const secret = env.random(32);
  const parents = plan.parents.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const charter: Charter = {
    groupId: plan.groupId,
    number: Math.max(...parents.map((parent) => parent.charter.number)) + 1,
    parents: parents.map(({ keys }) => keys.epochId),
    members: plan.members,
    relays: plan.relays,
    policy: plan.policy,
    commitment: commitSecret(plan.groupId, secret),
  };
  const change = yield* sealingSuccession(
    {
      author: plan.author,
      charter,
      secret,
      parentSecrets: parents.map((parent) => parent.secret),
      devices: plan.members.flatMap(({ devices }) => devices),
    },
    env,
  );
  return { change, secret };
}
