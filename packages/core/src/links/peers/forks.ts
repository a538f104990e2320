/**
 * Finds where two peers' branches of one feed part, and fetches the other branch for the guard to
 * judge. Compares links only; what a fork means is the group's affair.
 *
 * Equal heights with different digests are a fork. Unequal heights are looked at only when they
 * stay so, or when the guard refused something of that feed: usually one of the two is just ahead.
 */
import type { Replica } from '../../group/ports.ts';
import { hexFromBytes, compareBytes } from '../../lib/bytes.ts';
import type { Env } from '../../lib/env.ts';
import { linksAnswerMax } from '../../lib/limits.ts';
import type { PeerMessage } from './messages.ts';
import { say, type Peer } from './peer.ts';

export interface ForkSearch {
  /** New or confirmed heads of a proven peer. */
  heard(peer: Peer): void;
  /** The guard refused what this peer sent of the feed. */
  suspect(peer: Peer, feed: string): void;
  links(peer: Peer, message: Extract<PeerMessage, { type: 'links' }>): void;
  /** True if this branch is the one that was asked for. */
  expects(peer: Peer, feed: string): boolean;
  branchJudged(peer: Peer, feed: string): void;
  forget(peer: Peer): void;
  stop(): void;
}

/** A search that gets no answer is given up. */
const answerMs = 20_000;
/** Branches looked at are remembered, so that a known fork is not fetched at every exchange. */
const rememberedMax = 1_024;
/** Windows grow from the newest link backwards, because branches part late. */
const windowGrowth = 64;

interface Search {
  readonly peer: Peer;
  readonly feed: string;
  readonly key: string;
  readonly low: number;
  from: number;
  count: number;
  isFetching: boolean;
}

export const createForkSearch = (
  env: Env,
  replica: Pick<Replica, 'heads' | 'linksOf' | 'compare'>,
): ForkSearch => {
  const waiting: { readonly peer: Peer; readonly feed: string }[] = [];
  const done = new Set<string>();
  const unequalBefore = new WeakMap<Peer, ReadonlySet<string>>();
  let search: Search | undefined;
  let cancelTimer: (() => void) | undefined;

  const enqueue = (peer: Peer, feed: string): void => {
    if (waiting.length >= rememberedMax) return;
    if (waiting.some((other) => other.peer === peer && other.feed === feed)) return;
    waiting.push({ peer, feed });
    next();
  };

  const next = (): void => {
    for (let candidate = waiting[0]; candidate !== undefined; candidate = waiting[0]) {
      if (search !== undefined) return;
      waiting.shift();
      begin(candidate.peer, candidate.feed);
    }
  };

  const begin = (peer: Peer, feed: string): void => {
    const theirs = peer.heads.find((head) => head.feed === feed);
    const ours = replica.heads().find((head) => head.feed === feed);
    if (peer.isClosed || theirs === undefined || ours === undefined) return;
    const key = `${feed} ${hexFromBytes(theirs.digest)} ${hexFromBytes(ours.digest)}`;
    const low = Math.min(theirs.height, ours.height);
    if (done.has(key) || low === 0) return;
    search = { peer, feed, key, low, from: low - 1, count: 1, isFetching: false };
    ask(search);
  };

  const ask = ({ peer, feed, from, count }: Search): void => {
    say(peer, { type: 'ask-links', feed, from, count });
    watch();
  };

  const watch = (): void => {
    cancelTimer?.();
    cancelTimer = env.after(answerMs, () => finish(false));
  };

  const finish = (isDone: boolean): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (search !== undefined && isDone) remember(search.key);
    search = undefined;
    next();
  };

  const remember = (key: string): void => {
    done.add(key);
    const [oldest] = done;
    if (done.size > rememberedMax && oldest !== undefined) done.delete(oldest);
  };

  return {
    heard: (peer) => {
      const { forked, unequal } = replica.compare(peer.heads);
      for (const feed of forked) enqueue(peer, feed);
      const heights = new Map(replica.heads().map((head) => [head.feed, head.height]));
      const theirs = new Map(peer.heads.map((head) => [head.feed, head.height]));
      const now = new Set(
        unequal.map((feed) => `${feed} ${theirs.get(feed) ?? 0} ${heights.get(feed) ?? 0}`),
      );
      const before = unequalBefore.get(peer);
      for (const [index, key] of [...now].entries()) {
        if (before?.has(key) === true) enqueue(peer, unequal[index] ?? '');
      }
      unequalBefore.set(peer, now);
    },
    suspect: enqueue,
    links: (peer, message) => {
      if (search === undefined || search.peer !== peer || search.isFetching) return;
      if (message.feed !== search.feed || message.from !== search.from) return;
      const ours = replica.linksOf(search.feed, search.from).slice(0, search.count);
      if (message.links.length !== search.count || ours.length !== search.count) {
        finish(false);
        return;
      }
      const parted = ours.findIndex((link, index) => {
        const theirs = message.links[index];
        return theirs === undefined || compareBytes(link, theirs) !== 0;
      });
      if (parted === -1) {
        // One is the continuation of the other.
        finish(true);
      } else if (parted > 0 || search.from === 0) {
        search.isFetching = true;
        say(peer, { type: 'ask-branch', feed: search.feed, from: search.from + parted });
        watch();
      } else {
        const end = search.from + 1;
        const width = Math.min(search.count * windowGrowth, linksAnswerMax, end);
        search.from = end - width;
        search.count = width;
        ask(search);
      }
    },
    expects: (peer, feed) => search?.peer === peer && search.feed === feed && search.isFetching,
    branchJudged: (peer, feed) => {
      if (search?.peer === peer && search.feed === feed) finish(true);
    },
    forget: (peer) => {
      if (search?.peer === peer) finish(false);
    },
    stop: () => {
      cancelTimer?.();
      waiting.length = 0;
      search = undefined;
    },
  };
};
