/**
 * Judges the charter of a succession against the rosters that it was written on, as they were by the
 * entry's own past.
 */
import { hexFromBytes } from '../../lib/bytes.ts';
import type { Charter } from '../../roster/charter.ts';
import { refusalOfCharter, type CharterParent } from '../../roster/judging-charters.ts';
import { nothingTaken, takenBetween, takenTogether } from '../../roster/merging-members.ts';
import { groupIdOf } from '../../roster/charter.ts';
import { rosterMembers } from '../../roster/roster.ts';
import type { KnownEpoch } from '../epoch-book.ts';
import { mergeSideOf, stateAfter, type EpochState, type EpochStates } from './epoch-state.ts';
import type { CountedSuccession } from './successions.ts';

export type JudgedSuccession =
  /** One of its parents is not in the history yet. */
  | 'parent-unknown'
  | { readonly breach: string }
  | { readonly after: (known: KnownEpoch) => EpochState };

export const judgeSuccession = (
  succession: CountedSuccession,
  charter: Charter,
  states: EpochStates,
): JudgedSuccession => {
  const { node, author } = succession;
  const ids = charter.parents.map(hexFromBytes);
  if (!ids.includes(succession.in)) return { breach: 'charter-elsewhere' };
  const found = ids.map((id) => states.get(id));
  const parents = found.filter((state) => state !== undefined);
  const [first, second] = parents;
  if (!first || parents.length < ids.length) return 'parent-unknown';
  const groupId = groupIdOfRoot(states);
  const factsOf = (state: EpochState, other: EpochState | undefined): CharterParent => {
    const roster = state.roster.atPast(node);
    const side = other
      ? mergeSideOf(state, other, roster, states)
      : { members: rosterMembers(roster), taken: nothingTaken };
    return { ...side, number: state.charter.number };
  };
  const facts = second
    ? ([factsOf(first, second), factsOf(second, first)] as const)
    : ([factsOf(first, undefined)] as const);
  const breach = refusalOfCharter({
    charter,
    groupId,
    author: { member: author.member, device: hexFromBytes(author.signing) },
    parents: facts,
  });
  if (breach) return { breach: `charter-${breach.rule}` };
  const taken = takenTogether(facts.map(({ members }) => takenBetween(members, charter)));
  return { after: (known) => stateAfter(known, parents, taken, succession) };
};

const groupIdOfRoot = (states: EpochStates): Uint8Array => {
  const [root] = states.values();
  return root ? groupIdOf(root.charter) : new Uint8Array();
};
