/**
 * A link that only looks: it shows the replica that a group offers to its links, so that a test can
 * compare ledgers, or speak for a device in ways that no link of ours would.
 */
import type { Link, Replica } from '../group/ports.ts';

export interface Tap extends Link {
  /** Throws before the group has started its links. */
  replica(): Replica;
}

export const createTap = (): Tap => {
  let replica: Replica | undefined;
  return {
    name: 'memory',
    start: (given) => {
      replica = given;
    },
    stop: async () => undefined,
    status: () => ({ state: 'searching', peers: [], addresses: [] }),
    onStatus: () => () => undefined,
    replica: () => {
      if (replica === undefined) throw new TypeError('tap: not started');
      return replica;
    },
  };
};
