/**
 * One row of a file to the draft of a line, or to every reason why not. It knows columns and cells,
 * no document.
 */
import { checkDraft, splitQualifiers } from './check.ts';
import type { Column, ValueField } from './columns.ts';
import { parseAmount, unitFromText } from './quantity.ts';
import { parseRange, parseSize } from './size.ts';
import { cleanText, foldText } from '../text.ts';
import type { ImportNote, LineDraft, NeedsRefusal, Quantity, RowReason, Size } from './types.ts';
import {
  extraCharsMax,
  itemCharsMax,
  labelCharsMax,
  lineQualifiersMax,
  qualifierCharsMax,
} from './vocabulary.ts';
import type { Tier } from './vocabulary.ts';

export interface ReadRow {
  readonly draft?: LineDraft;
  readonly notes: readonly ImportNote[];
  /** Empty when there is a draft. */
  readonly reasons: readonly RowReason[];
}

/** Words for tiers; another language is more words. */
const tierWords: Readonly<Record<Tier, readonly string[]>> = {
  urgent: ['urgent', 'urgently', 'urgently needed', 'high', 'now'],
  always: ['always', 'always needed', 'needed', 'ongoing', 'medium', 'yes'],
  enough: ['enough', 'we have enough', 'low', 'ok'],
  not_needed: ['not_needed', 'not needed', 'not', 'no', 'none', 'do not bring', 'please not'],
  paused: ['paused', 'pause', 'on hold', 'stopped'],
};
const tierByWord: ReadonlyMap<string, Tier> = new Map(
  (Object.entries(tierWords) as [Tier, readonly string[]][]).flatMap(([tier, words]) =>
    words.map((word) => [word, tier] as const),
  ),
);

const charsMaxByField: Readonly<Record<ValueField, number>> = {
  item: itemCharsMax,
  tier: labelCharsMax,
  category: labelCharsMax,
  size: labelCharsMax,
  size_min: labelCharsMax,
  size_max: labelCharsMax,
  size_peak: labelCharsMax,
  size_unit: labelCharsMax,
  until: labelCharsMax,
  wanted: labelCharsMax,
  unit: labelCharsMax,
  // Each single one is measured when it is split off.
  qualifiers: qualifierCharsMax * lineQualifiersMax,
};

export const readRow = (columns: readonly Column[], cells: readonly string[]): ReadRow => {
  const reasons: RowReason[] = [];
  const notes: ImportNote[] = [];
  const filled = cells.findLastIndex((cell) => cleanText(cell) !== '') + 1;
  if (filled > columns.length) {
    reasons.push({ type: 'row-too-long', cells: filled, columns: columns.length });
  }
  if (cells.length < columns.length) {
    notes.push({ type: 'row-short', cells: cells.length, columns: columns.length });
  }

  const value = new Map<ValueField, string>();
  const extra: [string, string][] = [];
  for (const { index, header, field } of columns) {
    const text = cleanText(cells[index] ?? '');
    if (text === '' || field === 'derived') continue;
    const charsMax = field ? charsMaxByField[field] : extraCharsMax;
    if (text.length > charsMax) reasons.push({ type: 'cell-too-long', header, charsMax });
    else if (field) value.set(field, text);
    else extra.push([header, text]);
  }
  const textOf = (field: ValueField): string => value.get(field) ?? '';

  const isItemCut = reasons.some((reason) => reason.type === 'cell-too-long');
  if (textOf('item') === '' && !isItemCut) reasons.push({ type: 'item-missing' });
  const tier = textOf('tier') === '' ? 'always' : tierByWord.get(foldText(textOf('tier')));
  if (tier === undefined) reasons.push({ type: 'tier-unknown', value: textOf('tier') });
  if (textOf('tier') === '') notes.push({ type: 'tier-missing' });
  const wanted = readWanted(textOf('wanted'), textOf('unit'));
  if (wanted === 'unreadable') {
    reasons.push({ type: 'quantity-unreadable', value: textOf('wanted') });
  } else if (wanted === undefined && textOf('unit') !== '') {
    notes.push({ type: 'unit-without-amount', value: textOf('unit') });
  }
  if (tier === undefined || wanted === 'unreadable' || reasons.length > 0)
    return { notes, reasons };

  const draft = checkDraft({
    item: textOf('item'),
    tier,
    category: textOf('category'),
    until: textOf('until'),
    size: readSize(textOf),
    qualifiers: splitQualifiers(textOf('qualifiers')),
    ...(wanted && { wanted }),
    extra: Object.fromEntries(extra),
  });
  if (!draft.ok) return { notes, reasons: [reasonOf(draft.refusal, columns)] };
  return { draft: draft.value, notes, reasons };
};

const readWanted = (text: string, unitText: string): Quantity | 'unreadable' | undefined => {
  if (text === '') return undefined;
  const match = /^([\p{N}\s.,'’\u066b\u066c]+)(.*)$/u.exec(text);
  const amountThousandths = parseAmount(match?.[1] ?? '');
  if (amountThousandths === undefined) return 'unreadable';
  return { amountThousandths, unit: unitFromText(unitText === '' ? (match?.[2] ?? '') : unitText) };
};

/** Columns for the ends win over a whole size in one cell. */
const readSize = (textOf: (field: ValueField) => string): Size => {
  const whole = textOf('size') === '' ? {} : parseSize(textOf('size'));
  const peak = textOf('size_peak');
  const [peakMin, peakMax] = peak === '' ? [] : parseRange(peak);
  return {
    ...whole,
    ...(textOf('size_min') !== '' && { min: textOf('size_min') }),
    ...(textOf('size_max') !== '' && { max: textOf('size_max') }),
    ...(peak !== '' && {
      ...(peakMin !== undefined && { peakMin }),
      ...(peakMax !== undefined && { peakMax }),
    }),
    ...(textOf('size_unit') !== '' && { unit: textOf('size_unit') }),
  };
};

const reasonOf = (refusal: NeedsRefusal, columns: readonly Column[]): RowReason => {
  const headerOf = (field: string): string =>
    columns.find((column) => column.field?.startsWith(field))?.header ?? field;
  switch (refusal.type) {
    case 'size-reversed':
      return { type: 'size-reversed' };
    case 'too-many':
      return { type: 'too-many', header: headerOf(refusal.field), max: refusal.max };
    case 'text-too-long':
      return {
        type: 'cell-too-long',
        header: headerOf(refusal.field),
        charsMax: refusal.charsMax,
      };
    case 'text-empty':
      return { type: 'item-missing' };
    default:
      throw new TypeError(`needs import: a row cannot be refused by ${refusal.type}`);
  }
};
