/**
 * Splits messages into pieces that every channel carries, and puts them together again within
 * bounds. Two lanes: what is small overtakes what is large, and each keeps its order. Knows nothing
 * of what messages mean.
 *
 *     piece        = mark u8 = 0x73, lane u8, kind u8, …
 *     lane         = 0 control, 1 bulk
 *     first piece  = …, kind 1, total u32 ≥ 1, bytes
 *     later piece  = …, kind 0, bytes
 *
 * Every piece but a message's last is exactly pieceBytesMax long; none is empty. A message is done
 * when `total` bytes have come; in one lane the next begins only then. The mark differs from the
 * first byte of everything that y-webrtc sends (0, 1, 3, 4).
 */
import {
  channelBufferedBytesMax,
  controlMessageBytesMax,
  messageBytesMax,
  pieceBytesMax,
} from '../../lib/limits.ts';
import type { Lane } from './connection.ts';

/** Something that carries pieces, whole and in order. */
export interface PieceChannel {
  send(piece: Uint8Array): void;
  /** Bytes handed over that have not left yet. */
  bufferedBytes(): number;
}

export interface FramingEvents {
  message(message: Uint8Array): void;
  /** The channel is beyond repair: nothing that follows can be trusted to be in step. */
  broken(): void;
  /** A whole message that is larger than the peer may send now is passed over, not stored. */
  bulkBytesMax(): number;
  progress(direction: 'sent' | 'received', done: number, total: number): void;
}

export interface Framing {
  send(message: Uint8Array, lane: Lane): void;
  receive(piece: Uint8Array): void;
  /** To be called when the channel's buffer has drained. */
  pump(): void;
  /** Frees what waits in either direction. */
  close(): void;
}

const mark = 0x73;
const laneNumbers: Readonly<Record<Lane, number>> = { control: 0, bulk: 1 };
const laterHeaderBytes = 3;
const firstHeaderBytes = 7;
/** Bulk leaves room in the buffer, so that presence does not wait behind a megabyte. */
const bulkBufferedBytesMax = channelBufferedBytesMax / 4;

export const isPiece = (bytes: Uint8Array): boolean => bytes[0] === mark;

export const createFraming = (channel: PieceChannel, events: FramingEvents): Framing => {
  const outgoing: Readonly<Record<Lane, Outgoing[]>> = { control: [], bulk: [] };
  const incoming: Record<Lane, Incoming | undefined> = { control: undefined, bulk: undefined };
  let isClosed = false;

  const pump = (): void => {
    for (;;) {
      const lane = outgoing.control.length > 0 ? 'control' : 'bulk';
      const message = outgoing[lane][0];
      if (message === undefined || isClosed) return;
      const room = lane === 'control' ? channelBufferedBytesMax : bulkBufferedBytesMax;
      if (channel.bufferedBytes() >= room) return;
      channel.send(nextPiece(message, lane));
      if (message.sent === message.bytes.length) outgoing[lane].shift();
      if (lane === 'bulk') events.progress('sent', message.sent, message.bytes.length);
    }
  };

  const receive = (piece: Uint8Array): void => {
    if (isClosed) return;
    const lane = piece[1] === 0 ? 'control' : piece[1] === 1 ? 'bulk' : undefined;
    const taken = lane === undefined ? undefined : take(piece, lane);
    if (taken === undefined || lane === undefined) {
      isClosed = true;
      events.broken();
      return;
    }
    if (lane === 'bulk') events.progress('received', taken.received, taken.total);
    if (taken.received < taken.total) return;
    incoming[lane] = undefined;
    if (taken.chunks !== undefined) events.message(joined(taken.chunks, taken.total));
  };

  /** Adds a piece to the message under way in its lane; `undefined` if it does not belong there. */
  const take = (piece: Uint8Array, lane: Lane): Incoming | undefined => {
    const isFirst = piece[2] === 1;
    if (piece[0] !== mark || (!isFirst && piece[2] !== 0) || piece.length > pieceBytesMax) return;
    if (isFirst === (incoming[lane] !== undefined)) return;
    let message = incoming[lane];
    if (message === undefined) {
      if (piece.length < firstHeaderBytes) return;
      const total = new DataView(piece.buffer, piece.byteOffset).getUint32(laterHeaderBytes);
      const bytesMax = lane === 'control' ? controlMessageBytesMax : messageBytesMax;
      if (total === 0 || total > bytesMax) return;
      const isStored = lane === 'control' || total <= events.bulkBytesMax();
      message = { total, received: 0, chunks: isStored ? [] : undefined };
      incoming[lane] = message;
    }
    const chunk = piece.subarray(isFirst ? firstHeaderBytes : laterHeaderBytes);
    message.received += chunk.length;
    if (chunk.length === 0 || message.received > message.total) return;
    if (message.received < message.total && piece.length !== pieceBytesMax) return;
    // A copy: the channel may use its memory again.
    message.chunks?.push(chunk.slice());
    return message;
  };

  return {
    send: (message, lane) => {
      if (isClosed) return;
      outgoing[lane].push({ bytes: message, sent: 0 });
      pump();
    },
    receive,
    pump,
    close: () => {
      isClosed = true;
      outgoing.control.length = 0;
      outgoing.bulk.length = 0;
      incoming.control = undefined;
      incoming.bulk = undefined;
    },
  };
};

interface Outgoing {
  readonly bytes: Uint8Array;
  sent: number;
}

interface Incoming {
  readonly total: number;
  received: number;
  /** `undefined`: passed over. */
  readonly chunks: Uint8Array[] | undefined;
}

const nextPiece = (message: Outgoing, lane: Lane): Uint8Array => {
  const isFirst = message.sent === 0;
  const headerBytes = isFirst ? firstHeaderBytes : laterHeaderBytes;
  const count = Math.min(pieceBytesMax - headerBytes, message.bytes.length - message.sent);
  const piece = new Uint8Array(headerBytes + count);
  piece.set([mark, laneNumbers[lane], isFirst ? 1 : 0]);
  if (isFirst) new DataView(piece.buffer).setUint32(laterHeaderBytes, message.bytes.length);
  piece.set(message.bytes.subarray(message.sent, message.sent + count), headerBytes);
  message.sent += count;
  return piece;
};

const joined = (chunks: readonly Uint8Array[], total: number): Uint8Array => {
  const only = chunks.length === 1 ? chunks[0] : undefined;
  if (only !== undefined) return only;
  const whole = new Uint8Array(total);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
};
