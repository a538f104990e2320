/**
 * What two peers say to each other about a ledger, as bytes. Knows neither who speaks nor how it
 * travels. Every decoder is strict: one byte sequence for one message, anything else is refused.
 *
 *     greet      = 1, version u8 = 1, nonce 16, tag 8
 *     hello      = 2, proof (1 to proofBytesMax)
 *     heads      = 3, settled u32, vector sized32, count u32,
 *                  { feed text8, height u32 ≥ 1, digest 32 } × count
 *     pulse      = 4, settled u32, answer u8 (0 or 1)
 *     holding    = 5, settled u32, vector
 *     want       = 6, number u32 ≥ 1, vector
 *     nothing    = 7, number u32 ≥ 1
 *     update     = 8, place u32 ≥ 1, want u32, isLast u8 (0 or 1; 1 if want is 0),
 *                  count u8 (to peerTagsMax), { tag 8 } × count,
 *                  upto sized16 (to pushedVectorBytesMax), ledger update (at least 1)
 *     presence   = 9, bytes (1 to presenceBytesMax)
 *     ask-links  = 10, feed text8, from u32, count u16 (1 to linksAnswerMax)
 *     links      = 11, feed text8, from u32, { link 32 } × (0 to linksAnswerMax)
 *     ask-branch = 12, feed text8, from u32
 *     branch     = 13, place u32 ≥ 1, feed text8, ledger update (at least 1)
 *
 * u8, u16, u32: unsigned, big-endian. sized16, sized32: length, then bytes. text8: u8 length (1 to 255),
 * then UTF-8. vector, upto: see `vector.ts`. A field without a length reaches to the end.
 *
 * `place` counts updates and branches of one sender on one connection from 1; `settled` is the
 * highest place that the speaker has judged. Both ends greet at once; hello follows the other's
 * greet, heads follow a hello that proved a device of the roster.
 */
import type { Head } from '../../group/ports.ts';
import {
  ByteWriter,
  readStrictly,
  type ByteReader,
  type MalformedRefusal,
} from '../../lib/bytes.ts';
import {
  linksAnswerMax,
  peerTagsMax,
  presenceBytesMax,
  proofBytesMax,
  pushedVectorBytesMax,
  updateBytesMax,
  updateFeedsMax,
  vectorBytesMax,
} from '../../lib/limits.ts';
import { accepted, refused, type Result } from '../../lib/result.ts';
import { decodeVector, encodeVector, type Vector } from './vector.ts';

export const peersVersion = 1;
export const nonceBytes = 16;
export const tagBytes = 8;

export type PeerMessage =
  | { readonly type: 'greet'; readonly nonce: Uint8Array; readonly tag: Uint8Array }
  | { readonly type: 'hello'; readonly proof: Uint8Array }
  | {
      readonly type: 'heads';
      readonly settled: number;
      readonly vector: Vector;
      readonly heads: readonly Head[];
    }
  /** "As I last told you", and whether an answer is asked for. */
  | { readonly type: 'pulse'; readonly settled: number; readonly answer: boolean }
  | { readonly type: 'holding'; readonly settled: number; readonly vector: Vector }
  | { readonly type: 'want'; readonly number: number; readonly vector: Vector }
  | { readonly type: 'nothing'; readonly number: number }
  | UpdateMessage
  | { readonly type: 'presence'; readonly bytes: Uint8Array }
  | {
      readonly type: 'ask-links';
      readonly feed: string;
      readonly from: number;
      readonly count: number;
    }
  | {
      readonly type: 'links';
      readonly feed: string;
      readonly from: number;
      readonly links: readonly Uint8Array[];
    }
  | { readonly type: 'ask-branch'; readonly feed: string; readonly from: number }
  | BranchMessage;

export interface UpdateMessage {
  readonly type: 'update';
  readonly place: number;
  /** The number of the want that this answers, or 0. */
  readonly want: number;
  readonly isLast: boolean;
  /** Peers that the sender gave it to as well, or knows to have it. */
  readonly tags: readonly Uint8Array[];
  /** Who has this update holds at least so much of these feeds. A claim; nothing rests on it. */
  readonly upto: Vector;
  readonly update: Uint8Array;
}

export interface BranchMessage {
  readonly type: 'branch';
  readonly place: number;
  readonly feed: string;
  readonly update: Uint8Array;
}

export type MessageRefusal =
  | MalformedRefusal
  | { readonly type: 'unknown-version'; readonly version: number };

const tagByType = {
  greet: 1,
  hello: 2,
  heads: 3,
  pulse: 4,
  holding: 5,
  want: 6,
  nothing: 7,
  update: 8,
  presence: 9,
  'ask-links': 10,
  links: 11,
  'ask-branch': 12,
  branch: 13,
} as const;

export const encodeMessage = (message: PeerMessage): Uint8Array => {
  const writer = new ByteWriter().uint(1, tagByType[message.type]);
  switch (message.type) {
    case 'greet':
      writer.uint(1, peersVersion).fixed(nonceBytes, message.nonce).fixed(tagBytes, message.tag);
      break;
    case 'hello':
      writer.rest(message.proof);
      break;
    case 'heads':
      writer.uint(4, message.settled).sized(4, encodeVector(message.vector));
      writer.uint(4, message.heads.length);
      for (const head of message.heads) {
        writer.text(1, head.feed).uint(4, head.height).fixed(32, head.digest);
      }
      break;
    case 'pulse':
      writer.uint(4, message.settled).uint(1, message.answer ? 1 : 0);
      break;
    case 'holding':
      writer.uint(4, message.settled).rest(encodeVector(message.vector));
      break;
    case 'want':
      writer.uint(4, message.number).rest(encodeVector(message.vector));
      break;
    case 'nothing':
      writer.uint(4, message.number);
      break;
    case 'update':
      writer
        .uint(4, message.place)
        .uint(4, message.want)
        .uint(1, message.isLast ? 1 : 0);
      writer.uint(1, message.tags.length);
      for (const tag of message.tags) writer.fixed(tagBytes, tag);
      writer.sized(2, encodeVector(message.upto)).rest(message.update);
      break;
    case 'presence':
      writer.rest(message.bytes);
      break;
    case 'ask-links':
      writer.text(1, message.feed).uint(4, message.from).uint(2, message.count);
      break;
    case 'links':
      writer.text(1, message.feed).uint(4, message.from);
      for (const link of message.links) writer.fixed(32, link);
      break;
    case 'ask-branch':
      writer.text(1, message.feed).uint(4, message.from);
      break;
    case 'branch':
      writer.uint(4, message.place).text(1, message.feed).rest(message.update);
      break;
  }
  return writer.bytes();
};

/** Never throws for bad bytes. Fields are views into `bytes`. */
export const decodeMessage = (bytes: Uint8Array): Result<PeerMessage, MessageRefusal> => {
  const version = bytes[1];
  if (bytes[0] === tagByType.greet && version !== undefined && version !== peersVersion) {
    return refused({ type: 'unknown-version', version });
  }
  const read = readStrictly('peer-message', bytes, readMessage);
  return read.ok ? accepted(read.value) : read;
};

const readMessage = (reader: ByteReader): PeerMessage => {
  const tag = reader.uint(1);
  switch (tag) {
    case tagByType.greet:
      reader.uint(1);
      return { type: 'greet', nonce: reader.fixed(nonceBytes), tag: reader.fixed(tagBytes) };
    case tagByType.hello:
      return { type: 'hello', proof: some(reader, proofBytesMax) };
    case tagByType.heads:
      return {
        type: 'heads',
        settled: reader.uint(4),
        vector: vectorFrom(reader, reader.sized(4, vectorBytesMax)),
        heads: readHeads(reader),
      };
    case tagByType.pulse:
      return { type: 'pulse', settled: reader.uint(4), answer: flag(reader) };
    case tagByType.holding:
      return {
        type: 'holding',
        settled: reader.uint(4),
        vector: vectorFrom(reader, reader.rest()),
      };
    case tagByType.want:
      return { type: 'want', number: counted(reader), vector: vectorFrom(reader, reader.rest()) };
    case tagByType.nothing:
      return { type: 'nothing', number: counted(reader) };
    case tagByType.update:
      return readUpdate(reader);
    case tagByType.presence:
      return { type: 'presence', bytes: some(reader, presenceBytesMax) };
    case tagByType['ask-links']: {
      const message = { feed: feedOf(reader), from: reader.uint(4), count: reader.uint(2) };
      reader.demand(message.count >= 1 && message.count <= linksAnswerMax, 'count');
      return { type: 'ask-links', ...message };
    }
    case tagByType.links: {
      const message = { feed: feedOf(reader), from: reader.uint(4) };
      reader.demand(reader.left % 32 === 0 && reader.left <= linksAnswerMax * 32, 'links');
      return { type: 'links', ...message, links: reader.list(reader.left / 32, link) };
    }
    case tagByType['ask-branch']:
      return { type: 'ask-branch', feed: feedOf(reader), from: reader.uint(4) };
    case tagByType.branch:
      return {
        type: 'branch',
        place: counted(reader),
        feed: feedOf(reader),
        update: some(reader, updateBytesMax),
      };
    default:
      reader.demand(false, 'unknown message');
      throw new RangeError('readMessage: unreachable');
  }
};

const readHeads = (reader: ByteReader): Head[] => {
  const count = reader.uint(4);
  reader.demand(count <= updateFeedsMax, 'too many heads');
  return reader.list(count, (each) => ({
    feed: feedOf(each),
    height: counted(each),
    digest: each.fixed(32),
  }));
};

const readUpdate = (reader: ByteReader): UpdateMessage => {
  const place = counted(reader);
  const want = reader.uint(4);
  const isLast = flag(reader);
  reader.demand(isLast || want > 0, 'only answers have parts');
  const tagCount = reader.uint(1);
  reader.demand(tagCount <= peerTagsMax, 'too many tags');
  const tags = reader.list(tagCount, (each) => each.fixed(tagBytes));
  const upto = vectorFrom(reader, reader.sized(2, pushedVectorBytesMax));
  return { type: 'update', place, want, isLast, tags, upto, update: some(reader, updateBytesMax) };
};

const link = (reader: ByteReader): Uint8Array => reader.fixed(32);

const counted = (reader: ByteReader): number => {
  const value = reader.uint(4);
  reader.demand(value >= 1, 'counts from 1');
  return value;
};

const flag = (reader: ByteReader): boolean => {
  const value = reader.uint(1);
  reader.demand(value <= 1, 'flag');
  return value === 1;
};

const feedOf = (reader: ByteReader): string => {
  const feed = reader.text(1, 255);
  reader.demand(feed.length > 0, 'empty feed');
  return feed;
};

const some = (reader: ByteReader, bytesMax: number): Uint8Array => {
  reader.demand(reader.left >= 1 && reader.left <= bytesMax, 'size');
  return reader.rest();
};

const vectorFrom = (reader: ByteReader, bytes: Uint8Array): Vector => {
  const vector = decodeVector(bytes);
  reader.demand(vector !== undefined, 'vector');
  return vector ?? new Map();
};
