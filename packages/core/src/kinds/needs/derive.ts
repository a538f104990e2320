/**
 * What single facts amount to, together with what belongs to them: a pledge with its steps and
 * arrivals, a delivery with its steps, a line with both. Pure functions, and the same ones with a
 * memory, which give the object of before where nothing that it was made of is another.
 */
import { addAmounts, unitKey } from './quantity.ts';
import type { DeliveryFacts, PledgeFacts, StepFacts } from './read-contributions.ts';
import type { LineFields } from './read-line.ts';
import { standingOf } from './steps.ts';
import type { Standing } from './steps.ts';
import { totalsOf } from './totals.ts';
import type { DeliveryView, LineView, PledgeView, StepView } from './types.ts';

export interface Derivations {
  readonly delivery: (facts: DeliveryFacts, steps: readonly StepFacts[]) => DeliveryView;
  readonly pledge: (
    facts: PledgeFacts,
    steps: readonly StepFacts[],
    arrivals: readonly DeliveryView[],
  ) => PledgeView;
  readonly line: (
    fields: LineFields,
    pledges: readonly PledgeView[],
    deliveries: readonly DeliveryView[],
  ) => LineView;
}

/** Remembers for as long as the facts themselves are kept. */
export const rememberingDerivations = (): Derivations => ({
  delivery: remembering((facts: DeliveryFacts, steps: readonly StepFacts[]) =>
    deliveryView(facts, steps),
  ),
  pledge: remembering(pledgeView),
  line: remembering(lineView),
});

const remembering = <Facts extends object, Parts extends readonly (readonly object[])[], View>(
  derive: (facts: Facts, ...parts: Parts) => View,
): ((facts: Facts, ...parts: Parts) => View) => {
  const known = new WeakMap<Facts, { readonly parts: Parts; readonly view: View }>();
  return (facts, ...parts) => {
    const before = known.get(facts);
    if (before?.parts.every((part, place) => hasSameItems(part, parts[place] ?? []))) {
      return before.view;
    }
    const view = derive(facts, ...parts);
    known.set(facts, { parts, view });
    return view;
  };
};

const hasSameItems = (one: readonly object[], other: readonly object[]): boolean =>
  one === other ||
  (one.length === other.length && one.every((item, place) => item === other[place]));

const lineView = (
  fields: LineFields,
  pledges: readonly PledgeView[],
  deliveries: readonly DeliveryView[],
): LineView => ({
  ...fields,
  pledges,
  deliveries,
  totals: totalsOf(fields.wanted, pledges, deliveries),
});

export const deliveryView = (
  facts: DeliveryFacts,
  steps: readonly StepFacts[] = [],
): DeliveryView => {
  const stepViews = steps.map((step) => stepView(step, isWithdrawal(step, facts.by)));
  return { ...facts, isWithdrawn: stepViews.some((step) => step.isAllowed), steps: stepViews };
};

/** Only whoever recorded a delivery takes it back; others record what they found beside it. */
const isWithdrawal = (step: StepFacts, recorder: string | undefined): boolean =>
  step.state === 'withdrawn' && step.by !== undefined && step.by === recorder;

const untouched: Standing = { state: 'offered', effective: new Set(), heads: [], rivals: [] };

const pledgeView = (
  facts: PledgeFacts,
  steps: readonly StepFacts[],
  arrivals: readonly DeliveryView[],
): PledgeView => {
  const standing = steps.length === 0 ? untouched : standingOf(facts.by, steps);
  const stepViews = steps.map((step) => stepView(step, standing.effective.has(step.id)));
  const key = arrivals.length === 0 ? '' : unitKey(facts.quantity.unit);
  const arrivedThousandths = arrivals
    .filter((delivery) => unitKey(delivery.quantity.unit) === key)
    .reduce((sum, delivery) => addAmounts(sum, delivery.quantity.amountThousandths), 0);
  return {
    ...facts,
    state: standing.state,
    rivals: stepViews.filter((step) => standing.rivals.includes(step.id)),
    steps: stepViews,
    arrivedThousandths,
    overThousandths: Math.max(0, arrivedThousandths - facts.quantity.amountThousandths),
  };
};

export const stepView = ({ after: _after, ...facts }: StepFacts, isAllowed: boolean): StepView => ({
  ...facts,
  isAllowed,
});

/** Derives everything anew. */
export const plainDerivations: Derivations = {
  delivery: deliveryView,
  pledge: pledgeView,
  line: lineView,
};
