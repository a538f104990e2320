/**
 * Reads what a `Y.Map` holds together with the Yjs client that wrote it: the only authorship that
 * cannot be claimed. It looks at the items behind the map, which Yjs keeps in a chain for each key,
 * the standing one last; documents are kept with `gc: false`, so those that lost are still there.
 * It knows no kind of document.
 */
import * as Y from 'yjs';

export interface Carried {
  readonly value: unknown;
  /** Yjs client id of the item that carries the value. */
  readonly client: number;
}

export interface CarriedField extends Carried {
  /** Values written by people who did not know of each other or of the one that stands. */
  readonly lost: readonly Carried[];
}

export interface CarriedEntry extends Carried {
  readonly id: string;
  /** Someone wrote under an id that was taken: both are kept, the later under another id. */
  readonly isDoubled: boolean;
}

/** Further back than this, a chain is history and not a conflict; also bounds hostile chains. */
const chainItemsMax = 64;

/** The root map of this name, or nothing when the document uses the name for another type. */
export const rootMap = (doc: Y.Doc, name: string): Y.Map<unknown> | undefined => {
  const root = doc.share.get(name);
  // A root that arrived before anyone asked for it has the bare type; `getMap` then gives it one.
  const isFree = root === undefined || root.constructor === Y.AbstractType;
  return isFree || root instanceof Y.Map ? doc.getMap(name) : undefined;
};

/** The standing value of a field, or nothing when it was never set or is deleted. */
export const readField = (map: Y.Map<unknown>, key: string): CarriedField | undefined => {
  const item = map._map.get(key);
  if (item === undefined || item.deleted) return undefined;
  return {
    value: lastValue(item),
    client: item.id.client,
    lost: item.left === null ? [] : lostValues(item),
  };
};

/** Every key ever set, also deleted ones. (`map.keys()` filters them, at several times the cost.) */
export const everyKey = (map: Y.Map<unknown>): Iterable<string> => map._map.keys();

/** Every standing entry of a map; see `standingEntry`. */
export function* standingEntries(map: Y.Map<unknown>): Generator<StandingEntry> {
  for (const [id, item] of map._map) yield standing(id, item);
}

export type StandingEntry = Carried & { readonly id: string };

/** The entry under a key that was ever set; the value is missing where somebody deleted it. */
export const standingEntry = (map: Y.Map<unknown>, id: string): StandingEntry | undefined => {
  const item = map._map.get(id);
  return item && standing(id, item);
};

const standing = (id: string, item: Y.Item): StandingEntry => ({
  id,
  value: item.deleted ? undefined : lastValue(item),
  client: item.id.client,
});

/**
 * Every entry ever put under a key of a map of contributions: also one that somebody deleted or
 * wrote over, since only a step by the rules takes a contribution back.
 */
export const everyEntryAt = (map: Y.Map<unknown>, key: string): readonly CarriedEntry[] => {
  const last = map._map.get(key);
  if (last === undefined) return [];
  if (last.left === null && last.length === 1) return [...entriesOf(last, key, 0)];
  const chain: Y.Item[] = [];
  let item: Y.Item | null = last;
  while (item !== null && chain.length < chainItemsMax) {
    chain.unshift(item);
    item = item.left;
  }
  const entries: CarriedEntry[] = [];
  let place = 0;
  for (const link of chain) {
    entries.push(...entriesOf(link, key, place));
    place += link.length;
  }
  return entries;
};

function* entriesOf(item: Y.Item, key: string, place: number): Generator<CarriedEntry> {
  for (const [offset, value] of (item.content.getContent() as unknown[]).entries()) {
    const nth = place + offset;
    const id = nth === 0 ? key : `${key}~${nth}`;
    yield { id, value, client: item.id.client, isDoubled: nth > 0 };
  }
}

const lastValue = (item: Y.Item): unknown => (item.content.getContent() as unknown[]).at(-1);

/**
 * Between the standing item and the one that its writer saw lie those that its writer did not see.
 * Of several by one person in a row only the last is named.
 */
const lostValues = (standing: Y.Item): readonly Carried[] => {
  const lost: Carried[] = [];
  let previousOrigin: Y.ID | null = null;
  let item = standing.left;
  for (let count = 0; item !== null && count < chainItemsMax; count += 1) {
    const isSeen = standing.origin !== null && contains(item, standing.origin);
    if (isSeen && Y.compareIDs(item.lastId, standing.origin)) break;
    const isOvertaken = previousOrigin !== null && contains(item, previousOrigin);
    if (!isOvertaken) lost.push({ value: lastValue(item), client: item.id.client });
    if (isSeen) break;
    previousOrigin = item.origin;
    item = item.left;
  }
  return lost;
};

const contains = (item: Y.Item, id: Y.ID): boolean =>
  item.id.client === id.client &&
  id.clock >= item.id.clock &&
  id.clock < item.id.clock + item.length;
