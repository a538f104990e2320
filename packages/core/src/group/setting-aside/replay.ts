/**
 * Replays updates that are not in a document on a scratch copy, built from what lay in their own
 * past, and says what they change there: plain values, and where they stand. Nothing of it touches
 * the document itself.
 */
import * as Y from 'yjs';
import { DocumentGuard } from '../../ledger/document-guard.ts';
import { valueDepthMax } from '../../lib/limits.ts';

/** An update, and the document client id of the feed that wrote it. */
export interface Replayed {
  readonly client: number;
  readonly update: Uint8Array;
}

export interface ReplayOptions {
  /** Of the past, what stands in the document too: in Lamport order. */
  readonly standing: readonly Replayed[];
  /** Of the past, what was set aside like the targets: in the order in which it was written. */
  readonly setAside: readonly Replayed[];
  readonly targets: readonly Replayed[];
}

export type Kind = 'map' | 'list' | 'text';

/** What is put somewhere: a copy, whole. */
export type Piece =
  | { readonly type: 'text'; readonly text: string; readonly id: Y.ID }
  | { readonly type: 'values'; readonly values: readonly unknown[]; readonly id: Y.ID }
  | { readonly type: 'type'; readonly tree: Tree; readonly id: Y.ID };

export type Tree =
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Leaf])[] }
  | { readonly kind: 'list'; readonly items: readonly Leaf[] }
  | { readonly kind: 'text'; readonly text: string };

export type Leaf = { readonly value: unknown } | { readonly tree: Tree };

/** Which type: from a root, by the keys and places on the way to it. */
export type Where =
  | { readonly root: string; readonly kind: Kind }
  | {
      readonly id: Y.ID;
      readonly kind: Kind;
      readonly parent: Where;
      /** A key of a map, or how many stood before it in a list. */
      readonly step: string | number;
    };

/** Last unit of an item that was there already, and what stood to the left of that. */
export interface Left {
  readonly id: Y.ID;
  readonly next: Left | undefined;
}

export interface Insertion {
  /** What stood to the left of it already, the nearest first. */
  readonly after: Left | undefined;
  /** How many stood before it. */
  readonly index: number;
  readonly pieces: readonly Piece[];
}

export interface Change {
  readonly where: Where;
  /** Nothing: deleted. */
  readonly keys: readonly (readonly [string, Piece | undefined])[];
  readonly insertions: readonly Insertion[];
  readonly deletions: readonly { readonly id: Y.ID; readonly length: number }[];
}

export interface Replay {
  readonly changes: readonly Change[];
  /** Whether an id means the same in the document itself. */
  readonly isShared: (id: Y.ID) => boolean;
}

/** Places of lists and texts that one change writes to: nobody edits at more at once. */
const placesMax = 10_000;
/** An id that no feed writes under. */
const nobodysClient = 0;

/** Nothing where a target cannot be replayed, or changes nothing. */
export const replay = (options: ReplayOptions): Replay | undefined => {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = nobodysClient;
  try {
    return replayOn(doc, options);
  } finally {
    doc.destroy();
  }
};

const replayOn = (
  doc: Y.Doc,
  { standing, setAside, targets }: ReplayOptions,
): Replay | undefined => {
  doc.transact(() => {
    for (const { update } of standing) Y.applyUpdate(doc, update);
  });
  const shared = Y.decodeStateVector(Y.encodeStateVector(doc));
  const guard = new DocumentGuard(doc);
  const isHere = (client: number): number => Y.getState(doc.store, client);
  const isTaken = ({ client, update }: Replayed): boolean => {
    guard.note(client);
    return guard.admit(update, client, isHere, undefined) === undefined;
  };
  doc.transact(() => {
    for (const each of setAside) isTaken(each);
  });
  let changes: readonly Change[] = [];
  // Later Yjs joins what was added with what stood before it.
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    changes = changesOf(transaction);
  });
  const isWhole = doc.transact(() => targets.every(isTaken));
  const places = changes.reduce((sum, { insertions }) => sum + insertions.length, 0);
  if (!isWhole || changes.length === 0 || places > placesMax) return undefined;
  return { changes, isShared: ({ client, clock }) => clock < (shared.get(client) ?? 0) };
};

type AnyType = Y.AbstractType<unknown>;

const changesOf = (transaction: Y.Transaction): readonly Change[] => {
  const changes: Change[] = [];
  for (const [type, keys] of transaction.changed as Map<AnyType, Set<string | null>>) {
    const where = whereOf(type, keys, 0);
    if (!where) continue;
    const list = keys.has(null) ? listChanges(type, transaction) : noListChanges;
    const named = [...keys].flatMap((key): (readonly [string, Piece | undefined])[] => {
      const item = key === null ? undefined : type._map.get(key);
      if (key === null || !item) return [];
      if (item.deleted) return [[key, undefined]];
      const piece = isAdded(item, transaction) ? piecesOf(item).at(-1) : undefined;
      return piece ? [[key, piece]] : [];
    });
    const change = { where, keys: named, ...list };
    const size = named.length + list.insertions.length + list.deletions.length;
    if (size > 0) changes.push(change);
  }
  return changes;
};

const isAdded = ({ id }: Y.Item, { beforeState }: Y.Transaction): boolean =>
  id.clock >= (beforeState.get(id.client) ?? 0);

const noListChanges: Pick<Change, 'insertions' | 'deletions'> = { insertions: [], deletions: [] };

const listChanges = (
  type: AnyType,
  transaction: Y.Transaction,
): Pick<Change, 'insertions' | 'deletions'> => {
  const insertions: Insertion[] = [];
  const deletions: { id: Y.ID; length: number }[] = [];
  let pieces: Piece[] | undefined;
  let index = 0;
  let left: Left | undefined;
  for (let item = type._start; item; item = item.right) {
    if (isAdded(item, transaction)) {
      if (item.deleted) continue;
      if (!pieces) {
        pieces = [];
        insertions.push({ after: left, index, pieces });
      }
      pieces.push(...piecesOf(item));
      continue;
    }
    pieces = undefined;
    left = { id: item.lastId, next: left };
    if (!item.deleted) index += item.length;
    else if (Y.isDeleted(transaction.deleteSet, item.id)) {
      deletions.push({ id: item.id, length: item.length });
      index += item.length;
    }
  }
  return { insertions, deletions };
};

const piecesOf = ({ id, content }: Y.Item): readonly Piece[] => {
  if (content instanceof Y.ContentString) return [{ type: 'text', text: content.str, id }];
  if (content instanceof Y.ContentAny) return [{ type: 'values', values: content.arr.slice(), id }];
  const tree = content instanceof Y.ContentType ? treeOf(content.type, 0) : undefined;
  return tree ? [{ type: 'type', tree, id }] : [];
};

const treeOf = (type: AnyType, depth: number): Tree | undefined => {
  if (depth > valueDepthMax) return undefined;
  if (type instanceof Y.Text) return { kind: 'text', text: type.toJSON() };
  const leafOf = (value: unknown): readonly Leaf[] => {
    if (!(value instanceof Y.AbstractType)) return [{ value }];
    const tree = treeOf(value, depth + 1);
    return tree ? [{ tree }] : [];
  };
  if (type instanceof Y.Array) return { kind: 'list', items: type.toArray().flatMap(leafOf) };
  if (!(type instanceof Y.Map)) return undefined;
  const entries = [...type.entries()].flatMap(([key, value]) =>
    leafOf(value).map((leaf) => [key, leaf] as const),
  );
  return { kind: 'map', entries };
};

const whereOf = (type: AnyType, keys: Set<string | null>, depth: number): Where | undefined => {
  if (depth > valueDepthMax) return undefined;
  const item = type._item;
  if (!item) {
    const root = [...(type.doc?.share ?? [])].find(([, each]) => each === type)?.[0];
    return root === undefined ? undefined : { root, kind: rootKind(type, keys) };
  }
  const kind = kindOf(type);
  const parent = item.parent instanceof Y.AbstractType ? item.parent : undefined;
  const step = item.parentSub ?? placeOf(item);
  const above = parent && whereOf(parent, new Set([item.parentSub]), depth + 1);
  return kind && above ? { id: item.id, kind, parent: above, step } : undefined;
};

/** Nobody has said on a scratch copy what a root is: it shows by what stands in it. */
const rootKind = (type: AnyType, keys: Set<string | null>): Kind => {
  if (!keys.has(null)) return 'map';
  for (let item = type._start; item; item = item.right) {
    if (item.content instanceof Y.ContentString) return 'text';
  }
  return 'list';
};

export const kindOf = (type: AnyType): Kind | undefined => {
  if (type instanceof Y.Map) return 'map';
  if (type instanceof Y.Array) return 'list';
  return type instanceof Y.Text ? 'text' : undefined;
};

const placeOf = (item: Y.Item): number => {
  let place = 0;
  for (let left = item.left; left; left = left.left) if (!left.deleted) place += left.length;
  return place;
};
