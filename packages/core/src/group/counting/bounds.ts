/**
 * How far the feed of a device counts that is not in the group any more: what its removal knew, and
 * what any device brought along that moved to the new keys. Nothing is listed anywhere: both are the
 * past of an entry (docs/decisions/0023-cut-and-arrival-are-pasts.md). Pure.
 */
import type { Chain } from '../../ledger/chain.ts';
import { compareNodes, heightInPast, type EntryNode } from '../../ledger/graph.ts';
import type { EpochId } from '../epoch-book.ts';

/** The first entry of a device in an epoch. */
export interface Arrival {
  readonly node: EntryNode;
  readonly epoch: EpochId;
  readonly device: string;
}

/** An epoch of the present one's ancestry that began by a succession. */
export interface Beginning {
  readonly id: EpochId;
  readonly succession: EntryNode;
  /** Of the charter. */
  readonly devices: ReadonlySet<string>;
}

export interface BoundFacts {
  /** Of the present epoch and all that it came from. */
  readonly beginnings: readonly Beginning[];
  readonly arrivals: readonly Arrival[];
  /** Whether `descendant` is `ancestor` or came from it. */
  readonly descends: (descendant: EpochId, ancestor: EpochId) => boolean;
}

/** The number of entries that count of a feed whose device does not belong now. */
export const boundOf = (chain: Chain, facts: BoundFacts): number => {
  const { device, epoch } = chain.feed;
  const outside = facts.beginnings.filter(
    ({ id, devices }) => !devices.has(device) && !facts.descends(epoch.id, id),
  );
  // Later ones take nobody out who was out already, and know what was written since.
  const without = outside.filter(({ id }) =>
    outside.every((other) => other.id === id || !facts.descends(id, other.id)),
  );
  return Math.max(
    0,
    ...without.flatMap((beginning) =>
      [beginning.succession, ...firstArrivals(beginning, facts)].map((node) =>
        heightInPast(node, chain),
      ),
    ),
  );
};

/** Each device of a charter vouches once: when it first moved there, or further on. */
const firstArrivals = ({ id, devices }: Beginning, facts: BoundFacts): readonly EntryNode[] => {
  const byDevice = new Map<string, EntryNode[]>();
  for (const { node, epoch, device } of facts.arrivals) {
    if (!devices.has(device) || !facts.descends(epoch, id)) continue;
    byDevice.set(device, [...(byDevice.get(device) ?? []), node]);
  }
  return [...byDevice.values()].flatMap((nodes) => {
    const sorted = nodes.toSorted(compareNodes);
    return sorted.filter((node, index) =>
      sorted.slice(0, index).every((before) => heightInPast(node, before.chain) <= before.place),
    );
  });
};
