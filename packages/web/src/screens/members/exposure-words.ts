/**
 * What devices that are cut off had received and could read, in sentences. Pure. It says no more
 * than is known: what may have gone there unseen is named as possible.
 */
import type { Messages } from '../../i18n/en.ts';
import type { DocumentSummary, Exposure } from '../../state/core.ts';

export interface ExposureWords {
  readonly title: string;
  readonly sentences: readonly string[];
  /** Titles as people wrote them; empty for a document without one. */
  readonly documents: readonly string[];
}

/** `isDone`: it has happened; otherwise it is told before. */
export function exposureWords(
  exposure: Exposure,
  documents: readonly DocumentSummary[],
  isDone: boolean,
  t: Messages,
): ExposureWords {
  const words = t.members.exposure;
  const titleById = new Map(documents.map(({ id, title }) => [id, title]));
  return {
    title: isDone ? words.after : words.before,
    sentences: [
      receivedSentence(exposure, t),
      words.staysThere,
      ...invitesSentence(exposure.invitesWithdrawn, isDone, t),
    ],
    documents: exposure.documents.map((id) => titleById.get(id) ?? ''),
  };
}

function receivedSentence({ entries, entriesKnownToBeHeld }: Exposure, t: Messages): string {
  const words = t.members.exposure;
  if (entriesKnownToBeHeld === 0) return words.none;
  return entriesKnownToBeHeld >= entries
    ? words.all(entries)
    : words.some(entriesKnownToBeHeld, entries);
}

function invitesSentence(count: number, isDone: boolean, t: Messages): readonly string[] {
  const words = t.members.exposure;
  if (count === 0) return isDone ? [words.noInvites] : [];
  return [isDone ? words.invitesAfter(count) : words.invitesBefore(count)];
}
