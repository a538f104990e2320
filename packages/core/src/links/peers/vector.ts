/**
 * Yjs state vectors (encoding version 1) as plain maps: how many entries of each feed somebody
 * holds, by the feed's Yjs client id. Knows nothing of ledgers or peers.
 *
 *     vector = count varuint, { client varuint, clock varuint } × count
 *     varuint = 7 bits a byte, lowest first, high bit on all but the last; shortest form only
 *
 * Clients stand in strictly descending order, clocks are at least 1: as Yjs writes them.
 */
import { updateFeedsMax } from '../../lib/limits.ts';

export type Vector = ReadonlyMap<number, number>;

/** `undefined` for anything that Yjs would not have written, byte for byte. */
export const decodeVector = (bytes: Uint8Array): Vector | undefined => {
  const vector = new Map<number, number>();
  let place = 0;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[place];
      if (byte === undefined) return Number.NaN;
      place += 1;
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) return Number.NaN;
      if (byte < 128) return byte === 0 && scale > 1 ? Number.NaN : value;
      scale *= 128;
    }
  };
  const count = read();
  if (!(count <= updateFeedsMax)) return undefined;
  let previous = Number.MAX_SAFE_INTEGER + 1;
  for (let index = 0; index < count; index += 1) {
    const client = read();
    const clock = read();
    if (!(client < previous) || !(clock >= 1)) return undefined;
    vector.set(client, clock);
    previous = client;
  }
  return place === bytes.length ? vector : undefined;
};

export const encodeVector = (vector: Vector): Uint8Array => {
  const bytes: number[] = [];
  const write = (value: number): void => {
    let rest = value;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  };
  write(vector.size);
  for (const [client, clock] of [...vector].sort((left, right) => right[0] - left[0])) {
    write(client);
    write(clock);
  }
  return Uint8Array.from(bytes);
};

/** Whoever holds `known` holds everything up to `upto`. */
export const covers = (known: Vector, upto: Vector): boolean => {
  for (const [client, clock] of upto) if ((known.get(client) ?? 0) < clock) return false;
  return true;
};

/** Raises `known` to hold everything up to `upto`. */
export const raise = (known: Map<number, number>, upto: Vector): void => {
  for (const [client, clock] of upto) {
    if ((known.get(client) ?? 0) < clock) known.set(client, clock);
  }
};

/** The feeds that grew from `before` to `after`, each at its place before and after. */
export const growth = (before: Vector, after: Vector): { from: Vector; upto: Vector } => {
  const from = new Map<number, number>();
  const upto = new Map<number, number>();
  for (const [client, clock] of after) {
    const start = before.get(client) ?? 0;
    if (clock <= start) continue;
    upto.set(client, clock);
    if (start > 0) from.set(client, start);
  }
  return { from, upto };
};
