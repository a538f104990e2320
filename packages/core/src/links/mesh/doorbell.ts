/**
 * Knocks and welcomes over signalling: notes for a topic, split over several messages where they
 * are large. Who listens at the moment hears them. It knows no seals and no meaning.
 *
 *     data = base64 of: note 16, index u16, count u16 (1 to notePiecesMax, above index), bytes
 *
 * `note` is random and the same in all pieces of one note. Every piece but the last carries
 * notePieceBytes, none is empty.
 */
import { fromBase64, toBase64 } from 'lib0/buffer';
import type { Doorbell } from '../../group/ports.ts';
import { ByteWriter, concatBytes, hexFromBytes, readStrictly } from '../../lib/bytes.ts';
import type { Env } from '../../lib/env.ts';
import { welcomeBytesMax } from '../../lib/limits.ts';
import { createSignalling, type Signalling } from './signalling.ts';

const noteIdBytes = 16;
/** In base64 and with its envelope it stays under signallingBytesMax. */
const notePieceBytes = 45_000;
const notePiecesMax = Math.ceil(welcomeBytesMax / notePieceBytes);
/** Notes that are half here; the oldest makes room. */
const partialNotesMax = 4;
const partialMs = 120_000;
/** Notes that were heard, or are our own, are not heard again from another server. */
const rememberedMax = 512;
/** Servers let only listeners post: a topic is kept for so long after posting. */
const postedTopicMs = 60_000;

/** A doorbell of its own, for a newcomer who is in no room yet. */
export const createSignallingDoorbell = (env: Env, addresses: readonly string[]): Doorbell =>
  createDoorbell(env, createSignalling(env, addresses));

export const createDoorbell = (env: Env, signalling: Signalling): Doorbell => {
  const known = new Set<string>();
  const partial = new Map<string, Partial>();
  const leaves = new Set<() => void>();

  const remember = (id: string): void => {
    known.add(id);
    const [oldest] = known;
    if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest);
  };

  const collect = (topic: string, data: unknown): Uint8Array | undefined => {
    const piece = readPiece(data);
    const key = piece && `${topic} ${piece.id}`;
    if (piece === undefined || key === undefined || known.has(piece.id)) return undefined;
    let note = partial.get(key);
    if (note === undefined) {
      note = { pieces: new Map(), count: piece.count, sinceMs: env.now() };
      partial.set(key, note);
      makeRoom();
    }
    if (note.count !== piece.count) return undefined;
    note.pieces.set(piece.index, piece.bytes);
    if (note.pieces.size < note.count) return undefined;
    partial.delete(key);
    remember(piece.id);
    const parts = Array.from({ length: note.count }, (_, index) => note.pieces.get(index));
    return concatBytes(...parts.filter((part) => part !== undefined));
  };
  const makeRoom = (): void => {
    for (const [key, { sinceMs }] of partial) {
      const isOld = env.now() - sinceMs > partialMs;
      if (isOld || partial.size > partialNotesMax) partial.delete(key);
    }
  };

  const join = (topic: string, hear: (data: unknown) => void): (() => void) => {
    const leaveTopic = signalling.join(topic, hear);
    const leave = (): void => {
      leaves.delete(leave);
      leaveTopic?.();
    };
    leaves.add(leave);
    return leave;
  };

  return {
    post: (topic, note) => {
      if (note.length === 0 || note.length > welcomeBytesMax) {
        throw new RangeError(`doorbell: a note of ${note.length} bytes`);
      }
      const id = env.random(noteIdBytes);
      remember(hexFromBytes(id));
      const leave = join(topic, () => undefined);
      env.after(postedTopicMs, leave);
      const count = Math.ceil(note.length / notePieceBytes);
      for (let index = 0; index < count; index += 1) {
        const bytes = note.subarray(index * notePieceBytes, (index + 1) * notePieceBytes);
        const piece = new ByteWriter().fixed(noteIdBytes, id).uint(2, index).uint(2, count);
        signalling.publish(topic, toBase64(piece.rest(bytes).bytes()));
      }
    },
    listen: (topic, hear) =>
      join(topic, (data) => {
        const note = collect(topic, data);
        if (note !== undefined) hear(note);
      }),
    stop: () => {
      for (const leave of leaves) leave();
      partial.clear();
    },
  };
};

interface Partial {
  readonly pieces: Map<number, Uint8Array>;
  readonly count: number;
  readonly sinceMs: number;
}

const readPiece = (
  data: unknown,
): { id: string; index: number; count: number; bytes: Uint8Array } | undefined => {
  if (typeof data !== 'string') return undefined;
  let bytes;
  try {
    bytes = fromBase64(data);
  } catch {
    return undefined;
  }
  const read = readStrictly('note', bytes, (reader) => {
    const id = hexFromBytes(reader.fixed(noteIdBytes));
    const index = reader.uint(2);
    const count = reader.uint(2);
    reader.demand(index < count && count <= notePiecesMax, 'index');
    const isLast = index === count - 1;
    reader.demand(reader.left > 0 && reader.left <= notePieceBytes, 'size');
    reader.demand(isLast || reader.left === notePieceBytes, 'size');
    return { id, index, count, bytes: reader.rest().slice() };
  });
  return read.ok ? read.value : undefined;
};
