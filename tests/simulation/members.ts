/**
 * What people do to the group itself: they remove and are removed, change keys, raise and lower
 * roles, leave, let in and bring another device, mostly while somebody is apart, and sometimes against
 * each other. Each deed goes through the open group, as the app would do it; only knocks and their
 * slow words are left out, and what a removed device writes into old keys is written by hand.
 */
import { roles } from '../../packages/core/src/roster/member.ts';
import type { MemberView, OpenGroup } from '../../packages/core/src/group/types.ts';
import type { Event } from './events.ts';
import { comeIn, writeOn, type Hands } from './members-by-hand.ts';
import type { Tab } from './tab.ts';
import {
  createPerson,
  happened,
  liveTabs,
  note,
  oneOf,
  partByDevices,
  type World,
} from './world.ts';

const devicesMax = 9;
const crashWithinWrites = 5;

type Deed = (tab: Tab) => Promise<{ readonly ok: boolean }> | undefined;

/** Begins something that takes a while; it counts once the group says that it is done. */
const begin = (world: World, tab: Tab | undefined, name: string, deed: Deed): boolean => {
  const begun = tab && deed(tab);
  if (!tab || !begun) return false;
  note(world, `${tab.place} begins: ${name}`);
  void begun.then(({ ok }) => {
    if (!tab.isAlive()) return;
    if (ok) happened(world, name, `by ${tab.place}`);
    else note(world, `${tab.place} may not: ${name}`);
  });
  return true;
};

const me = (group: OpenGroup): MemberView | undefined => group.members().find(({ isMe }) => isMe);
const others = (group: OpenGroup): readonly MemberView[] =>
  group.members().filter(({ isMe }) => !isMe);

const stewards = (world: World): readonly Tab[] =>
  liveTabs(world).filter(
    ({ group }) => me(group)?.role === 'steward' && group.status().obstacle === undefined,
  );
const steward = (world: World): Tab | undefined => oneOf(world.env, stewards(world));

const removeSomebody =
  (world: World): Deed =>
  ({ group }) => {
    const target = oneOf(world.env, others(group));
    return target && group.remove({ member: target.id });
  };

const changesOfOne = (world: World): readonly Deed[] => [
  removeSomebody(world),
  ({ group }) => group.changeKeys(),
  ({ group }) => {
    const target = oneOf(
      world.env,
      others(group).filter(({ role }) => role !== 'reader'),
    );
    return target && group.changeRole(target.id, target.role === 'steward' ? 'member' : 'reader');
  },
];

/** Cuts the world in two, with one of these on each side. */
const partBetween = (world: World, left: Tab, right: Tab): void => {
  const parts = new Map(world.devices.map(({ name }) => [name, world.env.pick(2)]));
  partByDevices(world, parts.set(left.device.name, 0).set(right.device.name, 1));
};

/** Two stewards on different devices of different members. */
const twoStewards = (world: World): readonly [Tab, Tab] | undefined => {
  const [left] = [steward(world)];
  const right =
    left &&
    oneOf(
      world.env,
      stewards(world).filter(({ group }) => group.me.member !== left.group.me.member),
    );
  return left && right && [left, right];
};

export const memberEvents = (hands: Hands): readonly Event[] => [
  {
    name: 'remove member',
    weight: 4,
    run: (world) => begin(world, steward(world), 'remove member', removeSomebody(world)),
  },
  {
    name: 'remove device',
    weight: 3,
    run: (world) =>
      begin(world, steward(world), 'remove device', ({ group }) => {
        const devices = group
          .members()
          .flatMap((member) => (member.devices.length > 1 ? member.devices : []));
        const target = oneOf(
          world.env,
          devices.filter(({ isThis }) => !isThis),
        );
        return target && group.remove({ device: target.id });
      }),
  },
  {
    name: 'change keys',
    weight: 4,
    run: (world) => begin(world, steward(world), 'change keys', ({ group }) => group.changeKeys()),
  },
  {
    name: 'change policy',
    weight: 1,
    run: (world) =>
      begin(world, steward(world), 'change policy', ({ group }) => {
        const { whoAdmits, inviteRole } = group.policy();
        return group.changePolicy({
          whoAdmits: whoAdmits === 'stewards' ? 'members' : 'stewards',
          inviteRole,
        });
      }),
  },
  {
    name: 'promote',
    weight: 4,
    run: (world) =>
      begin(world, steward(world), 'promote', ({ group }) => {
        const target = oneOf(
          world.env,
          others(group).filter(({ role }) => role !== 'steward'),
        );
        const higher = target && roles[roles.indexOf(target.role) + 1];
        return target && higher && group.changeRole(target.id, higher);
      }),
  },
  {
    name: 'demote',
    weight: 3,
    run: (world) =>
      begin(world, steward(world), 'demote', ({ group }) => {
        const target = oneOf(
          world.env,
          group.members().filter(({ role }) => role !== 'reader'),
        );
        const lower = target && roles[roles.indexOf(target.role) - 1];
        return target && lower && group.changeRole(target.id, lower);
      }),
  },
  {
    name: 'leave',
    weight: 1,
    run: (world) =>
      begin(world, oneOf(world.env, liveTabs(world)), 'leave', ({ group }) =>
        group.status().obstacle ? undefined : group.leave(),
      ),
  },
  {
    name: 'drop device',
    weight: 2,
    run: (world) =>
      begin(world, oneOf(world.env, liveTabs(world)), 'drop device', ({ group }) => {
        const other = me(group)?.devices.find(({ isThis }) => !isThis);
        return other && group.dropDevice(other.id);
      }),
  },
  {
    name: 'let in',
    weight: 4,
    run: async (world) => {
      const tab = steward(world);
      if (!tab || world.devices.length >= devicesMax) return false;
      return comeIn(
        world,
        hands,
        tab,
        createPerson(world.env, `New${world.devices.length}`, 'member'),
      );
    },
  },
  {
    name: 'another device',
    weight: 3,
    run: async (world) => {
      const tab = oneOf(
        world.env,
        liveTabs(world).filter(({ group }) => !group.status().obstacle),
      );
      if (!tab || world.devices.length >= devicesMax) return false;
      const name = `${tab.device.name}+${world.devices.length}`;
      return comeIn(
        world,
        hands,
        tab,
        createPerson(world.env, name, 'member'),
        tab.group.me.member,
      );
    },
  },
  {
    name: 'away',
    weight: 4,
    run: (world) => {
      const away = oneOf(world.env, world.devices);
      if (!away) return false;
      partByDevices(
        world,
        new Map(world.devices.map(({ name }) => [name, name === away.name ? 1 : 0])),
      );
      happened(world, 'away', away.name);
      return true;
    },
  },
  {
    name: 'concurrent successions',
    weight: 4,
    run: (world) => {
      const both = twoStewards(world);
      if (!both) return false;
      partBetween(world, ...both);
      const [left, right] = both.map((tab) => {
        const deed = oneOf(world.env, changesOfOne(world));
        return deed !== undefined && begin(world, tab, 'succession apart', deed);
      });
      return (left ?? false) || (right ?? false);
    },
  },
  {
    name: 'stewards remove each other',
    weight: 2,
    run: (world) => {
      const both = twoStewards(world);
      if (!both) return false;
      partBetween(world, ...both);
      const [left, right] = both;
      const removing =
        (other: Tab): Deed =>
        ({ group }) =>
          group.remove({ member: other.group.me.member });
      world.hasDispute = true;
      begin(world, left, 'steward removes steward', removing(right));
      begin(world, right, 'steward removes steward', removing(left));
      return true;
    },
  },
  {
    name: 'choose a side',
    weight: 6,
    run: (world) => choose(world, oneOf(world.env, liveTabs(world).filter(isUndecided))),
  },
  {
    name: 'crash while changing keys',
    weight: 3,
    run: (world) => {
      const tab = steward(world);
      const deed = oneOf(world.env, changesOfOne(world));
      if (!tab || !deed) return false;
      const side = world.env.pick(2) === 0 ? 'before' : 'after';
      tab.device.disk.crashAtWrite(world.env.pick(crashWithinWrites), side);
      tab.device.disk.drive.attach({
        isOpen: () => true,
        crash: () => happened(world, 'crash while changing keys', `${tab.device.name}, ${side}`),
        lose: () => undefined,
      });
      return begin(world, tab, 'succession before a crash', deed);
    },
  },
  {
    name: 'crash while arriving',
    weight: 3,
    run: (world) => {
      const behind = liveTabs(world).filter((tab) => tab.device.tabs.size === 1);
      const tab = oneOf(world.env, behind);
      const by = steward(world);
      if (!tab || !by || by.device === tab.device) return false;
      const side = world.env.pick(2) === 0 ? 'before' : 'after';
      // What arrives is kept first, then the arrival.
      tab.device.disk.crashAtWrite(1 + world.env.pick(2), side);
      tab.device.disk.drive.attach({
        isOpen: () => true,
        crash: () => happened(world, 'crash while arriving', `${tab.device.name}, ${side}`),
        lose: () => undefined,
      });
      return begin(world, by, 'change keys', ({ group }) => group.changeKeys());
    },
  },
  {
    name: 'removed device writes on',
    weight: 5,
    run: (world) => writeOn(world, hands),
  },
];

export const isUndecided = ({ group }: Tab): boolean => {
  const sides = group.dispute()?.sides;
  return sides !== undefined && !sides.some(({ isFollowedHere }) => isFollowedHere);
};

export const choose = (world: World, tab: Tab | undefined): boolean => {
  const side = tab && oneOf(world.env, tab.group.dispute()?.sides ?? []);
  if (!side) return false;
  world.hasDispute = true;
  return begin(world, tab, 'choose a side', ({ group }) => group.follow(side.id));
};
