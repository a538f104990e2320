/**
 * One document on the shelf: its Y.Doc, its guard, and the edits that are being gathered. It knows
 * when its clocks stood where, so that the guard can ask what lay in an entry's past.
 */
import * as Y from 'yjs';
import type { Chain } from '../ledger/chain.ts';
import { DocumentGuard, type DocumentRule } from '../ledger/document-guard.ts';
import type { Feed } from '../ledger/feed.ts';
import { firstClockOf, renameClient } from '../ledger/rename-client.ts';
import { compareNodes, heightInPast, type EntryNode } from '../ledger/graph.ts';
import type { Env } from '../lib/env.ts';
import { batchMs } from '../lib/limits.ts';
import type { Steps } from '../lib/steps.ts';
import type { DocumentEntry } from './counting/document-entry.ts';

export interface ShelfOptions {
  readonly env: Env;
  /** Chain that writes under a document client id, if anybody does. */
  readonly chainOf: (documentClient: number) => Chain | undefined;
  /** Writes a gathered update as an entry. */
  readonly write: (document: string, update: Uint8Array) => void;
  /** Told when a document was edited here. */
  readonly changed: () => void;
}

/** What the document guard refused. */
export interface DocumentSetAside {
  readonly node: EntryNode;
  readonly rule: DocumentRule;
  readonly entry: DocumentEntry;
}

/** Where a document client's clock stood after each of its entries. */
interface ClockHistory {
  readonly places: number[];
  readonly clocks: number[];
}

/** An id that no feed writes under. */
const nobodysClient = 0;
/** Entries of one transaction: about ten milliseconds. */
const entriesPerTransaction = 1_000;
/** Marks transactions that bring in what is already written as entries. */
const fromEntries = Symbol('from entries');

export class ShelvedDocument {
  /** `gc: false`: deleted content stays, so that any step can be shown and undone. */
  readonly doc = new Y.Doc({ gc: false });
  readonly setAside: DocumentSetAside[] = [];
  readonly #id: string;
  readonly #options: ShelfOptions;
  readonly #guard = new DocumentGuard(this.doc);
  readonly #histories = new Map<number, ClockHistory>();
  readonly #entries: DocumentEntry[] = [];
  #isInOrder = true;
  /** Handed on to be written, and not an entry yet. */
  readonly #unwritten: Uint8Array[] = [];
  #gathered: Uint8Array[] = [];
  #cancelTimer: (() => void) | undefined;
  #writer: Feed | undefined;
  /** Under which edits are made here; stays while there is no writer. */
  #client: number | undefined;
  #isStranded = false;

  constructor(id: string, options: ShelfOptions) {
    this.#id = id;
    this.#options = options;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== fromEntries) this.#gather(update);
    });
  }

  /** True while edits are here that are no entry yet. */
  get isGathering(): boolean {
    return this.#gathered.length > 0 || this.#unwritten.length > 0;
  }

  /** Edits wait here under the client id of a feed that is written no more. */
  get isStranded(): boolean {
    return this.#isStranded;
  }

  /** In Lamport order, each slice in one transaction: Yjs is quick only that way. */
  *apply(entries: readonly DocumentEntry[]): Steps<void> {
    const sorted = entries.toSorted((left, right) => compareNodes(left.node, right.node));
    for (let start = 0; start < sorted.length; start += entriesPerTransaction) {
      this.#applySlice(sorted.slice(start, start + entriesPerTransaction));
      yield;
    }
  }

  #applySlice(entries: readonly DocumentEntry[]): void {
    // Yjs takes a fresh id for itself, and says so on the console, when it meets its own in what
    // comes in: for that long the doc is nobody's.
    const own = this.doc.clientID;
    this.doc.clientID = nobodysClient;
    this.doc.transact(() => {
      for (const entry of entries) {
        const client = entry.node.chain.feed.documentClientId;
        const rule = this.#guard.admit(
          entry.update,
          client,
          (other) => this.#clockInPast(entry.node, other),
          fromEntries,
        );
        this.#noteOrder(entry);
        if (rule) this.setAside.push({ node: entry.node, rule, entry });
        else this.#noteClock(entry.node);
      }
    }, fromEntries);
    this.doc.clientID = own;
    this.#claimClient();
  }

  /** The doc has these edits already; their place in the feed is known only now. */
  noteOwn(entries: readonly DocumentEntry[]): void {
    for (const entry of entries) {
      this.#unwritten.shift();
      const client = entry.node.chain.feed.documentClientId;
      const end = clockEnd(entry.update, client) ?? 0;
      // A document that was begun anew may have had to leave it out.
      if (end > Y.getState(this.doc.store, client)) {
        this.#applySlice([entry]);
        continue;
      }
      if (end > 0) this.#guard.note(client, end);
      this.#noteOrder(entry);
      this.#noteClock(entry.node);
    }
  }

  /** Everything delivered, in the order of its delivery. */
  get entries(): readonly DocumentEntry[] {
    return this.#entries;
  }

  /** It was not built in Lamport order, and somebody's update makes that matter. */
  get mustBeReordered(): boolean {
    return this.#guard.needsOneOrder && !this.#isInOrder;
  }

  /** Own edits stand in the doc before they are entries: whatever comes meanwhile is out of order. */
  #noteOrder(entry: DocumentEntry): void {
    const last = this.#entries.at(-1);
    const isLater = last === undefined || compareNodes(last.node, entry.node) < 0;
    this.#isInOrder &&= isLater && !this.isGathering;
    this.#entries.push(entry);
  }

  /** Goes on from the document in whose place this one stands, with what is not yet an entry. */
  inherit(before: ShelvedDocument): void {
    const handedOn = before.#unwritten;
    const gathered = before.#gathered;
    const from = before.#client;
    const to = this.#client;
    if (from !== undefined && to !== undefined && from !== to) {
      this.#adopt([...handedOn, ...gathered], from, to);
      return;
    }
    for (const update of [...handedOn, ...gathered]) this.#takeBack(update);
    this.#unwritten.push(...handedOn);
    for (const update of gathered) this.#gather(update);
  }

  /** Unless it rests on what is here no more: then it is set aside like anybody's. */
  #takeBack(update: Uint8Array): void {
    const client = this.#writer?.documentClientId;
    if (client === undefined) return;
    const isHere = (other: number): number => Y.getState(this.doc.store, other);
    this.#guard.note(client);
    if (this.#guard.refusalOf(update, client, isHere)) return;
    const before = isHere(client);
    Y.applyUpdate(this.doc, update, fromEntries);
    this.#guard.note(client, before);
    this.#claimClient();
  }

  /** The same edits again, under the feed that is written now. */
  #adopt(updates: readonly Uint8Array[], from: number, to: number): void {
    const isHere = (other: number): number => Y.getState(this.doc.store, other);
    const toClock = isHere(to);
    const fromClock = firstClockOf(updates, from) ?? Number.POSITIVE_INFINITY;
    const before = this.#guard.clockOf(to);
    for (const update of updates) {
      const moved = renameClient(update, { from, fromClock, to, toClock });
      this.#guard.note(to);
      // What rests on a branch that is here no more cannot stand.
      if (this.#guard.refusalOf(moved, to, isHere)) continue;
      Y.applyUpdate(this.doc, moved, fromEntries);
      this.#gather(moved);
    }
    this.#guard.note(to, before);
    this.#claimClient();
  }

  /** Nothing is written, and no other id is taken, as long as edits are stranded. */
  setWriter(feed: Feed | undefined): void {
    // Edits that were made before there was a feed stand under an id that is nobody's.
    if (this.isGathering) this.#client ??= this.doc.clientID;
    const isOther = feed !== undefined && feed.documentClientId !== this.#client;
    this.#isStranded = this.#client !== undefined && isOther && this.isGathering;
    this.#writer = this.#isStranded ? undefined : feed;
    this.#claimClient();
  }

  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#gathered.length === 0 || !this.#writer) return;
    const update = Y.mergeUpdates(this.#gathered);
    this.#gathered = [];
    this.#unwritten.push(update);
    this.#options.write(this.#id, update);
  }

  close(): void {
    this.#cancelTimer?.();
    this.doc.destroy();
  }

  #claimClient(): void {
    if (this.#writer) this.#client = this.#writer.documentClientId;
    if (this.#client !== undefined) this.doc.clientID = this.#client;
  }

  #gather(update: Uint8Array): void {
    this.#gathered.push(update);
    this.#cancelTimer ??= this.#options.env.after(batchMs, () => this.flush());
    this.#options.changed();
  }

  #noteClock(node: EntryNode): void {
    const client = node.chain.feed.documentClientId;
    let history = this.#histories.get(client);
    if (!history) this.#histories.set(client, (history = { places: [], clocks: [] }));
    history.places.push(node.place);
    history.clocks.push(this.#guard.clockOf(client));
  }

  #clockInPast(node: EntryNode, client: number): number {
    const chain = this.#options.chainOf(client);
    const history = this.#histories.get(client);
    if (!chain || !history) return 0;
    const height = heightInPast(node, chain);
    let low = 0;
    let high = history.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((history.places[middle] ?? 0) < height) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (history.clocks[low - 1] ?? 0);
  }
}

/** The clock that an own update ends at; nothing if it only deletes. */
const clockEnd = (update: Uint8Array, client: number): number | undefined =>
  Y.parseUpdateMeta(update).to.get(client);
