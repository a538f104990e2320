/**
 * The conversation with one peer: what is answered to each message, and to whom nothing is said
 * because it has not proven to belong. Grammar and order of messages: `messages.ts`.
 */
import type { Replica } from '../../group/ports.ts';
import { compareBytes } from '../../lib/bytes.ts';
import type { Asking } from './asking.ts';
import type { DropReason } from './connection.ts';
import type { ForkSearch } from './forks.ts';
import type { Judging } from './judging.ts';
import { decodeMessage, type PeerMessage } from './messages.ts';
import { challengeFor, greetingFrom, say, type Peer } from './peer.ts';
import type { Pushing } from './pushing.ts';
import type { Telling } from './telling.ts';
import { encodeVector, raise, type Vector } from './vector.ts';

export interface Conversation {
  greet(peer: Peer): void;
  hear(peer: Peer, bytes: Uint8Array): void;
  /** It has just proven a device of the roster. */
  welcome(peer: Peer): void;
  /** The roster changed. */
  reconsider(peer: Peer): void;
  /** Time to say what we hold, or to greet again where the first greeting was lost. */
  tick(peer: Peer): void;
}

export interface ConversationParts {
  readonly tag: Uint8Array;
  readonly replica: Replica;
  readonly asking: Asking;
  readonly forks: ForkSearch;
  readonly pushing: Pushing;
  readonly telling: Telling;
  readonly judging: Judging;
  readonly identify: (peer: Peer, challenge: Uint8Array) => void;
  readonly malformed: (peer: Peer) => void;
  readonly drop: (peer: Peer, reason: DropReason) => void;
}

export const createConversation = (parts: ConversationParts): Conversation => {
  const { tag, replica, asking, forks, pushing, telling, judging, malformed, drop } = parts;

  const greet = (peer: Peer): void => say(peer, { type: 'greet', nonce: peer.nonce, tag });

  const ends = (peer: Peer) => {
    const ours = { nonce: peer.nonce, tag, name: peer.connection.ours };
    const theirs = peer.greeted && { ...peer.greeted, name: peer.connection.theirs };
    return { ours, theirs };
  };
  const reconsider = (peer: Peer): void => {
    const { ours, theirs } = ends(peer);
    if (theirs !== undefined) parts.identify(peer, challengeFor(theirs, ours));
  };
  const prove = (peer: Peer): void => {
    const { ours, theirs } = ends(peer);
    if (theirs === undefined) return;
    say(peer, { type: 'hello', proof: replica.prove(challengeFor(ours, theirs)) });
  };

  const greeted = (peer: Peer, message: Extract<PeerMessage, { type: 'greet' }>): void => {
    const before = peer.greeted;
    if (before !== undefined && compareBytes(before.nonce, message.nonce) !== 0) {
      malformed(peer);
      return;
    }
    if (compareBytes(message.tag, tag) === 0) {
      // Ourselves, sent back.
      drop(peer, 'unproven');
      return;
    }
    // A second greeting says that our hello was lost.
    peer.greeted = before ?? greetingFrom(message.nonce.slice(), message.tag.slice());
    prove(peer);
    reconsider(peer);
  };

  const holds = (peer: Peer, settled: number, vector: Vector | undefined): void => {
    if (!peer.outbox.settle(settled)) {
      malformed(peer);
      return;
    }
    if (vector === undefined) return;
    peer.vector = vector;
    raise(peer.known, vector);
    if (peer.identity !== undefined) replica.peerHolds(peer.identity, encodeVector(vector));
  };

  /** Its heads, new or as before. */
  const compared = (peer: Peer): void => {
    if (peer.identity !== undefined) {
      forks.heard(peer);
      if (replica.compare(peer.heads).ahead && telling.isStale(peer)) telling.tell(peer);
    }
    asking.consider();
  };

  const hear = (peer: Peer, bytes: Uint8Array): void => {
    const decoded = decodeMessage(bytes);
    if (!decoded.ok) {
      if (decoded.refusal.type === 'unknown-version') drop(peer, 'unknown-version');
      else malformed(peer);
      return;
    }
    const message = decoded.value;
    switch (message.type) {
      case 'greet':
        greeted(peer, message);
        return;
      case 'hello':
        if (peer.identity === undefined) {
          peer.proof = message.proof.slice();
          reconsider(peer);
        }
        return;
      case 'heads':
        peer.heads = message.heads;
        asking.renewed(peer);
        holds(peer, message.settled, message.vector);
        compared(peer);
        return;
      case 'pulse':
        holds(peer, message.settled, undefined);
        if (message.answer && peer.identity !== undefined) telling.tell(peer);
        compared(peer);
        return;
      case 'holding':
        holds(peer, message.settled, message.vector);
        return;
      case 'nothing':
        asking.answered(peer, message.number, 0);
        return;
      case 'update':
        judging.update(peer, message);
        return;
      default:
        if (peer.identity !== undefined) hearProven(peer, message);
    }
  };

  /** To somebody unproven nothing is served. */
  const hearProven = (peer: Peer, message: ProvenMessage): void => {
    switch (message.type) {
      case 'want':
        holds(peer, 0, message.vector);
        if (peer.requests.take(1)) pushing.answer(peer, message.number, message.vector);
        return;
      case 'presence':
        if (peer.presences.take(1)) replica.receivePresence(message.bytes);
        return;
      case 'ask-links': {
        const { feed, from, count } = message;
        if (!peer.requests.take(1)) return;
        const links = replica.linksOf(feed, from).slice(0, count);
        say(peer, { type: 'links', feed, from, links });
        return;
      }
      case 'links':
        forks.links(peer, message);
        return;
      case 'ask-branch': {
        const { feed, from } = message;
        const update = peer.requests.take(1) ? replica.branchOf(feed, from) : undefined;
        if (update === undefined) return;
        pushing.branch(peer, feed, update);
        return;
      }
      case 'branch':
        judging.branch(peer, message);
    }
  };

  return {
    greet,
    hear,
    reconsider,
    welcome: (peer) => {
      telling.tell(peer);
      say(peer, { type: 'presence', bytes: replica.presence() });
      if (peer.vector === undefined) return;
      holds(peer, 0, peer.vector);
      compared(peer);
    },
    tick: (peer) => {
      if (peer.identity === undefined) greet(peer);
      else telling.tell(peer);
    },
  };
};

type ProvenMessage = Extract<
  PeerMessage,
  { type: 'want' | 'presence' | 'ask-links' | 'links' | 'ask-branch' | 'branch' }
>;
