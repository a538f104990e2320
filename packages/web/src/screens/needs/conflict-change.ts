/**
 * The edit that puts back what lost a concurrent change, for the fields whose told value is the
 * stored one. The others are told in words, and can be edited in the form. Pure.
 */
import { parseAmount } from '@samphire/core/kinds/needs/quantity';
import type { LineChange } from '@samphire/core/kinds/needs/types';
import { categories, tiers } from '@samphire/core/kinds/needs/vocabulary';
import type { Category, Tier } from '@samphire/core/kinds/needs/vocabulary';
import type { Messages } from '../../i18n/en.ts';
import { amountWords } from './words.ts';

const sizeEnd = /^size\.?(min|max|peakMin|peakMax|unit)$/iu;
const amountAndUnit = /^(\S+) (.+)$/u;

export function changeForConflict(field: string, value: string): LineChange | undefined {
  switch (field) {
    case 'item':
    case 'category':
    case 'until':
      return { [field]: value };
    case 'tier':
      return isTier(value) ? { tier: value } : undefined;
    case 'wanted':
      return wantedChange(value);
    case 'isArchived':
    case 'archived':
      return { isArchived: value === 'true' };
    default:
      return sizeChange(field, value);
  }
}

/** What lost, as the screen says it: ids in the words of the language. */
export function conflictWords(field: string, value: string, t: Messages): string {
  if (field === 'tier' && isTier(value)) return t.needs.tiers[value];
  if (field === 'category' && (categories as readonly string[]).includes(value))
    return t.needs.categories[value as Category];
  const wanted = field === 'wanted' ? wantedChange(value)?.wanted : undefined;
  return wanted === undefined || wanted === null ? value : amountWords(wanted, t);
}

const isTier = (value: string): value is Tier => (tiers as readonly string[]).includes(value);

function wantedChange(value: string): LineChange | undefined {
  const [, amount, unit] = amountAndUnit.exec(value) ?? [];
  const amountThousandths = amount === undefined ? undefined : parseAmount(amount);
  return amountThousandths === undefined || unit === undefined
    ? undefined
    : { wanted: { amountThousandths, unit } };
}

function sizeChange(field: string, value: string): LineChange | undefined {
  const [, end] = sizeEnd.exec(field) ?? [];
  if (end === undefined) return undefined;
  return { size: { [end.charAt(0).toLowerCase() + end.slice(1)]: value } };
}
