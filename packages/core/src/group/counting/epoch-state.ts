/**
 * What counting knows of one epoch that belongs to the group's history: its roster, who was taken
 * away on the way to it, and the entry that began it.
 */
import type { Charter } from '../../roster/charter.ts';
import {
  nothingTaken,
  takenTogether,
  type MergeSide,
  type Taken,
} from '../../roster/merging-members.ts';
import { rosterMembers, type Removed, type RosterView } from '../../roster/roster.ts';
import type { EpochId, KnownEpoch } from '../epoch-book.ts';
import { EpochRoster } from './epoch-roster.ts';
import type { CountedSuccession } from './successions.ts';

export interface EpochState {
  readonly id: EpochId;
  readonly charter: Charter;
  readonly roster: EpochRoster;
  readonly removed: Removed;
  /** By the succession that began it, from the rosters of its parents. */
  readonly taken: Taken;
  /** Itself and everything that it came from. */
  readonly ancestry: ReadonlySet<EpochId>;
  /** Nothing for the first. */
  readonly begunBy: CountedSuccession | undefined;
}

export type EpochStates = ReadonlyMap<EpochId, EpochState>;

export const rootState = (known: KnownEpoch): EpochState => ({
  id: known.id,
  charter: known.charter,
  roster: new EpochRoster(known.charter),
  removed: nothingTaken,
  taken: nothingTaken,
  ancestry: new Set([known.id]),
  begunBy: undefined,
});

/** The state of an epoch that came from `parents`. */
export const stateAfter = (
  known: KnownEpoch,
  parents: readonly EpochState[],
  taken: Taken,
  begunBy: CountedSuccession,
): EpochState => {
  const removals = [...parents.map((parent) => parent.removed), taken];
  const removed: Removed = {
    members: new Set(removals.flatMap(({ members }) => [...members])),
    devices: new Set(removals.flatMap(({ devices }) => [...devices])),
  };
  return {
    id: known.id,
    charter: known.charter,
    roster: new EpochRoster(known.charter, removed),
    removed,
    taken,
    ancestry: new Set([known.id, ...parents.flatMap(({ ancestry }) => [...ancestry])]),
    begunBy,
  };
};

/** One side of a merge: its roster, and what was taken away where the other side did not go. */
export const mergeSideOf = (
  side: EpochState,
  other: EpochState,
  roster: RosterView,
  states: EpochStates,
): MergeSide => {
  const alone = [...side.ancestry].filter((epoch) => !other.ancestry.has(epoch));
  return {
    members: rosterMembers(roster),
    taken: takenTogether(alone.flatMap((epoch) => states.get(epoch)?.taken ?? [])),
  };
};
