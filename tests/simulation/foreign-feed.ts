/**
 * A feed written by hand, with the group's own keys: for those on the roster who run no group of
 * ours, the porter and the hostile member. It writes whatever it is told.
 */
import { encodeContent, parentBytes } from '../../packages/core/src/ledger/content.ts';
import {
  firstTip,
  linkOfEntry,
  sealEntry,
  signatureOf,
  type Tip,
} from '../../packages/core/src/ledger/entry.ts';
import type { Epoch } from '../../packages/core/src/ledger/epoch.ts';
import type { Feed } from '../../packages/core/src/ledger/feed.ts';
import { encodeLedgerUpdate } from '../../packages/core/src/ledger/update.ts';
import { compareBytes } from '../../packages/core/src/lib/bytes.ts';
import type { Tab } from './tab.ts';
import { feedsOfPerson, type Person, type World } from './world.ts';

export interface ForeignFeed {
  readonly author: Person;
  readonly feed: Feed;
  readonly entries: readonly Uint8Array[];
  readonly tip: Tip;
}

/** In the epoch that the group began with, unless another is given. */
export const beginFeed = (
  world: World,
  author: Person,
  instance = 0,
  epoch: Epoch = world.epoch,
): ForeignFeed => {
  const feed = feedsOfPerson(author, epoch)[instance];
  if (!feed) throw new RangeError(`beginFeed: no instance ${instance}`);
  return { author, feed, entries: [], tip: firstTip };
};

/** The feed with one more entry; the one given stays, so that two can continue it. */
export const withEntry = (
  world: World,
  before: ForeignFeed,
  content: {
    readonly type: number;
    readonly payload: Uint8Array;
    readonly parents: readonly Uint8Array[];
  },
): ForeignFeed => {
  const { env } = world;
  const { author, feed, entries, tip } = before;
  const plaintext = encodeContent({ ...content, claimedSeconds: Math.floor(env.now() / 1_000) });
  const place = entries.length;
  const { seed } = author.keys.signing;
  const entry = sealEntry(feed, place, tip, plaintext, env.random(24), seed);
  const link = linkOfEntry(feed, place, tip, entry);
  return {
    ...before,
    entries: [...entries, entry],
    tip: { link, signature: signatureOf(entry) },
  };
};

export const updateOfFeed = ({ feed, entries }: ForeignFeed): Uint8Array =>
  encodeLedgerUpdate([{ clientId: feed.clientId, start: 0, rootName: feed.name, entries }]);

/** Names everything that a tab holds of others' feeds as parents, as an honest author would. */
export const parentsHeldBy = ({ replica }: Tab, own: Feed): readonly Uint8Array[] =>
  replica
    .heads()
    .filter(({ feed }) => feed !== own.name)
    .flatMap(({ feed, height }) => replica.linksOf(feed, height - 1).slice(0, 1))
    .map((link) => link.slice(0, parentBytes))
    .toSorted(compareBytes);
