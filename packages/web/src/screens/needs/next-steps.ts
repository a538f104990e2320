/**
 * Which steps of a pledge this person may take next. The rules are the kind's own; here only those
 * are kept that a person would choose from a row of buttons. Arrivals have a form of their own.
 */
import { mayStep, stepRules } from '@samphire/core/kinds/needs/steps';
import type { PledgeView } from '@samphire/core/kinds/needs/types';
import type { PledgeMove } from '@samphire/core/kinds/needs/vocabulary';

const offeredMoves = [
  'accepted',
  'in_transit',
  'short',
  'cancelled',
  'refused',
] as const satisfies readonly PledgeMove[];

/** `received` is missing: what arrived is said with its amount, in a form of its own. */
export type NextStep = (typeof offeredMoves)[number];

export function nextSteps(pledge: PledgeView, me: string): readonly NextStep[] {
  return offeredMoves.filter((move) => isAllowed(pledge, me, move) && makesSense(pledge, move));
}

/** Whether one would look among what arrives for this: not once it is all here or was called off. */
export const isReceivable = (pledge: PledgeView): boolean =>
  stepRules.received.from.includes(pledge.state);

const isAllowed = (pledge: PledgeView, me: string, move: PledgeMove): boolean =>
  stepRules[move].from.includes(pledge.state) && mayStep(stepRules[move].who, me, pledge.by);

/** "The rest will not come" needs a rest, and something that came. */
const makesSense = (pledge: PledgeView, move: NextStep): boolean =>
  move !== 'short' ||
  (pledge.state !== 'received' &&
    pledge.arrivedThousandths > 0 &&
    pledge.arrivedThousandths < pledge.quantity.amountThousandths);
