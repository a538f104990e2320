/**
 * What the form of a line holds, as text, and what it means: a draft for a new line, or the change
 * between what the line was when the form opened and what the form says now. Pure.
 */
import { formatAmount } from '@samphire/core/kinds/needs/quantity';
import { foldText } from '@samphire/core/kinds/text';
import type {
  LineChange,
  LineDraft,
  LineView,
  Quantity,
  Size,
} from '@samphire/core/kinds/needs/types';
import { categories } from '@samphire/core/kinds/needs/vocabulary';
import type { Tier } from '@samphire/core/kinds/needs/vocabulary';
import type { Messages } from '../../i18n/en.ts';
import { amountTextFrom, isAmountProblem, quantityFrom } from './amount-text.ts';
import type { AmountProblem, AmountText } from './amount-text.ts';
import { categoryWords, numericRange } from './words.ts';

export interface LineFields {
  readonly item: string;
  readonly category: string;
  readonly tier: Tier | 'unknown';
  readonly until: string;
  readonly size: Readonly<Record<keyof Size, string>>;
  /** One on each line. */
  readonly qualifiers: string;
  readonly wanted: AmountText;
}

export type LineProblem = 'item-empty' | 'size-reversed' | 'peak-outside' | AmountProblem;

const noSize = { min: '', max: '', peakMin: '', peakMax: '', unit: '' };

export const emptyFields: LineFields = {
  item: '',
  category: '',
  tier: 'always',
  until: '',
  size: noSize,
  qualifiers: '',
  wanted: amountTextFrom('', 'piece'),
};

export function fieldsFrom(line: LineView, t: Messages): LineFields {
  const { min = '', max = '', peakMin = '', peakMax = '', unit = '' } = line.size ?? {};
  return {
    item: line.item,
    category: categoryWords(line, t),
    tier: line.tier,
    until: line.until ?? '',
    size: { min, max, peakMin, peakMax, unit },
    qualifiers: line.qualifiers.join('\n'),
    wanted:
      line.wanted === undefined
        ? amountTextFrom('', line.totals[0]?.unit ?? 'piece')
        : amountTextFrom(formatAmount(line.wanted.amountThousandths), line.wanted.unit),
  };
}

/** Everything that a person has to look at again, in the order of the form. */
export function problemsOf(fields: LineFields): readonly LineProblem[] {
  const problems: LineProblem[] = [];
  if (fields.item.trim() === '') problems.push('item-empty');
  const { min, max, peakMin, peakMax } = fields.size;
  if (isReversed(min, max) || isReversed(peakMin, peakMax)) problems.push('size-reversed');
  else if (isOutside(fields.size)) problems.push('peak-outside');
  const wanted = wantedFrom(fields.wanted);
  if (typeof wanted === 'string') problems.push(wanted);
  return problems;
}

const isReversed = (min: string, max: string): boolean =>
  min.trim() !== '' &&
  max.trim() !== '' &&
  numericRange(min.trim(), min.trim()) !== undefined &&
  numericRange(max.trim(), max.trim()) !== undefined &&
  numericRange(min.trim(), max.trim()) === undefined;

function isOutside({ min, max, peakMin, peakMax }: LineFields['size']): boolean {
  const range = numericRange(cleared(min), cleared(max));
  const peak = numericRange(cleared(peakMin), cleared(peakMax));
  if (range === undefined || peak === undefined) return false;
  return peak.min < range.min || peak.max > range.max;
}

const cleared = (text: string): string | undefined =>
  text.trim() === '' ? undefined : text.trim();

/** Nothing written is nothing wanted; zero and nonsense are a problem. */
function wantedFrom(text: AmountText): Quantity | AmountProblem | undefined {
  return text.amount.trim() === '' ? undefined : quantityFrom(text);
}

/** The id of a known category, whichever way it was written; otherwise the words as they are. */
export function categoryFrom(words: string, t: Messages): string {
  const folded = foldText(words);
  const known = categories.find(
    (category) =>
      foldText(category) === folded || foldText(t.needs.categories[category]) === folded,
  );
  return known ?? words.trim();
}

const qualifiersFrom = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Only for fields without problems. */
export function draftFrom(fields: LineFields, t: Messages): LineDraft {
  const category = categoryFrom(fields.category, t);
  const size = sizeFrom(fields.size);
  const qualifiers = qualifiersFrom(fields.qualifiers);
  const wanted = wantedFrom(fields.wanted);
  const until = cleared(fields.until);
  return {
    item: fields.item.trim(),
    tier: fields.tier === 'unknown' ? 'always' : fields.tier,
    ...(category === '' ? {} : { category }),
    ...(until === undefined ? {} : { until }),
    ...(size === undefined ? {} : { size }),
    ...(qualifiers.length === 0 ? {} : { qualifiers }),
    ...(wanted === undefined || isAmountProblem(wanted) ? {} : { wanted }),
  };
}

function sizeFrom(size: LineFields['size']): Size | undefined {
  const filled = Object.entries(size).flatMap(([end, text]) => {
    const value = cleared(text);
    return value === undefined ? [] : [[end, value] as const];
  });
  const hasEnd = filled.some(([end]) => end !== 'unit');
  return hasEnd ? (Object.fromEntries(filled) as Size) : undefined;
}

/**
 * Only what this person changed, compared with what the form opened with: what somebody else wrote
 * in the meantime into another field is left alone.
 */
export function changeFrom(before: LineFields, after: LineFields, t: Messages): LineChange {
  const text = (old: string, now: string): string | null | undefined =>
    old.trim() === now.trim() ? undefined : (cleared(now) ?? null);
  const category = text(before.category, categoryAfter(before, after, t));
  const until = text(before.until, after.until);
  const size = sizeChange(before.size, sizeFrom(after.size) === undefined ? noSize : after.size);
  const wanted = wantedFrom(after.wanted);
  const hasNewWanted =
    after.wanted.amount.trim() !== before.wanted.amount.trim() ||
    (wanted !== undefined && after.wanted.unit !== before.wanted.unit);
  return {
    ...(before.item.trim() === after.item.trim() ? {} : { item: after.item.trim() }),
    ...(category === undefined ? {} : { category }),
    ...(before.tier === after.tier || after.tier === 'unknown' ? {} : { tier: after.tier }),
    ...(until === undefined ? {} : { until }),
    ...(size === undefined ? {} : { size }),
    ...(before.qualifiers === after.qualifiers
      ? {}
      : { qualifiers: qualifiersFrom(after.qualifiers) }),
    ...(hasNewWanted && !(wanted !== undefined && isAmountProblem(wanted))
      ? { wanted: wanted ?? null }
      : {}),
  };
}

const categoryAfter = (before: LineFields, after: LineFields, t: Messages): string =>
  before.category.trim() === after.category.trim()
    ? after.category
    : categoryFrom(after.category, t);

function sizeChange(
  before: LineFields['size'],
  after: LineFields['size'],
): NonNullable<LineChange['size']> | undefined {
  const ends = (Object.keys(noSize) as (keyof Size)[]).filter(
    (end) => before[end].trim() !== after[end].trim(),
  );
  if (ends.length === 0) return undefined;
  return Object.fromEntries(ends.map((end) => [end, cleared(after[end]) ?? null]));
}
