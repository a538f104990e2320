/**
 * The library: which documents the group has, and opening them. Titles stand in the group's own
 * directory, a document like any other; what a document says is its kind's business.
 */
import type * as Y from 'yjs';
import type { Authors, Editor } from '../kinds/contract.ts';
import {
  addDocument,
  archiveDocument,
  directoryId,
  directoryKind,
  nameGroup,
  renameDocument,
  type DirectoryRefusal,
  type DirectoryView,
} from '../kinds/directory.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Shelf } from './shelf.ts';
import type { DocumentId, DocumentSummary, OpenDocument, WriteRefusal } from './types.ts';

export interface LibraryOptions {
  readonly env: Env;
  readonly shelf: Shelf;
  readonly authors: Authors;
  /** Own member id, hex. */
  readonly member: () => string;
  readonly refusalOfWriting: () => WriteRefusal | undefined;
}

export class Library {
  readonly #options: LibraryOptions;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  #editor(): Editor {
    const { env, member } = this.#options;
    return { member: member(), now: env.now, newId: () => hexFromBytes(env.random(8)) };
  }

  /** Empty before it has arrived. */
  groupName(): string {
    return this.#directory()?.name ?? '';
  }

  documents(): readonly DocumentSummary[] {
    return this.#directory()?.documents ?? [];
  }

  nameGroup(name: string): Result<void, WriteRefusal> {
    return this.#edit((doc) => nameGroup(doc, name));
  }

  create(kind: string, title: string): Result<DocumentId, WriteRefusal> {
    const id = hexFromBytes(this.#options.env.random(16));
    const added = this.#edit((doc) => addDocument(doc, id, kind, title));
    return added.ok ? accepted(id) : added;
  }

  rename(id: DocumentId, title: string): Result<void, WriteRefusal> {
    return this.#edit((doc) => renameDocument(doc, id, title));
  }

  archive(id: DocumentId, isArchived: boolean): Result<void, WriteRefusal> {
    return this.#edit((doc) => archiveDocument(doc, id, isArchived));
  }

  open(id: DocumentId): Result<OpenDocument, WriteRefusal> {
    const summary = this.documents().find((document) => document.id === id);
    if (!summary) return refused({ type: 'document-unknown' });
    const { shelf, authors } = this.#options;
    return accepted({
      id,
      kind: summary.kind,
      get doc() {
        return shelf.open(id);
      },
      onReplaced: (listener) => shelf.onReplaced(id, listener),
      memberByClient: (client) => authors.memberByClient(client),
      close: () => shelf.flush(),
    });
  }

  /** Nothing if a newer version has written it. */
  #directory(): DirectoryView | undefined {
    const view = directoryKind.view(this.#options.shelf.open(directoryId), this.#options.authors);
    return view.ok ? view.value : undefined;
  }

  #edit(edit: (doc: Y.Doc) => Result<void, DirectoryRefusal>): Result<void, WriteRefusal> {
    const refusal = this.#options.refusalOfWriting();
    if (refusal) return refused(refusal);
    const doc = this.#options.shelf.open(directoryId);
    if (doc.store.clients.size === 0) directoryKind.create(doc, this.#editor());
    return edit(doc);
  }
}
