/**
 * The states of a pledge: who may make which step from where, and what a set of steps amounts to.
 * Pure functions over plain steps; it knows no document and no clock.
 *
 * Each step names the steps that its author saw last (`after`). A step replaces those; steps whose
 * authors did not see each other stand side by side, and then the *safer* state counts, the one
 * that relies on less: cancelled, refused, short, received, in transit, accepted, offered. To count
 * wrongly on something leaves people without; to doubt wrongly costs a question. Nobody can name a
 * step before having seen it (ids are random), so a false `after` can only say too little, and that
 * again gives the safer state.
 */
import type { Stepper } from './types.ts';
import { pledgeStates } from './vocabulary.ts';
import type { PledgeMove, PledgeState } from './vocabulary.ts';

export interface Step {
  readonly id: string;
  readonly state: string;
  /** Member, where known. */
  readonly by?: string;
  readonly after: readonly string[];
}

interface StepRule {
  readonly who: Stepper;
  readonly from: readonly PledgeState[];
}

/** Whoever unloads may be whoever brought it, so that `received` and `short` are for anyone. */
export const stepRules: Readonly<Record<PledgeMove, StepRule>> = {
  accepted: { who: 'others', from: ['offered', 'refused'] },
  in_transit: { who: 'pledger', from: ['offered', 'accepted'] },
  received: { who: 'anyone', from: ['offered', 'accepted', 'in_transit', 'short'] },
  short: { who: 'anyone', from: ['offered', 'accepted', 'in_transit', 'received'] },
  refused: { who: 'others', from: ['offered', 'accepted', 'in_transit'] },
  cancelled: { who: 'pledger', from: ['offered', 'accepted', 'in_transit', 'refused'] },
};

/** `pledgeStates` runs from the least safe to the safest. */
const safety = (state: PledgeState): number => pledgeStates.indexOf(state);

export const isPledgeMove = (state: string): state is PledgeMove => Object.hasOwn(stepRules, state);

/** Whether a member may make a step on a pledge of `pledger`; nobody unknown may. */
export const mayStep = (
  who: Stepper,
  by: string | undefined,
  pledger: string | undefined,
): boolean => by !== undefined && (who === 'anyone' || (who === 'pledger') === (by === pledger));

export interface Standing {
  readonly state: PledgeState;
  /** Ids of steps that have effect. */
  readonly effective: ReadonlySet<string>;
  /** Ids of the effective steps that no effective step replaces: the `after` of the next step. */
  readonly heads: readonly string[];
  /** The heads, if they disagree; otherwise empty. */
  readonly rivals: readonly string[];
}

/** What all steps of one pledge amount to, whatever order they come in. */
export const standingOf = (pledger: string | undefined, steps: readonly Step[]): Standing => {
  const stepById = new Map(steps.map((step) => [step.id, step]));
  const seen = new Map<string, PledgeState>();
  const effective = new Set<string>();

  // Ancestors first, without recursion: a hostile chain may be long, or run in a circle.
  for (const id of ancestorsFirst(steps, stepById)) {
    const step = stepById.get(id) as Step;
    const from = safest(
      step.after.flatMap((earlier) => {
        const state = seen.get(earlier);
        return state === undefined ? [] : [state];
      }),
    );
    const rule = isPledgeMove(step.state) ? stepRules[step.state] : undefined;
    const counts =
      rule !== undefined && rule.from.includes(from) && mayStep(rule.who, step.by, pledger);
    if (counts) effective.add(id);
    seen.set(id, counts ? (step.state as PledgeState) : from);
  }

  const heads = headsOf(steps, stepById, effective);
  const states = new Set(heads.map((id) => seen.get(id) as PledgeState));
  return {
    state: safest([...states]),
    effective,
    heads,
    rivals: states.size > 1 ? heads : [],
  };
};

const safest = (states: readonly PledgeState[]): PledgeState =>
  states.reduce((safer, state) => (safety(state) > safety(safer) ? state : safer), 'offered');

const headsOf = (
  steps: readonly Step[],
  stepById: ReadonlyMap<string, Step>,
  effective: ReadonlySet<string>,
): readonly string[] => {
  const replaced = new Set<string>();
  const pending = steps.filter((step) => effective.has(step.id)).flatMap((step) => step.after);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (replaced.has(id)) continue;
    replaced.add(id);
    pending.push(...(stepById.get(id)?.after ?? []));
  }
  const heads = [...effective].filter((id) => !replaced.has(id));
  // Steps in a circle replace each other; then all of them stand side by side.
  return (heads.length === 0 ? [...effective] : heads).toSorted();
};

/** Depth first, by sorted ids, so that even a circle is cut in the same place everywhere. */
const ancestorsFirst = (
  steps: readonly Step[],
  stepById: ReadonlyMap<string, Step>,
): readonly string[] => {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack = steps.map((step) => step.id).toSorted((one, other) => (one < other ? 1 : -1));
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    if (state.get(id) === undefined) {
      state.set(id, 'open');
      const after = stepById.get(id)?.after ?? [];
      stack.push(
        ...after.filter((earlier) => stepById.has(earlier) && !state.has(earlier)).toSorted(),
      );
    } else {
      stack.pop();
      if (state.get(id) === 'open') {
        state.set(id, 'done');
        order.push(id);
      }
    }
  }
  return order;
};
