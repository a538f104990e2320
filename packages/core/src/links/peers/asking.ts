/**
 * Asks peers for what we lack, one peer at a time, so that a newcomer among many does not get the
 * whole ledger many times over. Knows who is asked and when to ask again; not what is answered.
 */
import type { Replica } from '../../group/ports.ts';
import type { Env } from '../../lib/env.ts';
import { say, type Peer } from './peer.ts';
import { decodeVector } from './vector.ts';

export interface Asking {
  /** Asks the best peer that is ahead of us, unless one is being asked. */
  consider(): void;
  /** Part of an answer has come: the one asked is at work. */
  stir(peer: Peer): void;
  /** The answer is complete and judged. */
  answered(peer: Peer, number: number, admitted: number): void;
  /** What the one asked sends is an answer that we wait for. */
  isAsked(peer: Peer): boolean;
  /** It has told new heads: asking may be worth it again. */
  renewed(peer: Peer): void;
  forget(peer: Peer): void;
  stop(): void;
}

/** Without a byte of an answer for this long, another peer is asked. */
const answerMs = 15_000;
/** An answer that takes longer than this is waited for only while nobody else could give one. */
const patienceMs = 60_000;
/** Pause before asking a peer again that brought nothing, doubled each time. */
const fruitlessPauseMs = 5_000;
const fruitlessDoublingsMax = 7;

export const createAsking = (env: Env, replica: Replica, peers: ReadonlySet<Peer>): Asking => {
  let asked: { readonly peer: Peer; readonly number: number; readonly sinceMs: number } | undefined;
  let numbers = 0;
  let cancelTimer: (() => void) | undefined;
  let cancelRetry: (() => void) | undefined;

  const consider = (): void => {
    if (asked !== undefined) return;
    const best = bestOf(peers, env.now());
    if (best === undefined) return;
    const vector = decodeVector(replica.stateVector());
    if (vector === undefined) throw new TypeError('asking: the replica has no state vector');
    numbers += 1;
    asked = { peer: best, number: numbers, sinceMs: env.now() };
    say(best, { type: 'want', number: numbers, vector });
    watch();
  };

  /** Proven peers first; among equals the one that was asked in vain least often. */
  const bestOf = (all: ReadonlySet<Peer>, nowMs: number): Peer | undefined => {
    let best: Peer | undefined;
    let waitMs = Number.POSITIVE_INFINITY;
    for (const peer of all) {
      if (peer.isClosed || peer.vector === undefined) continue;
      if (!replica.compare(peer.heads).behind) continue;
      if (peer.askAfterMs > nowMs) {
        waitMs = Math.min(waitMs, peer.askAfterMs - nowMs);
        continue;
      }
      if (best === undefined || rank(peer) < rank(best)) best = peer;
    }
    if (best === undefined && waitMs < Number.POSITIVE_INFINITY) retryIn(waitMs);
    return best;
  };

  /** A few bytes now and then must not keep us from somebody who is proven to belong. */
  const isOtherAhead = (than: Peer): boolean =>
    [...peers].some(
      (peer) =>
        peer !== than &&
        !peer.isClosed &&
        peer.identity !== undefined &&
        peer.vector !== undefined &&
        replica.compare(peer.heads).behind,
    );

  const retryIn = (ms: number): void => {
    cancelRetry?.();
    cancelRetry = env.after(ms, () => {
      cancelRetry = undefined;
      consider();
    });
  };

  const watch = (): void => {
    cancelTimer?.();
    cancelTimer = env.after(answerMs, () => {
      if (asked !== undefined) end(asked.peer, 0);
    });
  };

  const end = (peer: Peer, admitted: number): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    asked = undefined;
    if (admitted > 0) peer.fruitless = 0;
    else {
      peer.fruitless = Math.min(peer.fruitless + 1, fruitlessDoublingsMax);
      peer.askAfterMs = env.now() + fruitlessPauseMs * 2 ** (peer.fruitless - 1);
    }
    consider();
  };

  return {
    consider,
    stir: (peer) => {
      if (asked?.peer !== peer) return;
      const isPatient = Math.abs(env.now() - asked.sinceMs) < patienceMs;
      if (isPatient || !isOtherAhead(peer)) watch();
    },
    answered: (peer, number, admitted) => {
      if (asked?.peer === peer && asked.number === number) end(peer, admitted);
    },
    isAsked: (peer) => asked?.peer === peer,
    renewed: (peer) => {
      peer.askAfterMs = Math.min(peer.askAfterMs, env.now() + fruitlessPauseMs);
    },
    forget: (peer) => {
      if (asked?.peer === peer) end(peer, 0);
    },
    stop: () => {
      cancelTimer?.();
      cancelRetry?.();
      asked = undefined;
    },
  };
};

const rank = (peer: Peer): number => (peer.identity === undefined ? 1000 : 0) + peer.fruitless;
