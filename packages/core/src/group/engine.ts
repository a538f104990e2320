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
import { judgeRuns, judgeUpdate, type GuardVerdict } from '../ledger/guard.ts';
import { encodeAdmitted, Ledger, type AdmittedRun } from '../ledger/ledger.ts';
import { encodeLedgerUpdate, type FeedRun } from '../ledger/update.ts';
import { accepted, type Result } from '../lib/result.ts';
import type { Charter } from '../roster/charter.ts';
import type { RosterView } from '../roster/roster.ts';
import { Counting, type DocumentEntry } from './counting.ts';
import type { FeedRefusal, Store, StoreRefusal, Verdict } from './ports.ts';
import { Register } from './register.ts';
import { WaitingRoom } from './waiting-room.ts';

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
  arrived(arrival: Arrival): void;
  /** A fork was proven that nobody in the ledger has told of yet. */
  proven(proof: ForkProof): void;
  /** The ledger is about to be rebuilt: everything that counts will arrive once more. */
  rebuilding(): void;
  rebuilt(): void;
  storeRefused(refusal: StoreRefusal): void;
}

export class Engine {
  readonly epoch: Epoch;
  readonly #charter: Charter;
  readonly #store: Store;
  readonly #events: EngineEvents;
  #ledger: Ledger;
  #graph: Graph;
  #counting: Counting;
  #register: Register;
  readonly #waitingRoom = new WaitingRoom();
  /** Proofs that stand in the ledger, by feed and place. */
  readonly #proofs = new Map<string, ForkProof>();

  constructor(epoch: Epoch, charter: Charter, store: Store, events: EngineEvents) {
    this.epoch = epoch;
    this.#charter = charter;
    this.#store = store;
    this.#events = events;
    this.#ledger = new Ledger(epoch);
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
    const kept = Y.encodeStateAsUpdate(this.#ledger.doc);
    this.#take(judgeUpdate(this.#ledger, this.#register.byClient, kept), 'loaded');
    const isSound = loaded.value.damagedRows === 0 && encodesTo(this.#ledger, kept);
    if (isSound) return accepted(undefined);
    // Something on the disk was not what the guard would have let in: keep what is.
    this.#events.storeRefused({ type: 'store-damaged' });
    return this.#rebuild(runsOf(this.#ledger));
  }

  /** Everything from outside comes in here. Never throws for bad bytes. */
  async receive(update: Uint8Array): Promise<Verdict> {
    const verdict = judgeUpdate(this.#ledger, this.#register.byClient, update);
    const admitted = this.#take(verdict, 'received');
    const forked = await this.#judgeDiffering(verdict.differing);
    return {
      admitted,
      known: verdict.knownEntries,
      refusals: verdict.refusals.map(refusalOf),
      forged: verdict.forged && !forked,
    };
  }

  /** Another branch of a feed, which need not continue what is held. */
  async receiveBranch(update: Uint8Array): Promise<Verdict> {
    return this.receive(update);
  }

  /** An own entry, already durable. False if its place was taken meanwhile. */
  admitOwn(run: FeedRun): boolean {
    const verdict = judgeRuns(this.#ledger, this.#register.byClient, [run]);
    return this.#take(verdict, 'own') === run.entries.length;
  }

  /** Admits, opens and counts; again, as long as that makes unknown feeds known. */
  #take(first: GuardVerdict, from: Source): number {
    let verdict = first;
    let entries = 0;
    for (;;) {
      entries += verdict.admittedEntries;
      const learned = this.#admit(verdict.admitted, from);
      let { unknown } = verdict;
      if (from === 'received') {
        this.#waitingRoom.add(unknown);
        unknown = learned ? this.#waitingRoom.empty() : [];
      }
      if (!learned || unknown.length === 0) return entries;
      verdict = judgeRuns(this.#ledger, this.#register.byClient, unknown);
    }
  }

  /** True if the roster grew, so that what waits is worth judging again. */
  #admit(runs: readonly AdmittedRun[], from: Source): boolean {
    if (runs.length === 0) return false;
    let update;
    if (from === 'loaded') {
      update = encodeAdmitted(runs);
      this.#ledger.adopt(runs);
    } else {
      update = this.#ledger.admit(runs, this.#store.origin);
    }
    if (from === 'received') void this.#keep(update);
    const nodes = this.#graph.open().toSorted(compareNodes);
    const counted = this.#counting.count(nodes);
    const learned = counted.rosterChanged && this.#register.learn(this.#counting.roster);
    this.#events.arrived({
      update,
      runs,
      documents: counted.documents,
      rosterChanged: counted.rosterChanged,
      nodes,
      from,
    });
    this.#noteProofs(counted.forks);
    return learned;
  }

  async #keep(update: Uint8Array): Promise<void> {
    const kept = await this.#store.keep(update, 'relaxed');
    if (!kept.ok) this.#events.storeRefused(kept.refusal);
  }

  #noteProofs(proofs: readonly ForkProof[]): void {
    for (const proof of proofs) {
      const feed = this.#register.byClient.get(proof.clientId);
      if (feed && isForkProof(this.epoch, feed, proof)) this.#proofs.set(keyOf(proof), proof);
    }
    if (this.#proofs.size > 0) void this.#settleForks();
  }

  /** Entries that differ from those held: a proven fork, or nothing. */
  async #judgeDiffering(runs: readonly FeedRun[]): Promise<boolean> {
    let isFork = false;
    for (const run of runs) {
      const feed = this.#register.byClient.get(run.clientId);
      const proof = feed && proveFork(this.#ledger, feed, run);
      if (!proof) continue;
      isFork = true;
      if (this.#proofs.has(keyOf(proof))) continue;
      this.#proofs.set(keyOf(proof), proof);
      this.#events.proven(proof);
    }
    if (isFork) await this.#settleForks();
    return isFork;
  }

  /** Where a feed holds the branch that does not stand, its ledger is rebuilt with the one that does. */
  async #settleForks(): Promise<void> {
    const losing = [...this.#proofs.values()].filter((proof) => this.#holdsLosing(proof));
    if (losing.length === 0) return;
    const first = losing.reduce((left, right) => (left.place <= right.place ? left : right));
    const runs = runsOf(this.#ledger).flatMap((run) =>
      run.clientId === first.clientId ? standingRun(run, first) : [run],
    );
    await this.#rebuild(runs);
  }

  #holdsLosing(proof: ForkProof): boolean {
    const chain = this.#ledger.chainOf(proof.clientId);
    const losing = proof.branches[1][0];
    if (!chain || !losing || chain.height <= proof.place) return false;
    const held = this.#ledger.entryAt(chain, proof.place);
    return held.length === losing.length && held.every((byte, index) => byte === losing[index]);
  }

  /** A new ledger from these runs, through the guard again, in memory and on the disk. */
  async #rebuild(runs: readonly FeedRun[]): Promise<Result<void, StoreRefusal>> {
    this.#events.rebuilding();
    this.#ledger = new Ledger(this.epoch);
    this.#graph = new Graph(this.#ledger);
    this.#counting = new Counting(this.#charter);
    this.#register = new Register(this.epoch);
    this.#register.learn(this.#counting.roster);
    const update = encodeLedgerUpdate(runs);
    this.#take(judgeUpdate(this.#ledger, this.#register.byClient, update), 'rebuilt');
    this.#events.rebuilt();
    const kept = await this.#store.replace(
      Y.encodeStateAsUpdate(this.#ledger.doc),
      this.#ledger.doc,
    );
    if (!kept.ok) this.#events.storeRefused(kept.refusal);
    return kept;
  }
}

const refusalOf = (refusal: GuardVerdict['refusals'][number]): FeedRefusal => refusal;

const keyOf = (proof: ForkProof): string => `${proof.clientId}:${proof.place}`;

const runsOf = (ledger: Ledger): FeedRun[] =>
  ledger.chains.filter((chain) => chain.height > 0).map((chain) => ledger.branchFrom(chain, 0));

/** The common part, then the branch that stands. */
const standingRun = (run: FeedRun, proof: ForkProof): FeedRun[] => [
  { ...run, entries: [...run.entries.slice(0, proof.place), ...proof.branches[0]] },
];

/** Whether the ledger's chains are all that the Y.Doc holds. */
const encodesTo = (ledger: Ledger, kept: Uint8Array): boolean => {
  const expected = encodeLedgerUpdate(runsOf(ledger));
  return expected.length === kept.length && expected.every((byte, index) => byte === kept[index]);
};
