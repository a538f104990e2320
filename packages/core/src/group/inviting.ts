/**
 * What an invite is by the roster: who may answer for it, how often it can still be used, and which
 * ones are written again after the keys changed. Pure but for chance. Knows no topics and no knocks.
 */
import { equalBytes } from '../crypto/equal.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { mayDo, mayGrant, type Deed } from '../roster/authority.ts';
import type { Invitation } from '../roster/changes.ts';
import {
  inviteKeyOf,
  openInviteSeeds,
  sealInviteSeeds,
  type InviteSeeds,
} from '../roster/invite.ts';
import { deviceIdOf, type Role } from '../roster/member.ts';
import {
  roleOfDevice,
  type DeviceRecord,
  type InviteRecord,
  type RosterView,
} from '../roster/roster.ts';

/** Whose device asks, and by which roster. */
export interface Inviter {
  readonly env: Env;
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly device: DeviceKeys;
  /** Own member id, hex. */
  readonly member: string;
  readonly roster: RosterView;
}

/** As things stand now. */
export const inviterOf = (options: {
  readonly env: Env;
  readonly groupId: Uint8Array;
  readonly device: DeviceKeys;
  readonly member: () => string;
  readonly roster: () => RosterView;
}): Inviter => {
  const { env, groupId, device, member, roster } = options;
  return { env, groupId, device, member: member(), roster: roster() };
};

export type InviteTerms = Pick<Invitation, 'purpose' | 'role' | 'uses' | 'expiresAt'>;

export const ownRoleOf = ({ roster, device }: Inviter): Role | undefined =>
  roleOfDevice(roster, deviceIdOf({ signing: device.signing.publicKey }));

export const mayAs = (inviter: Inviter, deed: Deed): boolean => {
  const role = ownRoleOf(inviter);
  return role !== undefined && mayDo(role, deed, inviter.roster.policy);
};

/** Newcomers by whoever may admit; a member's other devices by any device of that member. */
export const mayAnswerFor = (
  inviter: Inviter,
  { purpose, inviterMember }: Pick<InviteRecord, 'purpose' | 'inviterMember'>,
): boolean =>
  purpose === 'newcomer'
    ? mayAs(inviter, 'admit')
    : ownRoleOf(inviter) !== undefined && inviterMember === inviter.member;

export const usesLeftOf = ({ invite, uses }: Invitation, roster: RosterView): number =>
  Math.max(0, uses - (roster.admittedByInvite.get(hexFromBytes(invite))?.size ?? 0));

/** Whether this very device made it: the only one that a newcomer knows. */
export const isMadeBy = ({ device }: Pick<Inviter, 'device'>, record: InviteRecord): boolean =>
  equalBytes(record.inviter, device.signing.publicKey);

/** Sealed to the devices that may answer for it now. */
export const invitationOf = (
  inviter: Inviter,
  seeds: InviteSeeds,
  terms: InviteTerms,
): Invitation => ({
  type: 'invitation',
  invite: inviteKeyOf(seeds),
  ...terms,
  envelopes: answerersOf(inviter, terms.purpose).map((device) =>
    sealInviteSeeds(seeds, inviter.groupId, device, inviter.env),
  ),
});

const answerersOf = (
  { roster, member }: Inviter,
  purpose: Invitation['purpose'],
): readonly DeviceRecord[] =>
  [...roster.deviceById.values()].filter((device) => {
    if (purpose === 'own-device') return device.member === member;
    const role = roleOfDevice(roster, device.id);
    return role !== undefined && mayDo(role, 'admit', roster.policy);
  });

/**
 * The invites of earlier epochs as they are written in this one: those that this very device made,
 * that are open, and that nobody who is gone could read. `before`: rosters of the epochs before, the
 * newest first; the first that has an invite says how often it was used.
 */
export const carriedOver = (
  inviter: Inviter,
  before: readonly RosterView[],
): readonly Invitation[] => {
  const fromById = new Map<string, RosterView>();
  for (const roster of before.toReversed()) {
    for (const id of roster.inviteById.keys()) fromById.set(id, roster);
  }
  const isTakenBack = (id: string): boolean =>
    [...before, inviter.roster].some((roster) => roster.withdrawnInvites.has(id));
  return [...fromById]
    .filter(([id]) => !inviter.roster.inviteById.has(id) && !isTakenBack(id))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([id, from]) => {
      const record = from.inviteById.get(id);
      return (record && writtenAgain(inviter, record, usesLeftOf(record, from))) ?? [];
    });
};

const writtenAgain = (
  inviter: Inviter,
  record: InviteRecord,
  uses: number,
): Invitation | undefined => {
  const { roster, env, groupId, device } = inviter;
  if (uses === 0 || record.expiresAt < env.now() || !isMadeBy(inviter, record)) return undefined;
  const isReadByOthers = record.envelopes.some(
    ({ device: signing }) => !roster.deviceById.has(deviceIdOf({ signing })),
  );
  const role = roleNow(inviter, record);
  const seeds = role && !isReadByOthers ? openInviteSeeds(record, groupId, device) : undefined;
  const { purpose, expiresAt } = record;
  return role && seeds && invitationOf(inviter, seeds, { purpose, role, uses, expiresAt });
};

/** The role that this device may still offer with it. */
const roleNow = (inviter: Inviter, record: InviteRecord): Role | undefined => {
  const own = ownRoleOf(inviter);
  if (record.purpose === 'own-device') return mayAnswerFor(inviter, record) ? own : undefined;
  return own && mayAs(inviter, 'invite') && mayGrant(own, record.role) ? record.role : undefined;
};
