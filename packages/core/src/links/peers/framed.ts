/**
 * Joins a channel that carries pieces to ledger sync, which speaks in messages. Knows neither what
 * carries the pieces nor what the messages mean.
 */
import type { PeerHandle } from './connection.ts';
import { createFraming, type PieceChannel } from './framing.ts';
import type { PeerSync } from './peer-sync.ts';

export interface FramedChannel extends PieceChannel {
  readonly id: string;
  readonly ours: Uint8Array;
  readonly theirs: Uint8Array;
  close(): void;
}

export interface FramedPeer {
  /** Bytes that begin with the mark of a piece. */
  receive(piece: Uint8Array): void;
  /** Something that is no piece of ours, nor anything known to be harmless. */
  malformed(): void;
  /** Bytes of whatever kind came in. */
  arrived(bytes: number): void;
  /** The channel's buffer has drained. */
  pump(): void;
  closed(): void;
}

export const connectFramed = (sync: PeerSync, channel: FramedChannel): FramedPeer => {
  const framing = createFraming(channel, {
    message: (message) => handle.message(message),
    broken: () => handle.broken(),
    bulkBytesMax: () => handle.bulkBytesMax(),
    progress: (direction, done, total) => handle.progress(direction, done, total),
  });
  const handle: PeerHandle = sync.connect({
    id: channel.id,
    ours: channel.ours,
    theirs: channel.theirs,
    send: framing.send,
    close: () => {
      framing.close();
      channel.close();
    },
  });
  return {
    receive: framing.receive,
    malformed: handle.malformed,
    arrived: handle.arrived,
    pump: framing.pump,
    closed: () => {
      framing.close();
      handle.closed();
    },
  };
};
