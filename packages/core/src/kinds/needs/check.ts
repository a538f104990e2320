/**
 * Checks and cleans what somebody typed or a file brought, before it is written. Whatever these
 * functions accept reads back from the document unchanged. It knows no document.
 */
import { accepted, refused } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { isQuantity, unitFromText } from './quantity.ts';
import { cleanSizeEnd, isReversed, sizeUnitFromText } from './size.ts';
import { cleanNote, cleanText, foldText } from '../text.ts';
import type { LineDraft, NeedsRefusal, Quantity, Size } from './types.ts';
import {
  categories,
  extraCharsMax,
  itemCharsMax,
  labelCharsMax,
  lineExtrasMax,
  lineQualifiersMax,
  noteCharsMax,
  qualifierCharsMax,
  tiers,
} from './vocabulary.ts';

type Checked<Value> = Result<Value, NeedsRefusal>;

/** The draft as it will be read back: cleaned, empty members gone. */
export const checkDraft = (draft: LineDraft): Checked<LineDraft> => {
  const item = checkedText('item', draft.item, itemCharsMax);
  if (!item.ok) return item;
  if (item.value === '') return refused({ type: 'text-empty', field: 'item' });
  const category = checkedText('category', draft.category ?? '', labelCharsMax);
  if (!category.ok) return category;
  if (!tiers.includes(draft.tier)) return refused({ type: 'tier-unknown', tier: draft.tier });
  const until = checkedText('until', draft.until ?? '', labelCharsMax);
  if (!until.ok) return until;
  const size = checkedSize(draft.size ?? {});
  if (!size.ok) return size;
  const qualifiers = checkedQualifiers(draft.qualifiers ?? []);
  if (!qualifiers.ok) return qualifiers;
  const wanted = draft.wanted && checkedQuantity(draft.wanted);
  if (wanted && !wanted.ok) return wanted;
  const extra = checkedExtra(draft.extra ?? {});
  if (!extra.ok) return extra;
  return accepted({
    item: item.value,
    ...(category.value !== '' && { category: categoryFromText(category.value) }),
    tier: draft.tier,
    ...(until.value !== '' && { until: until.value }),
    ...(Object.keys(size.value).length > 0 && { size: size.value }),
    ...(qualifiers.value.length > 0 && { qualifiers: qualifiers.value }),
    ...(wanted && { wanted: wanted.value }),
    ...(Object.keys(extra.value).length > 0 && { extra: extra.value }),
  });
};

export const checkedText = (field: string, text: string, charsMax: number): Checked<string> => {
  const clean = cleanText(text);
  return clean.length > charsMax
    ? refused({ type: 'text-too-long', field, charsMax })
    : accepted(clean);
};

/** Absent when empty. */
export const checkedNote = (
  field: string,
  text: string | undefined,
): Checked<string | undefined> => {
  const clean = cleanNote(text ?? '');
  if (clean.length > noteCharsMax) {
    return refused({ type: 'text-too-long', field, charsMax: noteCharsMax });
  }
  return accepted(clean === '' ? undefined : clean);
};

export const checkedQuantity = (quantity: Quantity): Checked<Quantity> => {
  if (!isQuantity(quantity)) return refused({ type: 'quantity-invalid' });
  return accepted({
    amountThousandths: quantity.amountThousandths,
    unit: unitFromText(quantity.unit),
  });
};

/** A semicolon separates qualifiers wherever they are written. */
export const splitQualifiers = (text: string): readonly string[] => text.split(/[;؛]/u);

export const checkedQualifiers = (qualifiers: readonly string[]): Checked<readonly string[]> => {
  const clean = new Set<string>();
  for (const text of qualifiers.flatMap(splitQualifiers)) {
    const qualifier = checkedText('qualifiers', text, qualifierCharsMax);
    if (!qualifier.ok) return qualifier;
    if (qualifier.value !== '') clean.add(qualifier.value);
  }
  return clean.size > lineQualifiersMax
    ? refused({ type: 'too-many', field: 'qualifiers', max: lineQualifiersMax })
    : accepted([...clean]);
};

const checkedSize = (size: Size): Checked<Size> => {
  const clean: { -readonly [End in keyof Size]: string } = {};
  for (const end of ['min', 'max', 'peakMin', 'peakMax', 'unit'] as const) {
    const text = checkedText('size', size[end] ?? '', labelCharsMax);
    if (!text.ok) return text;
    const value = end === 'unit' ? sizeUnitFromText(text.value) : cleanSizeEnd(text.value);
    if (value !== '') clean[end] = value;
  }
  return isReversed(clean.min, clean.max) || isReversed(clean.peakMin, clean.peakMax)
    ? refused({ type: 'size-reversed' })
    : accepted(clean);
};

const checkedExtra = (
  extra: Readonly<Record<string, string>>,
): Checked<Readonly<Record<string, string>>> => {
  const clean: [string, string][] = [];
  for (const [name, text] of Object.entries(extra)) {
    const header = checkedText('extra', name, labelCharsMax);
    if (!header.ok) return header;
    const value = checkedText('extra', text, extraCharsMax);
    if (!value.ok) return value;
    if (header.value !== '' && value.value !== '') clean.push([header.value, value.value]);
  }
  return clean.length > lineExtrasMax
    ? refused({ type: 'too-many', field: 'extra', max: lineExtrasMax })
    : accepted(Object.fromEntries(clean));
};

/** The known category that a word means, or the word itself. */
export const categoryFromText = (text: string): string => {
  const folded = foldText(text);
  return categories.find((known) => known === folded) ?? text;
};
