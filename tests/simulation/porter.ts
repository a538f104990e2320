/**
 * The porter: a steward who lets newcomers in, by an admission in a feed of its own. Invites, knocks
 * and their slow words have stories of their own; here it matters only that the roster grows while
 * everything else goes wrong.
 */
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { encodeRosterChange } from '../../packages/core/src/roster/changes.ts';
import { epochOf } from './by-hand.ts';
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
  createPerson,
  happened,
  liveTabs,
  oneOf,
  type Device,
  type World,
} from './world.ts';

export interface Porter {
  /**
   * Lets the next newcomer in and tells one tab of it, by chance unless it is named. False when
   * nobody is there to hear of it, or all are in.
   */
  admit(told?: Tab): Promise<boolean>;
  /** Hands its feed to a tab again: whoever heard of it first may have lost it in a power cut. */
  tell(tab: Tab): void;
}

const newcomerNames = ['Vera', 'Omar'] as const;

/** `isPeaceful`: nobody hostile is here, whose entries may wait for ever and others with them. */
export const createPorter = (world: World, isPeaceful: boolean): Porter => {
  const { env, porter } = world;
  const feeds = new Map<string, ForeignFeed>();
  const admitted: Device[] = [];
  const tell = (tab: Tab): void => {
    for (const feed of feeds.values()) void tab.replica.receive(updateOfFeed(feed));
  };
  return {
    tell,
    admit: async (told) => {
      const name = newcomerNames[admitted.length];
      const witness = told ?? oneOf(env, liveTabs(world));
      if (name === undefined || !witness) return false;
      const newcomer = createPerson(env, name, 'member');
      const { keys, salt } = newcomer;
      const origin = witness.origin();
      const epoch = epochOf(origin);
      const begun = beginFeed(world, porter, 0, epoch);
      // Whoever was in the room of older keys alone cannot wait for what rests on newer ones.
      const isFirst = epoch.id === world.epoch.id;
      const feed = withEntry(world, feeds.get(epoch.id) ?? begun, {
        type: entryTypes.roster,
        payload: encodeRosterChange({
          type: 'admission',
          invite: env.random(32),
          knock: env.random(32),
          handle: name,
          role: 'member',
          device: { signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt },
        }),
        parents: isPeaceful && isFirst ? parentsHeldBy(witness, begun.feed) : [],
      });
      feeds.set(epoch.id, feed);
      tell(witness);
      const device = addDevice(world, newcomer, origin);
      admitted.push(device);
      happened(world, 'admission', `${name}, told to ${witness.place}`);
      await openTab(world, device);
      return true;
    },
  };
};
