/**
 * Gives new entries to the peers that lack them, and answers those who ask. An update names the
 * other peers that have it too, so that in a full mesh an edit is sent once to each and forwarded
 * by nobody, while along a line it still travels.
 */
import type { Replica } from '../../group/ports.ts';
import { peerTagsMax, pushedVectorBytesMax, updateBytesMax } from '../../lib/limits.ts';
import { encodeMessage } from './messages.ts';
import { say, type Peer } from './peer.ts';
import { vectorOf, type Telling } from './telling.ts';
import { covers, encodeVector, growth, raise, type Vector } from './vector.ts';

/** What a sender said of an update while it is being judged. */
export interface Claim {
  readonly tagKeys: ReadonlySet<string>;
  /** `undefined`: whatever it is, all others are told of it and ask for it themselves. */
  readonly upto: Vector | undefined;
}

export interface Pushing {
  /** New entries are in the ledger. */
  push(update: Uint8Array): void;
  /** Answers a want of a proven peer. */
  answer(peer: Peer, want: number, vector: Vector): void;
  /** Gives another branch of a feed to a proven peer that asked for it. */
  branch(peer: Peer, feed: string, update: Uint8Array): void;
  /** While the guard judges an update, those whom its sender named are taken to have it. */
  claim(claim: Claim): () => void;
}

export const createPushing = (
  replica: Replica,
  peers: ReadonlySet<Peer>,
  telling: Telling,
): Pushing => {
  const claims = new Set<Claim>();
  let held = vectorOf(replica);

  const has = (peer: Peer, upto: Vector): boolean => {
    if (covers(peer.known, upto)) return true;
    const key = peer.greeted?.tagKey;
    if (key === undefined) return false;
    for (const claim of claims) {
      if (claim.upto === undefined) return true;
      if (claim.tagKeys.has(key) && covers(claim.upto, upto)) return true;
    }
    return false;
  };

  const push = (update: Uint8Array): void => {
    const before = held;
    held = vectorOf(replica);
    const { from, upto } = growth(before, held);
    if (upto.size === 0) return;
    const proven = [...peers].filter((peer) => peer.identity !== undefined);
    const isPushed =
      update.length <= updateBytesMax && encodeVector(upto).length <= pushedVectorBytesMax;
    const isGiven = (peer: Peer): boolean => isPushed && covers(peer.known, from);
    const having = proven.filter((peer) => has(peer, upto) || isGiven(peer));
    const tags = having.flatMap((peer) => peer.greeted?.tag ?? []).slice(0, peerTagsMax);
    for (const peer of proven) {
      if (has(peer, upto)) continue;
      const isSent =
        isGiven(peer) &&
        peer.outbox.send(update.length, (place) =>
          encodeMessage({ type: 'update', place, want: 0, isLast: true, tags, upto, update }),
        );
      // It would not fit on what the peer holds: it is told, and asks.
      if (isSent) raise(peer.known, upto);
      else if (telling.isStale(peer)) telling.tellAllSoon();
    }
  };

  const answer = (peer: Peer, want: number, vector: Vector): void => {
    const ours = vectorOf(replica);
    const parts = partsSince(replica, vector, ours);
    if (parts.length === 0) {
      say(peer, { type: 'nothing', number: want });
      return;
    }
    const upto = new Map<number, number>();
    for (const [index, update] of parts.entries()) {
      const isLast = index === parts.length - 1;
      peer.outbox.send(update.length, (place) =>
        encodeMessage({ type: 'update', place, want, isLast, tags: [], upto, update }),
      );
    }
    raise(peer.known, ours);
  };

  return {
    push,
    answer,
    branch: (peer, feed, update) => {
      if (update.length > updateBytesMax) return;
      peer.outbox.send(update.length, (place) =>
        encodeMessage({ type: 'branch', place, feed, update }),
      );
    },
    claim: (claim) => {
      claims.add(claim);
      return () => {
        claims.delete(claim);
        if (claim.upto === undefined) return;
        const key = (peer: Peer): string => peer.greeted?.tagKey ?? '';
        const upto = lower(claim.upto, vectorOf(replica));
        for (const peer of peers) if (claim.tagKeys.has(key(peer))) raise(peer.known, upto);
      };
    },
  };
};

/** What the holder of `vector` lacks, in updates that each fit a message: whole feeds only. */
const partsSince = (replica: Replica, vector: Vector, ours: Vector): readonly Uint8Array[] => {
  const whole = replica.updateSince(encodeVector(vector));
  if (whole === undefined) return [];
  if (whole.length <= updateBytesMax) return [whole];
  const missing = [...growth(vector, ours).upto.keys()];
  if (missing.length < 2) return [];
  const middle = Math.floor(missing.length / 2);
  const without = (clients: readonly number[]): Vector => {
    const pretended = new Map(vector);
    for (const client of clients) pretended.set(client, ours.get(client) ?? 0);
    return pretended;
  };
  return [
    ...partsSince(replica, without(missing.slice(middle)), ours),
    ...partsSince(replica, without(missing.slice(0, middle)), ours),
  ];
};

const lower = (left: Vector, right: Vector): Vector => {
  const both = new Map<number, number>();
  for (const [client, clock] of left) {
    const bound = Math.min(clock, right.get(client) ?? 0);
    if (bound > 0) both.set(client, bound);
  }
  return both;
};
