/**
 * Which epoch a device is in: a pure function of the set of facts held, the same whatever their
 * order. Walks from the first epoch to where this device belongs. Knows no ledger, no keys, no
 * clock. Rules: `docs/decisions/0024-who-decides-a-dispute.md`.
 */
import {
  areHostile,
  createDecider,
  mostFollowed,
  type Candidate,
  type Decide,
  type Decision,
} from './lineage-disputes.ts';
import type { Lineage, LineageFacts, LineageViews, Side, SuccessionFact } from './lineage-facts.ts';
import { linesToMerge } from './lineage-merges.ts';
import { createEpochTree, type EpochTree } from './lineage-tree.ts';

export type {
  ArrivalFact,
  EpochMember,
  Lineage,
  LineageFacts,
  LineageViews,
  Side,
  SuccessionAuthor,
  SuccessionFact,
} from './lineage-facts.ts';

export const lineageOf = (facts: LineageFacts, views: LineageViews): Lineage => {
  const tree = createEpochTree(facts);
  const { me } = facts;
  const decide = createDecider(tree, views, me.device);
  const walk = walkFrom(tree, decide, me, views);
  const { places, unopened, isBlocked, barred, voided } = walk;
  // A newcomer is in none of the earlier epochs, somebody removed in none of the later ones.
  const isMine = places.map(({ epoch }) => views.isIn(epoch, me.device));
  const isNowhere = !isMine.includes(true);
  const mine = places.slice(0, isNowhere ? places.length : isMine.lastIndexOf(true) + 1);
  const current = mine.at(-1)?.epoch ?? tree.root;
  const beyond = places[mine.length];
  const cutOff = beyond ? tree.successionOf(beyond.epoch) : unopened;
  const ancestry = tree.ancestryOf([current]);
  const isAtEnd = !isBlocked && cutOff === undefined && !isNowhere;
  const lines = { tree, decide, views, barred };
  return {
    current,
    path: mine.map(({ epoch }) => epoch),
    ancestry,
    cutOff: isNowhere ? undefined : cutOff,
    dispute: (isBlocked && !beyond ? mine.at(-1) : mine.find(({ sides }) => sides))?.sides,
    toMerge: isAtEnd ? linesToMerge(lines, current, ancestry) : [],
    voided: new Set([...voided].filter((epoch) => !ancestry.has(epoch))),
  };
};

interface Place {
  readonly epoch: string;
  /** If what follows the epoch is not decided. */
  readonly sides: readonly Side[] | undefined;
}

interface Walk {
  readonly places: readonly Place[];
  /** What the group went on to, but cannot be opened here. */
  readonly unopened: SuccessionFact | undefined;
  /** The last place is undecided, and this device follows nobody. */
  readonly isBlocked: boolean;
  /** Epochs beside the way that nothing on it may be merged with. */
  readonly barred: ReadonlySet<string>;
  readonly voided: ReadonlySet<string>;
}

const walkFrom = (
  tree: EpochTree,
  decide: Decide,
  me: LineageFacts['me'],
  views: LineageViews,
): Walk => {
  const places: Place[] = [];
  const barred = new Set<string>();
  const voided = new Set<string>();
  let unopened: SuccessionFact | undefined;
  let isBlocked = false;
  let epoch: string | undefined = tree.root;
  while (epoch !== undefined) {
    const decision: Decision = decide(epoch, barred);
    const next: Candidate | undefined =
      decision.next ?? (decision.isOpen ? ownSide(decision, epoch, me, views) : undefined);
    const beside = decision.isOpen && next ? rivalsOf(next, decision, me.device) : decision.void;
    for (const { line } of beside) addAll(barred, line);
    for (const { line } of decision.void) addAll(voided, line);
    for (const { twins } of decision.candidates) addAll(voided, twins);
    places.push({ epoch, sides: decision.isOpen ? sidesOf(decision, next) : undefined });
    isBlocked = decision.isOpen && next === undefined;
    unopened = next && next.fact.members === undefined ? next.fact : undefined;
    epoch = unopened ? undefined : next?.fact.id;
  }
  return { places, unopened, isBlocked, barred, voided };
};

const addAll = (to: Set<string>, epochs: Iterable<string>): void => {
  for (const epoch of epochs) to.add(epoch);
};

const rivalsOf = (next: Candidate, { candidates }: Decision, me: string): readonly Candidate[] =>
  candidates.filter((each) => each !== next && areHostile(each.fact, next.fact, me));

const sidesOf = ({ sides }: Decision, next: Candidate | undefined): readonly Side[] =>
  sides.map((side) => ({ ...side, isFollowedHere: side.id === next?.fact.id }));

/**
 * Where this device stays while nothing is decided: with the side that it has arrived in last. One
 * that was let in on a side, and was not there before, belongs to that side; nobody need be asked.
 */
const ownSide = (
  { candidates }: Decision,
  epoch: string,
  me: LineageFacts['me'],
  views: LineageViews,
): Candidate | undefined => {
  for (const arrived of me.arrivedIn.toReversed()) {
    const followed = candidates.filter(({ line }) => line.has(arrived));
    if (followed.length > 0) return mostFollowed(followed);
  }
  if (views.isIn(epoch, me.device)) return undefined;
  const homes = candidates.filter(({ line }) =>
    [...line].some((each) => views.isIn(each, me.device)),
  );
  const isOneHome = homes.every((home) =>
    homes.every((other) => home === other || !areHostile(home.fact, other.fact, me.device)),
  );
  return isOneHome ? mostFollowed(homes) : undefined;
};
