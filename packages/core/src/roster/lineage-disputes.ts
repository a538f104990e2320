/**
 * Which of several successions of one epoch the group follows: twins, rivals that can be merged, and
 * disputes, which the members decide (`docs/decisions/0024-who-decides-a-dispute.md`). The same for
 * everybody who can open the same epochs. Knows nothing of where this device has been.
 */
import type { LineageViews, Side, SuccessionAuthor, SuccessionFact } from './lineage-facts.ts';
import type { EpochTree } from './lineage-tree.ts';

export interface Candidate {
  readonly fact: SuccessionFact;
  /** Its epoch, its twins, and everything that follows from them. */
  readonly line: ReadonlySet<string>;
  readonly twins: readonly string[];
  /** Members who have arrived in its line. */
  readonly arrived: ReadonlySet<string>;
}

export interface Decision {
  readonly candidates: readonly Candidate[];
  readonly next: Candidate | undefined;
  /** There are candidates, but it is for the members to decide between them. */
  readonly isOpen: boolean;
  /** Those that a standing one, hostile to them, leaves no room for. */
  readonly void: readonly Candidate[];
  /** Epochs of lines that have a standing one for a rival, without those that they share with it. */
  readonly lost: readonly string[];
  /** Those left with a rival that is left: one of the two puts the other's author out of office, now or later. */
  readonly opposed: readonly Candidate[];
  /** How each of them stands, if they are disputed. */
  readonly sides: readonly Omit<Side, 'isFollowedHere'>[];
}

/** Among the epoch's successions that are not `barred`. */
export type Decide = (epoch: string, barred: ReadonlySet<string>) => Decision;

const nothing: ReadonlySet<string> = new Set();

/** `me`: what was not sealed to this device leaves this device out. */
export const createDecider = (tree: EpochTree, views: LineageViews, me: string): Decide => {
  const decisions = new Map<string, Decision>();
  const lost = new Set<string>();
  const areOpposed = (left: Candidate, right: Candidate): boolean =>
    areHostile(left.fact, right.fact, me) ||
    putsOutLater(left, right.fact.author, right, lost, tree, me) ||
    putsOutLater(right, left.fact.author, left, lost, tree, me);
  const decideAnew: Decide = (epoch, barred) =>
    decideBetween(candidatesAt(tree, epoch, barred, views), areOpposed, me);
  // Children first: what was lost further on is known before those before it are compared.
  for (const epoch of tree.order.toReversed()) {
    const decision = decideAnew(epoch, nothing);
    decisions.set(epoch, decision);
    for (const each of decision.lost) lost.add(each);
  }
  return (epoch, barred) => {
    const decision = decisions.get(epoch);
    return decision && !tree.childrenOf(epoch).some(({ id }) => barred.has(id))
      ? decision
      : decideAnew(epoch, barred);
  };
};

/** One for each set of twins: the one with the smallest id. */
const candidatesAt = (
  tree: EpochTree,
  epoch: string,
  barred: ReadonlySet<string>,
  { isSteward }: LineageViews,
): readonly Candidate[] => {
  const byFace = new Map<string, SuccessionFact[]>();
  for (const fact of tree.childrenOf(epoch)) {
    const { member, device } = fact.author;
    // Nobody imposes a merge on a side that has removed them, even if they got hold of its secret.
    const isImposed = fact.parents.length > 1 && !isSteward(epoch, member, device);
    if (isImposed || barred.has(fact.id)) continue;
    const face = fact.members
      ? JSON.stringify([fact.parents.toSorted(), fact.face])
      : JSON.stringify(fact.id);
    byFace.set(face, [...(byFace.get(face) ?? []), fact]);
  }
  return [...byFace.values()].flatMap((same) => {
    const [fact, ...others] = same;
    if (!fact) return [];
    // One alone is compared with nothing: long histories need not be walked again at every epoch.
    const line = byFace.size > 1 ? tree.lineOf(same.map(({ id }) => id)) : nothing;
    return [{ fact, line, twins: others.map(({ id }) => id), arrived: tree.arrivedIn(line) }];
  });
};

/** Whether one takes the other's author, or that very device, out of office. */
export const areHostile = (left: SuccessionFact, right: SuccessionFact, me: string): boolean =>
  putsOut(left, right.author, me) || putsOut(right, left.author, me);

const putsOut = ({ members }: SuccessionFact, author: SuccessionAuthor, me: string): boolean => {
  if (!members) return author.device === me;
  const member = members.get(author.member);
  return member?.role !== 'steward' || !member.devices.includes(author.device);
};

/**
 * Whether an epoch further along one line puts the other line's author out. One that has been merged
 * with the other line, or that was void, no longer does.
 */
const putsOutLater = (
  { line }: Candidate,
  author: SuccessionAuthor,
  other: Candidate,
  lost: ReadonlySet<string>,
  tree: EpochTree,
  me: string,
): boolean => {
  const shared = [...line].filter((epoch) => other.line.has(epoch));
  const merged = tree.ancestryOf(shared);
  return [...line].some((epoch) => {
    const fact = tree.successionOf(epoch);
    return fact && !merged.has(epoch) && !lost.has(epoch) && putsOut(fact, author, me);
  });
};

const decideBetween = (
  candidates: readonly Candidate[],
  areOpposed: (left: Candidate, right: Candidate) => boolean,
  me: string,
): Decision => {
  const duellists = duellistsOf(candidates, areOpposed);
  const disputed = duellists.filter(({ rivals }) => rivals.length > 0);
  if (disputed.length === 0) {
    const next = mostFollowed(candidates);
    return { candidates, next, isOpen: false, void: [], lost: [], opposed: [], sides: [] };
  }
  const sides = duellists.map((each) => sideOf(each, duellists));
  const standing = sides.filter(({ followers, needed }) => followers >= needed);
  const upright = candidates.filter(({ fact }) => standing.some(({ id }) => id === fact.id));
  const next = mostFollowed(upright);
  const isVoid = ({ fact }: Candidate): boolean =>
    upright.some((other) => areHostile(fact, other.fact, me));
  const voided = candidates.filter(isVoid);
  const opposed = disputed
    .filter(
      ({ candidate, rivals }) =>
        !voided.includes(candidate) && rivals.some((each) => !voided.includes(each)),
    )
    .map(({ candidate }) => candidate);
  const lost = disputed
    .filter(({ rivals }) => rivals.some((each) => upright.includes(each)))
    .flatMap(({ candidate }) => [...candidate.line])
    .filter((epoch) => !upright.some(({ line }) => line.has(epoch)));
  return { candidates, next, isOpen: !next, void: voided, lost, opposed, sides };
};

/** The one in which most members have arrived; of equals the one with the smaller id. */
export const mostFollowed = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted(
    (left, right) =>
      right.arrived.size - left.arrived.size || (left.fact.id < right.fact.id ? -1 : 1),
  )[0];

interface Duellist {
  readonly candidate: Candidate;
  readonly fact: SuccessionFact;
  readonly rivals: readonly Candidate[];
  /** Who was there and has arrived in it, is no party to the dispute, and not with a rival too. */
  readonly supporters: ReadonlySet<string>;
  /** Whom it knew, without the parties. */
  readonly electors: readonly string[];
}

const duellistsOf = (
  candidates: readonly Candidate[],
  areOpposed: (left: Candidate, right: Candidate) => boolean,
): readonly Duellist[] => {
  const authors = new Set(candidates.map(({ fact }) => fact.author.member));
  const people = new Set(
    candidates.flatMap(({ fact }) => [...fact.electors].filter((each) => !authors.has(each))),
  );
  return candidates.map((candidate) => {
    const { fact, arrived } = candidate;
    const rivals = candidates.filter((each) => each !== candidate && areOpposed(candidate, each));
    const supporters = [...arrived].filter(
      (member) => people.has(member) && !rivals.some((rival) => rival.arrived.has(member)),
    );
    const electors = [...fact.electors].filter((member) => people.has(member));
    return { candidate, fact, rivals, supporters: new Set(supporters), electors };
  });
};

/** How it stands among those whom it knew, and among those whom each rival knew: the worst of it. */
const sideOf = (
  duellist: Duellist,
  duellists: readonly Duellist[],
): Omit<Side, 'isFollowedHere'> => {
  const { fact, rivals, supporters } = duellist;
  const facing = duellists.filter(
    ({ candidate }) => rivals.length === 0 || rivals.includes(candidate),
  );
  let followers = 0;
  let needed = 0;
  for (const { electors } of [duellist, ...facing]) {
    const following = electors.filter((member) => supporters.has(member)).length;
    const majority = Math.floor(electors.length / 2) + 1;
    const isHarder = majority - following - (needed - followers);
    if (needed === 0 || isHarder > 0 || (isHarder === 0 && majority > needed)) {
      followers = following;
      needed = majority;
    }
  }
  const { members, author, id } = fact;
  const removes = members && [...fact.electors].filter((member) => !members.has(member)).toSorted();
  return { id, by: author, removes, followers, needed };
};
