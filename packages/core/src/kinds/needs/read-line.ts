/**
 * Reads the fields of one line, whatever stands there: what cannot be read is named as a problem
 * and treated as absent. It knows nothing of pledges and deliveries.
 */
import * as Y from 'yjs';
import type { Authors } from '../contract.ts';
import { everyKey, readField } from '../carried.ts';
import type { CarriedField } from '../carried.ts';
import { isPosition } from './position.ts';
import { formatAmount, isAmount, unitFromText } from './quantity.ts';
import { isReversed } from './size.ts';
import { extraPrefix, lineKeys, qualifierPrefix } from './schema.ts';
import { cleanText } from '../text.ts';
import type { FieldConflict, LineView, Problem, Quantity, SizeView } from './types.ts';
import {
  categories,
  extraCharsMax,
  itemCharsMax,
  labelCharsMax,
  lineExtrasMax,
  lineQualifiersMax,
  qualifierCharsMax,
  sizeUnits,
  tiers,
} from './vocabulary.ts';

/** A line without what others contribute to it. */
export type LineFields = Omit<LineView, 'pledges' | 'deliveries' | 'totals'>;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof Y.AbstractType);

/** Reads single fields and gathers what it meets on the way. */
interface LineReader {
  readonly text: (key: string, charsMax: number) => string | undefined;
  readonly field: (key: string) => CarriedField | undefined;
  readonly problem: (field: string) => void;
}

export const readLine = (
  id: string,
  map: Y.Map<unknown>,
  by: string | undefined,
  authors: Authors,
): LineFields => {
  const problems: Problem[] = [];
  const conflicts: FieldConflict[] = [];
  const problem = (field: string): void => {
    problems.push({ line: id, field });
  };
  const field = (key: string): CarriedField | undefined => {
    const found = readField(map, key);
    if (found === undefined || found.lost.length === 0) return found;
    const conflict = conflictOf(key, found, authors);
    if (conflict.lost.length > 0) conflicts.push(conflict);
    return found;
  };
  const text = (key: string, charsMax: number): string | undefined => {
    const value = field(key)?.value;
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.length > charsMax) problem(key);
    return typeof value === 'string' ? cleanText(value.slice(0, charsMax)) || undefined : undefined;
  };
  const reader: LineReader = { text, field, problem };

  const item = text(lineKeys.item, itemCharsMax);
  if (item === undefined && problems.length === 0) problem(lineKeys.item);
  const category = text(lineKeys.category, labelCharsMax) ?? '';
  const categoryId = categories.find((known) => known === category);
  const tierText = text(lineKeys.tier, labelCharsMax);
  const tier = tiers.find((known) => known === tierText) ?? 'unknown';
  if (tier === 'unknown') problem(lineKeys.tier);
  const until = text(lineKeys.until, labelCharsMax);
  const size = readSize(reader);
  const wanted = readWanted(reader);
  const position = field(lineKeys.position)?.value;
  if (!isPosition(position)) problem(lineKeys.position);

  return {
    id,
    item: item ?? '',
    category,
    ...(categoryId && { categoryId }),
    tier,
    ...(until !== undefined && { until }),
    ...(size && { size }),
    ...readKeyed(map, problem),
    ...(wanted && { wanted }),
    isArchived: field(lineKeys.archived)?.value === true,
    position: isPosition(position) ? position : '',
    ...(by !== undefined && { by }),
    conflicts,
    problems,
  };
};

const readSize = ({ text, problem }: LineReader): SizeView | undefined => {
  const min = text(lineKeys.sizeMin, labelCharsMax);
  const max = text(lineKeys.sizeMax, labelCharsMax);
  const peakMin = text(lineKeys.sizePeakMin, labelCharsMax);
  const peakMax = text(lineKeys.sizePeakMax, labelCharsMax);
  const unit = text(lineKeys.sizeUnit, labelCharsMax);
  const unitId = sizeUnits.find((known) => known === unit);
  const size: SizeView = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(peakMin !== undefined && { peakMin }),
    ...(peakMax !== undefined && { peakMax }),
    ...(unit !== undefined && { unit }),
    ...(unitId && { unitId }),
  };
  // Two people who each set one end may cross them; both stand, and it is said.
  if (isReversed(min, max) || isReversed(peakMin, peakMax)) problem('size');
  return Object.keys(size).length === 0 ? undefined : size;
};

const readWanted = ({ field, problem }: LineReader): Quantity | undefined => {
  const value = field(lineKeys.wanted)?.value;
  if (value === undefined) return undefined;
  const quantity = readQuantity(value);
  if (quantity === undefined) problem(lineKeys.wanted);
  return quantity;
};

/** The quantity that a stored value carries as `{ amount, unit }`, if it is one. */
export const readQuantity = (value: unknown): Quantity | undefined => {
  if (!isRecord(value) || !isAmount(value['amount']) || typeof value['unit'] !== 'string') {
    return undefined;
  }
  const unit = unitFromText(value['unit'].slice(0, labelCharsMax));
  return { amountThousandths: value['amount'], unit };
};

const readKeyed = (
  map: Y.Map<unknown>,
  problem: (field: string) => void,
): Pick<LineView, 'qualifiers' | 'extra'> => {
  const qualifiers: { readonly text: string; readonly place: number }[] = [];
  const extra: [string, string][] = [];
  for (const key of everyKey(map)) {
    if (key.startsWith(qualifierPrefix)) {
      const field = readField(map, key);
      if (field === undefined) continue;
      const place = field.value;
      const text = cleanText(
        key.slice(qualifierPrefix.length, qualifierPrefix.length + qualifierCharsMax),
      );
      if (text === '') problem('qualifiers');
      else qualifiers.push({ text, place: typeof place === 'number' ? place : 0 });
    } else if (key.startsWith(extraPrefix)) {
      const field = readField(map, key);
      if (field === undefined) continue;
      const { value } = field;
      const header = cleanText(key.slice(extraPrefix.length, extraPrefix.length + labelCharsMax));
      if (header === '' || typeof value !== 'string') problem('extra');
      else extra.push([header, cleanText(value.slice(0, extraCharsMax))]);
    }
  }
  if (qualifiers.length > lineQualifiersMax) problem('qualifiers');
  if (extra.length > lineExtrasMax) problem('extra');
  qualifiers.sort((one, other) => one.place - other.place || (one.text < other.text ? -1 : 1));
  extra.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    qualifiers: [...new Set(qualifiers.map((qualifier) => qualifier.text))].slice(
      0,
      lineQualifiersMax,
    ),
    extra: Object.fromEntries(extra.slice(0, lineExtrasMax)),
  };
};

const conflictOf = (field: string, found: CarriedField, authors: Authors): FieldConflict => {
  const standing = JSON.stringify(found.value);
  const lost = found.lost
    .filter((rival) => JSON.stringify(rival.value) !== standing)
    .flatMap((rival) => {
      const value = conflictText(rival.value);
      const by = authors.memberByClient(rival.client);
      return value === undefined ? [] : [{ value, ...(by !== undefined && { by }) }];
    });
  return { field, lost };
};

const conflictText = (value: unknown): string | undefined => {
  const quantity = readQuantity(value);
  if (quantity) return `${formatAmount(quantity.amountThousandths)} ${quantity.unit}`;
  if (typeof value === 'string') return cleanText(value.slice(0, itemCharsMax));
  return typeof value === 'boolean' ? String(value) : undefined;
};
