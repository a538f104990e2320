/**
 * The search for where branches part, between two lists of links and nothing else: what a fork is
 * and what becomes of it is tested where groups are.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Head, Replica } from '../../group/ports.ts';
import { createSeededEnv } from '../../testing/env.ts';
import { createForkSearch } from './forks.ts';
import { decodeMessage, type PeerMessage } from './messages.ts';
import { createPeer, type Peer } from './peer.ts';

const feed = 'feed';
const digest = (name: string): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => name.charCodeAt(index % name.length));

/** A feed's links: common up to `parted`, then of a branch of this name. */
const linksOf = (height: number, parted: number, branch: string): Uint8Array[] =>
  Array.from({ length: height }, (_, place) =>
    digest(place < parted ? `common ${place}` : `${branch} ${place}`),
  );

const openSearch = (ours: readonly Uint8Array[], theirs: readonly Uint8Array[]) => {
  const env = createSeededEnv(1);
  const headOf = (links: readonly Uint8Array[]): Head => ({
    feed,
    height: links.length,
    digest: links.at(-1) ?? new Uint8Array(32),
  });
  const isForked = ours.length === theirs.length && String(ours.at(-1)) !== String(theirs.at(-1));
  const replica: Pick<Replica, 'heads' | 'linksOf' | 'compare'> = {
    heads: () => [headOf(ours)],
    linksOf: (_, from) => ours.slice(from),
    compare: () => ({
      behind: theirs.length > ours.length,
      ahead: ours.length > theirs.length,
      forked: isForked ? [feed] : [],
      unequal: ours.length === theirs.length ? [] : [feed],
    }),
  };
  const asked: PeerMessage[] = [];
  const peer: Peer = createPeer(env, {
    id: 'peer',
    ours: new Uint8Array(1),
    theirs: new Uint8Array(1),
    send: (bytes) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok) asked.push(decoded.value);
    },
    close: () => undefined,
  });
  peer.heads = [headOf(theirs)];
  const search = createForkSearch(env, replica);
  /** Answers like an honest peer, until there is nothing more to answer. Returns where it parts. */
  const answer = (): number | undefined => {
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      if (next.type === 'ask-branch') return next.from;
      if (next.type !== 'ask-links') continue;
      const links = theirs.slice(next.from, next.from + next.count);
      search.links(peer, { type: 'links', feed, from: next.from, links });
    }
    return undefined;
  };
  return { env, peer, search, asked, answer };
};

describe('the search for a fork', () => {
  it('finds the very place where two branches of equal height part', () => {
    const lengths = fc.integer({ min: 1, max: 9_000 });
    fc.assert(
      fc.property(lengths, fc.nat(), (height, chance) => {
        const parted = chance % height;
        const { peer, search, answer } = openSearch(
          linksOf(height, parted, 'ours'),
          linksOf(height, parted, 'theirs'),
        );
        search.heard(peer);
        expect(answer()).toBe(parted);
        expect(search.expects(peer, feed)).toBe(true);
        search.branchJudged(peer, feed);
        expect(search.expects(peer, feed)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('looks at unequal heights only when they stay so', () => {
    const { peer, search, asked, answer } = openSearch(
      linksOf(10, 4, 'ours'),
      linksOf(12, 4, 'theirs'),
    );
    search.heard(peer);
    expect(asked).toEqual([]);
    search.heard(peer);
    expect(answer()).toBe(4);
  });

  it('looks at once where the guard refused something', () => {
    const { peer, search, answer } = openSearch(linksOf(10, 4, 'ours'), linksOf(12, 4, 'theirs'));
    search.suspect(peer, feed);
    expect(answer()).toBe(4);
  });

  it('asks one link, and no more, where one feed continues the other', () => {
    const { peer, search, asked, answer } = openSearch(
      linksOf(70, 70, 'same'),
      linksOf(90, 90, 'same'),
    );
    search.suspect(peer, feed);
    expect(asked).toHaveLength(1);
    expect(answer()).toBeUndefined();
    search.suspect(peer, feed);
    expect(asked).toEqual([]);
  });

  it('does not fetch a branch again that was judged', () => {
    const { peer, search, asked, answer } = openSearch(
      linksOf(5, 2, 'ours'),
      linksOf(5, 2, 'theirs'),
    );
    search.heard(peer);
    answer();
    search.branchJudged(peer, feed);
    search.heard(peer);
    expect(asked).toEqual([]);
  });

  it('gives up on a peer that does not answer, answers wrong, or leaves, and may ask again', async () => {
    const { env, peer, search, asked } = openSearch(linksOf(5, 2, 'ours'), linksOf(5, 2, 'theirs'));
    search.heard(peer);
    await env.advance(30_000);
    search.heard(peer);
    expect(asked).toHaveLength(2);
    search.links(peer, { type: 'links', feed, from: 4, links: [] });
    search.heard(peer);
    expect(asked).toHaveLength(3);
    search.forget(peer);
    search.heard(peer);
    expect(asked).toHaveLength(4);
    search.stop();
    expect(env.timers()).toBe(0);
  });
});
