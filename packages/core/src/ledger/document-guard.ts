/**
 * The document guard: what the guard does for ledgers, this does for the update inside an entry. On
 * plain Yjs a member can write, block or pre-delete under another's client id; here the client ids
 * of a document belong to feeds, and an update reaches only into its entry's own past. Pure apart
 * from the note it keeps of what it admitted; the same verdict on every device.
 */
import * as Y from 'yjs';
import { standsAdjacent } from './adjacency.ts';
import {
  decodeDocumentUpdate,
  type DocumentStruct,
  type DocumentUpdate,
  type StructId,
} from './document-update.ts';

export type DocumentRule = (typeof documentRules)[number]['name'];

/** In this order; the first one broken is named in the verdict. */
export const documentRules = [
  { name: 'document-decodes', sentence: 'It holds only the content types that the kinds use.' },
  { name: 'own-client', sentence: 'Structs stand only under the id of the feed that wrote them.' },
  { name: 'next-clock', sentence: 'They begin at the next clock of that id.' },
  {
    name: 'within-own-past',
    sentence: 'Neighbours, parents and deletions lie in the past of the entry.',
  },
  { name: 'parent-is-a-type', sentence: 'A parent is a map, a list or a text.' },
  { name: 'neighbours-agree', sentence: 'Left and right neighbour stand in the same place.' },
  { name: 'neighbours-in-order', sentence: 'The left neighbour stands before the right one.' },
  { name: 'applies', sentence: 'Yjs takes it whole, with nothing left pending.' },
] as const;

/** Clock of a document client id that the entry's past has reached. */
export type ClockInPast = (client: number) => number;

export class DocumentGuard {
  readonly #doc: Y.Doc;
  /** Clock reached by each client id, of what was admitted. */
  readonly #clocks = new Map<number, number>();
  #needsOneOrder = false;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /**
   * True once something was admitted that names neighbours which never stood side by side. From then
   * on the doc depends on the order in which updates are applied, so there must be one for everybody.
   */
  get needsOneOrder(): boolean {
    return this.#needsOneOrder;
  }

  /** The rule that an update breaks, or nothing. Changes nothing. */
  refusalOf(bytes: Uint8Array, client: number, clockInPast: ClockInPast): DocumentRule | undefined {
    const judged = this.#judge(bytes, client, clockInPast);
    return typeof judged === 'string' ? judged : undefined;
  }

  /** Judges and applies one update. Within one transaction of the caller's, if there are many. */
  admit(
    bytes: Uint8Array,
    client: number,
    clockInPast: ClockInPast,
    origin: unknown,
  ): DocumentRule | undefined {
    const judged = this.#judge(bytes, client, clockInPast);
    if (typeof judged === 'string') return judged;
    Y.applyUpdate(this.#doc, bytes, origin);
    if (this.#doc.store.pendingStructs !== null || this.#doc.store.pendingDs !== null) {
      throw new Error('document guard: an admitted update left something pending');
    }
    this.note(client);
    this.#needsOneOrder ||= !standsAdjacent(this.#doc, judged, clockInPast);
    return undefined;
  }

  #judge(
    bytes: Uint8Array,
    client: number,
    clockInPast: ClockInPast,
  ): DocumentRule | DocumentUpdate {
    const decoded = decodeDocumentUpdate(bytes);
    if (!decoded.ok) return 'document-decodes';
    const update = decoded.value;
    if (update.client !== undefined && update.client !== client) return 'own-client';
    const start = update.structs[0]?.clock;
    if (start !== undefined && start !== this.clockOf(client)) return 'next-clock';
    return (
      refusalOfReach(update, client, this.clockOf(client), clockInPast) ??
      this.#refusalOfPlaces(update, client) ??
      update
    );
  }

  /** Takes note of what the doc holds of this client id (own edits are in it before they are written). */
  note(client: number, clock: number = Y.getState(this.#doc.store, client)): void {
    this.#clocks.set(client, clock);
  }

  #refusalOfPlaces(update: DocumentUpdate, client: number): DocumentRule | undefined {
    const places = new Places(this.#doc, client, update.structs);
    for (const struct of update.structs) {
      if (struct.parent.type === 'item' && !places.isType(struct.parent.id)) {
        return 'parent-is-a-type';
      }
      const { origin, rightOrigin } = struct;
      if (origin && rightOrigin && places.of(origin) !== places.of(rightOrigin)) {
        return 'neighbours-agree';
      }
    }
    const isInOrder = update.structs.every((_, index) => places.hasOrderedNeighbours(index));
    return isInOrder ? undefined : 'neighbours-in-order';
  }
}

const refusalOfReach = (
  update: DocumentUpdate,
  client: number,
  ownClock: number,
  clockInPast: ClockInPast,
): DocumentRule | undefined => {
  const last = update.structs.at(-1);
  const ownEnd = last ? last.clock + last.length : ownClock;
  const isReached = (id: StructId, before: number): boolean =>
    id.clock < (id.client === client ? before : clockInPast(id.client));
  for (const { clock, origin, rightOrigin, parent } of update.structs) {
    const references = [origin, rightOrigin, parent.type === 'item' ? parent.id : undefined];
    if (references.some((id) => id && !isReached(id, clock))) return 'within-own-past';
  }
  const deletesAhead = update.deletions.some(
    ({ client: other, clock, length }) =>
      !isReached({ client: other, clock: clock + length - 1 }, ownEnd),
  );
  return deletesAhead ? 'within-own-past' : undefined;
};

interface Anchors {
  readonly left: StructId | undefined;
  readonly right: StructId | undefined;
}

/** Where things stand: in which type, under which key; of the document and of the update at hand. */
class Places {
  readonly #doc: Y.Doc;
  readonly #client: number;
  readonly #structs: readonly DocumentStruct[];
  #texts: readonly string[] | undefined;
  #anchors: readonly Anchors[] | undefined;

  constructor(doc: Y.Doc, client: number, structs: readonly DocumentStruct[]) {
    this.#doc = doc;
    this.#client = client;
    this.#structs = structs;
  }

  isType(id: StructId): boolean {
    const struct = this.#structOf(id);
    if (struct) return struct.isType;
    const item = this.#itemOf(id);
    return item?.content instanceof Y.ContentType;
  }

  /** A text that is equal for things in the same list or under the same key of the same map. */
  of(id: StructId): string {
    const index = this.#indexOf(id);
    if (index === undefined) return this.#placeOfItem(this.#itemOf(id));
    this.#texts ??= this.#placesOfStructs();
    return this.#texts[index] ?? 'nowhere';
  }

  /** Whether left stands before right; what is of the update itself stands where it was anchored. */
  hasOrderedNeighbours(index: number): boolean {
    this.#anchors ??= this.#anchorsOfStructs();
    const { left, right } = this.#anchors[index] ?? {};
    if (!left || !right) return true;
    const last = this.#itemOf(right);
    let item: Y.Item | null = this.#itemOf(left) ?? null;
    if (item === last) return left.clock < right.clock;
    while (item !== null && item !== last) item = item.right;
    return item !== null;
  }

  /** The nearest neighbours of each struct that were in the doc before the update. */
  #anchorsOfStructs(): Anchors[] {
    const anchors: Anchors[] = [];
    for (const { origin, rightOrigin } of this.#structs) {
      const left = origin && this.#indexOf(origin);
      const right = rightOrigin && this.#indexOf(rightOrigin);
      anchors.push({
        left: left === undefined ? origin : anchors[left]?.left,
        right: right === undefined ? rightOrigin : anchors[right]?.right,
      });
    }
    return anchors;
  }

  /** In one pass, since a struct names only neighbours before it. */
  #placesOfStructs(): string[] {
    const texts: string[] = [];
    for (const { origin, rightOrigin, parent, key } of this.#structs) {
      const neighbour = origin ?? rightOrigin;
      const index = neighbour && this.#indexOf(neighbour);
      if (!neighbour) texts.push(placeText(parent, key));
      else if (index === undefined) texts.push(this.#placeOfItem(this.#itemOf(neighbour)));
      else texts.push(texts[index] ?? 'nowhere');
    }
    return texts;
  }

  #structOf(id: StructId): DocumentStruct | undefined {
    const index = this.#indexOf(id);
    return index === undefined ? undefined : this.#structs[index];
  }

  /** By halving: an import has tens of thousands of structs that name one another. */
  #indexOf(id: StructId): number | undefined {
    const first = this.#structs[0];
    if (!first || id.client !== this.#client || id.clock < first.clock) return undefined;
    let low = 0;
    let high = this.#structs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#structs[middle]?.clock ?? 0) <= id.clock) low = middle;
      else high = middle - 1;
    }
    const struct = this.#structs[low];
    return struct && id.clock < struct.clock + struct.length ? low : undefined;
  }

  #itemOf(id: StructId): Y.Item | undefined {
    if (id.clock >= Y.getState(this.#doc.store, id.client)) return undefined;
    const item = Y.getItem(this.#doc.store, Y.createID(id.client, id.clock));
    return item instanceof Y.Item ? item : undefined;
  }

  #placeOfItem(item: Y.Item | undefined): string {
    const parent = item?.parent;
    if (!item || !(parent instanceof Y.AbstractType)) return 'nowhere';
    const key = item.parentSub ?? undefined;
    if (parent._item) return placeText({ type: 'item', id: parent._item.id }, key);
    const name = [...this.#doc.share].find(([, type]) => type === parent)?.[0];
    return placeText({ type: 'root', name: name ?? '' }, key);
  }
}

const placeText = (parent: DocumentStruct['parent'], key: string | undefined): string => {
  const where =
    parent.type === 'root'
      ? ['root', parent.name]
      : parent.type === 'item'
        ? [parent.id.client, parent.id.clock]
        : ['nowhere'];
  return JSON.stringify([...where, key ?? null]);
};
