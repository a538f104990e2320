/**
 * The hostile member: on the roster, with keys of its own, handing its entries to honest devices
 * directly. It forks its feed, writes under another's client id, names parents that do not exist,
 * forges and talks rubbish; and now and then it writes something decent, so that others build on it.
 */
import { entryTypes, parentBytes } from '../../packages/core/src/ledger/content.ts';
import { markPayload } from './by-hand.ts';
import {
  beginFeed,
  parentsHeldBy,
  updateOfFeed,
  withEntry,
  type ForeignFeed,
} from './foreign-feed.ts';
import type { Tab } from './tab.ts';
import { feedsOfPerson, happened, liveTabs, oneOf, type World } from './world.ts';

export interface Hostile {
  /** One deed, done to some tabs that are open; false if nothing could be done. */
  act(): boolean;
}

/** A feed, and how far its client id has come in each document. */
interface Branch {
  readonly feed: ForeignFeed;
  readonly clockByDocument: ReadonlyMap<string, number>;
}

/** A deed spends two at most; 32 is the protocol's bound. */
const instancesMax = 29;
const forkLengthMax = 3;

export const createHostile = (world: World): Hostile => {
  const { env } = world;
  let instances = 1;
  let marks = 0;
  let branch = beginBranch(world, 0);
  /** Branches that were forked: whoever holds one may be given more of it. */
  let forked: readonly Branch[] = [];

  const freshBranch = (): Branch => {
    const fresh = beginBranch(world, instances);
    instances += 1;
    return fresh;
  };
  const give = (tab: Tab, { feed }: Branch): void => {
    void tab.replica.receive(updateOfFeed(feed));
  };
  const newMark = (what: string): string => {
    marks += 1;
    return `${what} ${marks} by Hostile`;
  };
  const newForbiddenMark = (what: string): string => {
    const mark = newMark(what);
    world.forbidden.push(mark);
    return mark;
  };
  const decent = (tab: Tab, document: string, before: Branch): Branch => {
    const clock = before.clockByDocument.get(document) ?? 0;
    const client = before.feed.feed.documentClientId;
    return {
      feed: withEntry(world, before.feed, {
        type: entryTypes.document,
        payload: markPayload(document, client, clock, newMark('decent')),
        parents: parentsHeldBy(tab, before.feed.feed),
      }),
      clockByDocument: new Map(before.clockByDocument).set(document, clock + 1),
    };
  };
  const several = (tab: Tab, document: string, before: Branch): Branch => {
    let after = before;
    for (let left = 1 + env.pick(forkLengthMax); left > 0; left -= 1) {
      after = decent(tab, document, after);
    }
    return after;
  };

  const deeds: Readonly<Record<string, (tab: Tab, document: string) => void>> = {
    'hostile: decent': (tab, document) => {
      branch = decent(tab, document, branch);
      give(tab, branch);
    },
    'hostile: fork': (tab, document) => {
      const other = oneOf(env, liveTabs(world)) ?? tab;
      forked = [several(tab, document, branch), several(other, document, branch)];
      const [left, right] = forked;
      if (left) give(tab, left);
      if (right) give(other, right);
      branch = freshBranch();
    },
    'hostile: more of a fork': (tab, document) => {
      const before = oneOf(env, forked);
      if (!before) return;
      const after = decent(tab, document, before);
      forked = forked.map((each) => (each === before ? after : each));
      give(tab, after);
    },
    'hostile: foreign client': (tab, document) => {
      const victim = oneOf(env, world.devices);
      const foreign = victim && feedsOfPerson(victim, world.epoch)[env.pick(2)];
      if (!foreign) return;
      const mark = newForbiddenMark('foreign');
      const feed = withEntry(world, branch.feed, {
        type: entryTypes.document,
        payload: markPayload(document, foreign.documentClientId, 0, mark),
        parents: parentsHeldBy(tab, branch.feed.feed),
      });
      branch = { ...branch, feed };
      give(tab, branch);
    },
    'hostile: no such parent': (tab, document) => {
      const before = freshBranch();
      const client = before.feed.feed.documentClientId;
      const feed = withEntry(world, before.feed, {
        type: entryTypes.document,
        payload: markPayload(document, client, 0, newForbiddenMark('orphan')),
        parents: [env.random(parentBytes)],
      });
      give(tab, { ...before, feed });
    },
    'hostile: forged': (tab, document) => {
      const client = branch.feed.feed.documentClientId;
      const clock = branch.clockByDocument.get(document) ?? 0;
      const feed = withEntry(world, branch.feed, {
        type: entryTypes.document,
        payload: markPayload(document, client, clock, newForbiddenMark('forged')),
        parents: [],
      });
      const last = feed.entries.at(-1)?.slice() ?? new Uint8Array();
      // Within the signature, which follows the version.
      last[1 + env.pick(64)] = (last[1] ?? 0) ^ 0xff;
      give(tab, { ...branch, feed: { ...feed, entries: [...feed.entries.slice(0, -1), last] } });
    },
    'hostile: rubbish': (tab) => {
      void tab.replica.receive(env.random(1 + env.pick(200)));
    },
  };

  return {
    act: () => {
      const tab = oneOf(env, liveTabs(world));
      const document = oneOf(env, [...world.documents.keys()]);
      const name = oneOf(env, Object.keys(deeds));
      const deed = name === undefined ? undefined : deeds[name];
      if (!tab || document === undefined || !deed || instances > instancesMax) return false;
      deed(tab, document);
      happened(world, name ?? '', `to ${tab.place}`);
      return true;
    },
  };
};

const beginBranch = (world: World, instance: number): Branch => ({
  feed: beginFeed(world, world.hostile, instance),
  clockByDocument: new Map(),
});
