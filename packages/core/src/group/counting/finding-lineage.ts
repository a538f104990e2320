/**
 * Where a device is, found from what was counted: successions, arrivals, rosters, told to the lineage
 * as facts. Pure.
 */
import { heightInPast } from '../../ledger/graph.ts';
import { lineageOf, type Lineage } from '../../roster/lineage.ts';
import type { RosterView } from '../../roster/roster.ts';
import type { EpochId } from '../epoch-book.ts';
import type { Arrival } from './bounds.ts';
import type { EpochStates } from './epoch-state.ts';
import { factOf, type CountedSuccession } from './successions.ts';

/** An arrival, with the member whose device it is. */
export interface CountedArrival extends Arrival {
  readonly member: string;
}

export interface Findings {
  readonly root: EpochId;
  /** This device: hex of its signing key. */
  readonly device: string;
  readonly states: EpochStates;
  readonly successions: readonly CountedSuccession[];
  readonly arrivals: readonly CountedArrival[];
}

export const findLineage = (findings: Findings): Lineage => {
  const { root, device, states, successions, arrivals } = findings;
  const rosterOf = (epoch: EpochId): RosterView | undefined => states.get(epoch)?.roster.roster;
  const facts = {
    root,
    successions: successions
      .filter((succession) => !hadMovedOn(succession, findings))
      .map((succession) => factOf(succession, states.get(succession.id)?.charter)),
    arrivals,
    me: {
      device,
      arrivedIn: arrivals
        .filter((arrival) => arrival.device === device)
        .toSorted((left, right) => left.node.lamport - right.node.lamport)
        .map(({ epoch }) => epoch),
    },
  };
  return lineageOf(facts, {
    isIn: (epoch, id) => rosterOf(epoch)?.deviceById.has(id) ?? false,
    isSteward: (epoch, member, id) => {
      const roster = rosterOf(epoch);
      const isTheirs = roster?.deviceById.get(id)?.member === member;
      return isTheirs && roster.memberById.get(member)?.role === 'steward';
    },
    rosterOf: (epoch) => rosterOf(epoch)?.memberById,
  });
};

/** Dated back: its author had moved on to an epoch that came from this one. */
const hadMovedOn = (
  { node, in: epoch }: CountedSuccession,
  { arrivals, states }: Findings,
): boolean =>
  arrivals.some(
    (arrival) =>
      arrival.device === node.chain.feed.device &&
      arrival.epoch !== epoch &&
      states.get(arrival.epoch)?.ancestry.has(epoch) === true &&
      heightInPast(arrival.node, node.chain) <= node.place,
  );
