/**
 * Which other lines of a group's history are still to be merged with the one that this device is in:
 * those whose removals or admissions would otherwise be lost. Decides no dispute.
 */
import type { Decide, Decision } from './lineage-disputes.ts';
import type { LineageViews, SuccessionFact } from './lineage-facts.ts';
import type { EpochTree } from './lineage-tree.ts';
import { roles, type Role } from './member.ts';

export interface Lines {
  readonly tree: EpochTree;
  readonly decide: Decide;
  readonly views: LineageViews;
  /** Epochs that nothing here may be merged with. */
  readonly barred: ReadonlySet<string>;
}

/** Ends of lines that branch off from the ancestry of `current`, ascending. */
export const linesToMerge = (
  lines: Lines,
  current: string,
  ancestry: ReadonlySet<string>,
): readonly string[] => {
  const tips = new Set<string>();
  for (const epoch of ancestry) {
    if (epoch === current) continue;
    for (const start of startsAt(epoch, lines)) {
      if (ancestry.has(start.id)) continue;
      const tip = tipFrom(start.id, lines);
      if (ancestry.has(tip)) continue;
      if (isWorthMerging({ epoch, start, tip }, current, lines.views)) tips.add(tip);
    }
  }
  return [...tips].toSorted();
};

/** Successions at which lines begin that could be merged with each other. */
const startsAt = (epoch: string, { tree, decide, barred }: Lines): readonly SuccessionFact[] => {
  const decision = decide(epoch, barred);
  if (decision.isOpen) return [];
  return decision.candidates
    .filter((each) => !decision.void.includes(each) && !decision.opposed.includes(each))
    .flatMap(({ fact, twins }) => [fact, ...twinsGoneOn(twins, tree)])
    .filter(({ members }) => members !== undefined);
};

/** A twin is nothing by itself; but somebody may have gone on from it before hearing of the other. */
const twinsGoneOn = (twins: readonly string[], tree: EpochTree): readonly SuccessionFact[] =>
  twins.flatMap((twin) => {
    const fact = tree.successionOf(twin);
    return fact && tree.childrenOf(twin).length > 0 ? [fact] : [];
  });

const tipFrom = (start: string, { decide, barred }: Lines): string => {
  let tip = start;
  let decision: Decision = decide(tip, barred);
  while (decision.next?.fact.members) {
    tip = decision.next.fact.id;
    decision = decide(tip, barred);
  }
  return tip;
};

const isLower = (left: Role, right: Role): boolean => roles.indexOf(left) < roles.indexOf(right);

/**
 * Whether its author may still take away, and a merge would take or bring anything. In doubt it is:
 * one merge too many costs an epoch, one too few a removal.
 */
const isWorthMerging = (
  { epoch, start, tip }: { epoch: string; start: SuccessionFact; tip: string },
  current: string,
  { isSteward, rosterOf }: LineageViews,
): boolean => {
  if (!isSteward(current, start.author.member, start.author.device)) return false;
  const before = rosterOf(epoch);
  const here = rosterOf(current);
  const there = rosterOf(tip);
  if (!before || !here || !there) return true;
  for (const [id, member] of here) {
    const earlier = before.get(id);
    const later = there.get(id);
    if (!later) {
      if (start.electors.has(id)) return true;
      continue;
    }
    const dropped = (earlier?.devices ?? []).filter((device) => !later.devices.includes(device));
    if (dropped.some((device) => member.devices.includes(device))) return true;
    if (earlier && isLower(later.role, earlier.role) && isLower(later.role, member.role)) {
      return true;
    }
  }
  for (const [id, later] of there) {
    const earlier = before.get(id);
    const member = here.get(id);
    const added = later.devices.filter((device) => !(earlier?.devices ?? []).includes(device));
    if (added.some((device) => !(member?.devices ?? []).includes(device))) return true;
    if (
      earlier &&
      member &&
      isLower(earlier.role, later.role) &&
      isLower(member.role, later.role)
    ) {
      return true;
    }
  }
  return false;
};
