/**
 * The writer: the one feed that this session writes, one entry after another. An entry is kept
 * durably before it is published; if that fails it waits, and nothing is lost. If the place of an
 * entry turns out to be taken, the disk has lost a write: the writer goes on in the next instance.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { entryTypes, splitContent, encodeContent, type EntryContent } from '../ledger/content.ts';
import type { Chain } from '../ledger/chain.ts';
import { linkOfEntry, sealEntry, signatureOf, type Tip } from '../ledger/entry.ts';
import { feedOf, type Feed } from '../ledger/feed.ts';
import { encodeLedgerUpdate, type FeedRun } from '../ledger/update.ts';
import { bytesFromHex, compareBytes, concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { entryParentsMax, feedEntriesMax, storeRetryMs } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { encodeRosterChange } from '../roster/changes.ts';
import { deviceIdOf } from '../roster/member.ts';
import type { Engine } from './engine.ts';
import type { KnownEpoch } from './epoch-book.ts';
import type { InstanceLease, Store, StoreRefusal } from './ports.ts';

export interface WriterOptions {
  readonly engine: Engine;
  readonly store: Store;
  readonly env: Env;
  readonly device: DeviceKeys;
  /** Told when the feed changes (documents write under its client id) or an outcome is known. */
  readonly changed: () => void;
}

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

interface Queued {
  readonly draft: Draft;
  readonly onOutcome: ((outcome: Result<void, StoreRefusal>) => void)[];
}

export class Writer {
  readonly #options: WriterOptions;
  readonly #queue: Queued[] = [];
  readonly #retired = new Set<number>();
  /** Who waits for edits that were recalled. */
  readonly #recalled: Queued['onOutcome'] = [];
  #lease: InstanceLease | undefined;
  #feed: Feed | undefined;
  #isRunning = false;
  #isLeasing = false;
  #cancelRetry: (() => void) | undefined;
  #refusal: StoreRefusal | undefined;
  #isStopped = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Nothing until this device is on the roster and has an instance. */
  get feed(): Feed | undefined {
    return this.#feed;
  }

  /** Entries that are not yet durable. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Why the newest entry could not be kept. */
  get refusal(): StoreRefusal | undefined {
    return this.#refusal;
  }

  /**
   * Takes an instance, and its feed once the roster knows this device. The instance is taken before
   * the store is read, so that whatever its former holder wrote is read with it.
   */
  async prepare(): Promise<void> {
    await this.#takeLease();
    const { engine, device, changed } = this.#options;
    const record = engine.roster.deviceById.get(deviceIdOf({ signing: device.signing.publicKey }));
    if (this.#feed || !this.#lease || !record) return;
    this.#feed = this.#feedOf(engine.current, record, this.#lease.instance);
    changed();
    this.retireIfStuck();
    void this.#run();
  }

  async #takeLease(): Promise<void> {
    if (this.#lease || this.#isLeasing || this.#isStopped) return;
    this.#isLeasing = true;
    const lease = await this.#options.store.lease(this.#retired);
    this.#isLeasing = false;
    if (this.#isStopped) void lease?.release();
    else this.#lease = lease;
  }

  /** Resolves when the entry is durable and in the ledger, or with why it still waits. */
  append(draft: Draft): Promise<Result<void, StoreRefusal>> {
    return new Promise((written) => {
      this.#queue.push({ draft, onOutcome: [written] });
      void this.#run();
    });
  }

  /** Resolves when everything handed over so far is durable, or with why it still waits. */
  async settled(): Promise<Result<void, StoreRefusal>> {
    const last = this.#queue.at(-1);
    if (!last) return accepted(undefined);
    if (!this.#feed) return refused({ type: 'store-unavailable', reason: 'no-instance' });
    this.#cancelRetry?.();
    const outcome = new Promise<Result<void, StoreRefusal>>((resolve) => {
      last.onOutcome.push(resolve);
    });
    void this.#run();
    return outcome;
  }

  /** Somebody else wrote, or has, entries in the feed that only this session writes. */
  retire(): void {
    if (!this.#lease) return;
    this.#recall();
    this.#retired.add(this.#lease.instance);
    void this.#lease.release();
    this.#lease = undefined;
    this.#feed = undefined;
    this.#options.changed();
    void this.prepare();
  }

  /** The group has new keys: from now on it writes there, beginning with its arrival. */
  async move(): Promise<void> {
    if (this.#feed?.epoch.id === this.#options.engine.current.id) return;
    this.#recall();
    this.#feed = undefined;
    this.#options.changed();
    await this.prepare();
    if (this.#feed) await this.append({ type: 'arrival' });
  }

  /** Takes back edits not yet written: they stand under the id of the feed that is retired. */
  #recall(): void {
    const recalled = this.#queue.filter(({ draft }) => draft.type === 'document');
    for (const { onOutcome } of recalled) this.#recalled.push(...onOutcome.splice(0));
    const others = this.#queue.filter(({ draft }) => draft.type !== 'document');
    this.#queue.splice(0, this.#queue.length, ...others);
  }

  /** Recalled edits have been handed over again, or there was nothing left of them. */
  settleRecalled(): void {
    const waiting = this.#recalled.splice(0);
    const last = this.#queue.at(-1);
    if (last) last.onOutcome.push(...waiting);
    else for (const tell of waiting) tell(accepted(undefined));
  }

  /**
   * Retires a feed whose newest entries wait: they rest on a branch that was set aside, or on what
   * this disk has lost, and whatever came after them would wait with them.
   */
  retireIfStuck(): void {
    if (this.#isStuck()) this.retire();
  }

  #isStuck(): boolean {
    const { engine } = this.#options;
    const chain = this.#feed && engine.ledger.chainOf(this.#feed.clientId);
    return chain !== undefined && engine.graph.openedOf(chain) < chain.height;
  }

  /** Every instance that has written, and the one at hand: for a store that may have lost writes. */
  async retireUsed(): Promise<void> {
    const { engine, device } = this.#options;
    const id = deviceIdOf({ signing: device.signing.publicKey });
    for (const { feed } of engine.ledger.chains) {
      if (feed.device === id) this.#retired.add(feed.instance);
    }
    if (this.#lease) this.#retired.add(this.#lease.instance);
    await this.#lease?.release();
    this.#lease = undefined;
    this.#feed = undefined;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
    void this.#lease?.release();
  }

  #feedOf(
    epoch: KnownEpoch,
    record: Parameters<typeof feedOf>[1] & { readonly salts: readonly Uint8Array[] },
    instance: number,
  ): Feed {
    const { engine } = this.#options;
    const feeds = record.salts.map((salt) => feedOf(epoch.keys, record, salt, instance));
    const begun = feeds.find((feed) => (engine.ledger.chainOf(feed.clientId)?.height ?? 0) > 0);
    const feed = begun ?? feeds[0];
    if (!feed) throw new Error('writer: a device of the roster has no salt');
    return feed;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (!this.#isStopped && this.#feed) {
      const next = this.#queue[0];
      if (!next) break;
      const outcome = await this.#write(this.#feedFor(next.draft, this.#feed), next.draft);
      if (outcome === 'taken') continue;
      this.#refusal = outcome.ok ? undefined : outcome.refusal;
      // What cannot be kept holds up all that comes after it, and whoever waits for that is told.
      for (const { onOutcome } of outcome.ok ? [next] : [next, ...this.#queue]) {
        for (const tell of onOutcome.splice(0)) tell(outcome);
      }
      // It may have been recalled while it was being written.
      if (this.#queue[0] !== next) continue;
      if (!outcome.ok) {
        this.#cancelRetry = this.#options.env.after(storeRetryMs, () => void this.#run());
        break;
      }
      this.#queue.shift();
    }
    this.#isRunning = false;
    this.#options.changed();
  }

  #feedFor(draft: Draft, feed: Feed): Feed {
    const earlier = draft.type === 'roster' || draft.type === 'arrival' ? draft.in : undefined;
    const record =
      earlier && this.#options.engine.rosterOf(earlier.id)?.deviceById.get(feed.device);
    return earlier && record ? this.#feedOf(earlier, record, feed.instance) : feed;
  }

  async #write(feed: Feed, draft: Draft): Promise<Result<void, StoreRefusal> | 'taken'> {
    const { engine, store } = this.#options;
    if (draft.type === 'roster' && draft.isFresh?.() === false) return accepted(undefined);
    const contents = this.#contentsOf(feed, draft);
    if (contents.length === 0) return accepted(undefined);
    const chain = engine.ledger.chainOf(feed.clientId);
    if ((chain?.height ?? 0) + contents.length > feedEntriesMax) {
      this.retire();
      return 'taken';
    }
    const run = this.#seal(feed, contents);
    const kept = await store.keep(encodeLedgerUpdate([run]), 'durable');
    if (!kept.ok) return kept;
    const isAdmitted = engine.admitOwn(run);
    // In an earlier epoch nothing waits for it, and whoever still wants it there will ask again.
    if (feed !== this.#feed) return accepted(undefined);
    // It may be in and yet wait, if a branch that it rests on was set aside meanwhile.
    if (isAdmitted && !this.#isStuck()) return accepted(undefined);
    this.retire();
    return 'taken';
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
      const all = engine.graph.parentsFor(chain).toSorted(compareBytes);
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
    const epochs = new Set(parents.map((parent) => graph.chainOfLink(parent)?.feed.epoch.id));
    return [...epochs].flatMap((id) => {
      const known = id === undefined ? undefined : book.get(id);
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
    return named?.every((parent) => graph.has(parent)) ? named : graph.parentsFor(chain);
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
    if (!id) throw new TypeError('writer: a document id is hex');
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
