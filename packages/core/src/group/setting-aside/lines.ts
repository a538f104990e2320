/**
 * What an update would write, as lines that a person can read: texts, values with the keys they stand
 * under, and, where it only deletes, what that is. Nothing is applied. Whoever asks shows the lines as
 * text; they are as hostile as their author.
 */
import * as Y from 'yjs';
import { decodeDocumentUpdate } from '../../ledger/document-update.ts';

type Deletions = ReturnType<typeof Y.decodeUpdate>['ds'];

const linesMax = 50;
const lineCharactersMax = 200;

/** `itemOf`: the document's own items, for keys that the update does not repeat. */
export const linesOfUpdate = (
  update: Uint8Array,
  itemOf: (id: Y.ID) => Y.Item | undefined,
): readonly string[] => {
  if (!decodeDocumentUpdate(update).ok) return [];
  const { structs, ds } = Y.decodeUpdate(update);
  const items = structs.filter((struct) => struct instanceof Y.Item);
  const written = linesOfItems(items, itemOf);
  const lines = written.length > 0 ? written : linesOfDeletions(ds, itemOf);
  return lines
    .flatMap((line) => line.split(/\r\n|\r|\n/u))
    .filter((line) => line.trim() !== '')
    .slice(0, linesMax)
    .map(shortened);
};

const linesOfItems = (
  items: readonly Y.Item[],
  itemOf: (id: Y.ID) => Y.Item | undefined,
): readonly string[] => {
  const lines: string[] = [];
  const keys = new Map<Y.Item, string | null>();
  let typedEnd: Y.ID | undefined;
  for (const item of items) {
    const before = item.origin ?? item.rightOrigin;
    const neighbour = before && (itemWith(items, before) ?? itemOf(before));
    const key = item.parentSub ?? (neighbour && (keys.get(neighbour) ?? neighbour.parentSub));
    keys.set(item, key ?? null);
    const { content } = item;
    if (content instanceof Y.ContentString) {
      const follows = typedEnd && item.origin && Y.compareIDs(typedEnd, item.origin);
      const last = lines.at(-1);
      if (follows && last !== undefined) lines[lines.length - 1] = last + content.str;
      else lines.push(content.str);
      typedEnd = Y.createID(item.id.client, item.id.clock + item.length - 1);
    }
    if (content instanceof Y.ContentAny) {
      for (const value of content.arr as readonly unknown[]) {
        const text = textOf(value);
        lines.push(key === null || key === undefined ? text : `${key}: ${text}`);
      }
    }
  }
  return lines;
};

/** By halving: an import has tens of thousands of items, all of one client and in order. */
const itemWith = (items: readonly Y.Item[], { client, clock }: Y.ID): Y.Item | undefined => {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.id.clock ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  const item = items[low];
  const isIn =
    item?.id.client === client && clock >= item.id.clock && clock < item.id.clock + item.length;
  return isIn ? item : undefined;
};

const linesOfDeletions = (
  deletions: Deletions,
  itemOf: (id: Y.ID) => Y.Item | undefined,
): readonly string[] => {
  const lines: string[] = [];
  for (const [client, ranges] of deletions.clients) {
    for (const { clock, len } of ranges) {
      let next = clock;
      while (next < clock + len && lines.length < linesMax) {
        const item = itemOf(Y.createID(client, next));
        if (!item) break;
        const from = next - item.id.clock;
        const to = Math.min(item.length, clock + len - item.id.clock);
        const text = textOfContent(item.content, from, to);
        if (text !== '') lines.push(`\u2212 ${text}`);
        next = item.id.clock + item.length;
      }
    }
  }
  return lines;
};

const textOfContent = (content: unknown, from: number, to: number): string => {
  if (content instanceof Y.ContentString) return content.str.slice(from, to);
  if (!(content instanceof Y.ContentAny)) return '';
  return (content.arr as readonly unknown[]).slice(from, to).map(textOf).join(', ');
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const shortened = (line: string): string => {
  if (line.length <= lineCharactersMax) return line;
  const cut = line.slice(0, lineCharactersMax - 1);
  // Not through the middle of a character that takes two places.
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}\u2026`;
};
