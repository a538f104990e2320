/**
 * Updates on their way to one peer: in order, and never more than it can be expected to keep while
 * it judges. Knows nothing of what is in them.
 */
import { messageBytesMax, unsettledBytesMax } from '../../lib/limits.ts';

export interface Outbox {
  /** Sends or queues; false if too much waits already, and then it is left out. */
  send(bytes: number, encode: (place: number) => Uint8Array): boolean;
  /** The peer has judged everything up to `place`. False for a place that was never sent. */
  settle(place: number): boolean;
  /** Everything handed over has been judged. */
  isSettled(): boolean;
  clear(): void;
}

/** A peer reports what it has judged at least this often, so that less than this never blocks. */
export const settleBytes = unsettledBytesMax / 8;
const queuedBytesMax = messageBytesMax + unsettledBytesMax;

export const createOutbox = (deliver: (message: Uint8Array) => void): Outbox => {
  const queue: { readonly bytes: number; readonly encode: (place: number) => Uint8Array }[] = [];
  const unsettled: { readonly place: number; readonly bytes: number }[] = [];
  let queuedBytes = 0;
  let unsettledBytes = 0;
  let places = 0;

  const flush = (): void => {
    for (;;) {
      const next = queue[0];
      if (next === undefined) return;
      const isFree = unsettledBytes < settleBytes;
      if (!isFree && unsettledBytes + next.bytes > unsettledBytesMax) return;
      queue.shift();
      queuedBytes -= next.bytes;
      places += 1;
      unsettled.push({ place: places, bytes: next.bytes });
      unsettledBytes += next.bytes;
      deliver(next.encode(places));
    }
  };
  return {
    send: (bytes, encode) => {
      if (queue.length > 0 && queuedBytes + bytes > queuedBytesMax) return false;
      queue.push({ bytes, encode });
      queuedBytes += bytes;
      flush();
      return true;
    },
    settle: (place) => {
      if (place > places) return false;
      while (unsettled[0] !== undefined && unsettled[0].place <= place) {
        unsettledBytes -= unsettled.shift()?.bytes ?? 0;
      }
      flush();
      return true;
    },
    isSettled: () => unsettled.length === 0 && queue.length === 0,
    clear: () => {
      queue.length = 0;
      queuedBytes = 0;
    },
  };
};
