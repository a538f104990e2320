/**
 * What devices, stewards' most of all, do by themselves, because the group expects it: whoever asked to go is let
 * go, rival successions are merged, who was let in while the keys changed is let in again, and keys
 * do not grow old. Pure: it says what is to be done, not how.
 */
import { hexFromBytes } from '../../lib/bytes.ts';
import { deviceInstancesMax, keysAgeSecondsMax } from '../../lib/limits.ts';
import { compareRoles, mayDo } from '../../roster/authority.ts';
import type { RosterChange } from '../../roster/changes.ts';
import { deviceIdOf } from '../../roster/member.ts';
import type { RosterView } from '../../roster/roster.ts';
import { isInPast, type CountedChange } from '../counting/epoch-roster.ts';
import type { EpochState } from '../counting/epoch-state.ts';
import type { History } from '../counting/history.ts';
import type { EpochId } from '../epoch-book.ts';

export type Duty =
  | { readonly type: 'let-go' }
  | { readonly type: 'merge'; readonly rival: EpochId }
  | {
      readonly type: 'write-again';
      readonly change: RosterChange;
      /** Who needs the new keys, in the epoch where it still is. */
      readonly handover?: { readonly device: string; readonly in: EpochId };
    }
  | { readonly type: 'renew' };

export interface DutyFacts {
  readonly history: History;
  /** Hex of the own member's id, and of the own device's signing key. */
  readonly member: string;
  readonly device: string;
  /** Seconds since the Unix epoch, by this device's clock. */
  readonly nowSeconds: number;
  /** Instances begun in the present epoch, by device. */
  readonly instances: ReadonlyMap<string, number>;
}

/** Instances that a device still has when the keys are changed for it. */
const instancesLeft = 8;

/** The first thing to do, if there is one. */
export const dutyOf = (facts: DutyFacts): Duty | undefined => {
  const { history, member } = facts;
  const { current, lineage } = history;
  const { roster } = current.roster;
  const mine = roster.memberById.get(member);
  if (!mine || lineage.cutOff || isUndecided(history)) return undefined;
  const { untold } = history;
  if (untold) {
    const { epochId, secret } = untold;
    return { type: 'write-again', change: { type: 'disclosure', epochId, secret } };
  }
  const again = leftBehind(history);
  // Nobody but a member's own devices can let another of them in.
  if (mine.role !== 'steward') return again.find(({ change }) => isOwnDevice(change, member));
  const [rival] = lineage.toMerge;
  const isThere = rival !== undefined && mayMerge(history, rival, facts);
  if (isThere) return { type: 'merge', rival };
  if (mustLetGo(roster)) return { type: 'let-go' };
  const next = again.find(
    ({ change }) => isOwnDevice(change, member) || change.type !== 'admission' || !change.member,
  );
  if (next) return next;
  return isWornOut(facts) ? { type: 'renew' } : undefined;
};

const isOwnDevice = (change: RosterChange, member: string): boolean =>
  change.type === 'admission' &&
  change.member !== undefined &&
  hexFromBytes(change.member) === member;

/** Only a steward of both may merge them. */
const mayMerge = (history: History, rival: EpochId, { member, device }: DutyFacts): boolean => {
  const roster = history.stateOf(rival)?.roster.roster;
  const isTheirs = roster?.deviceById.get(device)?.member === member;
  return isTheirs && roster.memberById.get(member)?.role === 'steward';
};

const isUndecided = ({ lineage }: History): boolean =>
  lineage.dispute !== undefined && !lineage.dispute.some((side) => side.isFollowedHere);

/** Never the last steward: then nobody could let anybody go. */
const mustLetGo = ({ leaving, memberById, deviceById }: RosterView): boolean => {
  const goes = [...leaving.members].some((member) => memberById.has(member));
  const drops = [...leaving.devices].some((device) => deviceById.has(device));
  const stays = [...memberById.values()].some(
    ({ id, role, devices }) =>
      role === 'steward' &&
      !leaving.members.has(id) &&
      devices.some((device) => !leaving.devices.has(device)),
  );
  return stays && (goes || drops);
};

/** Admissions and promotions that the succession did not know of, by those who may still do so. */
const leftBehind = (history: History): readonly Extract<Duty, { type: 'write-again' }>[] => {
  const { current } = history;
  return [...current.ancestry].flatMap((epoch) => {
    const state = history.stateOf(epoch);
    if (!state || epoch === current.id) return [];
    const after = childrenOnTheWay(history, epoch);
    return state.roster.changes
      .filter(({ node }) =>
        after.every((next) => !next.begunBy || !isInPast(next.begunBy.node, node)),
      )
      .flatMap((counted) => dutyAfter(counted, state, history) ?? []);
  });
};

const childrenOnTheWay = ({ current, states }: History, epoch: EpochId): readonly EpochState[] =>
  states.filter(
    (state) =>
      current.ancestry.has(state.id) &&
      state.charter.parents.some((parent) => hexFromBytes(parent) === epoch),
  );

const dutyAfter = (
  { author, change }: CountedChange,
  state: EpochState,
  history: History,
): Extract<Duty, { type: 'write-again' }> | undefined => {
  const { current } = history;
  const { roster } = current.roster;
  const role = author.member && roster.memberById.get(author.member)?.role;
  if (!role) return undefined;
  if (change.type === 'promotion') {
    const held = roster.memberById.get(hexFromBytes(change.member))?.role;
    const isHigher = held !== undefined && compareRoles(change.role, held) > 0;
    return isHigher && mayDo(role, 'promote', roster.policy)
      ? { type: 'write-again', change }
      : undefined;
  }
  if (change.type !== 'admission') return undefined;
  if (!mayDo(role, change.member ? 'add-own-device' : 'admit', roster.policy)) return undefined;
  const device = deviceIdOf(change.device);
  if (current.removed.devices.has(device)) return undefined;
  const isIn = roster.deviceById.has(device);
  if (isIn && history.isHandedTo(device, current.id)) return undefined;
  return { type: 'write-again', change, handover: { device, in: state.id } };
};

/** By this device's clock alone: where two are years apart, the keys would never be young for both. */
const isWornOut = ({ history, nowSeconds, instances }: DutyFacts): boolean => {
  const since = history.firstOwnSeconds(history.current.id);
  const isOld = since !== undefined && nowSeconds - since > keysAgeSecondsMax;
  const used = Math.max(0, ...instances.values());
  return isOld || used > deviceInstancesMax - instancesLeft;
};
