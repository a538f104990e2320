/**
 * Which column of a file fills which field. Headers are recognised in any order and case by the
 * words of one table; another language is more words in it. It knows no rows.
 */
import { cleanText, foldText } from '../text.ts';
import type { ColumnField } from './types.ts';
import { labelCharsMax } from './vocabulary.ts';

export type ValueField = Exclude<ColumnField, 'derived'>;

/** The first word of each is the one that we write ourselves; an earlier word beats a later one. */
export const headerWords: Readonly<Record<ValueField, readonly string[]>> = {
  tier: ['tier', 'priority', 'urgency', 'need level', 'level of need'],
  category: ['category', 'categories', 'kind', 'group', 'section', 'type'],
  item: ['item', 'items', 'item name', 'name', 'article', 'product', 'thing', 'description'],
  size: ['size', 'sizes', 'size range'],
  size_min: ['size min', 'min size', 'size from', 'smallest size', 'minimum size'],
  size_max: ['size max', 'max size', 'size to', 'largest size', 'maximum size'],
  size_peak: ['size peak', 'peak size', 'peak sizes', 'peak', 'most needed sizes'],
  size_unit: ['size unit', 'size units', 'size system', 'sizing'],
  qualifiers: ['qualifiers', 'qualifier', 'modifiers', 'modifier', 'specification', 'details'],
  until: ['until', 'paused until', 'pause until', 'till'],
  wanted: ['wanted', 'quantity', 'qty', 'quantity needed', 'needed', 'amount', 'how many', 'count'],
  unit: ['unit', 'units', 'unit of measure', 'uom'],
};

/** Written for people; reading them back would make sums into facts. */
export const derivedHeaders = ['promised', 'in_transit', 'arrived', 'open'] as const;

const fieldByWord: ReadonlyMap<string, { readonly field: ValueField; readonly rank: number }> =
  new Map(
    (Object.entries(headerWords) as [ValueField, readonly string[]][]).flatMap(([field, words]) =>
      words.map((word, rank) => [word, { field, rank }] as const),
    ),
  );

export interface Column {
  readonly index: number;
  readonly header: string;
  /** Absent for a column that is kept as it is. */
  readonly field?: ColumnField;
}

const wordOf = (header: string): string =>
  foldText(header)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** How many fields a row of headers would fill. */
export const recognisedCount = (cells: readonly string[]): number =>
  new Set(cells.map((cell) => fieldByWord.get(wordOf(cell))?.field)).size;

/** Columns by header. Of two for one field the plainer word wins; the other is kept as it is. */
export const readColumns = (
  cells: readonly string[],
): { readonly columns: readonly Column[]; readonly twice: readonly string[] } => {
  const words = cells.map(wordOf);
  const isOurs = derivedHeaders.every((header) => words.includes(wordOf(header)));
  const derivedAt = new Set(
    isOurs ? derivedHeaders.map((header) => words.indexOf(wordOf(header))) : [],
  );
  const best = new Map<ValueField, { readonly index: number; readonly rank: number }>();
  for (const [index, word] of words.entries()) {
    const found = fieldByWord.get(word);
    if (found === undefined) continue;
    const { field, rank } = found;
    if (rank < (best.get(field)?.rank ?? Number.POSITIVE_INFINITY))
      best.set(field, { index, rank });
  }
  const fieldByIndex = new Map([...best].map(([field, { index }]) => [index, field]));
  const taken = new Set<string>();
  const twice = new Set<string>();
  const columns = cells.map((cell, index): Column => {
    const clean = cleanText(cell).slice(0, labelCharsMax).trim();
    const field = derivedAt.has(index) ? 'derived' : fieldByIndex.get(index);
    if (clean !== '' && taken.has(clean)) twice.add(clean);
    const header = distinct(clean === '' ? `column ${index + 1}` : clean, taken);
    taken.add(header);
    return { index, header, ...(field && { field }) };
  });
  return { columns, twice: [...twice] };
};

const distinct = (header: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(header)) return header;
  for (let nth = 2; ; nth += 1) {
    const suffix = ` (${nth})`;
    const name = header.slice(0, labelCharsMax - suffix.length) + suffix;
    if (!taken.has(name)) return name;
  }
};
