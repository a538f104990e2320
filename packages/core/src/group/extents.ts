/**
 * How much of each feed is shown in the room of an epoch. In the room of the keys in use, all; in
 * an older one, what the removal knew and the successions themselves: who was removed can still read
 * there. Pure.
 */
import type { Chain } from '../ledger/chain.ts';
import { heightInPast } from '../ledger/graph.ts';
import type { History } from './counting/history.ts';
import type { EpochId } from './epoch-book.ts';

/** `published`: own feeds as far as anybody may see them, while it is undecided whom to follow. */
export const extentOf = (
  chain: Chain,
  room: EpochId,
  home: EpochId,
  history: History,
  published: ReadonlyMap<Chain, number> | undefined,
): number => {
  const held = Math.min(chain.height, published?.get(chain) ?? chain.height);
  if (room === home || !history.stateOf(room)) return held;
  const { epoch } = chain.feed;
  if (!history.descends(room, epoch.id)) return 0;
  const after = history.successions.filter((succession) => succession.in === room);
  const told = after.flatMap(({ node }) => [
    heightInPast(node, chain),
    node.chain === chain ? node.place + 1 : 0,
  ]);
  const handed = history.handovers.filter(
    (handover) => handover.in === room && handover.node.chain === chain,
  );
  return Math.min(held, Math.max(0, ...told, ...handed.map(({ node }) => node.place + 1)));
};
