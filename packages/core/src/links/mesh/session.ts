/**
 * One stay in a room: from opening it to leaving it. Joins signalling, handshakes and ledger sync;
 * each of them knows nothing of the others.
 */
import type { Replica } from '../../group/ports.ts';
import type { Env } from '../../lib/env.ts';
import { dropMs } from '../../lib/limits.ts';
import type { DropReason } from '../peers/connection.ts';
import { connectFramed } from '../peers/framed.ts';
import { isPiece } from '../peers/framing.ts';
import { createPeerSync, type PeerSync } from '../peers/peer-sync.ts';
import { createAnnouncing } from './announcing.ts';
import { createHandshakes, type OpenChannel, type OpenConnection } from './handshakes.ts';
import type { OpenRoom } from './room.ts';
import { openSignal, readSignal, sealSignal } from './sealed-signal.ts';
import type { CountingSignalling } from './signalling.ts';

export interface Session {
  readonly sync: PeerSync;
  /** The network is back, or may have changed. */
  hurry(): void;
  stop(): void;
}

/** Sealed signals that wait to be opened: more is a flood. */
const waitingSignalsMax = 256;
/** Who could not prove to belong is not called again for so long, or until the roster changes. */
const unprovenPauseMs = 60_000;
/** First bytes of y-webrtc's own messages: sync, awareness, its query, tabs. */
const carrierMarks: ReadonlySet<number | undefined> = new Set([0, 1, 3, 4]);

export const startSession = (
  env: Env,
  replica: Replica,
  signalling: CountingSignalling,
  open: OpenRoom,
  connectionsMax: number,
  changed: () => void,
): Session => {
  const { room, key } = open;
  const { name } = replica.room;
  let opening = Promise.resolve();
  let waiting = 0;
  let isStopped = false;

  const sync = createPeerSync(env, replica, {
    changed,
    dropped: ({ id }, reason) => {
      const pauseMs = pauseFor(reason);
      if (pauseMs > 0) handshakes.avoid(id, pauseMs, reason === 'unproven');
    },
  });
  const handshakes = createHandshakes(env, room, connectionsMax, {
    publish: (data, address) => signalling.publish(name, data, address),
    open: (connection) => openChannel(sync, connection),
    closed: () => announcing.soon(),
    doubt: () => sync.probe(),
    stray: () => signalling.count('wrong-signal'),
  });
  const announcing = createAnnouncing(env, (address) => {
    void sealSignal(key, { type: 'announce', from: room.peerId }).then((data) => {
      if (!isStopped) signalling.publish(name, data, address);
    });
  });

  /** In the order in which they came: a candidate is of no use before its offer. */
  const hear = (data: unknown, address: string): void => {
    if (waiting >= waitingSignalsMax) {
      signalling.count('wrong-signal');
      return;
    }
    waiting += 1;
    opening = opening.then(async () => {
      const opened = await openSignal(key, data);
      waiting -= 1;
      if (isStopped) return;
      const signal = readSignal(opened);
      if (signal !== undefined) handshakes.hear(signal, address);
      else signalling.count(opened === undefined ? 'not-sealed' : 'wrong-signal');
    });
  };

  const leave = signalling.join(name, hear);
  const stops = [
    () => leave?.(),
    signalling.onChange((address, isReached) => {
      if (isReached) announcing.now(address);
      changed();
    }),
    replica.onRoster(() => {
      handshakes.forgive();
      announcing.soon();
    }),
  ];
  for (const { address, reached } of signalling.addresses()) if (reached) announcing.now(address);

  return {
    sync,
    hurry: () => {
      handshakes.forgive();
      sync.probe();
      announcing.soon();
    },
    stop: () => {
      isStopped = true;
      for (const stop of stops) stop();
      announcing.stop();
      sync.stop();
      handshakes.stop();
    },
  };
};

const pauseFor = (reason: DropReason): number => {
  switch (reason) {
    case 'forgeries':
    case 'malformed':
    case 'flood':
    case 'banned':
    case 'unknown-version':
      return dropMs;
    case 'unproven':
    case 'removed':
      return unprovenPauseMs;
    case 'silent':
      return 0;
  }
};

const openChannel = (sync: PeerSync, connection: OpenConnection): OpenChannel => {
  const { peer, peerId, ours, theirs, close } = connection;
  const framed = connectFramed(sync, {
    id: peerId,
    ours,
    theirs,
    close,
    send: (piece) => {
      if (!peer.destroyed) peer.write(piece);
    },
    bufferedBytes: () => peer.bufferSize + peer.writableLength,
  });
  return {
    data: (bytes) => {
      framed.arrived(bytes.length);
      if (isPiece(bytes)) framed.receive(bytes);
      else if (!carrierMarks.has(bytes[0])) framed.malformed();
    },
    drained: framed.pump,
    closed: framed.closed,
  };
};
