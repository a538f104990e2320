/**
 * One open needs list as the screen sees it: the derived view, brought up to date at most when
 * somebody asks after a change (the screen asks once a frame), who changed what just now, and an
 * editor for the kind's edits. It owns the open document and closes it. Knows no element.
 */
import type { OpenDocument, OpenGroup } from '@samphire/core/group/types';
import type { Editor, KindRefusal } from '@samphire/core/kinds/contract';
import { categoriesOf } from '@samphire/core/kinds/needs/filter';
import type { NeedsView } from '@samphire/core/kinds/needs/types';
import { openNeedsView } from '@samphire/core/kinds/needs/open-view';
import type { Result } from '@samphire/core/lib/result';
import { reconcile } from './reconcile.ts';

/** How long a line says that it was changed just now. */
const markMs = 60_000;
/** More lines than this at once are no news of single lines: a merge, an import, a first sync. */
const markedAtOnceMax = 40;

export interface Arrival {
  readonly lines: readonly string[];
  /** Who wrote it, if it was one member and known. */
  readonly by: string | undefined;
}

export interface NeedsList {
  readonly doc: OpenDocument['doc'];
  readonly authors: Pick<OpenDocument, 'memberByClient'>;
  readonly editor: Editor;
  view(): Result<NeedsView, KindRefusal>;
  /** In use, in the kind's order. */
  categories(): readonly string[];
  /** Lines that others changed within the last minute, and who. */
  marks(): ReadonlyMap<string, string | undefined>;
  /** Told when lines arrived from others. */
  onArrival(listener: (arrival: Arrival) => void): () => void;
  subscribe(listener: () => void): () => void;
  /** Keeps the view as it is during long work; the returned function lets it go on. */
  hold(): () => void;
  /** Reads ahead what was written meanwhile, so that the view has less to do when it goes on. */
  readAhead(): void;
  /** Has what is being gathered written; resolves when it is safe here, or cannot be now. */
  flush(): Promise<void>;
  close(): void;
}

export function openNeedsList(group: OpenGroup, document: OpenDocument): NeedsList {
  let { doc } = document;
  let open = openNeedsView(doc, document);
  const listeners = new Set<() => void>();
  const arrivalListeners = new Set<(arrival: Arrival) => void>();
  const marks = new Map<string, string | undefined>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let current: Result<NeedsView, KindRefusal> | undefined;
  let categories: readonly string[] = [];
  let isStale = true;
  let holds = 0;
  let hasLocalChange = false;
  let foreignAuthors = new Set<string | undefined>();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  type Transaction = Parameters<Parameters<typeof doc.on<'afterTransaction'>>[1]>[0];
  const onTransaction = (transaction: Transaction): void => {
    const writers = [...transaction.afterState].filter(
      ([client, clock]) => (transaction.beforeState.get(client) ?? 0) < clock,
    );
    if (writers.length === 0 && transaction.deleteSet.clients.size === 0) return;
    if (transaction.local) hasLocalChange = true;
    else for (const [client] of writers) foreignAuthors.add(document.memberByClient(client));
    isStale = true;
    if (holds === 0) tell();
  };
  doc.on('afterTransaction', onTransaction);
  // A fork was settled: the document is another object, with other content, by nobody in particular.
  const stopReplaced = document.onReplaced(() => {
    doc.off('afterTransaction', onTransaction);
    open.close();
    doc = document.doc;
    open = openNeedsView(doc, document);
    doc.on('afterTransaction', onTransaction);
    isStale = true;
    if (holds === 0) tell();
  });

  const mark = (changed: readonly string[]): void => {
    const authors = foreignAuthors;
    const isMixed = hasLocalChange;
    foreignAuthors = new Set();
    hasLocalChange = false;
    if (isMixed || authors.size === 0 || changed.length === 0) return;
    const [by] = authors.size === 1 ? authors : [];
    // One's own other device is no news.
    if (by === group.me.member) return;
    // A view is asked for while drawing: what follows from it comes after that.
    queueMicrotask(() => {
      for (const listener of arrivalListeners) listener({ lines: changed, by });
    });
    if (changed.length > markedAtOnceMax) return;
    for (const line of changed) marks.set(line, by);
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const line of changed) marks.delete(line);
      tell();
    }, markMs);
    timers.add(timer);
  };

  const view = (): Result<NeedsView, KindRefusal> => {
    if (current !== undefined && (!isStale || holds > 0)) return current;
    isStale = false;
    const fresh = open.view();
    if (!fresh.ok) {
      current = fresh;
      return fresh;
    }
    const before = current?.ok === true ? current.value : undefined;
    const reconciled = reconcile(before, fresh.value);
    mark(reconciled.changed);
    current = { ok: true, value: reconciled.view };
    categories = categoriesOf(reconciled.view);
    return current;
  };

  return {
    get doc() {
      return doc;
    },
    authors: document,
    editor: { member: group.me.member, now: () => Date.now(), newId },
    view,
    categories: () => categories,
    marks: () => marks,
    onArrival: (listener) => {
      arrivalListeners.add(listener);
      return () => arrivalListeners.delete(listener);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold: () => {
      holds += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holds -= 1;
        if (holds === 0) tell();
      };
    },
    readAhead: () => open.readAhead(),
    flush: async () => {
      // How it went is in the group's status, which is always in sight.
      await group.flush();
    },
    close: () => {
      stopReplaced();
      open.close();
      doc.off('afterTransaction', onTransaction);
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      document.close();
    },
  };
}

const idBytes = 8;

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(idBytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
