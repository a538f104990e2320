/**
 * The hash graph: every entry names its parents, and is opened only after them. From the graph come
 * each entry's Lamport number and its past, which nobody can claim. Opening is linear in the number
 * of entries, whatever order the feeds arrive in: an entry that waits is woken by its parent.
 */
import { keyFromBytes } from '../lib/bytes.ts';
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
import { concatBytes } from '../lib/bytes.ts';

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
  readonly nodes: Placed[];
  /** The next entry, decrypted while it waits for a parent. */
  next: EntryContent | 'unreadable' | undefined;
  /** Chunks of the value whose parts are being read. */
  parts: { readonly type: number; readonly count: number; readonly chunks: Uint8Array[] } | undefined;
}

/** What must be remembered of an opened entry for those that come after it. */
interface Placed {
  readonly lamport: number;
  readonly heights: Uint32Array;
}

const noHeights = new Uint32Array(0);

export class Graph {
  readonly #ledger: Ledger;
  readonly #feeds: FeedState[] = [];
  /** Prefix of link → feed ordinal and place. */
  readonly #placeByLink = new Map<string, readonly [ordinal: number, place: number]>();
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
      (sum, chain) => sum + chain.height - (this.#feeds[chain.ordinal]?.nodes.length ?? 0),
      0,
    );
  }

  openedOf(chain: Chain): number {
    return this.#feeds[chain.ordinal]?.nodes.length ?? 0;
  }

  /** Parents for an entry that `own` is about to write: the frontier without its own previous. */
  parentsFor(own: Chain): readonly Uint8Array[] {
    const ownTip =
      own.height > 0 ? keyFromBytes(own.linkAt(own.height - 1).subarray(0, parentBytes)) : undefined;
    return [...this.#frontier].filter(([key]) => key !== ownTip).map(([, prefix]) => prefix);
  }

  /** Opens everything that can be opened now. Parents come before children. */
  open(): EntryNode[] {
    const opened: EntryNode[] = [];
    const ready: number[] = [];
    for (const chain of this.#ledger.chains) {
      this.#feeds[chain.ordinal] ??= { chain, nodes: [], next: undefined, parts: undefined };
      if (this.openedOf(chain) < chain.height) ready.push(chain.ordinal);
    }
    for (let ordinal = ready.pop(); ordinal !== undefined; ordinal = ready.pop()) {
      const feed = this.#feeds[ordinal];
      if (feed) this.#openFeed(feed, opened, ready);
    }
    return opened;
  }

  /** Opens one feed until its end or until an entry waits; wakes those that waited for it. */
  #openFeed(feed: FeedState, opened: EntryNode[], ready: number[]): void {
    while (feed.nodes.length < feed.chain.height) {
      feed.next ??= this.#decrypt(feed.chain, feed.nodes.length) ?? 'unreadable';
      const content = feed.next === 'unreadable' ? undefined : feed.next;
      const missing = content?.parents.find((parent) => !this.#placeByLink.has(keyFromBytes(parent)));
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
      const key = keyFromBytes(feed.chain.linkAt(feed.nodes.length - 1).subarray(0, parentBytes));
      const woken = this.#waiting.get(key);
      if (woken) {
        this.#waiting.delete(key);
        ready.push(...woken);
      }
    }
  }

  #decrypt(chain: Chain, place: number): EntryContent | undefined {
    const entry = this.#ledger.entryAt(chain, place);
    const plaintext = openEntry(this.#ledger.epoch, chain.feed, place, entry);
    return plaintext && decodeContent(plaintext);
  }

  #place(feed: FeedState, content: EntryContent | undefined): EntryNode {
    const { chain } = feed;
    const place = feed.nodes.length;
    const previous = feed.nodes[place - 1];
    let lamport = previous?.lamport ?? 0;
    let heights = previous?.heights ?? noHeights;
    let isShared = true;
    const raise = (ordinal: number, height: number): void => {
      if (ordinal === chain.ordinal || (heights[ordinal] ?? 0) >= height) return;
      if (isShared) {
        const wider = new Uint32Array(Math.max(heights.length, this.#feeds.length));
        wider.set(heights);
        heights = wider;
        isShared = false;
      }
      heights[ordinal] = height;
    };
    for (const prefix of content?.parents ?? []) {
      const [ordinal, parentPlace] = this.#placeByLink.get(keyFromBytes(prefix)) ?? [];
      const parent = ordinal === undefined ? undefined : this.#feeds[ordinal]?.nodes[parentPlace ?? 0];
      if (ordinal === undefined || parentPlace === undefined || !parent) continue;
      lamport = Math.max(lamport, parent.lamport);
      parent.heights.forEach((height, each) => raise(each, height));
      raise(ordinal, parentPlace + 1);
      this.#frontier.delete(keyFromBytes(prefix));
    }
    const link = chain.linkAt(place).slice(0, parentBytes);
    if (place > 0) {
      this.#frontier.delete(keyFromBytes(chain.linkAt(place - 1).subarray(0, parentBytes)));
    }
    this.#frontier.set(keyFromBytes(link), link);
    this.#placeByLink.set(keyFromBytes(link), [chain.ordinal, place]);
    feed.nodes.push({ lamport: lamport + 1, heights });
    return { chain, place, lamport: lamport + 1, heights, content: joinParts(feed, content) };
  }
}

/** The content as it counts: a value in parts counts whole, at its last part. */
const joinParts = (feed: FeedState, content: EntryContent | undefined): EntryContent | undefined => {
  const part = content?.type === entryTypes.part ? decodePart(content.payload) : undefined;
  if (!content || !part) {
    feed.parts = undefined;
    return content?.type === entryTypes.part ? undefined : content;
  }
  if (part.index === 0) feed.parts = { type: part.type, count: part.count, chunks: [] };
  const { parts } = feed;
  const follows =
    parts && parts.type === part.type && parts.count === part.count && parts.chunks.length === part.index;
  if (!parts || !follows) {
    feed.parts = undefined;
    return undefined;
  }
  parts.chunks.push(part.chunk);
  if (part.index + 1 < part.count) return content;
  feed.parts = undefined;
  return { ...content, type: part.type, payload: concatBytes(...parts.chunks) };
};
