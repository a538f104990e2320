/**
 * The writer: the one feed that this session writes, one entry after another. An entry is kept
 * durably before it is published; if that fails it waits, and nothing is lost. If the place of an
 * entry turns out to be taken, the disk has lost a write: the writer goes on in the next instance.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { feedOf, type Feed } from '../ledger/feed.ts';
import { encodeLedgerUpdate } from '../ledger/update.ts';
import type { Env } from '../lib/env.ts';
import { feedEntriesMax, storeRetryMs } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { deviceIdOf } from '../roster/member.ts';
import { Composer, type Draft } from './composing.ts';
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

interface Queued {
  readonly draft: Draft;
  readonly onOutcome: ((outcome: Result<void, StoreRefusal>) => void)[];
}

export class Writer {
  readonly #options: WriterOptions;
  readonly #composer: Composer;
  readonly #queue: Queued[] = [];
  readonly #retired = new Set<number>();
  /** Who waits for edits that were recalled. */
  readonly #recalled: Queued['onOutcome'] = [];
  #lease: InstanceLease | undefined;
  #feed: Feed | undefined;
  #isRunning = false;
  #isLeasing = false;
  #isMoving = false;
  #cancelRetry: (() => void) | undefined;
  #refusal: StoreRefusal | undefined;
  #isStopped = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#composer = new Composer(options);
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
    const { engine } = this.#options;
    const isThere = (): boolean => this.#feed?.epoch.id === engine.current.id;
    if (isThere() || this.#isMoving) return;
    this.#isMoving = true;
    // What was handed over before stands under the id of the old feed, and is written there: an entry
    // on its way to the disk must not be written in both.
    while (this.#feed && this.#queue.length > 0 && (await this.settled()).ok) continue;
    this.#isMoving = false;
    if (isThere()) return;
    this.#recall();
    this.#feed = undefined;
    this.#options.changed();
    await this.prepare();
    if (this.#feed) void this.append({ type: 'arrival' });
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
    const run = this.#composer.compose(feed, draft);
    if (run.entries.length === 0) return accepted(undefined);
    if (run.start + run.entries.length > feedEntriesMax) {
      this.retire();
      return 'taken';
    }
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
}
