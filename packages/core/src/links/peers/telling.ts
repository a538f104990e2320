/**
 * Tells peers what we hold: heads when they changed, a pulse when they did not, and soon after
 * receiving something, how far it was judged. Knows nothing of what peers make of it.
 */
import type { Replica } from '../../group/ports.ts';
import { compareBytes } from '../../lib/bytes.ts';
import type { Env } from '../../lib/env.ts';
import { encodeMessage } from './messages.ts';
import { settleBytes } from './outbox.ts';
import { createPace } from './pacing.ts';
import { say, type Peer } from './peer.ts';
import { decodeVector, type Vector } from './vector.ts';

export interface Telling {
  /** Heads, or a pulse if it was told the same before. */
  tell(peer: Peer): void;
  tellAllSoon(): void;
  /** Nothing it was told is true any more. */
  isStale(peer: Peer): boolean;
  /** `bytes` of an update at `place` were judged. */
  judged(peer: Peer, place: number, bytes: number): void;
  /** Says at once how far was judged. */
  settle(peer: Peer): void;
  /** Heads and vector are to be read anew. */
  changed(): void;
  stop(): void;
}

/** Heads to everybody come at most so often. */
const tellPauseMs = 1_000;
/** Someone who types is told twice a second at most that it has arrived. */
const settlePauseMs = 1_000;
const settledPlaceAt = 1;

export const vectorOf = (replica: Replica): Vector => {
  const vector = decodeVector(replica.stateVector());
  if (vector === undefined) throw new TypeError('peers: the replica has no state vector');
  return vector;
};

export const createTelling = (env: Env, replica: Replica, peers: ReadonlySet<Peer>): Telling => {
  let content: Uint8Array | undefined;
  let isRead = false;

  /** The same array as long as it says the same. */
  const read = (): Uint8Array => {
    if (content !== undefined && isRead) return content;
    const fresh = encodeMessage({
      type: 'heads',
      settled: 0,
      vector: vectorOf(replica),
      heads: replica.heads(),
    });
    isRead = true;
    if (content === undefined || compareBytes(content, fresh) !== 0) content = fresh;
    return content;
  };
  const tell = (peer: Peer): void => {
    const told = read();
    if (peer.told === told) {
      say(peer, { type: 'pulse', settled: peer.judgedPlace, answer: false });
    } else if (!peer.isClosed) {
      peer.told = told;
      const message = told.slice();
      new DataView(message.buffer).setUint32(settledPlaceAt, peer.judgedPlace);
      peer.connection.send(message, 'control');
    }
    peer.untoldBytes = 0;
  };
  const settle = (peer: Peer): void => {
    say(peer, { type: 'holding', settled: peer.judgedPlace, vector: vectorOf(replica) });
    peer.untoldBytes = 0;
  };
  const tellPace = createPace(env, tellPauseMs, () => {
    for (const peer of peers) if (peer.identity !== undefined) tell(peer);
  });
  const settlePace = createPace(
    env,
    settlePauseMs,
    () => {
      for (const peer of peers)
        if (peer.untoldBytes > 0 && peer.identity !== undefined) settle(peer);
    },
    true,
  );
  return {
    tell,
    tellAllSoon: tellPace.request,
    isStale: (peer) => peer.told !== read(),
    judged: (peer, place, bytes) => {
      peer.judgedPlace = Math.max(peer.judgedPlace, place);
      peer.untoldBytes += bytes;
      if (peer.identity !== undefined && peer.untoldBytes >= settleBytes) settle(peer);
      else settlePace.request();
    },
    settle,
    changed: () => {
      isRead = false;
    },
    stop: () => {
      tellPace.cancel();
      settlePace.cancel();
    },
  };
};
