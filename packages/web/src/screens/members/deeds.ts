/**
 * What a person can do to govern the group: which deeds are open to whom, and how each is done. What
 * cannot be done is not offered; core has the last word all the same. Pure but for `doDeed`, which
 * hands the deed to the group. Knows no words and no element.
 */
import { accepted } from '../../state/core.ts';
import type {
  DeviceView,
  DisputeSide,
  Exposure,
  GovernRefusal,
  MemberView,
  OpenGroup,
  Policy,
  Result,
  Role,
  Target,
} from '../../state/core.ts';

export type Deed =
  | { readonly type: 'change-role'; readonly member: MemberView; readonly role: Role }
  | { readonly type: 'remove' | 'cut-off'; readonly member: MemberView }
  | { readonly type: 'remove-device'; readonly member: MemberView; readonly device: DeviceView }
  | { readonly type: 'drop-device'; readonly device: DeviceView }
  | { readonly type: 'leave' | 'change-keys' }
  | { readonly type: 'change-policy'; readonly policy: Policy }
  | { readonly type: 'follow'; readonly side: DisputeSide; readonly handle: string };

/** What of a group decides who may do what. */
export type GovernedGroup = Pick<OpenGroup, 'members' | 'status' | 'dispute'>;

export const meOf = (group: Pick<OpenGroup, 'members'>): MemberView | undefined =>
  group.members().find((member) => member.isMe);

const stewards = (group: Pick<OpenGroup, 'members'>): number =>
  group.members().filter((member) => member.role === 'steward').length;

/** Stewards removed each other, and this device follows nobody yet. */
const isUndecided = (group: Pick<OpenGroup, 'dispute'>): boolean =>
  group.dispute()?.sides.every((side) => !side.isFollowedHere) ?? false;

/** May change roles, keys and policy, and remove others, now. */
export const canGovern = (group: GovernedGroup): boolean =>
  meOf(group)?.role === 'steward' && group.status().obstacle === undefined && !isUndecided(group);

/** May leave, and change one's own devices: a reader may, too. */
export const canActForOneself = (group: GovernedGroup): boolean => {
  const { obstacle } = group.status();
  return (
    meOf(group) !== undefined &&
    (obstacle === undefined || obstacle.type === 'reader') &&
    !isUndecided(group)
  );
};

/** A group always has a steward: the last one can neither step down nor leave. */
export const isOnlySteward = (group: Pick<OpenGroup, 'members'>): boolean =>
  meOf(group)?.role === 'steward' && stewards(group) === 1;

const roles: readonly Role[] = ['steward', 'member', 'reader'];

/** What can be done about a member, in the order in which it is offered. */
export function deedsAbout(member: MemberView, group: GovernedGroup): readonly Deed[] {
  if (member.isMe) return ownDeeds(member, group);
  if (!canGovern(group)) return [];
  const changes = roles
    .filter((role) => role !== member.role)
    .map((role): Deed => ({ type: 'change-role', member, role }));
  return [...changes, { type: 'remove', member }, { type: 'cut-off', member }];
}

function ownDeeds(me: MemberView, group: GovernedGroup): readonly Deed[] {
  if (!canActForOneself(group) || isOnlySteward(group)) return [];
  const down: readonly Deed[] =
    me.role === 'steward' ? [{ type: 'change-role', member: me, role: 'member' }] : [];
  return [...down, { type: 'leave' }];
}

/** What can be done about one device. The device that one holds in hand is left by leaving. */
export function deedAboutDevice(
  device: DeviceView,
  member: MemberView,
  group: GovernedGroup,
): Deed | undefined {
  if (member.isMe)
    return device.isThis || !canActForOneself(group) ? undefined : { type: 'drop-device', device };
  return canGovern(group) && member.devices.length > 1
    ? { type: 'remove-device', member, device }
    : undefined;
}

/** Whose devices a deed cuts off, as `exposureOf` asks. */
export function targetOf(deed: Deed): Target | undefined {
  switch (deed.type) {
    case 'remove':
    case 'cut-off':
      return { member: deed.member.id };
    case 'remove-device':
    case 'drop-device':
      return { device: deed.device.id };
    default:
      return undefined;
  }
}

const rank: Readonly<Record<Role, number>> = { reader: 0, member: 1, steward: 2 };

export const isDemotion = (from: Role, to: Role): boolean => rank[to] < rank[from];

/** Whether the group has other keys once it is done on this device. */
export function changesKeys(deed: Deed, group: GovernedGroup): boolean {
  switch (deed.type) {
    case 'change-role':
      return isDemotion(deed.member.role, deed.role);
    case 'drop-device':
      return meOf(group)?.role === 'steward';
    case 'leave':
    case 'follow':
      return false;
    default:
      return true;
  }
}

/** Does it; what a device that was cut off had received comes back, where there is one. */
export async function doDeed(
  group: OpenGroup,
  deed: Deed,
): Promise<Result<Exposure | undefined, GovernRefusal>> {
  switch (deed.type) {
    case 'remove':
      return group.remove({ member: deed.member.id });
    case 'remove-device':
      return group.remove({ device: deed.device.id });
    case 'cut-off':
      return group.cutOff(deed.member.id);
    default: {
      const done = await doQuietDeed(group, deed);
      return done.ok ? accepted(undefined) : done;
    }
  }
}

type QuietDeed = Exclude<Deed, { readonly type: 'remove' | 'remove-device' | 'cut-off' }>;

function doQuietDeed(group: OpenGroup, deed: QuietDeed): Promise<Result<void, GovernRefusal>> {
  switch (deed.type) {
    case 'change-role':
      return group.changeRole(deed.member.id, deed.role);
    case 'drop-device':
      return group.dropDevice(deed.device.id);
    case 'leave':
      return group.leave();
    case 'change-keys':
      return group.changeKeys();
    case 'change-policy':
      return group.changePolicy(deed.policy);
    case 'follow':
      return group.follow(deed.side.id);
  }
}
