/**
 * How much of each feed is shown in the room of an epoch. In the room of the keys in use, all; in
 * one of newer keys, what those came from; in an older one, what the removal knew and the successions
 * themselves: who was removed can still read there. Pure.
 */
import type { Chain } from '../ledger/chain.ts';
import { heightInPast } from '../ledger/graph.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { History } from './counting/history.ts';
import type { EpochId } from './epoch-book.ts';

/** A device that has not chosen whom to follow: what it writes meanwhile is for nobody to see. */
export interface HeldBack {
  /** Hex. */
  readonly device: string;
  /** Heights that were published before, by ledger client id. */
  readonly published: ReadonlyMap<number, number>;
}

export const extentOf = (
  chain: Chain,
  room: EpochId,
  home: EpochId,
  history: History,
  heldBack: HeldBack | undefined,
): number => {
  const { epoch, device, clientId } = chain.feed;
  const isHeldBack = heldBack?.device === device;
  const held = isHeldBack
    ? Math.min(chain.height, heldBack.published.get(clientId) ?? 0)
    : chain.height;
  if (room === home || !history.stateOf(room)) return held;
  // Where the group has gone on to, everybody may see what it came from.
  if (history.descends(room, home)) return history.descends(room, epoch.id) ? held : 0;
  // Those before it too: the group may have gone another way, and come back by a merge, which rests
  // on what was written under the rival's keys.
  const isMergedBy = (id: EpochId): boolean =>
    history.stateOf(id)?.charter.parents.some((parent) => hexFromBytes(parent) === room) ?? false;
  const after = history.successions.filter(
    (succession) => history.descends(room, succession.in) || isMergedBy(succession.id),
  );
  const told = after.flatMap(({ node }) => [
    heightInPast(node, chain),
    node.chain === chain ? node.place + 1 : 0,
  ]);
  const handed = history.handovers.filter(
    (handover) => handover.in === room && handover.node.chain === chain,
  );
  return Math.min(held, Math.max(0, ...told, ...handed.map(({ node }) => node.place + 1)));
};
