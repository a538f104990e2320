/**
 * Makes changes that were replayed elsewhere again in a document as it is now, as an ordinary edit:
 * at the same things where they are still there, else under the same keys and at the nearest place.
 * All or nothing. Knows no entries.
 */
import * as Y from 'yjs';
import { nameOf, Places, type Again, type Fitting } from './places.ts';
import type { Change, Insertion, Leaf, Piece, Replay, Tree } from './replay.ts';

/** False, and nothing changed, where something that it changes is not in the document. */
export const rewrite = (doc: Y.Doc, { changes, isShared }: Replay, again: Again): boolean => {
  const place = new Places(doc, isShared, again);
  const targets = changes.flatMap((change) => {
    const type = place.find(change.where);
    const isSame = place.isSame(change.where);
    return type && fits(change, type) ? [{ change, type, isSame }] : [];
  });
  if (targets.length < changes.length) return false;
  doc.transact(() => {
    for (const { change, type, isSame } of targets) {
      if (type instanceof Y.Map) writeKeys(type, change, again);
      else writeList(type, change, { place, isSame, again });
    }
  });
  return true;
};

/** A text takes only text, a list only values: everything else was never meant to be read. */
const fits = ({ keys, insertions, deletions }: Change, type: Fitting): boolean => {
  if (type instanceof Y.Map) return insertions.length === 0 && deletions.length === 0;
  const isText = type instanceof Y.Text;
  const pieces = insertions.flatMap((insertion) => insertion.pieces);
  return keys.length === 0 && pieces.every((piece) => (piece.type === 'text') === isText);
};

const writeKeys = (map: Y.Map<unknown>, { keys }: Change, again: Again): void => {
  for (const [key, piece] of keys) {
    if (!piece) {
      map.delete(key);
      continue;
    }
    const start = nextId(map);
    if (piece.type === 'type') map.set(key, typeOf(piece.tree));
    else map.set(key, piece.type === 'text' ? piece.text : piece.values.at(-1));
    noteAgain(again, piece, start);
  }
};

interface Aim {
  readonly place: Places;
  readonly isSame: boolean;
  readonly again: Again;
}

/** From right to left, so that nothing moves what comes after. */
const writeList = (
  type: Y.Array<unknown> | Y.Text,
  { insertions, deletions }: Change,
  aim: Aim,
): void => {
  const found = insertions.map((insertion) => ({
    insertion,
    at: indexFor(type, insertion, aim),
  }));
  const borders = new Set(found.map(({ at }) => at));
  const runs = runsOf(deletedUnits(type, deletions, aim.place), borders);
  const deeds = [
    ...runs.map(({ at, length }) => ({ at, order: -1, run: () => type.delete(at, length) })),
    ...found.map(({ insertion, at }, order) => ({
      at,
      order,
      run: () => insert(type, at, insertion.pieces, aim.again),
    })),
  ];
  // What stands at the place of an insertion goes first; of two insertions, the later one.
  const isFirst = (order: number): number => (order === -1 ? Number.POSITIVE_INFINITY : order);
  deeds.sort((left, right) => right.at - left.at || isFirst(right.order) - isFirst(left.order));
  for (const { run } of deeds) run();
};

/**
 * After the nearest thing to the left that is here. Where there is none, at the start; in another type
 * than the one that it was written to, as many places in as it was.
 */
const indexFor = (
  type: Y.Array<unknown> | Y.Text,
  { after, index }: Insertion,
  { place, isSame }: Aim,
): number => {
  for (let left = after; left; left = left.next) {
    const known = place.idOf(left.id);
    const item = place.itemOf(left.id);
    if (!known || !item || item.parent !== (type as unknown)) continue;
    let at = item.deleted ? 0 : known.clock - item.id.clock + 1;
    for (let each = item.left; each; each = each.left) if (!each.deleted) at += each.length;
    return at;
  }
  return isSame ? 0 : Math.min(index, type.length);
};

/** Indexes of what is to be deleted and is still here, ascending. */
const deletedUnits = (
  type: Y.Array<unknown> | Y.Text,
  deletions: Change['deletions'],
  places: Places,
): readonly number[] => {
  const names = new Set<string>();
  for (const { id, length } of deletions) {
    for (let unit = 0; unit < length; unit += 1) {
      const known = places.idOf(Y.createID(id.client, id.clock + unit));
      if (known) names.add(nameOf(known));
    }
  }
  const units: number[] = [];
  let index = 0;
  for (let item = type._start; item && names.size > 0; item = item.right) {
    if (item.deleted) continue;
    const { client, clock } = item.id;
    for (let unit = 0; unit < item.length; unit += 1) {
      if (names.has(nameOf({ client, clock: clock + unit }))) units.push(index + unit);
    }
    index += item.length;
  }
  return units;
};

const runsOf = (
  units: readonly number[],
  borders: ReadonlySet<number>,
): readonly { at: number; length: number }[] => {
  const runs: { at: number; length: number }[] = [];
  for (const unit of units) {
    const last = runs.at(-1);
    if (last && last.at + last.length === unit && !borders.has(unit)) last.length += 1;
    else runs.push({ at: unit, length: 1 });
  }
  return runs;
};

const insert = (
  type: Y.Array<unknown> | Y.Text,
  at: number,
  pieces: readonly Piece[],
  again: Again,
): void => {
  let index = at;
  for (const piece of pieces) {
    const start = nextId(type);
    if (piece.type === 'text') {
      if (type instanceof Y.Text) type.insert(index, piece.text);
      index += piece.text.length;
    } else if (type instanceof Y.Array) {
      const values = piece.type === 'type' ? [typeOf(piece.tree)] : [...piece.values];
      type.insert(index, values);
      index += values.length;
    }
    noteAgain(again, piece, start);
  }
};

const nextId = ({ doc }: { readonly doc: Y.Doc | null }): Y.ID => {
  if (!doc) throw new TypeError('rewrite: a type outside of a document');
  return Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
};

const noteAgain = (again: Again, piece: Piece, { client, clock }: Y.ID): void => {
  const length =
    piece.type === 'text' ? piece.text.length : piece.type === 'values' ? piece.values.length : 1;
  for (let unit = 0; unit < length; unit += 1) {
    const before = { client: piece.id.client, clock: piece.id.clock + unit };
    again.set(nameOf(before), Y.createID(client, clock + unit));
  }
};

const typeOf = (tree: Tree): Fitting => {
  if (tree.kind === 'text') return new Y.Text(tree.text);
  if (tree.kind === 'list') {
    const list = new Y.Array<unknown>();
    list.push(tree.items.map(valueOf));
    return list;
  }
  const map = new Y.Map<unknown>();
  for (const [key, leaf] of tree.entries) map.set(key, valueOf(leaf));
  return map;
};

const valueOf = (leaf: Leaf): unknown => ('tree' in leaf ? typeOf(leaf.tree) : leaf.value);
