/**
 * What is for nobody to see while stewards have removed each other and this device follows nobody:
 * whoever has not chosen goes on writing, and nothing of it is published before the choice. Pure.
 */
import type { Chain } from '../ledger/chain.ts';
import type { History } from './counting/history.ts';
import type { HeldBack } from './extents.ts';

/** `before`: what has been held back since the dispute began. */
export const heldBackIn = (
  { lineage }: History,
  device: string,
  ownFeeds: readonly Chain[],
  before: HeldBack | undefined,
): HeldBack | undefined => {
  const { dispute } = lineage;
  if (dispute === undefined || dispute.some((side) => side.isFollowedHere)) return undefined;
  const published = ownFeeds.map(({ feed, height }): [number, number] => [feed.clientId, height]);
  return before ?? { device, published: new Map(published) };
};
