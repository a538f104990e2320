/**
 * The intake: the one path by which entries come in, from whatever source, through guard, ledger,
 * hash graph and counting. It holds what came in; it knows neither store nor links, nor what a
 * document is.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { isForkProof, proveFork, type ForkProof } from '../ledger/fork.ts';
import { compareNodes, Graph, type EntryNode } from '../ledger/graph.ts';
import { judgeRunsInSteps, judgeUpdateInSteps, type GuardVerdict } from '../ledger/guard.ts';
import { encodeAdmitted, Ledger, type AdmittedRun } from '../ledger/ledger.ts';
import type { FeedRun } from '../ledger/update.ts';
import type { VouchedHeads } from '../ledger/vouched.ts';
import type { Steps } from '../lib/steps.ts';
import { Counting, type Counted } from './counting/counting.ts';
import type { DocumentEntry } from './counting/document-entry.ts';
import type { EpochBook } from './epoch-book.ts';
import { ForkBook } from './fork-book.ts';
import { Register } from './register.ts';
import { firstOfEachFeed, WaitingRoom } from './waiting-room.ts';

/** What came in, for those who show it or pass it on. */
export interface IntakeArrival {
  /** Everything admitted, as canonical updates. */
  readonly updates: readonly Uint8Array[];
  readonly runs: readonly AdmittedRun[];
  readonly documents: readonly DocumentEntry[];
  readonly rosterChanged: boolean;
  /** Opened entries, in Lamport order. */
  readonly nodes: readonly EntryNode[];
  readonly from: Source;
}

/** `own`: written by this very session. */
export type Source = 'loaded' | 'received' | 'own' | 'rebuilt';

export interface IntakeEvents {
  /** Admitted from outside, to be kept. */
  admitted(update: Uint8Array, from: Source): void;
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
}

export interface IntakeOptions {
  readonly book: EpochBook;
  readonly device: DeviceKeys;
  /** Marks what this session brings into the ledger's Y.Doc. */
  readonly origin: unknown;
  readonly events: IntakeEvents;
}

export class Intake {
  readonly #options: IntakeOptions;
  ledger = new Ledger();
  graph = new Graph(this.ledger);
  counting: Counting;
  register = new Register();
  /** What was verified in earlier sessions; only while the store is being read. */
  vouched: VouchedHeads = new Map();
  /**
   * What this device had in its documents before it heard of the keys in use, by ledger client id: it
   * vouches for that by its arrival, and for nothing that reached it later.
   */
  readonly takenAlong = new Map<number, number>();
  readonly #waitingRoom = new WaitingRoom();
  readonly #forks = new ForkBook();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.counting = new Counting(options.book, options.device);
    this.#learnFeeds();
  }

  /** A branch of somebody's feed does not stand: what rests on it may wait for ever. */
  get hasForks(): boolean {
    return this.#forks.isUsed;
  }

  *takeUpdate(update: Uint8Array): Steps<{
    readonly verdict: GuardVerdict;
    readonly entries: number;
    readonly isFork: boolean;
  }> {
    const verdict = yield* judgeUpdateInSteps(this.ledger, this.register.byClient, update);
    const entries = yield* this.take(verdict, 'received');
    return { verdict, entries, isFork: yield* this.#judgeDiffering(verdict.differing) };
  }

  /** What is here already, however large it has grown: more than one update may be. */
  *takeRuns(runs: readonly FeedRun[], from: Source): Steps<void> {
    const verdict = yield* this.#judge(runs);
    yield* this.take(verdict, from);
  }

  /** Admits and opens, again as long as that makes unknown feeds known; then counts. */
  *take(first: GuardVerdict, from: Source): Steps<number> {
    let verdict = first;
    let entries = 0;
    let known: readonly FeedRun[] = [];
    const unknown: FeedRun[] = [];
    const runs: AdmittedRun[] = [];
    const updates: Uint8Array[] = [];
    const nodes: EntryNode[] = [];
    for (;;) {
      entries += verdict.admittedEntries;
      unknown.push(...verdict.unknown);
      if (verdict.admitted.length > 0) {
        runs.push(...verdict.admitted);
        updates.push(this.#admit(verdict.admitted, from));
        const opened = (yield* this.graph.openInSteps()).toSorted(compareNodes);
        for (const node of opened) nodes.push(node);
        if ((yield* this.counting.learn(opened)) && this.#learnFeeds()) {
          known = [...known, ...this.#waitingRoom.empty(), ...unknown.splice(0)];
        }
      }
      // The same entries may have come more than once while nobody knew whose they were.
      const { first: round, others } = firstOfEachFeed(known);
      if (round.length === 0) break;
      known = others;
      verdict = yield* this.#judge(round);
    }
    if (from === 'received') this.#waitingRoom.add(unknown);
    if (runs.length > 0) yield* this.#settle({ runs, updates, nodes, from });
    return entries;
  }

  /** A new ledger from these runs, through the guard again. */
  *rebuild(runs: readonly FeedRun[]): Steps<void> {
    const { book, device, events } = this.#options;
    events.rebuilding();
    this.ledger = new Ledger();
    this.graph = new Graph(this.ledger);
    this.counting = new Counting(book, device);
    this.register = new Register();
    this.#learnFeeds();
    yield* this.takeRuns(runs, 'rebuilt');
    events.rebuilt();
  }

  #judge(runs: readonly FeedRun[]): Steps<GuardVerdict> {
    return judgeRunsInSteps(this.ledger, this.register.byClient, runs, this.vouched);
  }

  #admit(runs: readonly AdmittedRun[], from: Source): Uint8Array {
    const { origin, events } = this.#options;
    let update;
    if (from === 'loaded') {
      update = encodeAdmitted(runs);
      this.ledger.adopt(runs);
    } else {
      update = this.ledger.admit(runs, origin);
    }
    events.admitted(update, from);
    if (from === 'received') events.arriving(runs);
    return update;
  }

  *#settle(came: Omit<IntakeArrival, 'documents' | 'rosterChanged'>): Steps<void> {
    const { events } = this.#options;
    const counted: Counted = this.counting.settle();
    const { rosterChanged, mustRebuild } = counted;
    const documents = mustRebuild ? [] : counted.documents;
    for (const [{ feed }, height] of counted.hadBefore ?? []) {
      this.takenAlong.set(feed.clientId, Math.max(height, this.takenAlong.get(feed.clientId) ?? 0));
    }
    const nodes = came.nodes.toSorted(compareNodes);
    yield* events.arrived({ ...came, nodes, documents, rosterChanged });
    yield* this.#noteProofs(counted.forks);
    if (mustRebuild) yield* this.rebuild(this.ledger.runs());
  }

  #learnFeeds(): boolean {
    let learned = false;
    for (const { keys } of this.#options.book.all) {
      const roster = this.counting.rosterOf(keys.id);
      if (roster) learned = this.register.learn(keys, roster) || learned;
    }
    return learned;
  }

  *#noteProofs(proofs: readonly ForkProof[]): Steps<void> {
    for (const proof of proofs) {
      const feed = this.register.byClient.get(proof.clientId);
      if (feed && isForkProof(feed, proof)) this.#forks.note(proof);
    }
    yield* this.#settleForks();
  }

  /** Entries that differ from those held: a proven fork, or nothing. */
  *#judgeDiffering(runs: readonly FeedRun[]): Steps<boolean> {
    let isFork = false;
    const news: { readonly proof: ForkProof; readonly run: FeedRun }[] = [];
    for (const run of runs) {
      const feed = this.register.byClient.get(run.clientId);
      const proof = feed && proveFork(this.ledger, feed, run);
      if (!proof) continue;
      isFork = true;
      if (this.#forks.note(proof)) news.push({ proof, run });
    }
    const before = this.ledger;
    yield* this.#settleForks();
    // Only now: what is written must not rest on the branch that is set aside.
    for (const { proof, run } of news) {
      this.#options.events.proven(proof);
      // Where the branch that was held stands, what came is the one that does not.
      if (this.ledger === before) this.#options.events.dropped(run, false);
    }
    return isFork;
  }

  *#settleForks(): Steps<void> {
    const standing = this.#forks.standingRuns(this.ledger);
    if (!standing) return;
    yield* this.rebuild(standing.runs);
    this.#options.events.dropped(standing.dropped, true);
  }
}
