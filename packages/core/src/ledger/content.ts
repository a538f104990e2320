/**
 * What is inside an entry: type, claimed time, parents, payload, padding. Grammar:
 * `docs/protocol.md`, Entry content. A type that is not known here is kept and ignored.
 */
import { ByteWriter, paddedLength, readStrictly } from '../lib/bytes.ts';
import { entryParentsMax, entryPartsMax } from '../lib/limits.ts';
import { isAscending } from '../roster/member.ts';
import { entryPlaintextBytesMax } from './entry.ts';

export const entryTypes = {
  /** A roster change. */
  roster: 1,
  /** A document's id (16 bytes) and an update of it. */
  document: 2,
  /** An update of the document that this feed wrote to last. */
  sameDocument: 3,
  /** One of several adjacent entries that carry one large value. */
  part: 4,
  /** Two branches of one feed. */
  fork: 5,
  /** Nothing but parents: joins more of them than one entry can name. */
  join: 6,
  /** The first entry of a feed in an epoch that is not the first: its past is what it brings along. */
  arrival: 7,
} as const;

/** Bytes of a link by which an entry names a parent. */
export const parentBytes = 16;

export interface EntryContent {
  readonly type: number;
  /** Seconds since the Unix epoch, as the author's clock had it. Decides nothing. */
  readonly claimedSeconds: number;
  /** Prefixes of links, 16 bytes each, ascending; the feed's own previous entry is implied. */
  readonly parents: readonly Uint8Array[];
  readonly payload: Uint8Array;
}

const headBytes = 6;
/** Ends the content; zeros follow it up to the padded length. */
const padMark = 0x80;

const paddedTo = (length: number): number => Math.min(paddedLength(length), entryPlaintextBytesMax);

export const encodeContent = (content: EntryContent): Uint8Array => {
  const writer = new ByteWriter()
    .uint(1, content.type)
    .uint(4, content.claimedSeconds)
    .uint(1, content.parents.length);
  for (const parent of content.parents) writer.fixed(parentBytes, parent);
  const bytes = writer.rest(content.payload).uint(1, padMark).bytes();
  const padded = new Uint8Array(paddedTo(bytes.length));
  padded.set(bytes);
  return padded;
};

/** Nothing for content that is not canonical: its author's fault, never another's. */
export const decodeContent = (padded: Uint8Array): EntryContent | undefined => {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  const isPadded = padded[end] === padMark && padded.length === paddedTo(end + 1);
  if (!isPadded) return undefined;
  const read = readStrictly('entry content', padded.subarray(0, end), (reader) => {
    const type = reader.uint(1);
    const claimedSeconds = reader.uint(4);
    const parents = reader.list(reader.uint(1), (each) => each.fixed(parentBytes));
    reader.demand(isAscending(parents), 'order of parents');
    return { type, claimedSeconds, parents, payload: reader.rest() };
  });
  return read.ok ? read.value : undefined;
};

/** Room for a payload in one entry with this many parents. */
export const payloadBytesMax = (parents: number): number =>
  entryPlaintextBytesMax - headBytes - parents * parentBytes - 1;

const partHeadBytes = 3;

/** What fits the parts of one value, whatever its parents. */
export const valueBytesMax = entryPartsMax * (payloadBytesMax(entryParentsMax) - partHeadBytes);

/** Splits a value that does not fit one entry. The first part carries the parents. */
export const splitContent = (content: EntryContent): readonly EntryContent[] => {
  if (content.parents.length > entryParentsMax) throw new RangeError('splitContent: parents');
  if (content.payload.length <= payloadBytesMax(content.parents.length)) return [content];
  const bytesEach = payloadBytesMax(content.parents.length) - partHeadBytes;
  const count = Math.ceil(content.payload.length / bytesEach);
  if (count > entryPartsMax) throw new RangeError('splitContent: value too large');
  return Array.from({ length: count }, (_, index) => ({
    type: entryTypes.part,
    claimedSeconds: content.claimedSeconds,
    parents: index === 0 ? content.parents : [],
    payload: new ByteWriter()
      .uint(1, index)
      .uint(1, count)
      .uint(1, content.type)
      .rest(content.payload.subarray(index * bytesEach, (index + 1) * bytesEach))
      .bytes(),
  }));
};

export interface Part {
  readonly index: number;
  readonly count: number;
  readonly type: number;
  readonly chunk: Uint8Array;
}

export const decodePart = (payload: Uint8Array): Part | undefined => {
  const read = readStrictly('part', payload, (reader) => {
    const index = reader.uint(1);
    const count = reader.uint(1);
    reader.demand(count >= 2 && count <= entryPartsMax && index < count, 'place of part');
    const type = reader.uint(1);
    reader.demand(type !== entryTypes.part, 'part of a part');
    return { index, count, type, chunk: reader.rest() };
  });
  return read.ok ? read.value : undefined;
};
