/**
 * The hash graph: every entry names its parents, and is opened only after them. From the graph come
 * each entry's Lamport number and its past, which nobody can claim. Opening is linear in the number
 * of entries, whatever order the feeds arrive in: an entry that waits is woken by its parent.
 */
import { concatBytes, keyFromBytes } from '../lib/bytes.ts';
import { feedEntriesMax } from '../lib/limits.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import type { Chain } from './chain.ts';
import {
  decodeContent,
  decodePart,
  entryTypes,
  parentBytes,
  type EntryContent,
} from './content.ts';
import { openEntry } from './entry.ts';
import type { Ledger } from './ledger.ts';
import { PastLog, type Past } from './past-log.ts';

/** An opened entry. */
export interface EntryNode {
  readonly chain: Chain;
  readonly place: number;
  /** One more than the largest of its parents'. */
  readonly lamport: number;
  /** Heights of other feeds in its past, by chain ordinal; shared between nodes, never changed. */
  readonly heights: Uint32Array;
  /** Nothing if the entry cannot be read: its author's fault, the same on every device. */
  readonly content: EntryContent | undefined;
}

/** How many entries of `chain` lie in the node's past. */
export const heightInPast = (node: EntryNode, chain: Chain): number =>
  chain === node.chain ? node.place : (node.heights[chain.ordinal] ?? 0);

/** Lamport order, ties by feed id: parents first, the same on every device. */
export const compareNodes = (left: EntryNode, right: EntryNode): number =>
  left.lamport - right.lamport || left.chain.feed.clientId - right.chain.feed.clientId;

interface FeedState {
  readonly chain: Chain;
  /** Of every opened entry. */
  readonly pasts: PastLog;
  /** Key of the newest opened entry. */
  tipKey: string | undefined;
  /** The next entry, decrypted while it waits for a parent. */
  next: EntryContent | 'unreadable' | undefined;
  /** Chunks of the value whose parts are being read. */
  parts: ValueParts | undefined;
}

interface ValueParts {
  readonly type: number;
  readonly count: number;
  readonly chunks: Uint8Array[];
}

const noHeights = new Uint32Array(0);
/** Entries opened between two chances to pause: about a millisecond. */
const openedPerStep = 32;

export class Graph {
  readonly #ledger: Ledger;
  readonly #feeds: FeedState[] = [];
  /** Prefix of link → feed ordinal and place, as one number. */
  readonly #placeByLink = new Map<string, number>();
  /** Feeds that wait, by the link prefix that they wait for. */
  readonly #waiting = new Map<string, number[]>();
  /** Opened entries that no opened entry has as parent: key → prefix. */
  readonly #frontier = new Map<string, Uint8Array>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Entries held that wait for a parent, those behind them included. */
  get waitingEntries(): number {
    return this.#ledger.chains.reduce(
      (sum, chain) => sum + chain.height - (this.#feeds[chain.ordinal]?.pasts.length ?? 0),
      0,
    );
  }

  openedOf(chain: Chain): number {
    return this.#feeds[chain.ordinal]?.pasts.length ?? 0;
  }

  /** Whether an entry with this link prefix is opened. */
  has(prefix: Uint8Array): boolean {
    return this.#placeByLink.has(keyFromBytes(prefix));
  }

  /** Where the entry with this link prefix stands, if it is opened. */
  placeOfLink(prefix: Uint8Array): { readonly chain: Chain; readonly place: number } | undefined {
    const packed = this.#placeByLink.get(keyFromBytes(prefix));
    const feed =
      packed === undefined ? undefined : this.#feeds[Math.floor(packed / feedEntriesMax)];
    return feed && packed !== undefined
      ? { chain: feed.chain, place: packed % feedEntriesMax }
      : undefined;
  }

  /**
   * How many entries of each feed lie in the past of one that stands at `place` and names `parents`:
   * as far as they are opened, for an entry that is not.
   */
  pastAt(own: Chain, place: number, parents: readonly Uint8Array[]): (chain: Chain) => number {
    const pasts = this.#feeds[own.ordinal]?.pasts;
    const end = Math.min(place, pasts?.length ?? 0);
    const before = pasts && end > 0 ? pasts.at(end - 1) : { lamport: 0, heights: noHeights };
    const past = new GrowingPast(before, own.ordinal, this.#feeds.length);
    for (const prefix of parents) {
      const packed = this.#placeByLink.get(keyFromBytes(prefix));
      if (packed === undefined) continue;
      const ordinal = Math.floor(packed / feedEntriesMax);
      const parent = this.#feeds[ordinal]?.pasts.at(packed % feedEntriesMax);
      if (parent) past.add(parent, ordinal, packed % feedEntriesMax);
    }
    return (chain) => (chain === own ? place : (past.heights[chain.ordinal] ?? 0));
  }

  /** Entries that nobody has sent, with the feeds whose next entry rests on them. */
  missingParents(): readonly { readonly link: string; readonly feeds: readonly Chain[] }[] {
    if (this.#waiting.size === 0) return [];
    const held = new Set(
      this.#ledger.chains.flatMap((chain) => {
        const opened = this.openedOf(chain);
        return Array.from({ length: chain.height - opened }, (_, index) =>
          keyFromBytes(chain.linkAt(opened + index).subarray(0, parentBytes)),
        );
      }),
    );
    return [...this.#waiting]
      .filter(([link]) => !held.has(link))
      .map(([link, ordinals]) => ({
        link,
        feeds: ordinals.flatMap((ordinal) => this.#feeds[ordinal]?.chain ?? []),
      }));
  }

  /** Parents for an entry that `own` is about to write: the frontier without its own previous. */
  parentsFor(own: Chain): readonly Uint8Array[] {
    const ownTip =
      own.height > 0
        ? keyFromBytes(own.linkAt(own.height - 1).subarray(0, parentBytes))
        : undefined;
    return [...this.#frontier].filter(([key]) => key !== ownTip).map(([, prefix]) => prefix);
  }

  /** Opens everything that can be opened now. Parents come before children. */
  open(): EntryNode[] {
    return runThrough(this.openInSteps());
  }

  *openInSteps(): Steps<EntryNode[]> {
    const opened: EntryNode[] = [];
    const ready: number[] = [];
    for (const chain of this.#ledger.chains) {
      this.#feeds[chain.ordinal] ??= {
        chain,
        pasts: new PastLog(),
        tipKey: undefined,
        next: undefined,
        parts: undefined,
      };
      if (this.openedOf(chain) < chain.height) ready.push(chain.ordinal);
    }
    for (let ordinal = ready.pop(); ordinal !== undefined; ordinal = ready.pop()) {
      const feed = this.#feeds[ordinal];
      if (feed) yield* this.#openFeed(feed, opened, ready);
    }
    return opened;
  }

  /** Opens one feed until its end or until an entry waits; wakes those that waited for it. */
  *#openFeed(feed: FeedState, opened: EntryNode[], ready: number[]): Steps<void> {
    while (feed.pasts.length < feed.chain.height) {
      feed.next ??= this.#decrypt(feed.chain, feed.pasts.length) ?? 'unreadable';
      const content = feed.next === 'unreadable' ? undefined : feed.next;
      const missing = content?.parents.find(
        (parent) => !this.#placeByLink.has(keyFromBytes(parent)),
      );
      if (missing) {
        const key = keyFromBytes(missing);
        const others = this.#waiting.get(key);
        if (others?.includes(feed.chain.ordinal)) return;
        if (others) others.push(feed.chain.ordinal);
        else this.#waiting.set(key, [feed.chain.ordinal]);
        return;
      }
      opened.push(this.#place(feed, content));
      feed.next = undefined;
      const woken = feed.tipKey === undefined ? undefined : this.#waiting.get(feed.tipKey);
      if (opened.length % openedPerStep === 0) yield;
      if (feed.tipKey !== undefined && woken) {
        this.#waiting.delete(feed.tipKey);
        ready.push(...woken);
      }
    }
  }

  #decrypt(chain: Chain, place: number): EntryContent | undefined {
    const entry = this.#ledger.entryAt(chain, place);
    const plaintext = openEntry(chain.feed, place, entry);
    return plaintext && decodeContent(plaintext);
  }

  #place(feed: FeedState, content: EntryContent | undefined): EntryNode {
    const { chain } = feed;
    const place = feed.pasts.length;
    const past = new GrowingPast(feed.pasts.newest, chain.ordinal, this.#feeds.length);
    for (const prefix of content?.parents ?? []) {
      const key = keyFromBytes(prefix);
      const packed = this.#placeByLink.get(key) ?? 0;
      const ordinal = Math.floor(packed / feedEntriesMax);
      const parent = this.#feeds[ordinal]?.pasts.at(packed % feedEntriesMax);
      if (parent) past.add(parent, ordinal, packed % feedEntriesMax);
      this.#frontier.delete(key);
    }
    if (feed.tipKey !== undefined) this.#frontier.delete(feed.tipKey);
    const link = chain.linkAt(place).subarray(0, parentBytes);
    feed.tipKey = keyFromBytes(link);
    this.#frontier.set(feed.tipKey, link.slice());
    this.#placeByLink.set(feed.tipKey, chain.ordinal * feedEntriesMax + place);
    const lamport = past.lamport + 1;
    const { heights } = past;
    feed.pasts.push({ lamport, heights });
    return { chain, place, lamport, heights, content: joinParts(feed, content) };
  }
}

/** The past of an entry, joined from its parents'. Shares the previous entry's where nothing is new. */
class GrowingPast {
  lamport: number;
  heights: Uint32Array;
  readonly #ownOrdinal: number;
  readonly #feeds: number;
  #isShared = true;

  constructor(previous: Past, ownOrdinal: number, feeds: number) {
    this.lamport = previous.lamport;
    this.heights = previous.heights;
    this.#ownOrdinal = ownOrdinal;
    this.#feeds = feeds;
  }

  add(parent: Past, ordinal: number, place: number): void {
    if (parent.lamport > this.lamport) this.lamport = parent.lamport;
    const { heights } = parent;
    for (let each = 0; each < heights.length; each += 1) this.#raise(each, heights[each] ?? 0);
    this.#raise(ordinal, place + 1);
  }

  #raise(ordinal: number, height: number): void {
    if (ordinal === this.#ownOrdinal || (this.heights[ordinal] ?? 0) >= height) return;
    if (this.#isShared) {
      const own = new Uint32Array(Math.max(this.heights.length, this.#feeds));
      own.set(this.heights);
      this.heights = own;
      this.#isShared = false;
    }
    this.heights[ordinal] = height;
  }
}

/** The content as it counts: a value in parts counts whole, at its last part. */
export const joinParts = (
  feed: { parts: ValueParts | undefined },
  content: EntryContent | undefined,
): EntryContent | undefined => {
  const part = content?.type === entryTypes.part ? decodePart(content.payload) : undefined;
  if (!content || !part) {
    feed.parts = undefined;
    return content?.type === entryTypes.part ? undefined : content;
  }
  if (part.index === 0) feed.parts = { type: part.type, count: part.count, chunks: [] };
  const { parts } = feed;
  const follows =
    parts &&
    parts.type === part.type &&
    parts.count === part.count &&
    parts.chunks.length === part.index;
  if (!parts || !follows) {
    feed.parts = undefined;
    return undefined;
  }
  parts.chunks.push(part.chunk);
  if (part.index + 1 < part.count) return content;
  feed.parts = undefined;
  return { ...content, type: part.type, payload: concatBytes(...parts.chunks) };
};
