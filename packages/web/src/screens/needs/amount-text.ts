/** An amount and its unit as a person types them, and the quantity that they mean. Pure. */
import { isUnit, parseAmount } from '@samphire/core/kinds/needs/quantity';
import type { Quantity } from '@samphire/core/kinds/needs/types';

export interface AmountText {
  readonly amount: string;
  readonly unit: string;
  /** True while the unit is a word of one's own. */
  readonly isOwnUnit: boolean;
}

export const amountTextFrom = (amount: string, unit: string): AmountText => ({
  amount,
  unit,
  isOwnUnit: !isUnit(unit),
});

export type AmountProblem = 'amount' | 'unit';

/** The quantity, or what is wrong with it. */
export function quantityFrom(text: AmountText): Quantity | AmountProblem {
  const amountThousandths = parseAmount(text.amount);
  if (amountThousandths === undefined || amountThousandths === 0) return 'amount';
  const unit = text.unit.trim();
  return unit === '' ? 'unit' : { amountThousandths, unit };
}

export const isAmountProblem = (found: Quantity | AmountProblem): found is AmountProblem =>
  typeof found === 'string';
