/**
 * Writes document updates as bytes, field by field, so that they can say what Yjs itself would never
 * write (the format: yjs, `src/structs/Item.js`, `src/utils/DeleteSet.js`).
 */
import { ByteWriter } from '../../packages/core/src/lib/bytes.ts';

export interface RawId {
  readonly client: number;
  readonly clock: number;
}

export interface RawStruct {
  /** Yjs's number of the content. */
  readonly kind: number;
  readonly content: Uint8Array;
  readonly origin?: RawId | undefined;
  readonly rightOrigin?: RawId | undefined;
  /** Written only without neighbours, as the format has it. */
  readonly parent?: string | RawId;
  readonly key?: string;
}

export interface RawUpdate {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly RawStruct[];
  readonly deletions?: readonly (RawId & { readonly length: number })[];
}

export const rawUpdate = (...updates: readonly RawUpdate[]): Uint8Array => {
  const writer = new ByteWriter();
  const withStructs = updates.filter(({ structs }) => structs.length > 0);
  writer.varUint(withStructs.length);
  for (const { client, clock, structs } of withStructs) {
    writer.varUint(structs.length).varUint(client).varUint(clock);
    for (const struct of structs) writeStruct(writer, struct);
  }
  const deletions = updates.flatMap((update) => update.deletions ?? []);
  writer.varUint(deletions.length);
  for (const { client, clock, length } of deletions) {
    writer.varUint(client).varUint(1).varUint(clock).varUint(length);
  }
  return writer.bytes();
};

const writeStruct = (writer: ByteWriter, struct: RawStruct): void => {
  const { kind, content, origin, rightOrigin, parent, key } = struct;
  const flags = (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (key === undefined ? 0 : 0x20);
  writer.uint(1, flags | kind);
  for (const id of [origin, rightOrigin]) if (id) writer.varUint(id.client).varUint(id.clock);
  if (!origin && !rightOrigin && parent !== undefined) {
    if (typeof parent === 'string') writer.varUint(1).varBytes(bytesOf(parent));
    else writer.varUint(0).varUint(parent.client).varUint(parent.clock);
    if (key !== undefined) writer.varBytes(bytesOf(key));
  }
  writer.rest(content);
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Contents by Yjs's names. */
export const contents = {
  text: (text: string) => ({ kind: 4, content: sized(bytesOf(text)) }),
  /** One value, in lib0's encoding of anything. */
  any: (value: Uint8Array) => ({ kind: 8, content: Uint8Array.of(1, ...value) }),
  type: (number: number, name?: string) => ({
    kind: 7,
    content: Uint8Array.of(number, ...(name === undefined ? [] : sized(bytesOf(name)))),
  }),
  garbage: () => ({ kind: 0, content: Uint8Array.of(1) }),
  deleted: () => ({ kind: 1, content: Uint8Array.of(1) }),
  json: () => ({ kind: 2, content: Uint8Array.of(1, ...sized(bytesOf('{}'))) }),
  binary: () => ({ kind: 3, content: sized(Uint8Array.of(1, 2, 3)) }),
  embed: () => ({ kind: 5, content: sized(bytesOf('{"image":"x"}')) }),
  format: () => ({
    kind: 6,
    content: Uint8Array.of(...sized(bytesOf('bold')), ...sized(bytesOf('true'))),
  }),
  subdocument: () => ({
    kind: 9,
    content: Uint8Array.of(...sized(bytesOf('guid')), 118, 0),
  }),
  skip: () => ({ kind: 10, content: Uint8Array.of(5) }),
} as const;

/** lib0's encodings of values. */
export const values = {
  text: (text: string) => Uint8Array.of(119, ...sized(bytesOf(text))),
  nested: (depth: number) =>
    Uint8Array.of(...Array.from({ length: depth * 2 }, (_, at) => (at % 2 === 0 ? 117 : 1)), 126),
  object: (key: string) => Uint8Array.of(118, 1, ...sized(bytesOf(key)), 118, 0),
} as const;

const sized = (bytes: Uint8Array): Uint8Array => new ByteWriter().varBytes(bytes).bytes();
