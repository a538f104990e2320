/**
 * The porter: a steward who lets newcomers in, by an admission in a feed of its own. Invites, knocks
 * and their slow words have stories of their own; here it matters only that the roster grows while
 * everything else goes wrong.
 */
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { encodeRosterChange } from '../../packages/core/src/roster/changes.ts';
import { beginFeed, parentsHeldBy, updateOfFeed, withEntry } from './foreign-feed.ts';
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
  let feed = beginFeed(world, porter);
  const admitted: Device[] = [];
  const tell = (tab: Tab): void => {
    if (feed.entries.length > 0) void tab.replica.receive(updateOfFeed(feed));
  };
  return {
    tell,
    admit: async (told) => {
      const name = newcomerNames[admitted.length];
      const witness = told ?? oneOf(env, liveTabs(world));
      if (name === undefined || !witness) return false;
      const newcomer = createPerson(env, name, 'member');
      const { keys, salt } = newcomer;
      feed = withEntry(world, feed, {
        type: entryTypes.roster,
        payload: encodeRosterChange({
          type: 'admission',
          invite: env.random(32),
          knock: env.random(32),
          handle: name,
          role: 'member',
          device: { signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt },
        }),
        parents: isPeaceful ? parentsHeldBy(witness, feed.feed) : [],
      });
      tell(witness);
      const device = addDevice(world, newcomer);
      admitted.push(device);
      happened(world, 'admission', `${name}, told to ${witness.place}`);
      await openTab(world, device);
      return true;
    },
  };
};
