/**
 * What an import's preview shows and what it would write, worked out from what the kind has read.
 * Pure: neither file, nor document, nor element.
 */
import type {
  ImportLine,
  LineDraft,
  NeedsImport,
  NeedsView,
} from '@samphire/core/kinds/needs/types';

export interface ImportChoices {
  readonly addKnown: boolean;
  readonly keepExtra: boolean;
}

export const firstChoices: ImportChoices = { addKnown: false, keepExtra: true };

export interface ImportSummary {
  readonly understood: number;
  readonly known: number;
  readonly refused: number;
  /** How many lines would be written with these choices. */
  readonly writes: number;
}

export function summaryOf(found: NeedsImport, choices: ImportChoices): ImportSummary {
  const known = found.lines.reduce((count, line) => count + (line.isKnown ? 1 : 0), 0);
  return {
    understood: found.lines.length,
    known,
    refused: found.refused.length,
    writes: found.lines.length - (choices.addKnown ? 0 : known),
  };
}

/** In the order of the file. */
export function draftsFrom(found: NeedsImport, choices: ImportChoices): readonly LineDraft[] {
  return found.lines
    .filter((line) => choices.addKnown || !line.isKnown)
    .map(({ draft }) => (choices.keepExtra ? draft : withoutExtra(draft)));
}

const withoutExtra = ({ extra: _, ...draft }: LineDraft): LineDraft => draft;

/** Columns of the preview: those that at least one understood line fills. */
export type PreviewColumn = 'category' | 'size' | 'wanted' | 'qualifiers' | 'until' | 'notes';

const fills: Readonly<Record<PreviewColumn, (line: ImportLine) => boolean>> = {
  category: ({ draft }) => draft.category !== undefined,
  size: ({ draft }) => draft.size !== undefined,
  wanted: ({ draft }) => draft.wanted !== undefined,
  qualifiers: ({ draft }) => draft.qualifiers !== undefined && draft.qualifiers.length > 0,
  until: ({ draft }) => draft.until !== undefined,
  notes: (line) => line.isKnown || line.notes.length > 0,
};

export const previewColumns = (lines: readonly ImportLine[]): readonly PreviewColumn[] =>
  (Object.keys(fills) as PreviewColumn[]).filter((column) => lines.some(fills[column]));

/**
 * As much of a view as tells known lines from new ones: contributions need not travel to the worker
 * that reads the file.
 */
export function withoutContributions(view: NeedsView): NeedsView {
  return {
    groups: view.groups.map(({ tier, lines }) => ({
      tier,
      lines: lines.map((line) => ({ ...line, pledges: [], deliveries: [], totals: [] })),
    })),
    archived: [],
    lineById: new Map(),
    pledgeById: new Map(),
    deliveryById: new Map(),
    unattached: { pledges: [], deliveries: [], steps: [] },
    problems: [],
  };
}
