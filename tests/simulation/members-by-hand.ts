/**
 * What members do in the simulation that is written by hand, past the open group: admissions without
 * knocks and their slow words, and what a removed device writes into old keys.
 */
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { bytesFromHex, hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import { encodeRosterChange } from '../../packages/core/src/roster/changes.ts';
import { epochOf, markPayload } from './by-hand.ts';
import {
  beginFeed,
  parentsHeldBy,
  updateOfFeed,
  withEntry,
  type ForeignFeed,
} from './foreign-feed.ts';
import { openTab, type Tab } from './tab.ts';
import {
  addDevice,
  type createPerson,
  happened,
  liveTabs,
  oneOf,
  type Device,
  type World,
} from './world.ts';

/** Fed by hand, beside those that its tabs take: low enough not to wear the keys out. */
const handInstance = 23;

/** Feeds written by hand, by name: whoever heard of one first may lose it in a power cut. */
export type Hands = Map<string, ForeignFeed>;

/** An admission, as another instance of the steward's own device writes it. */
export const comeIn = async (
  world: World,
  hands: Hands,
  tab: Tab,
  person: ReturnType<typeof createPerson>,
  member?: string,
): Promise<boolean> => {
  const { keys, salt } = person;
  const origin = tab.origin();
  const own = member === undefined ? undefined : tab.group.members().find(({ isMe }) => isMe);
  if (member !== undefined && !own) return false;
  const memberId = member === undefined ? undefined : bytesFromHex(member);
  const feed = withEntry(world, handOf(world, hands, tab.device, tab), {
    type: entryTypes.roster,
    payload: encodeRosterChange({
      type: 'admission',
      invite: world.env.random(32),
      knock: world.env.random(32),
      ...(memberId ? { member: memberId } : {}),
      handle: own?.handle ?? person.name,
      role: own?.role ?? 'member',
      device: { signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt },
    }),
    parents: [],
  });
  hands.set(feed.feed.name, feed);
  void tab.replica.receive(updateOfFeed(feed));
  const device = addDevice(world, person, origin);
  happened(
    world,
    member === undefined ? 'let in' : 'another device',
    `${person.name} by ${tab.place}`,
  );
  await openTab(world, device);
  return true;
};

const handOf = (world: World, hands: Hands, device: Device, tab: Tab): ForeignFeed => {
  const origin = tab.origin();
  const epoch = epochOf(origin);
  const begun = beginFeed(world, device, handInstance, epoch);
  const known = hands.get(begun.feed.name);
  if (known) return known;
  if (epoch.id === world.epoch.id) return begun;
  // What it rests on may lie under a rival's keys: those who are here are told them first.
  const disclosed = origin.secrets.reduce(
    (feed, { epochId, secret }) =>
      hexFromBytes(epochId) === epoch.id
        ? feed
        : withEntry(world, feed, {
            type: entryTypes.roster,
            payload: encodeRosterChange({ type: 'disclosure', epochId, secret }),
            parents: [],
          }),
    begun,
  );
  return withEntry(world, disclosed, {
    type: entryTypes.arrival,
    payload: new Uint8Array(),
    parents: parentsHeldBy(tab, begun.feed),
  });
};

/**
 * Somebody writes into keys that they were removed under, and gives it to whoever has moved already:
 * it is in nobody's past, and must never show.
 */
export const writeOn = (world: World, hands: Hands): boolean => {
  const moved = oneOf(
    world.env,
    liveTabs(world).filter(({ origin }) => origin().current.number > 0),
  );
  const document = oneOf(world.env, [...world.documents.keys()]);
  if (!moved || document === undefined) return false;
  const now = new Set(moved.group.members().flatMap(({ devices }) => devices.map(({ id }) => id)));
  const gone = world.devices.filter(({ id }) => moved.device.seen.has(id) && !now.has(id));
  const removed = oneOf(world.env, gone);
  if (!removed) return false;
  const mark = `written on ${world.forbidden.length} by ${removed.name}`;
  const before = beginFeed(world, removed, handInstance - 1, world.epoch);
  const known = hands.get(before.feed.name);
  if (known) return false;
  const feed = withEntry(world, before, {
    type: entryTypes.document,
    payload: markPayload(document, before.feed.documentClientId, 0, mark),
    parents: [],
  });
  hands.set(feed.feed.name, feed);
  world.forbidden.push(mark);
  void moved.replica.receive(updateOfFeed(feed));
  happened(world, 'removed device writes on', `${removed.name}, to ${moved.place}`);
  return true;
};
