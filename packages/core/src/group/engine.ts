/**
 * The engine of one group: everything that came in, the store that keeps it, and the order in which
 * it is taken in. It tells its owner what counted; it does not know documents, links or the
 * interface.
 */
import * as Y from 'yjs';
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import { parentBytes } from '../ledger/content.ts';
import type { ForkProof } from '../ledger/fork.ts';
import type { Graph } from '../ledger/graph.ts';
import { judgeRuns, type GuardVerdict } from '../ledger/guard.ts';
import { runsOfDoc, type AdmittedRun, type Ledger } from '../ledger/ledger.ts';
import { encodeLedgerUpdate, type FeedRun } from '../ledger/update.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, type Result } from '../lib/result.ts';
import { runThrough, Work, type Steps } from '../lib/steps.ts';
import type { RosterView } from '../roster/roster.ts';
import type { SetAside } from './counting/counting.ts';
import type { History } from './counting/history.ts';
import type { EpochBook, EpochId, KnownEpoch } from './epoch-book.ts';
import { Intake, type IntakeArrival } from './intake.ts';
import { Keeper } from './keeper.ts';
import type { FeedRefusal, Store, StoreRefusal, Verdict } from './ports.ts';
import type { Register } from './register.ts';

export type { IntakeArrival as Arrival } from './intake.ts';

export interface EngineEvents {
  /** Entries of others are about to be opened: what was edited before rests on none of them. */
  arriving(runs: readonly AdmittedRun[]): void;
  /** What its owner does with it, which may pause. */
  arrived(arrival: IntakeArrival): Steps<void>;
  /** A fork was proven that nobody in the ledger has told of yet. */
  proven(proof: ForkProof): void;
  /** A branch that does not stand, from where it parts or earlier. `wasHeld`: until now. */
  dropped(run: FeedRun, wasHeld: boolean): void;
  /** The ledger is about to be rebuilt: everything that counts will arrive once more. */
  rebuilding(): void;
  rebuilt(): void;
  storeRefused(refusal: StoreRefusal): void;
  /** Everything that came in is kept now. */
  storeKept(): void;
}

export interface EngineOptions {
  readonly book: EpochBook;
  readonly device: DeviceKeys;
  readonly store: Store;
  readonly env: Env;
  readonly events: EngineEvents;
}

export class Engine {
  readonly book: EpochBook;
  readonly #options: EngineOptions;
  readonly #intake: Intake;
  readonly #keeper: Keeper;
  /** What is being taken in, and what waits for its turn. */
  readonly #underWay: Work<unknown>[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: EngineOptions) {
    const { book, device, store, env, events } = options;
    this.book = book;
    this.#options = options;
    this.#keeper = new Keeper({
      store,
      env,
      seed: device.signing.seed,
      groupId: book.groupId,
      ledger: () => this.ledger,
      refused: (refusal) => events.storeRefused(refusal),
      kept: () => events.storeKept(),
    });
    this.#intake = new Intake({
      book,
      device,
      origin: store.origin,
      events: {
        ...events,
        admitted: (update, from) => {
          if (from === 'received') void this.#keeper.keep(update);
          if (from !== 'loaded') this.#keeper.vouchSoon();
        },
        rebuilt: () => {
          events.rebuilt();
          this.#replaced = this.#keeper.replace();
        },
      },
    });
  }

  /** The disk, on its way to hold what a rebuilt ledger holds. */
  #replaced: Promise<Result<void, StoreRefusal>> = Promise.resolve(accepted(undefined));

  get ledger(): Ledger {
    return this.#intake.ledger;
  }

  get graph(): Graph {
    return this.#intake.graph;
  }

  get register(): Register {
    return this.#intake.register;
  }

  get history(): History {
    return this.#intake.counting.history;
  }

  /** The epoch that this device is in, and its roster. */
  get current(): KnownEpoch {
    return this.book.get(this.history.current.id) ?? this.book.root;
  }

  get roster(): RosterView {
    return this.#intake.counting.roster;
  }

  rosterOf(epoch: EpochId): RosterView | undefined {
    return this.#intake.counting.rosterOf(epoch);
  }

  /**
   * Parents for an entry that `own` is about to write: what nothing else rests on, of what counts.
   * Whoever rested on what was written after a removal would bring it in by that.
   */
  parentsFor(own: Chain): readonly Uint8Array[] {
    const { counting } = this.#intake;
    return this.#parentsWithin(own, (chain) => counting.boundFor(chain));
  }

  /** As much more as this device had in its documents before it heard of the new keys. */
  parentsOfArrival(own: Chain): readonly Uint8Array[] {
    const { counting, takenAlong } = this.#intake;
    return this.#parentsWithin(own, (chain) =>
      Math.max(counting.boundFor(chain), takenAlong.get(chain.feed.clientId) ?? 0),
    );
  }

  #parentsWithin(own: Chain, boundOf: (chain: Chain) => number): readonly Uint8Array[] {
    const parents = new Map<string, Uint8Array>();
    const ownPast = this.graph.pastAt(own, own.height, []);
    for (const prefix of this.graph.parentsFor(own)) {
      const at = this.graph.placeOfLink(prefix);
      const bound = at ? boundOf(at.chain) : 0;
      const isWithin = !at || at.place < bound;
      const isKnown = !isWithin && ownPast(at.chain) >= bound;
      if (isKnown) continue;
      const kept = isWithin ? prefix : at.chain.linkAt(bound - 1).slice(0, parentBytes);
      parents.set(hexFromBytes(kept), kept);
    }
    return [...parents.values()];
  }

  /** The document that a feed wrote to last. */
  lastDocumentOf(chain: Chain): string | undefined {
    return this.#intake.counting.lastDocumentOf(chain);
  }

  get setAside(): readonly SetAside[] {
    return this.#intake.counting.setAside;
  }

  /** Entries that wait: for a parent, or for what confirms their epoch. */
  get waitingEntries(): number {
    return this.graph.waitingEntries + this.#intake.counting.unconfirmed;
  }

  /** A fork is proven: what rests on the branch that does not stand may wait for ever. */
  get hasForks(): boolean {
    return this.#intake.hasForks;
  }

  /** Resolves when what has come so far is taken in: until then documents may be half built. */
  async whenSettled(): Promise<void> {
    await this.#turn;
  }

  /** Loads what the store keeps and judges it like anything that comes in. */
  async open(): Promise<Result<void, StoreRefusal>> {
    const loaded = await this.#options.store.open(this.ledger.doc);
    if (!loaded.ok) return loaded;
    this.#intake.vouched = this.#keeper.vouchedBy(loaded.value.note);
    const kept = Y.encodeStateAsUpdate(this.ledger.doc);
    await this.#inTurn(this.#intake.takeRuns(runsOfDoc(this.ledger.doc), 'loaded'));
    this.#intake.vouched = new Map();
    this.#keeper.vouchSoon();
    const isSound = loaded.value.damagedRows === 0 && encodesTo(this.ledger, kept);
    if (isSound) return accepted(undefined);
    // Something on the disk was not what the guard would have let in: keep what is.
    this.#options.events.storeRefused({ type: 'store-damaged' });
    await this.buildAnew();
    return this.#replaced;
  }

  /** Delivers everything once more, in memory and on the disk: what is not held is gone from both. */
  buildAnew(): Promise<void> {
    return this.#inTurn(this.#rebuildWhole());
  }

  *#rebuildWhole(): Steps<void> {
    yield* this.#intake.rebuild(this.ledger.runs());
  }

  stop(): void {
    this.#keeper.stop();
  }

  /** Everything from outside comes in here. Never throws for bad bytes. */
  async receive(update: Uint8Array): Promise<Verdict> {
    const { verdict, entries, isFork } = await this.#inTurn(this.#intake.takeUpdate(update));
    return {
      admitted: entries,
      known: verdict.knownEntries,
      refusals: verdict.refusals.map(refusalOf),
      forged: verdict.forged && !isFork,
    };
  }

  /** An own entry, already durable. False if its place was taken meanwhile. */
  admitOwn(run: FeedRun): boolean {
    // What is being taken in must be in before it, so that nothing is opened out of order.
    for (const work of this.#underWay) work.finish();
    const verdict = judgeRuns(this.ledger, this.register.byClient, [run]);
    return runThrough(this.#intake.take(verdict, 'own')) === run.entries.length;
  }

  /** One after another, each in slices. */
  #inTurn<Value>(steps: Steps<Value>): Promise<Value> {
    const work = new Work(steps);
    this.#underWay.push(work);
    const done = this.#turn.then(() => work.inSlices(this.#options.env));
    this.#turn = done.then(
      () => void this.#underWay.shift(),
      () => void this.#underWay.shift(),
    );
    return done;
  }
}

const refusalOf = (refusal: GuardVerdict['refusals'][number]): FeedRefusal => refusal;

/** Whether the ledger's chains are all that the Y.Doc holds. */
const encodesTo = (ledger: Ledger, kept: Uint8Array): boolean => {
  const expected = encodeLedgerUpdate(ledger.runs());
  return expected.length === kept.length && expected.every((byte, index) => byte === kept[index]);
};
