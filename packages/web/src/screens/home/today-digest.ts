/**
 * What needs hands today, out of the needs lists of one group: lines marked urgent that are not yet
 * covered. Opens each list once, one after another so that the page stays quick, and works out again
 * only the list that changed. Knows no element.
 */
import type { Source } from '../../app/element.ts';
import type { DocumentId, OpenDocument, OpenGroup } from '../../state/core.ts';
import { type LineView, needsKind, type UnitTotal } from '../../state/core-needs.ts';

export interface UrgentLine {
  readonly id: string;
  readonly item: string;
  /** What is missing, one for each unit; empty when no amount is asked for. */
  readonly open: readonly UnitTotal[];
}

export interface ListDigest {
  readonly document: DocumentId;
  readonly title: string;
  readonly urgent: readonly UrgentLine[];
}

export interface TodayDigest extends Source {
  /** Lists with something urgent, in the order of the group's documents. */
  lists(): readonly ListDigest[];
  /** False until every list has been looked at once. */
  isWhole(): boolean;
  stop(): void;
}

interface Watched {
  readonly document: OpenDocument;
  readonly stop: () => void;
  urgent: readonly UrgentLine[] | undefined;
}

export function watchToday(group: OpenGroup): TodayDigest {
  const watched = new Map<DocumentId, Watched>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const wanted = () =>
    group.documents().filter(({ kind, isArchived }) => kind === needsKind.name && !isArchived);

  /** Looks at one list, then lets the page breathe. */
  const step = (): void => {
    timer = undefined;
    const ids = new Set(wanted().map(({ id }) => id));
    for (const [id, { stop }] of watched)
      if (!ids.has(id)) {
        stop();
        watched.delete(id);
      }
    const next = [...ids].find((id) => watched.get(id)?.urgent === undefined);
    if (next === undefined) return tell();
    look(next);
    tell();
    soon();
  };
  const soon = (): void => {
    timer ??= setTimeout(step);
  };

  const look = (id: DocumentId): void => {
    const entry = watched.get(id) ?? watch(id);
    if (entry === undefined) return;
    const view = needsKind.view(entry.document.doc, entry.document);
    entry.urgent = view.ok ? urgentOf(view.value.groups) : [];
  };
  const watch = (id: DocumentId): Watched | undefined => {
    const opened = group.openDocument(id);
    if (!opened.ok) return undefined;
    const document = opened.value;
    const changed = (): void => {
      entry.urgent = undefined;
      soon();
    };
    const listen = (): (() => void) => {
      const { doc } = document;
      doc.on('update', changed);
      return () => doc.off('update', changed);
    };
    let stopListening = listen();
    const stopFollowing = document.onReplaced(() => {
      stopListening();
      stopListening = listen();
      changed();
    });
    const entry: Watched = {
      document,
      urgent: undefined,
      stop: () => {
        stopFollowing();
        stopListening();
        document.close();
      },
    };
    watched.set(id, entry);
    return entry;
  };

  const stopFollowing = group.subscribe(soon);
  soon();

  return {
    lists: () =>
      wanted().flatMap(({ id, title }) => {
        const urgent = watched.get(id)?.urgent ?? [];
        return urgent.length === 0 ? [] : [{ document: id, title, urgent }];
      }),
    isWhole: () => wanted().every(({ id }) => watched.get(id)?.urgent !== undefined),
    stop: () => {
      clearTimeout(timer);
      stopFollowing();
      for (const { stop } of watched.values()) stop();
      watched.clear();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const urgentOf = (
  groups: readonly { readonly tier: string; readonly lines: readonly LineView[] }[],
): readonly UrgentLine[] =>
  groups
    .filter(({ tier }) => tier === 'urgent')
    .flatMap(({ lines }) => lines)
    .filter(isOpen)
    .map((line) => ({
      id: line.id,
      item: line.item,
      open: line.totals.filter((total) => total.openThousandths > 0),
    }));

/** Open as long as something asked for is missing, or as no amount says when it is enough. */
const isOpen = (line: LineView): boolean => {
  const asked = line.totals.filter((total) => total.wantedThousandths !== undefined);
  return asked.length === 0 || asked.some((total) => total.openThousandths > 0);
};
