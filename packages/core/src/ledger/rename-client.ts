/**
 * Moves edits that were never written from one document client id to another: for a device that
 * must go on in its next instance while edits under the former one still wait. Only what nobody else
 * has seen is moved, so nothing that refers to it is left behind. Knows no feeds.
 */
import * as Y from 'yjs';
import { ByteWriter } from '../lib/bytes.ts';

export interface Move {
  readonly from: number;
  /** First clock that is moved: before it stands what is written. */
  readonly fromClock: number;
  readonly to: number;
  readonly toClock: number;
}

/** The first clock under this client id in the updates; nothing if they hold no structs of it. */
export const firstClockOf = (
  updates: readonly Uint8Array[],
  client: number,
): number | undefined => {
  const clocks = updates.flatMap((update) => {
    const clock = Y.parseUpdateMeta(update).from.get(client);
    return clock === undefined ? [] : [clock];
  });
  return clocks.length === 0 ? undefined : Math.min(...clocks);
};

/** An update of our own making: nothing in it needs to be judged. */
export const renameClient = (update: Uint8Array, move: Move): Uint8Array => {
  const { structs, ds } = Y.decodeUpdate(update);
  const items = structs.map((struct) => {
    if (!(struct instanceof Y.Item)) throw new TypeError('renameClient: not an edit of ours');
    return movedItem(struct, move);
  });
  const encoder = new Y.UpdateEncoderV1();
  for (const item of items) item.write(encoder, 0);
  const writer = new ByteWriter().varUint(items.length > 0 ? 1 : 0);
  const [first] = items;
  if (first) writer.varUint(items.length).varUint(first.id.client).varUint(first.id.clock);
  writer.rest(encoder.toUint8Array());
  const ranges = [...ds.clients].flatMap(([client, each]) =>
    each.flatMap(({ clock, len }) => movedRange({ client, clock, length: len }, move)),
  );
  const clients = [...new Set(ranges.map(({ client }) => client))];
  writer.varUint(clients.length);
  for (const client of clients) {
    const own = ranges.filter((range) => range.client === client);
    writer.varUint(client).varUint(own.length);
    for (const { clock, length } of own) writer.varUint(clock).varUint(length);
  }
  return writer.bytes();
};

interface Range {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

const movedId = (id: Y.ID, { from, fromClock, to, toClock }: Move): Y.ID =>
  id.client === from && id.clock >= fromClock ? Y.createID(to, id.clock - fromClock + toClock) : id;

const movedItem = (item: Y.Item, move: Move): Y.Item =>
  new Y.Item(
    movedId(item.id, move),
    null,
    item.origin && movedId(item.origin, move),
    null,
    item.rightOrigin && movedId(item.rightOrigin, move),
    item.parent instanceof Y.ID ? movedId(item.parent, move) : item.parent,
    item.parentSub,
    item.content,
  );

/** A deletion may reach from what is written into what is not. */
const movedRange = (range: Range, move: Move): Range[] => {
  const { client, clock, length } = range;
  if (client !== move.from || clock + length <= move.fromClock) return [range];
  const kept = Math.max(0, move.fromClock - clock);
  const moved = {
    client: move.to,
    clock: clock + kept - move.fromClock + move.toClock,
    length: length - kept,
  };
  return kept > 0 ? [{ client, clock, length: kept }, moved] : [moved];
};
