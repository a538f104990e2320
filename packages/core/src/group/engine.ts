/**
 * The engine of one epoch: ledger, hash graph, roster and store, and the one path by which entries
 * come in, from whatever source. It tells its owner what counted; it does not know documents, links
 * or the interface.
 */
import * as Y from 'yjs';
import type { Chain } from '../ledger/chain.ts';
import type { Epoch } from '../ledger/epoch.ts';
import { isForkProof, proveFork, type ForkProof } from '../ledger/fork.ts';
import { compareNodes, Graph, type EntryNode } from '../ledger/graph.ts';
import {
  judgeRuns,
  judgeRunsInSteps,
  judgeUpdateInSteps,
  type GuardVerdict,
} from '../ledger/guard.ts';
import { encodeAdmitted, Ledger, runsOfDoc, type AdmittedRun } from '../ledger/ledger.ts';
import { encodeLedgerUpdate, type FeedRun } from '../ledger/update.ts';
import type { VouchedHeads } from '../ledger/vouched.ts';
import type { Env } from '../lib/env.ts';
import { accepted, type Result } from '../lib/result.ts';
import { runThrough, Work, type Steps } from '../lib/steps.ts';
import type { Charter } from '../roster/charter.ts';
import type { RosterView } from '../roster/roster.ts';
import { Counting, type DocumentEntry } from './counting.ts';
import type { FeedRefusal, Store, StoreRefusal, Verdict } from './ports.ts';
import { ForkBook } from './fork-book.ts';
import { Keeper } from './keeper.ts';
import { Register } from './register.ts';
import { firstOfEachFeed, WaitingRoom } from './waiting-room.ts';

/** What came in, for those who show it or pass it on. */
export interface Arrival {
  /** Everything admitted, as one canonical update. */
  readonly update: Uint8Array;
  readonly runs: readonly AdmittedRun[];
  readonly documents: readonly DocumentEntry[];
  readonly rosterChanged: boolean;
  /** Opened entries, in Lamport order. */
  readonly nodes: readonly EntryNode[];
  readonly from: Source;
}

/** `own`: written by this very session. */
export type Source = 'loaded' | 'received' | 'own' | 'rebuilt';

export interface EngineEvents {
  /** Entries of others are about to be opened: what was edited before rests on none of them. */
  arriving(runs: readonly AdmittedRun[]): void;
  /** What its owner does with it, which may pause. */
  arrived(arrival: Arrival): Steps<void>;
  /** A fork was proven that nobody in the ledger has told of yet. */
  proven(proof: ForkProof): void;
  /** The ledger is about to be rebuilt: everything that counts will arrive once more. */
  rebuilding(): void;
  rebuilt(): void;
  storeRefused(refusal: StoreRefusal): void;
  /** Everything that came in is kept now. */
  storeKept(): void;
}

export class Engine {
  readonly epoch: Epoch;
  readonly #charter: Charter;
  readonly #store: Store;
  readonly #env: Env;
  readonly #events: EngineEvents;
  #ledger: Ledger;
  #graph: Graph;
  #counting: Counting;
  #register: Register;
  readonly #keeper: Keeper;
  /** What was verified in earlier sessions; only while the store is being read. */
  #vouched: VouchedHeads = new Map();
  /** What is being taken in, and what waits for its turn. */
  readonly #underWay: Work<unknown>[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waitingRoom = new WaitingRoom();
  readonly #forks = new ForkBook();

  constructor(options: {
    readonly epoch: Epoch;
    readonly charter: Charter;
    readonly store: Store;
    readonly env: Env;
    /** The device's signing seed, 32 bytes: only for what it vouches for to itself. */
    readonly seed: Uint8Array;
    readonly events: EngineEvents;
  }) {
    const { epoch, charter, store, env, seed, events } = options;
    this.epoch = epoch;
    this.#env = env;
    this.#charter = charter;
    this.#store = store;
    this.#events = events;
    this.#keeper = new Keeper({
      store,
      env,
      seed,
      epochId: epoch.epochId,
      ledger: () => this.#ledger,
      refused: (refusal) => events.storeRefused(refusal),
      kept: () => events.storeKept(),
    });
    this.#ledger = new Ledger();
    this.#graph = new Graph(this.#ledger);
    this.#counting = new Counting(charter);
    this.#register = new Register(epoch);
    this.#register.learn(this.#counting.roster);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get graph(): Graph {
    return this.#graph;
  }

  get register(): Register {
    return this.#register;
  }

  get roster(): RosterView {
    return this.#counting.roster;
  }

  /** The document that a feed wrote to last. */
  lastDocumentOf(chain: Chain): string | undefined {
    return this.#counting.lastDocumentOf(chain);
  }

  get setAsideEntries(): number {
    return this.#counting.setAside.length;
  }

  /** Loads what the store keeps and judges it like anything that comes in. */
  async open(): Promise<Result<void, StoreRefusal>> {
    const loaded = await this.#store.open(this.#ledger.doc);
    if (!loaded.ok) return loaded;
    this.#vouched = this.#keeper.vouchedBy(loaded.value.note);
    const kept = Y.encodeStateAsUpdate(this.#ledger.doc);
    await this.#inTurn(this.#takeRuns(runsOfDoc(this.#ledger.doc), 'loaded'));
    this.#vouched = new Map();
    this.#keeper.vouchSoon();
    const isSound = loaded.value.damagedRows === 0 && encodesTo(this.#ledger, kept);
    if (isSound) return accepted(undefined);
    // Something on the disk was not what the guard would have let in: keep what is.
    this.#events.storeRefused({ type: 'store-damaged' });
    return this.#inTurn(this.#rebuild(this.#ledger.runs()));
  }

  /** Delivers everything once more, in memory and on the disk: what is not held is gone from both. */
  async buildAnew(): Promise<void> {
    await this.#inTurn(this.#rebuildWhole());
  }

  *#rebuildWhole(): Steps<void> {
    void (yield* this.#rebuild(this.#ledger.runs()));
  }

  stop(): void {
    this.#keeper.stop();
  }

  /** Everything from outside comes in here. Never throws for bad bytes. */
  async receive(update: Uint8Array): Promise<Verdict> {
    const { verdict, entries, isFork } = await this.#inTurn(this.#takeIn(update, 'received'));
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
    const verdict = judgeRuns(this.#ledger, this.#register.byClient, [run]);
    return runThrough(this.#take(verdict, 'own')) === run.entries.length;
  }

  /** One after another, each in slices. */
  #inTurn<Value>(steps: Steps<Value>): Promise<Value> {
    const work = new Work(steps);
    this.#underWay.push(work);
    const done = this.#turn.then(() => work.inSlices(this.#env));
    this.#turn = done.then(
      () => void this.#underWay.shift(),
      () => void this.#underWay.shift(),
    );
    return done;
  }

  *#takeIn(
    update: Uint8Array,
    from: Source,
  ): Steps<{
    readonly verdict: GuardVerdict;
    readonly entries: number;
    readonly isFork: boolean;
  }> {
    const { byClient } = this.#register;
    const verdict = yield* judgeUpdateInSteps(this.#ledger, byClient, update);
    const entries = yield* this.#take(verdict, from);
    return { verdict, entries, isFork: yield* this.#judgeDiffering(verdict.differing) };
  }

  /** What is here already, however large it has grown: more than one update may be. */
  *#takeRuns(runs: readonly FeedRun[], from: Source): Steps<void> {
    const { byClient } = this.#register;
    const verdict = yield* judgeRunsInSteps(this.#ledger, byClient, runs, this.#vouched);
    yield* this.#take(verdict, from);
  }

  /** Admits, opens and counts; again, as long as that makes unknown feeds known. */
  *#take(first: GuardVerdict, from: Source): Steps<number> {
    let verdict = first;
    let entries = 0;
    const unknown: FeedRun[] = [];
    let known: readonly FeedRun[] = [];
    for (;;) {
      entries += verdict.admittedEntries;
      const learned = yield* this.#admit(verdict.admitted, from);
      if (from === 'received') this.#waitingRoom.add(verdict.unknown);
      else unknown.push(...verdict.unknown);
      if (learned) {
        known = [
          ...known,
          ...(from === 'received' ? this.#waitingRoom.empty() : unknown.splice(0)),
        ];
      }
      // The same entries may have come more than once while nobody knew whose they were.
      const { first: round, others } = firstOfEachFeed(known);
      if (round.length === 0) return entries;
      known = others;
      const { byClient } = this.#register;
      verdict = yield* judgeRunsInSteps(this.#ledger, byClient, round, this.#vouched);
    }
  }

  /** True if the roster grew, so that what waits is worth judging again. */
  *#admit(runs: readonly AdmittedRun[], from: Source): Steps<boolean> {
    if (runs.length === 0) return false;
    let update;
    if (from === 'loaded') {
      update = encodeAdmitted(runs);
      this.#ledger.adopt(runs);
    } else {
      update = this.#ledger.admit(runs, this.#store.origin);
    }
    if (from === 'received') void this.#keeper.keep(update);
    if (from !== 'loaded') this.#keeper.vouchSoon();
    if (from === 'received') this.#events.arriving(runs);
    const opened = yield* this.#graph.openInSteps();
    const nodes = opened.toSorted(compareNodes);
    const counted = this.#counting.count(nodes);
    const learned = counted.rosterChanged && this.#register.learn(this.#counting.roster);
    yield* this.#events.arrived({
      update,
      runs,
      documents: counted.documents,
      rosterChanged: counted.rosterChanged,
      nodes,
      from,
    });
    yield* this.#noteProofs(counted.forks);
    return learned;
  }

  *#noteProofs(proofs: readonly ForkProof[]): Steps<void> {
    for (const proof of proofs) {
      const feed = this.#register.byClient.get(proof.clientId);
      if (feed && isForkProof(feed, proof)) this.#forks.note(proof);
    }
    yield* this.#settleForks();
  }

  /** Entries that differ from those held: a proven fork, or nothing. */
  *#judgeDiffering(runs: readonly FeedRun[]): Steps<boolean> {
    let isFork = false;
    const news: ForkProof[] = [];
    for (const run of runs) {
      const feed = this.#register.byClient.get(run.clientId);
      const proof = feed && proveFork(this.#ledger, feed, run);
      if (!proof) continue;
      isFork = true;
      if (this.#forks.note(proof)) news.push(proof);
    }
    yield* this.#settleForks();
    // Only now: what is written must not rest on the branch that is set aside.
    for (const proof of news) this.#events.proven(proof);
    return isFork;
  }

  *#settleForks(): Steps<void> {
    const runs = this.#forks.standingRuns(this.#ledger);
    if (runs) void (yield* this.#rebuild(runs));
  }

  /** A new ledger from these runs, through the guard again; in memory now, on the disk soon. */
  *#rebuild(runs: readonly FeedRun[]): Steps<Promise<Result<void, StoreRefusal>>> {
    this.#events.rebuilding();
    this.#ledger = new Ledger();
    this.#graph = new Graph(this.#ledger);
    this.#counting = new Counting(this.#charter);
    this.#register = new Register(this.epoch);
    this.#register.learn(this.#counting.roster);
    yield* this.#takeRuns(runs, 'rebuilt');
    this.#events.rebuilt();
    return this.#keeper.replace();
  }
}

const refusalOf = (refusal: GuardVerdict['refusals'][number]): FeedRefusal => refusal;

/** Whether the ledger's chains are all that the Y.Doc holds. */
const encodesTo = (ledger: Ledger, kept: Uint8Array): boolean => {
  const expected = encodeLedgerUpdate(ledger.runs());
  return expected.length === kept.length && expected.every((byte, index) => byte === kept[index]);
};
