/**
 * The edits of lines: add, change, move. Each checks everything before it writes anything, and
 * writes only the fields that differ, so that two people who change different fields of one line
 * both stand. To delete a line is to archive it. It knows no pledges.
 */
import * as Y from 'yjs';
import { accepted, refused } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { Editor } from '../contract.ts';
import {
  categoryFromText,
  checkDraft,
  checkedQualifiers,
  checkedQuantity,
  checkedText,
} from './check.ts';
import { isPosition, positionAfter, positionBetween } from './position.ts';
import { isRecord } from './read-line.ts';
import { cleanSizeEnd, isReversed, sizeUnitFromText } from './size.ts';
import { extraPrefix, lineKeys, openForEdit, qualifierPrefix } from './schema.ts';
import type { LineChange, LineDraft, NeedsRefusal, Quantity } from './types.ts';
import { itemCharsMax, labelCharsMax, tiers } from './vocabulary.ts';

/** Adds at the end of the list; the new line's id. */
export const addLine = (
  doc: Y.Doc,
  editor: Editor,
  draft: LineDraft,
): Result<string, NeedsRefusal> => {
  const added = addLines(doc, editor, [draft]);
  return added.ok ? accepted(added.value[0] as string) : added;
};

/** Adds many lines in one transaction, or none. */
export const addLines = (
  doc: Y.Doc,
  editor: Editor,
  drafts: readonly LineDraft[],
): Result<readonly string[], NeedsRefusal> => lineAppender(doc, editor)(drafts);

/**
 * As `addLines`, for portion after portion: the end of the list is looked for once, so that lines
 * which others add meanwhile do not come in between.
 */
export const lineAppender = (
  doc: Y.Doc,
  editor: Editor,
): ((drafts: readonly LineDraft[]) => Result<readonly string[], NeedsRefusal>) => {
  let position: string | undefined;
  return (drafts) => {
    const roots = openForEdit(doc);
    if (!roots.ok) return roots;
    const checked: LineDraft[] = [];
    for (const draft of drafts) {
      const found = checkDraft(draft);
      if (!found.ok) return found;
      checked.push(found.value);
    }
    const { lines } = roots.value;
    position ??= lastPosition(lines);
    const ids: string[] = [];
    doc.transact(() => {
      for (const draft of checked) {
        position = positionAfter(position);
        const id = editor.newId();
        lines.set(id, lineMap(draft, position));
        ids.push(id);
      }
    });
    return accepted(ids);
  };
};

export const changeLine = (
  doc: Y.Doc,
  line: string,
  change: LineChange,
): Result<void, NeedsRefusal> => {
  const found = findLine(doc, line);
  if (!found.ok) return found;
  const map = found.value;
  const writes = new Map<string, unknown>();

  const texts = [
    [lineKeys.item, change.item, itemCharsMax],
    [lineKeys.category, change.category, labelCharsMax],
    [lineKeys.until, change.until, labelCharsMax],
    ...sizeChanges(change.size),
  ] as const;
  for (const [field, value, charsMax] of texts) {
    if (value === undefined) continue;
    const text = checkedText(field, value ?? '', charsMax);
    if (!text.ok) return text;
    if (text.value === '' && field === lineKeys.item) return refused({ type: 'text-empty', field });
    writes.set(field, normalised(field, text.value) || undefined);
  }
  const ends = (key: string): string | undefined => {
    const value = writes.has(key) ? writes.get(key) : map.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  if (
    change.size &&
    (isReversed(ends(lineKeys.sizeMin), ends(lineKeys.sizeMax)) ||
      isReversed(ends(lineKeys.sizePeakMin), ends(lineKeys.sizePeakMax)))
  ) {
    return refused({ type: 'size-reversed' });
  }
  if (change.tier !== undefined) {
    if (!tiers.includes(change.tier)) return refused({ type: 'tier-unknown', tier: change.tier });
    writes.set(lineKeys.tier, change.tier);
  }
  if (change.wanted !== undefined) {
    const wanted = change.wanted === null ? undefined : checkedQuantity(change.wanted);
    if (wanted && !wanted.ok) return wanted;
    writes.set(lineKeys.wanted, wanted && storedWanted(map.get(lineKeys.wanted), wanted.value));
  }
  if (change.qualifiers) {
    const qualifiers = checkedQualifiers(change.qualifiers);
    if (!qualifiers.ok) return qualifiers;
    for (const [key, place] of qualifierChanges(map, qualifiers.value)) writes.set(key, place);
  }
  if (change.isArchived !== undefined) writes.set(lineKeys.archived, change.isArchived);

  doc.transact(() => {
    for (const [key, value] of writes) write(map, key, value);
  });
  return accepted(undefined);
};

/** Puts a line just before another, or at the end. */
export const moveLine = (
  doc: Y.Doc,
  line: string,
  before: string | undefined,
): Result<void, NeedsRefusal> => {
  const found = findLine(doc, line);
  if (!found.ok) return found;
  const lines = doc.getMap<unknown>('lines');
  if (before === line) return accepted(undefined);
  if (before === undefined) {
    doc.transact(() => write(found.value, lineKeys.position, positionAfter(lastPosition(lines))));
    return accepted(undefined);
  }
  const follower = findLine(doc, before);
  if (!follower.ok) return follower;
  const high = positionOf(follower.value);
  let low: string | undefined;
  for (const [id, map] of lines.entries()) {
    const position = id === line ? undefined : positionOf(map);
    if (position === undefined || (high !== undefined && position >= high)) continue;
    if (low === undefined || position > low) low = position;
  }
  doc.transact(() => write(found.value, lineKeys.position, positionBetween(low, high)));
  return accepted(undefined);
};

export const findLine = (doc: Y.Doc, line: string): Result<Y.Map<unknown>, NeedsRefusal> => {
  const roots = openForEdit(doc);
  if (!roots.ok) return roots;
  const map = roots.value.lines.get(line);
  return map instanceof Y.Map ? accepted(map) : refused({ type: 'line-unknown', line });
};

const positionOf = (line: unknown): string | undefined => {
  const position = line instanceof Y.Map ? line.get(lineKeys.position) : undefined;
  return isPosition(position) ? position : undefined;
};

const lastPosition = (lines: Y.Map<unknown>): string | undefined => {
  let last: string | undefined;
  for (const map of lines.values()) {
    const position = positionOf(map);
    if (position !== undefined && (last === undefined || position > last)) last = position;
  }
  return last;
};

const lineMap = (draft: LineDraft, position: string): Y.Map<unknown> => {
  const map = new Y.Map<unknown>();
  const { size } = draft;
  const fields: readonly (readonly [string, unknown])[] = [
    [lineKeys.item, draft.item],
    [lineKeys.category, draft.category],
    [lineKeys.tier, draft.tier],
    [lineKeys.until, draft.until],
    [lineKeys.sizeMin, size?.min],
    [lineKeys.sizeMax, size?.max],
    [lineKeys.sizePeakMin, size?.peakMin],
    [lineKeys.sizePeakMax, size?.peakMax],
    [lineKeys.sizeUnit, size?.unit],
    [lineKeys.wanted, draft.wanted && storedWanted(undefined, draft.wanted)],
    [lineKeys.position, position],
    ...(draft.qualifiers ?? []).map((text, place) => [qualifierPrefix + text, place] as const),
    ...Object.entries(draft.extra ?? {}).map(
      ([header, value]) => [extraPrefix + header, value] as const,
    ),
  ];
  for (const [key, value] of fields) if (value !== undefined) map.set(key, value);
  return map;
};

/** As `checkDraft` would have it. */
const normalised = (field: string, text: string): string => {
  if (field === lineKeys.category) return categoryFromText(text);
  if (field === lineKeys.sizeUnit) return sizeUnitFromText(text);
  return field.startsWith('size') ? cleanSizeEnd(text) : text;
};

/** Members of the value that a newer version added stay. */
const storedWanted = (previous: unknown, { amountThousandths, unit }: Quantity): unknown => ({
  ...(isRecord(previous) && previous),
  amount: amountThousandths,
  unit,
});

const sizeChanges = (
  size: LineChange['size'],
): readonly (readonly [string, string | null | undefined, number])[] => {
  if (size === undefined) return [];
  const ends = size ?? { min: null, max: null, peakMin: null, peakMax: null, unit: null };
  return [
    [lineKeys.sizeMin, ends.min, labelCharsMax],
    [lineKeys.sizeMax, ends.max, labelCharsMax],
    [lineKeys.sizePeakMin, ends.peakMin, labelCharsMax],
    [lineKeys.sizePeakMax, ends.peakMax, labelCharsMax],
    [lineKeys.sizeUnit, ends.unit, labelCharsMax],
  ];
};

const qualifierChanges = (
  map: Y.Map<unknown>,
  wanted: readonly string[],
): readonly (readonly [string, number | undefined])[] => {
  const keys = new Set(wanted.map((text) => qualifierPrefix + text));
  const present = [...map.keys()].filter((key) => key.startsWith(qualifierPrefix));
  const places = present.map((key) => map.get(key)).filter((place) => Number.isSafeInteger(place));
  const next = Math.max(-1, ...(places as number[])) + 1;
  const removed = present.filter((key) => !keys.has(key)).map((key) => [key, undefined] as const);
  const added = [...keys]
    .filter((key) => !map.has(key))
    .map((key, index) => [key, next + index] as const);
  return [...removed, ...added];
};

const write = (map: Y.Map<unknown>, key: string, value: unknown): void => {
  if (value === undefined) {
    if (map.has(key)) map.delete(key);
  } else if (JSON.stringify(map.get(key)) !== JSON.stringify(value)) {
    map.set(key, value);
  }
};
