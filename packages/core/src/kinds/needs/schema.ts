/**
 * Where a needs list keeps what in its Y.Doc.
 *
 * - root map `meta`: `kind`, `version`
 * - root map `lines`: line id → map of fields, each a last-writer register of its own. A set lies
 *   flat among them, one key per member (`qualifier:waterproof` → its place), since a nested map
 *   that two people create while apart would lose one of them.
 * - root maps `pledges`, `steps`, `deliveries`: id → one plain value, written once. Nothing is ever
 *   changed or deleted there: a step takes back.
 *
 * Fields that this version does not know are never read and never rewritten.
 */
import type * as Y from 'yjs';
import { accepted, refused } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { rootMap } from '../carried.ts';
import { needsVersion } from './vocabulary.ts';

export const kindName = 'needs';

export const rootNames = ['meta', 'lines', 'pledges', 'steps', 'deliveries'] as const;
export type Roots = Readonly<Record<(typeof rootNames)[number], Y.Map<unknown>>>;

/** Keys of a line. `size` stands in four registers: one person may set the ends, another the peak. */
export const lineKeys = {
  item: 'item',
  category: 'category',
  tier: 'tier',
  until: 'until',
  sizeMin: 'sizeMin',
  sizeMax: 'sizeMax',
  sizePeakMin: 'sizePeakMin',
  sizePeakMax: 'sizePeakMax',
  sizeUnit: 'sizeUnit',
  /** `{ amount, unit }` in one value: twelve packs and twenty pairs must not become twelve pairs. */
  wanted: 'wanted',
  archived: 'archived',
  position: 'position',
} as const;
export const qualifierPrefix = 'qualifier:';
export const extraPrefix = 'extra:';

export type NewerRefusal = { readonly type: 'document-newer'; readonly version: number };

/**
 * The roots of a document, unless a newer version wrote it. A name that holds something else than a
 * map (only a hostile writer does that) is in `damaged`, and reads as missing.
 */
export const openRoots = (
  doc: Y.Doc,
): Result<
  { readonly roots: Partial<Roots>; readonly damaged: readonly string[] },
  NewerRefusal
> => {
  const entries = rootNames.map((name) => [name, rootMap(doc, name)] as const);
  const roots = Object.fromEntries(
    entries.filter(([, map]) => map !== undefined),
  ) as Partial<Roots>;
  const version = roots.meta?.get('version');
  if (typeof version === 'number' && version > needsVersion) {
    return refused({ type: 'document-newer', version });
  }
  return accepted({
    roots,
    damaged: entries.filter(([, map]) => map === undefined).map(([name]) => name),
  });
};

/** The roots for writing; a name in use for another type is a programmer's mistake on this device. */
export const openForEdit = (doc: Y.Doc): Result<Roots, NewerRefusal> => {
  const opened = openRoots(doc);
  if (!opened.ok) return opened;
  if (opened.value.damaged.length > 0) {
    throw new TypeError(`needs: not a map: ${opened.value.damaged.join(', ')}`);
  }
  return accepted(opened.value.roots as Roots);
};
