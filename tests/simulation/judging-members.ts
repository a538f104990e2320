/**
 * After a schedule in which people came, went and changed keys: everybody speaks with everybody
 * again, those who are asked choose a side, and then all who belong must be of one mind, or, where a
 * dispute cannot be settled, all who are on the same side.
 */
import { headsIntervalMs } from '../../packages/core/src/lib/limits.ts';
import { epochOf } from './by-hand.ts';
import { marksOf } from './edits.ts';
import { updateOfFeed } from './foreign-feed.ts';
import { gather } from './healing.ts';
import { agreement } from './invariants.ts';
import type { Hands } from './members-by-hand.ts';
import { choose, isUndecided } from './members.ts';
import { docOf, type Tab } from './tab.ts';
import { count, liveTabs, note, partByDevices, type World } from './world.ts';

/** Duties wait their turn, and one follows from another. */
const dutiesMs = 6 * headsIntervalMs;
/** Sides are chosen, and what follows may have to be chosen between again. */
const choicesMax = 6;

export const healMembers = async (world: World, hands: Hands): Promise<readonly string[]> => {
  note(world, 'everybody heals');
  partByDevices(world, undefined);
  await gather(world, world.devices, (tab) => {
    for (const feed of hands.values()) void tab.replica.receive(updateOfFeed(feed));
  });
  await world.env.advance(dutiesMs);
  for (let time = 0; time < choicesMax; time += 1) {
    const asked = liveTabs(world).filter(isUndecided);
    if (asked.length === 0) break;
    for (const tab of asked) choose(world, tab);
    await world.env.advance(dutiesMs);
  }
  return judge(world);
};

const keysOf = (tab: Tab): string => epochOf(tab.origin()).id;
const isRemoved = ({ group }: Tab): boolean => group.status().obstacle?.type === 'removed';

const judge = (world: World): readonly string[] => {
  const tabs = liveTabs(world);
  if (tabs.some(({ group }) => group.dispute())) world.hasDispute = true;
  const staying = tabs.filter((tab) => !isRemoved(tab) && isOnRoster(tab));
  const sides = new Map<string, readonly Tab[]>();
  for (const tab of staying) sides.set(keysOf(tab), [...(sides.get(keysOf(tab)) ?? []), tab]);
  count(world, sides.size > 1 ? 'ended in several groups' : 'ended as one group');
  if (staying.length < tabs.length) count(world, 'ended with somebody outside');
  const unsettled = staying.filter(({ group }) => group.dispute() === undefined);
  const apart =
    sides.size > 1 && unsettled.length === staying.length
      ? [
          `apart without a dispute: ${[...sides].map(([id, each]) => `${id.slice(0, 6)} ${placesOf(each)}`).join(' / ')}`,
        ]
      : [];
  for (const tab of tabs) noteEnd(world, tab);
  return [
    ...apart,
    ...[...sides.values()].flatMap((side) => [
      ...agreement(side, !world.hasDispute).map((what) => `on one side: ${what}`),
      ...obstacles(side),
      ...lost(world, side),
    ]),
    ...outside(world, tabs, staying),
    ...(world.hasDispute ? [] : readAfterRemoval(world, tabs)),
  ];
};

/** For whoever reads a failing seed. */
const noteEnd = (world: World, tab: Tab): void => {
  const { number, moved, devices } = tab.group.keys();
  const { obstacle, waitingEntries, setAsideEntries } = tab.group.status();
  const facts = [
    `keys ${number} ${keysOf(tab).slice(0, 6)}, ${moved} of ${devices} there`,
    `${obstacle?.type ?? 'may write'}, ${waitingEntries} wait, ${setAsideEntries} set aside`,
    tab.group
      .members()
      .map(({ handle, role }) => `${handle} ${role}`)
      .join(', '),
    tab.group.dispute() ? 'dispute' : 'no dispute',
  ];
  note(world, `${tab.place} ends: ${facts.join('; ')}`);
};

const placesOf = (tabs: readonly Tab[]): string => tabs.map(({ place }) => place).join(', ');

const devicesOf = ({ group }: Tab): readonly string[] =>
  group.members().flatMap(({ devices }) => devices.map(({ id }) => id));

const isOnRoster = (tab: Tab): boolean => devicesOf(tab).includes(tab.device.id);

/** Nobody who belongs is kept from writing, but for readers. */
const obstacles = (side: readonly Tab[]): readonly string[] =>
  side.flatMap((tab) => {
    const { obstacle } = tab.group.status();
    const role = tab.group.members().find(({ isMe }) => isMe)?.role;
    const expected = role === 'reader' ? 'reader' : undefined;
    return obstacle?.type === expected
      ? []
      : [`${tab.place} is ${role ?? 'nobody'} and has the obstacle ${obstacle?.type ?? 'none'}`];
  });

/** Whoever is outside was left out by those who stay, and whoever they have among them is not outside. */
const outside = (
  world: World,
  tabs: readonly Tab[],
  staying: readonly Tab[],
): readonly string[] => {
  if (world.hasDispute) return [];
  const [witness] = staying;
  if (!witness) return ['nobody is left'];
  const roster = new Set(devicesOf(witness));
  return tabs
    .filter((tab) => !staying.includes(tab) && roster.has(tab.device.id))
    .map((tab) => {
      const { obstacle } = tab.group.status();
      return `${tab.place} belongs by ${witness.place}, and is kept out: ${obstacle?.type ?? 'not on its own roster'}`;
    });
};

/** What somebody wrote who belongs is in the documents, or is shown as set aside. */
const lost = (world: World, side: readonly Tab[]): readonly string[] => {
  const [first] = side;
  if (!first) return [];
  const devices = new Set(side.map(({ device }) => device));
  const aside = side.flatMap(({ group }) => group.setAside().flatMap(({ lines }) => lines));
  return world.edits.flatMap(({ mark, document, tab, isAcknowledged }) => {
    const doc = docOf(first, document);
    const times = doc ? marksOf(doc).filter((each) => each === mark).length : 0;
    if (times > 1) return [`${mark} is there ${times} times`];
    if (!isAcknowledged || times === 1 || !devices.has(tab.device)) return [];
    if (aside.some((line) => line.includes(mark))) {
      count(world, 'acknowledged and set aside');
      return [];
    }
    return [`${mark} was acknowledged, and is lost for ${first.place}`];
  });
};

/** Nothing that was written where somebody had been removed is shown to them. */
const readAfterRemoval = (world: World, tabs: readonly Tab[]): readonly string[] =>
  tabs.filter(isRemoved).flatMap((tab) =>
    tab.group.documents().flatMap(({ id }) => {
      const doc = docOf(tab, id);
      const shown = new Set(doc ? marksOf(doc) : []);
      return world.edits
        .filter(({ mark, goneThen }) => shown.has(mark) && goneThen.has(tab.device.id))
        .map(({ mark }) => `${tab.place} was removed, and reads ${mark}`);
    }),
  );
