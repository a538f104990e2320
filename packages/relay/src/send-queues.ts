/**
 * Keeps memory bounded when readers do not read: measures what waits in each connection's queue, and
 * says whom to drop. A frame sent to many is one buffer, counted once for each of them, so the sum
 * errs on the safe side. It knows nothing of topics or messages.
 */

export interface QueueLimits {
  readonly bufferedBytesMax: number;
  readonly bufferedBytesAllMax: number;
}

export interface SendQueues<Reader> {
  /** Call after each send: the readers to be dropped now, the longest queues first. */
  readonly stalledAfterSend: (reader: Reader) => readonly Reader[];
  readonly forget: (reader: Reader) => void;
}

export const createSendQueues = <Reader>(
  limits: QueueLimits,
  bufferedBytesOf: (reader: Reader) => number,
): SendQueues<Reader> => {
  const bytesByReader = new Map<Reader, number>();
  let bytesAll = 0;

  const measure = (reader: Reader): number => {
    const bytes = bufferedBytesOf(reader);
    bytesAll += bytes - (bytesByReader.get(reader) ?? 0);
    if (bytes === 0) bytesByReader.delete(reader);
    else bytesByReader.set(reader, bytes);
    return bytes;
  };

  /** Most queues have drained since they were measured, so measure before anybody is dropped. */
  const longestOverBound = (): readonly Reader[] => {
    for (const reader of bytesByReader.keys()) measure(reader);
    const longestFirst = [...bytesByReader].toSorted(([, a], [, b]) => b - a);
    const dropped: Reader[] = [];
    let bytesLeft = bytesAll;
    for (const [reader, bytes] of longestFirst) {
      if (bytesLeft <= limits.bufferedBytesAllMax) break;
      bytesLeft -= bytes;
      dropped.push(reader);
    }
    return dropped;
  };

  return {
    stalledAfterSend: (reader) => {
      if (measure(reader) > limits.bufferedBytesMax) return [reader];
      return bytesAll > limits.bufferedBytesAllMax ? longestOverBound() : [];
    },
    forget: (reader) => {
      bytesAll -= bytesByReader.get(reader) ?? 0;
      bytesByReader.delete(reader);
    },
  };
};
