/**
 * Composing: what a draft becomes as entries of a feed, sealed, chained and signed. The first entry
 * of a feed in a new epoch says that its device has arrived; entries that rest on a rival's tell its
 * keys to those who read on. Knows nothing of when something is written, or whether it is kept.
 */
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import { encodeContent, entryTypes, splitContent, type EntryContent } from '../ledger/content.ts';
import { linkOfEntry, sealEntry, signatureOf, type Tip } from '../ledger/entry.ts';
import type { Feed } from '../ledger/feed.ts';
import type { FeedRun } from '../ledger/update.ts';
import { bytesFromHex, compareBytes, concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { entryParentsMax } from '../lib/limits.ts';
import { encodeRosterChange } from '../roster/changes.ts';
import type { Engine } from './engine.ts';
import type { KnownEpoch } from './epoch-book.ts';

/** What to write. The document's id is hex of 16 bytes. */
export type Draft =
  | {
      readonly type: 'document';
      readonly document: string;
      readonly update: Uint8Array;
      /** What was opened when it was edited; otherwise, what is when it is written. */
      readonly parents?: readonly Uint8Array[];
    }
  | { readonly type: 'fork'; readonly payload: Uint8Array }
  | {
      readonly type: 'roster';
      readonly payload: Uint8Array;
      /** An earlier epoch, for those who are still there; resting on nothing but its own feed. */
      readonly in?: KnownEpoch;
      /** Asked when its turn has come; not written if not. */
      readonly isFresh?: () => boolean;
    }
  /** Nothing but what the first entry of a feed says in a new epoch. */
  | { readonly type: 'arrival'; readonly in?: KnownEpoch };

export class Composer {
  readonly #options: { readonly engine: Engine; readonly env: Env; readonly device: DeviceKeys };

  constructor(options: {
    readonly engine: Engine;
    readonly env: Env;
    readonly device: DeviceKeys;
  }) {
    this.#options = options;
  }

  /** The entries that continue the feed; none for an arrival that was told already. */
  compose(feed: Feed, draft: Draft): FeedRun {
    return this.#seal(feed, this.#contentsOf(feed, draft));
  }

  #contentsOf(feed: Feed, draft: Draft): readonly EntryContent[] {
    const { engine, env } = this.#options;
    const claimedSeconds = Math.max(0, Math.floor(env.now() / 1000)) % 2 ** 32;
    const chain = engine.ledger.chainFor(feed);
    const isIn = draft.type === 'roster' && draft.in !== undefined;
    const isFirst = chain.height === 0 && feed.epoch.id !== engine.book.root.id && !isIn;
    const parents = isIn ? [] : this.#parentsOf(draft, chain).toSorted(compareBytes);
    const typed = draft.type === 'arrival' ? undefined : this.#typed(feed, draft);
    const first = { type: entryTypes.arrival, claimedSeconds, payload: new Uint8Array() };
    if (isFirst) {
      const all = engine.parentsOfArrival(chain).toSorted(compareBytes);
      const { joins, rest } = joinParents(all, claimedSeconds);
      const arrived = [
        ...this.#disclosures(feed, all, claimedSeconds),
        ...joins,
        { ...first, parents: rest },
      ];
      return typed
        ? [...arrived, ...splitContent({ ...typed, claimedSeconds, parents: [] })]
        : arrived;
    }
    if (!typed) return [];
    const disclosures = this.#disclosures(feed, parents, claimedSeconds);
    const { joins, rest } = joinParents(parents, claimedSeconds);
    return [...disclosures, ...joins, ...splitContent({ ...typed, claimedSeconds, parents: rest })];
  }

  /** Whoever reads on needs the keys of rivals whose entries are rested on. */
  #disclosures(
    feed: Feed,
    parents: readonly Uint8Array[],
    claimedSeconds: number,
  ): readonly EntryContent[] {
    const { engine } = this.#options;
    const { book, history, graph } = engine;
    // A rival's keys are no use without those under which its succession lies.
    const epochs = new Set(
      parents.flatMap((parent) => {
        const id = graph.placeOfLink(parent)?.chain.feed.epoch.id;
        const rival = id === undefined ? undefined : history.stateOf(id);
        return rival ? [...rival.ancestry] : [];
      }),
    );
    return [...epochs].flatMap((id) => {
      const known = book.get(id);
      if (!known || history.isDisclosed(known.id, feed.epoch.id)) return [];
      const { secret, keys } = known;
      const payload = encodeRosterChange({ type: 'disclosure', epochId: keys.epochId, secret });
      return [{ type: entryTypes.roster, claimedSeconds, parents: [], payload }];
    });
  }

  #parentsOf(draft: Draft, chain: Chain): readonly Uint8Array[] {
    const { graph } = this.#options.engine;
    const named = draft.type === 'document' ? draft.parents : undefined;
    // A branch that was switched meanwhile takes its links along.
    return named?.every((parent) => graph.has(parent))
      ? named
      : this.#options.engine.parentsFor(chain);
  }

  #typed(
    feed: Feed,
    draft: Exclude<Draft, { type: 'arrival' }>,
  ): Pick<EntryContent, 'type' | 'payload'> {
    if (draft.type !== 'document') return { type: entryTypes[draft.type], payload: draft.payload };
    const { engine } = this.#options;
    const isSame = engine.lastDocumentOf(engine.ledger.chainFor(feed)) === draft.document;
    if (isSame) return { type: entryTypes.sameDocument, payload: draft.update };
    const id = bytesFromHex(draft.document);
    if (!id) throw new TypeError('composer: a document id is hex');
    return { type: entryTypes.document, payload: concatBytes(id, draft.update) };
  }

  #seal(feed: Feed, contents: readonly EntryContent[]): FeedRun {
    const { engine, env, device } = this.#options;
    const chain = engine.ledger.chainFor(feed);
    const start = chain.height;
    let tip: Tip = chain.tip;
    const entries = contents.map((content, index) => {
      const place = start + index;
      const plaintext = encodeContent(content);
      const { seed } = device.signing;
      const entry = sealEntry(feed, place, tip, plaintext, env.random(24), seed);
      tip = {
        link: linkOfEntry(feed, place, tip, entry),
        signature: signatureOf(entry),
      };
      return entry;
    });
    return {
      clientId: feed.clientId,
      start,
      rootName: start === 0 ? feed.name : undefined,
      entries,
    };
  }
}

/** As many parents as one entry can name, and entries before it that join the others. */
const joinParents = (
  all: readonly Uint8Array[],
  claimedSeconds: number,
): { readonly joins: readonly EntryContent[]; readonly rest: readonly Uint8Array[] } => {
  const rest = [...all];
  const joins: EntryContent[] = [];
  while (rest.length > entryParentsMax) {
    const parents = rest.splice(0, entryParentsMax);
    joins.push({ type: entryTypes.join, claimedSeconds, parents, payload: new Uint8Array() });
  }
  return { joins, rest };
};
