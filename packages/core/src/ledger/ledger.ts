/**
 * The ledger: a Y.Doc with one root array of sealed entries a feed, of all epochs of a group, and
 * beside it the chain of each feed. It takes only what the guard has judged; it does not know what an entry means.
 */
import * as Y from 'yjs';
import { hashBytes } from '../crypto/hash.ts';
import { ByteWriter, readStrictly } from '../lib/bytes.ts';
import { updateFeedsMax } from '../lib/limits.ts';
import { Chain } from './chain.ts';
import { signatureOf } from './entry.ts';
import type { Feed } from './feed.ts';
import { encodeLedgerUpdate, type FeedRun } from './update.ts';

/** A Y.Doc that holds sealed entries and nothing else. */
export type LedgerDoc = Y.Doc;

/** Entries that the guard admitted, with their links. */
export interface AdmittedRun {
  readonly feed: Feed;
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  readonly links: readonly Uint8Array[];
}

/** How much of a feed somebody is shown: a height, never more than is held. */
export type Extent = (chain: Chain) => number;

const whole: Extent = (chain) => chain.height;

/** Newest entry of a feed: what peers compare. */
export interface FeedHead {
  readonly feed: string;
  readonly height: number;
  /** `H(link ‖ signature)`, 32 bytes. */
  readonly digest: Uint8Array;
}

export class Ledger {
  readonly doc: LedgerDoc = new Y.Doc({ gc: false });
  readonly #chainByClient = new Map<number, Chain>();
  readonly #chains: Chain[] = [];

  get chains(): readonly Chain[] {
    return this.#chains;
  }

  chainOf(clientId: number): Chain | undefined {
    return this.#chainByClient.get(clientId);
  }

  /** The chain of a feed, begun if it is new here. */
  chainFor(feed: Feed): Chain {
    const known = this.#chainByClient.get(feed.clientId);
    if (known) return known;
    const chain = new Chain(feed, this.#chains.length);
    this.#chains.push(chain);
    this.#chainByClient.set(feed.clientId, chain);
    return chain;
  }

  chainNamed(name: string): Chain | undefined {
    return this.#chains.find((chain) => chain.feed.name === name);
  }

  /** The sealed bytes at a place: those that Yjs holds, not a copy. */
  entryAt(chain: Chain, place: number): Uint8Array {
    const content = this.doc.store.clients.get(chain.feed.clientId)?.[place];
    if (!(content instanceof Y.Item) || !(content.content instanceof Y.ContentBinary)) {
      throw new RangeError(`entryAt: no entry ${place}`);
    }
    return content.content.content;
  }

  /** Takes what the guard admitted. Returns it as one canonical update. */
  admit(runs: readonly AdmittedRun[], origin: unknown): Uint8Array {
    const update = encodeAdmitted(runs);
    Y.applyUpdate(this.doc, update, origin);
    this.adopt(runs);
    return update;
  }

  /** Takes note of admitted entries that the Y.Doc holds already (loaded from a store). */
  adopt(runs: readonly AdmittedRun[]): void {
    for (const run of runs) {
      const chain = this.chainFor(run.feed);
      run.entries.forEach((entry, index) => {
        const link = run.links[index];
        if (link) chain.append(entry, link);
      });
    }
  }

  heads(extent: Extent = whole): FeedHead[] {
    return this.#chains.flatMap((chain) => {
      const height = extent(chain);
      if (height === 0) return [];
      const newest = this.entryAt(chain, height - 1);
      const digest = hashBytes('head', chain.linkAt(height - 1), signatureOf(newest));
      return [{ feed: chain.feed.name, height, digest }];
    });
  }

  stateVector(extent: Extent = whole): Uint8Array {
    // As Yjs writes it: the largest client id first.
    const feeds = this.#chains
      .filter((chain) => extent(chain) > 0)
      .toSorted((left, right) => right.feed.clientId - left.feed.clientId);
    const writer = new ByteWriter().varUint(feeds.length);
    for (const chain of feeds) writer.varUint(chain.feed.clientId).varUint(extent(chain));
    return writer.bytes();
  }

  /** What the holder of `stateVector` lacks; nothing if that is nothing, or no state vector. */
  updateSince(stateVector: Uint8Array, extent: Extent = whole): Uint8Array | undefined {
    const heights = decodeHeights(stateVector);
    if (!heights) return undefined;
    const runs = this.#chains.flatMap((chain) => {
      const start = heights.get(chain.feed.clientId) ?? 0;
      return extent(chain) > start ? [this.branchFrom(chain, start, extent(chain))] : [];
    });
    return runs.length > 0 ? encodeLedgerUpdate(runs) : undefined;
  }

  /** Everything held, feed by feed. */
  runs(): FeedRun[] {
    return this.#chains
      .filter((chain) => chain.height > 0)
      .map((chain) => this.branchFrom(chain, 0));
  }

  /** The entries of one feed from a place on, whatever comes before them. */
  branchFrom(chain: Chain, start: number, end = chain.height): FeedRun {
    return {
      clientId: chain.feed.clientId,
      start,
      rootName: start === 0 ? chain.feed.name : undefined,
      entries: Array.from({ length: end - start }, (_, index) =>
        this.entryAt(chain, start + index),
      ),
    };
  }
}

export const encodeAdmitted = (runs: readonly AdmittedRun[]): Uint8Array =>
  encodeLedgerUpdate(
    runs.map((run) => ({
      clientId: run.feed.clientId,
      start: run.start,
      rootName: run.start === 0 ? run.feed.name : undefined,
      entries: run.entries,
    })),
  );

/** Heights by Yjs client id. Nothing for bytes that are no state vector. */
export const decodeHeights = (stateVector: Uint8Array): ReadonlyMap<number, number> | undefined => {
  const read = readStrictly('state vector', stateVector, (reader) => {
    const count = reader.varUint();
    reader.demand(count <= updateFeedsMax, 'number of feeds');
    return new Map(
      reader.list(count, (each): [number, number] => [each.varUint(), each.varUint()]),
    );
  });
  return read.ok ? read.value : undefined;
};

/**
 * What a Y.Doc from a store holds that could be a feed: of each client the items up to the first that
 * is none of ours. Whether it is one, the guard decides.
 */
export const runsOfDoc = (doc: LedgerDoc): readonly FeedRun[] => {
  const nameByRoot = new Map([...doc.share].map(([name, root]) => [root as unknown, name]));
  return [...doc.store.clients].flatMap(([clientId, structs]) => {
    const entries: Uint8Array[] = [];
    for (const struct of structs) {
      const isOurs =
        struct instanceof Y.Item &&
        !struct.deleted &&
        struct.content instanceof Y.ContentBinary &&
        struct.id.clock === entries.length;
      if (!isOurs || !(struct.content instanceof Y.ContentBinary)) break;
      entries.push(struct.content.content);
    }
    const [first] = structs;
    const rootName = first instanceof Y.Item ? nameByRoot.get(first.parent) : undefined;
    return entries.length > 0 ? [{ clientId, start: 0, rootName, entries }] : [];
  });
};
