/**
 * The hostile member: on the roster, with keys of its own, handing its entries to honest devices
 * directly. It forks its feed, writes under another's client id, names parents that do not exist, and
 * now and then writes something decent, so that others build on it.
 */
import { entryTypes, parentBytes } from '../../packages/core/src/ledger/content.ts';
import { bytesFromHex, concatBytes } from '../../packages/core/src/lib/bytes.ts';
import { contents, rawUpdate, values } from '../hostile/raw-update.ts';
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

/** Waiting for a parent for ever ends an instance: each deed of that kind takes a fresh one. */
export const createHostile = (world: World): Hostile => {
  const { env, hostile } = world;
  let instance = 0;
  let feed = beginFeed(world, hostile);
  /** Clock of the feed's client id, by document. */
  const clocks = new Map<string, number>();
  let marks = 0;

  const nextInstance = (): void => {
    instance += 1;
    feed = beginFeed(world, hostile, instance);
    clocks.clear();
  };
  const give = (tab: Tab, written: ForeignFeed): void => {
    void tab.replica.receive(updateOfFeed(written));
  };
  const markUpdate = (
    document: string,
    client: number,
    clock: number,
    mark: string,
  ): Uint8Array => {
    const origin = clock > 0 ? { origin: { client, clock: clock - 1 } } : {};
    const struct = { ...contents.any(values.text(mark)), parent: 'marks', ...origin };
    const id = bytesFromHex(document) ?? new Uint8Array(16);
    return concatBytes(id, rawUpdate({ client, clock, structs: [struct] }));
  };
  const newMark = (what: string): string => {
    marks += 1;
    return `${what} ${marks} by Hostile`;
  };
  const decent = (tab: Tab, document: string, before: ForeignFeed, what: string): ForeignFeed => {
    const clock = clocks.get(document) ?? 0;
    const client = feed.feed.documentClientId;
    return withEntry(world, before, {
      type: entryTypes.document,
      payload: markUpdate(document, client, clock, newMark(what)),
      parents: parentsHeldBy(tab, feed.feed),
    });
  };

  const deeds: Readonly<Record<string, (tab: Tab, document: string) => void>> = {
    'hostile: decent': (tab, document) => {
      feed = decent(tab, document, feed, 'decent');
      clocks.set(document, (clocks.get(document) ?? 0) + 1);
      give(tab, feed);
    },
    'hostile: fork': (tab, document) => {
      const left = decent(tab, document, feed, 'left');
      const right = decent(tab, document, feed, 'right');
      const others = liveTabs(world).filter((other) => other !== tab);
      give(tab, left);
      give(oneOf(env, others) ?? tab, right);
      // Whichever stands, the other is nobody's to continue.
      nextInstance();
    },
    'hostile: foreign client': (tab, document) => {
      const victim = oneOf(env, world.devices);
      const foreign = victim && feedsOfPerson(world, victim)[env.pick(2)];
      if (!foreign) return;
      const mark = newMark('foreign');
      world.forbidden.push(mark);
      feed = withEntry(world, feed, {
        type: entryTypes.document,
        payload: markUpdate(document, foreign.documentClientId, 0, mark),
        parents: parentsHeldBy(tab, feed.feed),
      });
      give(tab, feed);
    },
    'hostile: no such parent': (tab, document) => {
      const mark = newMark('orphan');
      world.forbidden.push(mark);
      const waiting = withEntry(world, beginFeed(world, hostile, instance + 1), {
        type: entryTypes.document,
        payload: markUpdate(
          document,
          feedsOfPerson(world, hostile)[instance + 1]?.documentClientId ?? 0,
          0,
          mark,
        ),
        parents: [env.random(parentBytes)],
      });
      give(tab, waiting);
      // That instance is spent; the feed at hand goes on in the one after it.
      instance += 1;
      nextInstance();
    },
  };

  return {
    act: () => {
      const tab = oneOf(env, liveTabs(world));
      const document = oneOf(env, [...world.documents.keys()]);
      const name = oneOf(env, Object.keys(deeds));
      const deed = name === undefined ? undefined : deeds[name];
      if (!tab || document === undefined || !deed || instance > instancesMax) return false;
      deed(tab, document);
      happened(world, name ?? '', `to ${tab.place}`);
      return true;
    },
  };
};

/** Two more are used by one deed; 32 is the protocol's bound. */
const instancesMax = 28;
