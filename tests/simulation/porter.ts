/**
 * The porter: a steward who lets newcomers in, by an admission in a feed of its own. Invites, knocks
 * and their slow words have stories of their own; here it matters only that the roster grows while
 * everything else goes wrong.
 */
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { encodeRosterChange } from '../../packages/core/src/roster/changes.ts';
import { beginFeed, parentsHeldBy, updateOfFeed, withEntry } from './foreign-feed.ts';
import { openTab } from './tab.ts';
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
  /** Lets the next newcomer in; nothing when nobody is there to hear of it, or all are in. */
  admit(): Promise<boolean>;
}

const newcomerNames = ['Vera', 'Omar'] as const;

export const createPorter = (world: World): Porter => {
  const { env, porter } = world;
  let feed = beginFeed(world, porter);
  const admitted: Device[] = [];
  return {
    admit: async () => {
      const name = newcomerNames[admitted.length];
      const witness = oneOf(env, liveTabs(world));
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
        parents: parentsHeldBy(witness, feed.feed),
      });
      void witness.replica.receive(updateOfFeed(feed));
      const device = addDevice(world, newcomer);
      admitted.push(device);
      happened(world, 'admission', `${name}, told to ${witness.place}`);
      await openTab(world, device);
      return true;
    },
  };
};
