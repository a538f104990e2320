/**
 * Tells the history of a pledge in words: each step with its author, and steps that people took
 * while apart as one sentence with both. Sentences keep their gaps apart from people's words, so
 * that a screen can isolate these. Pure.
 */
import type { PledgeView, StepView } from '@samphire/core/kinds/needs/types';
import type { Messages } from '../../i18n/en.ts';

export interface Spoken {
  /** With the gap `{who}`. */
  readonly sentence: string;
  readonly who: string;
}

export type NameOf = (member: string | undefined) => string;

/** "Cancelled by Mira" */
export const stepWords = (step: StepView, nameOf: NameOf, t: Messages): Spoken => ({
  sentence: t.needs.stepBy[step.state] ?? t.needs.stepByOther,
  who: nameOf(step.by),
});

/** The pledge itself, then every step, earliest first. */
export function historyOf(pledge: PledgeView): readonly StepView[] {
  const offered: StepView = {
    id: pledge.id,
    of: pledge.id,
    state: 'offered',
    amountThousandths: pledge.quantity.amountThousandths,
    isAllowed: true,
    ...(pledge.by === undefined ? {} : { by: pledge.by }),
    ...(pledge.claimedAt === undefined ? {} : { claimedAt: pledge.claimedAt }),
    ...(pledge.note === undefined ? {} : { reason: pledge.note }),
  };
  return [offered, ...pledge.steps];
}

/** "Cancelled by A", "marked received by B": the first is a beginning, the others go on from it. */
export function rivalWords(
  pledge: PledgeView,
  nameOf: NameOf,
  t: Messages,
): readonly Spoken[] | undefined {
  if (pledge.rivals.length < 2) return undefined;
  return pledge.rivals.map((step, place) =>
    place === 0
      ? stepWords(step, nameOf, t)
      : { sentence: t.needs.rivalPart[step.state] ?? t.needs.stepByOther, who: nameOf(step.by) },
  );
}
