/**
 * The part of Yjs's update format (version 1) that documents use, read strictly before Yjs sees it:
 * texts, JSON-like values and nested maps, lists and texts, all under one client id, and deletions.
 * Nothing is decoded that the document guard does not need. Grammar: `docs/protocol.md`, Document
 * update; the format itself: yjs, `src/structs/Item.js` and `src/utils/DeleteSet.js`.
 */
import { readStrictly, type ByteReader, type MalformedRefusal } from '../lib/bytes.ts';
import { valueDepthMax } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export type ParentReference =
  | { readonly type: 'root'; readonly name: string }
  | { readonly type: 'item'; readonly id: StructId }
  /** Taken from the neighbour that `origin` or `rightOrigin` names. */
  | { readonly type: 'neighbour' };

export interface DocumentStruct {
  readonly clock: number;
  /** In Yjs clock units: UTF-16 code units, values, or 1 for a type. */
  readonly length: number;
  readonly origin: StructId | undefined;
  readonly rightOrigin: StructId | undefined;
  readonly parent: ParentReference;
  /** Key in a map; known only where the parent is written out. */
  readonly key: string | undefined;
  /** A nested map, list or text. */
  readonly isType: boolean;
}

export interface Deletion extends StructId {
  readonly length: number;
}

export interface DocumentUpdate {
  /** Nothing where the update only deletes. */
  readonly client: number | undefined;
  readonly structs: readonly DocumentStruct[];
  readonly deletions: readonly Deletion[];
}

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasKey = 0x20;
const contentBits = 0x1f;
const contentString = 4;
const contentType = 7;
const contentAny = 8;
/** Yjs's numbers for Y.Array, Y.Map, Y.Text: the only types that documents use. */
const typeNumberMax = 2;
const nameBytesMax = 1024;

export const decodeDocumentUpdate = (bytes: Uint8Array): Result<DocumentUpdate, MalformedRefusal> =>
  readStrictly('document update', bytes, (reader) => {
    const clients = reader.varUint();
    reader.demand(clients <= 1, 'more than one client');
    let client: number | undefined;
    const structs: DocumentStruct[] = [];
    if (clients === 1) {
      const count = reader.varUint();
      client = reader.varUint();
      let clock = reader.varUint();
      for (let index = 0; index < count; index += 1) {
        const struct = readStruct(reader, clock);
        structs.push(struct);
        clock += struct.length;
        reader.demand(Number.isSafeInteger(clock), 'clock');
      }
    }
    return { client, structs, deletions: readDeletions(reader) };
  });

const readId = (reader: ByteReader): StructId => ({
  client: reader.varUint(),
  clock: reader.varUint(),
});

const readStruct = (reader: ByteReader, clock: number): DocumentStruct => {
  const info = reader.uint(1);
  const origin = info & hasOrigin ? readId(reader) : undefined;
  const rightOrigin = info & hasRightOrigin ? readId(reader) : undefined;
  let parent: ParentReference = { type: 'neighbour' };
  let key: string | undefined;
  if (!origin && !rightOrigin) {
    const isRoot = reader.varUint();
    reader.demand(isRoot <= 1, 'parent');
    parent =
      isRoot === 1
        ? { type: 'root', name: reader.varText(nameBytesMax) }
        : { type: 'item', id: readId(reader) };
    if (info & hasKey) key = reader.varText(nameBytesMax);
  }
  const kind = info & contentBits;
  const length = readContent(reader, kind);
  return { clock, length, origin, rightOrigin, parent, key, isType: kind === contentType };
};

/** Reads over the content and gives its length in clock units. */
const readContent = (reader: ByteReader, kind: number): number => {
  if (kind === contentString) {
    const { length } = reader.varText(reader.left);
    reader.demand(length > 0, 'empty text');
    return length;
  }
  if (kind === contentAny) {
    const count = reader.varUint();
    reader.demand(count > 0 && count <= reader.left, 'number of values');
    for (let index = 0; index < count; index += 1) readValue(reader, 0);
    return count;
  }
  reader.demand(kind === contentType, 'kind of content');
  reader.demand(reader.varUint() <= typeNumberMax, 'kind of type');
  return 1;
};

/** The tags of lib0's `writeAny`. */
const valueTags = {
  undefined: 127,
  null: 126,
  integer: 125,
  float32: 124,
  float64: 123,
  false: 121,
  true: 120,
  text: 119,
  object: 118,
  list: 117,
} as const;

const readValue = (reader: ByteReader, depth: number): void => {
  reader.demand(depth <= valueDepthMax, 'depth of value');
  const tag = reader.uint(1);
  switch (tag) {
    case valueTags.undefined:
    case valueTags.null:
    case valueTags.false:
    case valueTags.true:
      return;
    case valueTags.integer:
      readInteger(reader);
      return;
    case valueTags.float32:
      reader.fixed(4);
      return;
    case valueTags.float64:
      reader.fixed(8);
      return;
    case valueTags.text:
      reader.varText(reader.left);
      return;
    case valueTags.object:
    case valueTags.list: {
      const count = reader.varUint();
      for (let index = 0; index < count; index += 1) {
        // An object literal that is given this key changes its prototype instead.
        if (tag === valueTags.object)
          reader.demand(reader.varText(reader.left) !== '__proto__', 'key');
        readValue(reader, depth + 1);
      }
      return;
    }
    default:
      reader.demand(false, 'kind of value');
  }
};

/** lib0's signed integer: six bits and a sign in the first byte, then seven bits a byte. */
const readInteger = (reader: ByteReader): void => {
  const first = reader.uint(1);
  let value = first & 63;
  let scale = 64;
  for (let byte = first; byte & 128; scale *= 128) {
    byte = reader.uint(1);
    value += (byte & 127) * scale;
    reader.demand(value <= Number.MAX_SAFE_INTEGER, 'unsafe integer');
  }
};

const readDeletions = (reader: ByteReader): Deletion[] => {
  const deletions: Deletion[] = [];
  const clients = reader.varUint();
  for (let each = 0; each < clients; each += 1) {
    const client = reader.varUint();
    const count = reader.varUint();
    for (let index = 0; index < count; index += 1) {
      const clock = reader.varUint();
      const length = reader.varUint();
      reader.demand(length > 0 && Number.isSafeInteger(clock + length), 'length of deletion');
      deletions.push({ client, clock, length });
    }
  }
  return deletions;
};
