/**
 * The shelf: the group's documents. Updates wait in plain form, in memory, until somebody opens
 * their document; then they go through the document guard, in Lamport order and in one transaction.
 * Local edits are gathered for a moment and handed on to be written as one entry.
 */
import type * as Y from 'yjs';
import type { Feed } from '../ledger/feed.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import type { DocumentEntry } from './counting/document-entry.ts';
import { ShelvedDocument, type DocumentSetAside, type ShelfOptions } from './shelved-document.ts';

export class Shelf {
  readonly #options: ShelfOptions;
  readonly #waiting = new Map<string, DocumentEntry[]>();
  readonly #open = new Map<string, ShelvedDocument>();
  readonly #replacedListeners = new Map<string, Set<() => void>>();
  /** In whose place others stand that are still being delivered to. */
  readonly #replaced = new Map<string, ShelvedDocument>();
  #writer: Feed | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** Documents that somebody has written to. */
  get documents(): readonly string[] {
    return [...new Set([...this.#open.keys(), ...this.#waiting.keys()])];
  }

  get setAside(): readonly DocumentSetAside[] {
    return [...this.#open.values()].flatMap((document) => document.setAside);
  }

  /** True while an edit has not yet been handed on to be written. */
  get isGathering(): boolean {
    const documents = [...this.#open.values(), ...this.#replaced.values()];
    return documents.some((document) => document.isGathering);
  }

  /** Takes in updates that count. `isOwn`: written from this very shelf, so that the doc has them. */
  *deliver(entries: readonly DocumentEntry[], isOwn: boolean): Steps<void> {
    for (const [id, ofDocument] of byDocument(entries)) {
      const document = this.#open.get(id);
      if (document && isOwn) document.noteOwn(ofDocument);
      else if (document) yield* document.apply(ofDocument);
      else this.#wait(id, ofDocument);
      if (document?.mustBeReordered) yield* this.#reorder(id, document);
    }
  }

  /** Builds one document anew in the one order that is everybody's. */
  *#reorder(id: string, before: ShelvedDocument): Steps<void> {
    const fresh = new ShelvedDocument(id, this.#options);
    yield* fresh.apply(before.entries);
    fresh.setWriter(this.#writer);
    this.#open.set(id, fresh);
    before.close();
    fresh.inherit(before);
    for (const listener of this.#replacedListeners.get(id) ?? []) listener();
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

  /** What stands in an open document, in the order of its delivery. */
  standingEntries(id: string): readonly DocumentEntry[] {
    const document = this.#open.get(id);
    const refused = new Set(document?.setAside.map(({ entry }) => entry));
    return document?.entries.filter((entry) => !refused.has(entry)) ?? [];
  }

  /** Edits wait under the id of a feed that is written no more: everything must be delivered anew. */
  get isStranded(): boolean {
    return [...this.#open.values()].some((document) => document.isStranded);
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
      if (!this.#replaced.has(id)) this.#replaced.set(id, document);
      const fresh = new ShelvedDocument(id, this.#options);
      fresh.setWriter(this.#writer);
      this.#open.set(id, fresh);
    }
  }

  /** After a reset and all deliveries. */
  announceReplaced(): void {
    for (const [id, before] of this.#replaced) this.#open.get(id)?.inherit(before);
    this.#replaced.clear();
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
