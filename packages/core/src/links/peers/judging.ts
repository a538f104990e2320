/**
 * Hands what peers send to the guard, one after another for each peer, and draws the consequences
 * for the sender. Bounds what may come in and what may wait.
 */
import type { Replica, Verdict } from '../../group/ports.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import {
  forgeriesMax,
  messageBytesMax,
  unprovenBytesMax,
  unsettledBytesMax,
} from '../../lib/limits.ts';
import type { Asking } from './asking.ts';
import type { DropReason } from './connection.ts';
import type { ForkSearch } from './forks.ts';
import type { BranchMessage, UpdateMessage } from './messages.ts';
import { say, type Peer } from './peer.ts';
import type { Pushing } from './pushing.ts';
import type { Telling } from './telling.ts';

export interface Judging {
  update(peer: Peer, message: UpdateMessage): void;
  branch(peer: Peer, message: BranchMessage): void;
  /** False when the peer floods: bytes that brought something new cost it nothing. */
  allows(peer: Peer, bytes: number): boolean;
  /** How large an update it may send now. */
  bulkBytesMax(peer: Peer): number;
}

export interface JudgingParts {
  readonly replica: Replica;
  readonly asking: Asking;
  readonly forks: ForkSearch;
  readonly pushing: Pushing;
  readonly telling: Telling;
  readonly drop: (peer: Peer, reason: DropReason) => void;
}

/** One largest message, and what an honest sender may have under way beside it. */
const inboxBytesMax = messageBytesMax + unsettledBytesMax;

export const createJudging = (parts: JudgingParts): Judging => {
  const { replica, asking, forks, pushing, telling, drop } = parts;
  /** Admitted so far by an answer in several parts. */
  const admittedByAnswer = new WeakMap<Peer, number>();

  const queue = (peer: Peer, bytes: number, judge: () => Promise<void>): void => {
    if (peer.inboxBytes + bytes > inboxBytesMax) {
      drop(peer, 'flood');
      return;
    }
    peer.inboxBytes += bytes;
    peer.inbox = peer.inbox.then(async () => {
      if (!peer.isClosed) await judge();
      peer.inboxBytes -= bytes;
    });
  };

  const conclude = (peer: Peer, place: number, bytes: number, verdict: Verdict): void => {
    telling.changed();
    if (verdict.admitted > 0) peer.useless.giveBack(bytes);
    telling.judged(peer, place, bytes);
    if (!verdict.forged) return;
    peer.forgeries += 1;
    if (peer.forgeries > forgeriesMax) drop(peer, 'forgeries');
  };

  const judgeUpdate = async (peer: Peer, message: UpdateMessage): Promise<void> => {
    const { update, want, upto } = message;
    const tagKeys = new Set(peer.identity === undefined ? [] : message.tags.map(keyOf));
    if (peer.greeted !== undefined) tagKeys.add(peer.greeted.tagKey);
    // What was asked for is not pushed on: the others are told of it, and may have asked as well.
    const release = pushing.claim({ tagKeys, upto: want === 0 ? upto : undefined });
    const verdict = await replica.receive(update);
    release();
    if (peer.isClosed) return;
    conclude(peer, message.place, update.length, verdict);
    if (verdict.refusals.length > 0 && !verdict.forged && peer.identity !== undefined) {
      for (const { feed } of verdict.refusals) if (feed !== undefined) forks.suspect(peer, feed);
      // Perhaps something before it is missing: its heads will tell.
      if (want === 0) say(peer, { type: 'pulse', settled: peer.judgedPlace, answer: true });
    }
    if (want === 0) return;
    const admitted = (admittedByAnswer.get(peer) ?? 0) + verdict.admitted;
    admittedByAnswer.set(peer, message.isLast ? 0 : admitted);
    asking.stir(peer);
    if (!message.isLast) return;
    if (peer.identity !== undefined) telling.settle(peer);
    if (admitted > 0) telling.tellAllSoon();
    asking.answered(peer, want, admitted);
  };

  return {
    update: (peer, message) => {
      const bytes = message.update.length;
      // What was too large for someone unproven was asked for, or was not stored at all.
      if (bytes > bulkBytesMax(peer)) return;
      if (peer.identity === undefined) peer.unprovenBytes += bytes;
      queue(peer, bytes, () => judgeUpdate(peer, message));
    },
    branch: (peer, message) => {
      if (peer.identity === undefined || !forks.expects(peer, message.feed)) return;
      queue(peer, message.update.length, async () => {
        const verdict = await replica.receiveBranch(message.update);
        if (peer.isClosed) return;
        conclude(peer, message.place, message.update.length, verdict);
        forks.branchJudged(peer, message.feed);
      });
    },
    allows: (peer, bytes) => peer.useless.take(bytes),
    bulkBytesMax,
  };

  function bulkBytesMax(peer: Peer): number {
    if (peer.identity !== undefined || asking.isAsked(peer)) return messageBytesMax;
    return Math.max(0, unprovenBytesMax - peer.unprovenBytes);
  }
};

const keyOf = hexFromBytes;
