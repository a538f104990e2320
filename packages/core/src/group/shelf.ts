/**
 * The shelf: the group's documents. Updates wait in plain form, in memory, until somebody opens
 * their document; then they go through the document guard, in Lamport order and in one transaction.
 * Local edits are gathered for a moment and handed on to be written as one entry.
 */
import * as Y from 'yjs';
import { DocumentGuard, type DocumentRule } from '../ledger/document-guard.ts';
import { compareNodes, heightInPast, type EntryNode } from '../ledger/graph.ts';
import type { Chain } from '../ledger/chain.ts';
import type { Feed } from '../ledger/feed.ts';
import type { Env } from '../lib/env.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import { batchMs } from '../lib/limits.ts';
import type { DocumentEntry } from './counting.ts';

export interface ShelfOptions {
  readonly env: Env;
  /** Chain that writes under a document client id, if anybody does. */
  readonly chainOf: (documentClient: number) => Chain | undefined;
  /** Writes a gathered update as an entry. */
  readonly write: (document: string, update: Uint8Array) => void;
  /** Told when a document was edited here. */
  readonly changed: () => void;
}

/** Where a document client's clock stood after each of its entries. */
interface ClockHistory {
  readonly places: number[];
  readonly clocks: number[];
}

/** Entries of one transaction: about ten milliseconds. */
const entriesPerTransaction = 1_000;
/** Marks transactions that bring in what is already written as entries. */
const fromEntries = Symbol('from entries');

export class Shelf {
  readonly #options: ShelfOptions;
  readonly #waiting = new Map<string, DocumentEntry[]>();
  readonly #open = new Map<string, ShelvedDocument>();
  readonly #replacedListeners = new Map<string, Set<() => void>>();
  #writer: Feed | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** Documents that somebody has written to. */
  get documents(): readonly string[] {
    return [...new Set([...this.#open.keys(), ...this.#waiting.keys()])];
  }

  get setAside(): readonly { readonly node: EntryNode; readonly rule: DocumentRule }[] {
    return [...this.#open.values()].flatMap((document) => document.setAside);
  }

  /** True while an edit has not yet been handed on to be written. */
  get isGathering(): boolean {
    return [...this.#open.values()].some((document) => document.isGathering);
  }

  /** Takes in updates that count. `isOwn`: written from this very shelf, so that the doc has them. */
  *deliver(entries: readonly DocumentEntry[], isOwn: boolean): Steps<void> {
    for (const [id, ofDocument] of byDocument(entries)) {
      const document = this.#open.get(id);
      if (document && isOwn) document.noteOwn(ofDocument);
      else if (document) yield* document.apply(ofDocument);
      else this.#wait(id, ofDocument);
    }
  }

  #wait(id: string, entries: readonly DocumentEntry[]): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) this.#waiting.set(id, [...entries]);
    else for (const entry of entries) waiting.push(entry);
  }

  /** Opens a document, or creates an empty one. Once open it stays in memory. */
  open(id: string): Y.Doc {
    const known = this.#open.get(id);
    if (known) return known.doc;
    const document = new ShelvedDocument(id, this.#options);
    this.#open.set(id, document);
    runThrough(document.apply(this.#waiting.get(id) ?? []));
    this.#waiting.delete(id);
    document.setWriter(this.#writer);
    return document.doc;
  }

  /** From now on edits are written by this feed. */
  setWriter(feed: Feed | undefined): void {
    this.#writer = feed;
    for (const document of this.#open.values()) document.setWriter(feed);
  }

  /** Told when `reset` has put another Y.Doc in a document's place. */
  onReplaced(id: string, listener: () => void): () => void {
    const listeners = this.#replacedListeners.get(id) ?? new Set();
    this.#replacedListeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Everything will be delivered anew: open documents begin again, empty. */
  reset(): void {
    this.#waiting.clear();
    for (const [id, document] of this.#open) {
      document.close();
      const fresh = new ShelvedDocument(id, this.#options);
      fresh.setWriter(this.#writer);
      this.#open.set(id, fresh);
    }
  }

  /** After a reset and all deliveries. */
  announceReplaced(): void {
    for (const listeners of this.#replacedListeners.values()) {
      for (const listener of [...listeners]) listener();
    }
  }

  /** Hands on everything that is gathered. */
  flush(): void {
    for (const document of this.#open.values()) document.flush();
  }

  close(): void {
    for (const document of this.#open.values()) document.close();
    this.#open.clear();
    this.#waiting.clear();
  }
}

const byDocument = (entries: readonly DocumentEntry[]): ReadonlyMap<string, DocumentEntry[]> => {
  const groups = new Map<string, DocumentEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.document);
    if (group) group.push(entry);
    else groups.set(entry.document, [entry]);
  }
  return groups;
};

class ShelvedDocument {
  /** `gc: false`: deleted content stays, so that any step can be shown and undone. */
  readonly doc = new Y.Doc({ gc: false });
  readonly setAside: { readonly node: EntryNode; readonly rule: DocumentRule }[] = [];
  readonly #id: string;
  readonly #options: ShelfOptions;
  readonly #guard = new DocumentGuard(this.doc);
  readonly #histories = new Map<number, ClockHistory>();
  #gathered: Uint8Array[] = [];
  #cancelTimer: (() => void) | undefined;
  #writer: Feed | undefined;

  constructor(id: string, options: ShelfOptions) {
    this.#id = id;
    this.#options = options;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== fromEntries) this.#gather(update);
    });
  }

  get isGathering(): boolean {
    return this.#gathered.length > 0;
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
    this.doc.transact(() => {
      for (const entry of entries) {
        const client = entry.node.chain.feed.documentClientId;
        const rule = this.#guard.admit(
          entry.update,
          client,
          (other) => this.#clockInPast(entry.node, other),
          fromEntries,
        );
        if (rule) this.setAside.push({ node: entry.node, rule });
        else this.#noteClock(entry.node);
      }
    }, fromEntries);
    // Yjs takes another id for itself when it meets its own in what comes in.
    this.#claimClient();
  }

  /** The doc has these edits already; their place in the feed is known only now. */
  noteOwn(entries: readonly DocumentEntry[]): void {
    for (const { node, update } of entries) {
      const client = node.chain.feed.documentClientId;
      const end = clockEnd(update, client);
      if (end !== undefined) this.#guard.note(client, end);
      this.#noteClock(node);
    }
  }

  setWriter(feed: Feed | undefined): void {
    this.#writer = feed;
    this.#claimClient();
  }

  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#gathered.length === 0 || !this.#writer) return;
    const update = Y.mergeUpdates(this.#gathered);
    this.#gathered = [];
    this.#options.write(this.#id, update);
  }

  close(): void {
    this.#cancelTimer?.();
    this.doc.destroy();
  }

  #claimClient(): void {
    if (this.#writer) this.doc.clientID = this.#writer.documentClientId;
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
