/**
 * What one end of a connection remembers of the other, and the proof by which it learns who that
 * is. Knows nothing of ledgers beyond how much of them the other holds.
 */
import type { Head, PeerIdentity } from '../../group/ports.ts';
import { hashBytes } from '../../crypto/hash.ts';
import { ByteWriter, hexFromBytes } from '../../lib/bytes.ts';
import type { Env } from '../../lib/env.ts';
import { uselessBytesMax, uselessBytesPerSecond } from '../../lib/limits.ts';
import type { PeerConnection } from './connection.ts';
import { encodeMessage, nonceBytes, type PeerMessage } from './messages.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createBucket, type Bucket } from './pacing.ts';
import type { Vector } from './vector.ts';

export interface Peer {
  readonly connection: PeerConnection;
  /** Ours, for this connection. */
  readonly nonce: Uint8Array;
  readonly outbox: Outbox;
  /** What it may yet send that is of no use. */
  readonly useless: Bucket;
  readonly presences: Bucket;
  readonly requests: Bucket;
  /** Held, as far as we gave it or were told: only to spare sending, never believed further. */
  readonly known: Map<number, number>;
  /** What it said itself to hold. */
  vector: Vector | undefined;
  heads: readonly Head[];
  greeted: Greeting | undefined;
  proof: Uint8Array | undefined;
  /** Set while it is proven to be a device of the roster. */
  identity: PeerIdentity | undefined;
  isClosed: boolean;
  heardMs: number;
  /** Heads as they were last sent to it. */
  told: Uint8Array | undefined;
  forgeries: number;
  malformed: number;
  /** The highest place of its updates that was judged, and bytes of them it was not told of. */
  judgedPlace: number;
  untoldBytes: number;
  /** Updates that wait to be judged. */
  inbox: Promise<void>;
  inboxBytes: number;
  /** Taken from it while it had proven nothing. */
  unprovenBytes: number;
  /** It is not asked again before this time, and how often asking brought nothing. */
  askAfterMs: number;
  fruitless: number;
  readonly cancels: (() => void)[];
}

export interface Greeting {
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  /** The tag as a key. */
  readonly tagKey: string;
}

/** A cursor that moves; more is noise. */
const presenceBurst = 16;
const presencesPerSecond = 8;
/** Requests that cost us work: wants, links, branches. A search for a fork takes some twenty. */
const requestBurst = 32;
const requestsPerSecond = 2;

export const createPeer = (env: Env, connection: PeerConnection): Peer => ({
  connection,
  nonce: env.random(nonceBytes),
  outbox: createOutbox((message) => connection.send(message, 'bulk')),
  useless: createBucket(env, uselessBytesMax, uselessBytesPerSecond),
  presences: createBucket(env, presenceBurst, presencesPerSecond),
  requests: createBucket(env, requestBurst, requestsPerSecond),
  known: new Map(),
  vector: undefined,
  heads: [],
  greeted: undefined,
  proof: undefined,
  identity: undefined,
  isClosed: false,
  heardMs: env.now(),
  told: undefined,
  forgeries: 0,
  malformed: 0,
  judgedPlace: 0,
  untoldBytes: 0,
  inbox: Promise.resolve(),
  inboxBytes: 0,
  unprovenBytes: 0,
  askAfterMs: 0,
  fruitless: 0,
  cancels: [],
});

export const say = (peer: Peer, message: PeerMessage): void => {
  if (!peer.isClosed) peer.connection.send(encodeMessage(message), 'control');
};

export const greetingFrom = (nonce: Uint8Array, tag: Uint8Array): Greeting => ({
  nonce,
  tag,
  tagKey: hexFromBytes(tag),
});

/**
 * What the one who proves itself signs: both ends of the connection and both nonces, the prover's
 * first. A proof can be used neither for another connection nor in the other direction.
 */
export const challengeFor = (prover: End, verifier: End): Uint8Array => {
  const writer = new ByteWriter();
  for (const end of [prover, verifier]) writer.rest(end.nonce).rest(end.tag).sized(2, end.name);
  return hashBytes('peer-ends', writer.bytes());
};

export interface End {
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  readonly name: Uint8Array;
}
