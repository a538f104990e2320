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
  /** Whether one of the two puts the other's author out of office, by itself or further on. */
  readonly areOpposed: (left: Candidate, right: Candidate) => boolean;
  readonly standingOf: (candidate: Candidate) => Standing;
}

type Standing = Pick<Side, 'followers' | 'needed' | 'isOutnumbered'>;

export interface Decider {
  /** Among the epoch's successions that are not `barred`. */
  readonly decide: (epoch: string, barred: ReadonlySet<string>) => Decision;
  /** Where the line of an epoch leads, as far as that is decided and opened here. */
  readonly tipOf: (epoch: string) => string;
}

const nothing: ReadonlySet<string> = new Set();

/** `me`: what was not sealed to this device leaves this device out. */
export const createDecider = (tree: EpochTree, views: LineageViews, me: string): Decider => {
  const nextByEpoch = new Map<string, string>();
  const tipOf = (epoch: string): string => {
    let tip = epoch;
    for (let next = nextByEpoch.get(tip); next !== undefined; next = nextByEpoch.get(tip)) {
      tip = next;
    }
    return tip;
  };
  const isOutOfOffice = (author: SuccessionAuthor, other: Candidate, own: Candidate): boolean => {
    const tip = tipOf(other.fact.id);
    return (
      tip !== other.fact.id &&
      !own.line.has(tip) &&
      !views.isSteward(tip, author.member, author.device)
    );
  };
  const areOpposed = (left: Candidate, right: Candidate): boolean =>
    areHostile(left.fact, right.fact, me) ||
    isOutOfOffice(left.fact.author, right, left) ||
    isOutOfOffice(right.fact.author, left, right);
  const decide = (epoch: string, barred: ReadonlySet<string>): Decision =>
    decideBetween(candidatesAt(tree, epoch, barred), areOpposed, me);
  // Children first: where a line leads is known before its rivals are compared with it.
  for (const epoch of tree.order.toReversed()) {
    const next = decide(epoch, nothing).next?.fact;
    if (next?.members) nextByEpoch.set(epoch, next.id);
  }
  return { decide, tipOf };
};

/** One for each set of twins: the one with the smallest id. */
const candidatesAt = (
  tree: EpochTree,
  epoch: string,
  barred: ReadonlySet<string>,
): readonly Candidate[] => {
  const byFace = new Map<string, SuccessionFact[]>();
  for (const fact of tree.childrenOf(epoch)) {
    if (barred.has(fact.id)) continue;
    const face = fact.members
      ? JSON.stringify([fact.parents.toSorted(), fact.face])
      : JSON.stringify(fact.id);
    byFace.set(face, [...(byFace.get(face) ?? []), fact]);
  }
  return [...byFace.values()].flatMap((same) => {
    const [fact, ...others] = same;
    if (!fact) return [];
    const line = tree.lineOf(same.map(({ id }) => id));
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

const decideBetween = (
  candidates: readonly Candidate[],
  areOpposed: (left: Candidate, right: Candidate) => boolean,
  me: string,
): Decision => {
  const rivalsOf = new Map(
    candidates.map((each) => [
      each,
      candidates.filter((other) => other !== each && areOpposed(each, other)),
    ]),
  );
  const standingOf = (candidate: Candidate): Standing =>
    standing(candidate, candidates, (each) => rivalsOf.get(each) ?? []);
  const base = { candidates, standingOf, areOpposed };
  const isDisputed = [...rivalsOf.values()].some((rivals) => rivals.length > 0);
  if (!isDisputed) return { ...base, next: mostFollowed(candidates), isOpen: false, void: [] };
  const upright = candidates.filter((each) => {
    const { followers, needed, isOutnumbered } = standingOf(each);
    return followers >= needed && !isOutnumbered;
  });
  const next = mostFollowed(upright);
  const isVoid = ({ fact }: Candidate): boolean =>
    upright.some((other) => areHostile(fact, other.fact, me));
  return { ...base, next, isOpen: next === undefined, void: candidates.filter(isVoid) };
};

/** The one in which most members have arrived; of equals the one with the smaller id. */
export const mostFollowed = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted(
    (left, right) =>
      right.arrived.size - left.arrived.size || (left.fact.id < right.fact.id ? -1 : 1),
  )[0];

/** Beside the rival that it has most to fear from; beside everybody if it has no rival. */
const standing = (
  candidate: Candidate,
  candidates: readonly Candidate[],
  rivalsOf: (candidate: Candidate) => readonly Candidate[],
): Standing => {
  const authors = new Set(candidates.map(({ fact }) => fact.author.member));
  const rivals = rivalsOf(candidate);
  const supporters = supportersOf(candidate, rivals, authors);
  const others = candidates.filter((each) => each !== candidate);
  const duels = (rivals.length > 0 ? rivals : others).map((rival) => {
    const common = [...candidate.fact.electors].filter(
      (member) => rival.fact.electors.has(member) && !authors.has(member),
    );
    const followers = common.filter((member) => supporters.has(member)).length;
    return { followers, needed: Math.floor(common.length / 2) + 1 };
  });
  const [hardest] = duels.toSorted(
    (left, right) =>
      right.needed - right.followers - (left.needed - left.followers) || right.needed - left.needed,
  );
  const people = new Set(candidates.flatMap(({ fact }) => [...fact.electors]));
  const strength = (of: ReadonlySet<string>): number =>
    [...of].filter((member) => people.has(member)).length;
  const isOutnumbered = rivals.some(
    (rival) => strength(supportersOf(rival, rivalsOf(rival), authors)) >= strength(supporters),
  );
  return { followers: hardest?.followers ?? 0, needed: hardest?.needed ?? 1, isOutnumbered };
};

/** Who has arrived in it, is no party to the dispute, and has not gone to a rival as well. */
const supportersOf = (
  { arrived }: Candidate,
  rivals: readonly Candidate[],
  authors: ReadonlySet<string>,
): ReadonlySet<string> =>
  new Set(
    [...arrived].filter(
      (member) => !authors.has(member) && !rivals.some((rival) => rival.arrived.has(member)),
    ),
  );
