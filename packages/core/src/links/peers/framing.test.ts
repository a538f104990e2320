import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageBytesMax, pieceBytesMax } from '../../lib/limits.ts';
import { createFraming, type Framing } from './framing.ts';
import type { Lane } from './connection.ts';

interface End {
  readonly framing: Framing;
  readonly pieces: Uint8Array[];
  readonly messages: Uint8Array[];
  readonly progress: string[];
  broken: number;
  buffered: number;
  bulkBytesMax: number;
}

const createEnd = (): End => {
  const pieces: Uint8Array[] = [];
  const messages: Uint8Array[] = [];
  const progress: string[] = [];
  const end: End = {
    pieces,
    messages,
    progress,
    broken: 0,
    buffered: 0,
    bulkBytesMax: messageBytesMax,
    framing: createFraming(
      { send: (piece) => pieces.push(piece), bufferedBytes: () => end.buffered },
      {
        message: (message) => messages.push(message),
        broken: () => (end.broken += 1),
        bulkBytesMax: () => end.bulkBytesMax,
        progress: (direction, done, total) => progress.push(`${direction} ${done}/${total}`),
      },
    ),
  };
  return end;
};

const firstPiece = (lane: number, total: number, bytes: Uint8Array): Uint8Array => {
  const piece = new Uint8Array(7 + bytes.length);
  piece.set([0x73, lane, 1]);
  new DataView(piece.buffer).setUint32(3, total);
  piece.set(bytes, 7);
  return piece;
};

const patterned = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31) & 255);

describe('framing', () => {
  it('brings messages of any size over whole, each lane in its order', () => {
    const message = fc.record({
      lane: fc.constantFrom<Lane>('control', 'bulk'),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.integer({ min: pieceBytesMax - 9, max: pieceBytesMax * 3 }).map(patterned),
      ),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const [near, far] = [createEnd(), createEnd()];
        for (const { bytes, lane } of messages) near.framing.send(bytes, lane);
        for (const piece of near.pieces) {
          expect(piece.length).toBeLessThanOrEqual(pieceBytesMax);
          far.framing.receive(piece);
        }
        expect(far.messages).toEqual(messages.map(({ bytes }) => bytes));
        expect(far.broken).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('lets what is small overtake what is large, and waits while the buffer is full', () => {
    const [near, far] = [createEnd(), createEnd()];
    near.buffered = Number.POSITIVE_INFINITY;
    near.framing.send(patterned(pieceBytesMax * 4), 'bulk');
    near.framing.send(patterned(10), 'control');
    expect(near.pieces).toEqual([]);
    near.buffered = 0;
    near.framing.pump();
    for (const piece of near.pieces) far.framing.receive(piece);
    expect(far.messages.map(({ length }) => length)).toEqual([10, pieceBytesMax * 4]);
  });

  it('shows how far a large message has come, on both sides', () => {
    const [near, far] = [createEnd(), createEnd()];
    const total = pieceBytesMax * 2;
    near.framing.send(patterned(total), 'bulk');
    for (const piece of near.pieces) far.framing.receive(piece);
    expect(near.progress.at(-1)).toBe(`sent ${total}/${total}`);
    expect(far.progress).toEqual([
      `received ${pieceBytesMax - 7}/${total}`,
      `received ${2 * pieceBytesMax - 10}/${total}`,
      `received ${total}/${total}`,
    ]);
  });

  it.each([
    ['another mark', Uint8Array.of(0, 0, 1, 0, 0, 0, 1, 9)],
    ['an unknown lane', Uint8Array.of(0x73, 2, 1, 0, 0, 0, 1, 9)],
    ['an unknown kind', Uint8Array.of(0x73, 0, 2, 0, 0, 0, 1, 9)],
    ['a continuation of nothing', Uint8Array.of(0x73, 0, 0, 9)],
    ['a first piece without its total', Uint8Array.of(0x73, 0, 1, 0, 0)],
    ['a message of no length', firstPiece(0, 0, new Uint8Array(0))],
    ['an empty piece', firstPiece(0, 5, new Uint8Array(0))],
    ['more than was announced', firstPiece(0, 1, Uint8Array.of(1, 2))],
    ['a short piece in the middle', firstPiece(0, 100, Uint8Array.of(1, 2))],
    ['more than any message', firstPiece(1, messageBytesMax + 1, patterned(pieceBytesMax - 7))],
    ['a control message of bulk size', firstPiece(0, 2 ** 25, patterned(pieceBytesMax - 7))],
    ['an oversize piece', firstPiece(1, 2 ** 20, patterned(pieceBytesMax))],
    ['nothing', new Uint8Array(0)],
  ])('breaks at %s, once, and takes nothing more', (_, piece) => {
    const end = createEnd();
    end.framing.receive(piece);
    end.framing.receive(firstPiece(0, 1, Uint8Array.of(1)));
    expect(end.broken).toBe(1);
    expect(end.messages).toEqual([]);
  });

  it('breaks when a message begins before the last is done', () => {
    const end = createEnd();
    const piece = firstPiece(1, pieceBytesMax * 2, patterned(pieceBytesMax - 7));
    end.framing.receive(piece);
    end.framing.receive(piece);
    expect(end.broken).toBe(1);
  });

  it('passes over a message that is larger than its sender may send now, and goes on', () => {
    const [near, far] = [createEnd(), createEnd()];
    far.bulkBytesMax = 100;
    near.framing.send(patterned(pieceBytesMax * 3), 'bulk');
    near.framing.send(patterned(50), 'bulk');
    for (const piece of near.pieces) far.framing.receive(piece);
    expect(far.messages).toEqual([patterned(50)]);
    expect(far.broken).toBe(0);
  });

  it('takes any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (pieces) => {
        const end = createEnd();
        for (const piece of pieces) end.framing.receive(piece);
        expect(end.broken).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
