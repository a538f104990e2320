/**
 * The epochs of a group as a graph: who follows whom, what lies beyond, who has arrived where. The
 * same whatever the order of the facts. Knows nothing of rights or of who decides what.
 */
import type { LineageFacts, SuccessionFact } from './lineage-facts.ts';

export interface EpochTree {
  readonly root: string;
  /** Every epoch that can be reached from the root, parents before children. */
  readonly order: readonly string[];
  readonly successionOf: (epoch: string) => SuccessionFact | undefined;
  /** Ascending by id. */
  readonly childrenOf: (epoch: string) => readonly SuccessionFact[];
  /** The epochs themselves and all that follow from them. */
  readonly lineOf: (epochs: readonly string[]) => ReadonlySet<string>;
  /** The epochs themselves and all that they follow from. */
  readonly ancestryOf: (epochs: readonly string[]) => ReadonlySet<string>;
  /** Members with a device that has arrived in one of the epochs. */
  readonly arrivedIn: (line: ReadonlySet<string>) => ReadonlySet<string>;
}

export const createEpochTree = (facts: LineageFacts): EpochTree => {
  const known = successionsById(facts);
  const { order, children } = orderFrom(facts.root, known);
  const reached = new Set(order);
  const membersByEpoch = new Map<string, Set<string>>();
  for (const { epoch, member } of facts.arrivals) {
    membersByEpoch.set(epoch, (membersByEpoch.get(epoch) ?? new Set()).add(member));
  }
  const childrenOf = (epoch: string): readonly SuccessionFact[] =>
    reached.has(epoch) ? (children.get(epoch) ?? []).filter(({ id }) => reached.has(id)) : [];
  const successionOf = (epoch: string): SuccessionFact | undefined =>
    reached.has(epoch) ? known.get(epoch) : undefined;
  return {
    root: facts.root,
    order,
    successionOf,
    childrenOf,
    lineOf: (epochs) => closure(epochs, (epoch) => childrenOf(epoch).map(({ id }) => id)),
    ancestryOf: (epochs) =>
      closure(epochs, (each) =>
        (successionOf(each)?.parents ?? []).filter((parent) => reached.has(parent)),
      ),
    arrivedIn: (line) =>
      new Set([...line].flatMap((epoch) => [...(membersByEpoch.get(epoch) ?? [])])),
  };
};

/** Ascending by id; of two reports of one epoch, the opened one. */
const successionsById = (facts: LineageFacts): ReadonlyMap<string, SuccessionFact> => {
  const known = new Map<string, SuccessionFact>();
  const ascending = facts.successions.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  for (const fact of ascending) {
    if (fact.id === facts.root) continue;
    if (known.get(fact.id)?.members === undefined) known.set(fact.id, fact);
  }
  return known;
};

/**
 * Parents first. An id is a hash over the parents' ids, so that no circle can be made; if facts made
 * one up all the same, it is never reached.
 */
const orderFrom = (
  root: string,
  known: ReadonlyMap<string, SuccessionFact>,
): { order: readonly string[]; children: ReadonlyMap<string, readonly SuccessionFact[]> } => {
  const children = new Map<string, SuccessionFact[]>();
  const missing = new Map<string, number>();
  for (const fact of known.values()) {
    const parents = [...new Set(fact.parents)].filter((id) => id === root || known.has(id));
    missing.set(fact.id, parents.length);
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), fact]);
  }
  const order = [root];
  for (const epoch of order) {
    for (const { id } of children.get(epoch) ?? []) {
      const left = (missing.get(id) ?? 0) - 1;
      missing.set(id, left);
      if (left === 0) order.push(id);
    }
  }
  return { order, children };
};

const closure = (
  from: readonly string[],
  next: (epoch: string) => readonly string[],
): ReadonlySet<string> => {
  const reached = new Set(from);
  // A set hands out what is added while it is walked.
  for (const epoch of reached) for (const each of next(epoch)) reached.add(each);
  return reached;
};
