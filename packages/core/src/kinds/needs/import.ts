/**
 * Reads a needs list from a file of comma-separated values, and writes what was read into a
 * document. In two steps, so that everything is shown before anything is written. It knows neither
 * files nor screens.
 */
import type * as Y from 'yjs';
import type { Result } from '../../lib/result.ts';
import type { Editor } from '../contract.ts';
import { delimiters, readFirstRow, readTable } from '../csv-table.ts';
import type { Delimiter, TableRow } from '../csv-table.ts';
import { decodeText } from '../../lib/decode-text.ts';
import { readColumns, recognisedCount } from './columns.ts';
import type { Column } from './columns.ts';
import { addLines } from './lines.ts';
import { mergeKey } from './merge-key.ts';
import { readRow } from './read-row.ts';
import { cleanText } from '../text.ts';
import type {
  FileProblem,
  ImportChoice,
  ImportFormat,
  ImportLine,
  ImportNote,
  LineDraft,
  LineView,
  NeedsImport,
  NeedsRefusal,
  NeedsView,
  RefusedRow,
  RowReason,
} from './types.ts';
import { viewNeeds } from './view.ts';

/** Ten thousand rows of 800 bytes. */
export const importBytesMax = 8_388_608;
/** Twice what the longest list that we know of has. */
export const importRowsMax = 20_000;
/** Wider than any list; bounds what one row can cost. */
export const importColumnsMax = 256;
/** Where the separator is looked for: far more than any header needs. */
const headerCharsMax = 65_536;
/** What of a refused row is shown. */
const shownCellsMax = 32;
const shownCharsMax = 200;
/** More control characters than one in this many: not a text. */
const controlShare = 100;

const separatorLine = /^sep=([,;|\t])\r?\n?/iu;

/**
 * What a file holds, with a reason for each row that is refused. `existing` is the list that it
 * would be added to: rows that are in it already are marked known. Never throws for any input.
 */
export const readNeedsCsv = (input: string | Uint8Array, existing?: NeedsView): NeedsImport => {
  const { text, format, problem } = readText(input);
  if (problem) return nothingRead(format, [problem]);
  // Spreadsheets put this line before the header to name the separator.
  const separator = separatorLine.exec(text);
  const body = separator ? text.slice(separator[0].length) : text;
  const delimiter = (separator?.[1] as Delimiter | undefined) ?? likelyDelimiter(body);
  const offset = separator ? 1 : 0;
  const table = readTable(body, delimiter, importRowsMax + 1);
  const rows = table.rows.filter(({ cells }) => cells.some((cell) => cleanText(cell) !== ''));
  const [header, ...content] = rows;
  const readFormat: ImportFormat = { ...format, delimiter };
  if (header === undefined) return nothingRead(readFormat, [{ type: 'file-empty' }]);
  if (header.cells.length > importColumnsMax) {
    return nothingRead(readFormat, [{ type: 'too-many-columns', columnsMax: importColumnsMax }]);
  }

  const { columns, twice } = usedColumns(header, content);
  const fileProblems: FileProblem[] = [
    ...twice.map((name) => ({ type: 'header-twice', header: name }) as const),
    ...(content.length === 0 ? [{ type: 'header-only' } as const] : []),
    ...(table.isCut ? [{ type: 'too-many-rows', rowsMax: importRowsMax } as const] : []),
    ...(columns.some((column) => column.field === 'item')
      ? []
      : [{ type: 'item-column-missing' } as const]),
  ];
  const isReadable = !fileProblems.some((found) => found.type === 'item-column-missing');
  return {
    ...(isReadable ? readRows(columns, content, offset, existing) : { lines: [], refused: [] }),
    columns: {
      recognised: columns.flatMap(({ header: name, field }) =>
        field ? [{ header: name, field }] : [],
      ),
      unknown: columns.filter(({ field }) => field === undefined).map(({ header: name }) => name),
    },
    format: readFormat,
    fileProblems,
  };
};

/**
 * Adds what was read, in one transaction. Rows that the list holds by now are left out unless
 * `addKnown`. The ids of the lines that were added.
 */
export const applyNeedsImport = (
  doc: Y.Doc,
  editor: Editor,
  found: NeedsImport,
  choice: ImportChoice = {},
): Result<readonly string[], NeedsRefusal> => {
  const view = viewNeeds(doc, { memberByClient: () => undefined });
  if (!view.ok) return view;
  const known = liveLineByKey(view.value);
  const drafts = found.lines
    .map(({ draft }) => draft)
    .filter((draft) => choice.addKnown === true || !known.has(mergeKey(draft)))
    .map((draft) => (choice.keepExtra === false ? withoutExtra(draft) : draft));
  return addLines(doc, editor, drafts);
};

const withoutExtra = ({ extra: _extra, ...draft }: LineDraft): LineDraft => draft;

const nothingRead = (format: ImportFormat, fileProblems: readonly FileProblem[]): NeedsImport => ({
  lines: [],
  refused: [],
  columns: { recognised: [], unknown: [] },
  format,
  fileProblems,
});

const readText = (
  input: string | Uint8Array,
): { readonly text: string; readonly format: ImportFormat; readonly problem?: FileProblem } => {
  if (input.length > importBytesMax) {
    const format = { delimiter: ',', encoding: 'text', hadBom: false } as const;
    return { text: '', format, problem: { type: 'file-too-large', bytesMax: importBytesMax } };
  }
  const decoded =
    typeof input === 'string'
      ? ({ text: input, encoding: 'text', hadBom: false } as const)
      : decodeText(input);
  const hadBom = decoded.hadBom || decoded.text.startsWith('\ufeff');
  const text = decoded.text.replace(/^\ufeff/u, '');
  const format = { delimiter: ',', encoding: decoded.encoding, hadBom } as const;
  return isText(text) ? { text, format } : { text, format, problem: { type: 'file-not-text' } };
};

const isText = (text: string): boolean => {
  if (text.includes('\0')) return false;
  const controls = text.match(
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    /[\u0001-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd]/gu,
  );
  return (controls?.length ?? 0) * controlShare <= text.length;
};

/** The one by which the first row names most fields; then the one that gives most cells. */
const likelyDelimiter = (text: string): Delimiter => {
  const start = text.slice(0, headerCharsMax).trimStart();
  const scores = delimiters.map((delimiter) => {
    const cells = readFirstRow(start, delimiter);
    return { delimiter, fields: recognisedCount(cells), cells: cells.length };
  });
  return scores.reduce((best, score) =>
    score.fields > best.fields || (score.fields === best.fields && score.cells > best.cells)
      ? score
      : best,
  ).delimiter;
};

/** Columns without header and without any value are only trailing separators. */
const usedColumns = (
  header: TableRow,
  content: readonly TableRow[],
): { readonly columns: readonly Column[]; readonly twice: readonly string[] } => {
  const { columns, twice } = readColumns(header.cells);
  const isUsed = ({ index }: Column): boolean =>
    cleanText(header.cells[index] ?? '') !== '' ||
    content.some(({ cells }) => cleanText(cells[index] ?? '') !== '');
  return { columns: columns.slice(0, columns.findLastIndex(isUsed) + 1).filter(isUsed), twice };
};

const readRows = (
  columns: readonly Column[],
  content: readonly TableRow[],
  offset: number,
  existing: NeedsView | undefined,
): Pick<NeedsImport, 'lines' | 'refused'> => {
  const known = existing ? liveLineByKey(existing) : new Map<string, LineView>();
  const rowByKey = new Map<string, number>();
  const lines: ImportLine[] = [];
  const refused: RefusedRow[] = [];
  for (const { row: place, cells, isMalformed } of content) {
    const row = place + offset;
    const { draft, notes, reasons } = isMalformed ? malformed : readRow(columns, cells);
    if (draft === undefined) {
      const shown = cells
        .slice(0, shownCellsMax)
        .map((cell) => cleanText(cell.slice(0, shownCharsMax)));
      refused.push({ row, cells: shown, reasons });
      continue;
    }
    const key = mergeKey(draft);
    const same = known.get(key);
    const earlier = rowByKey.get(key);
    const more: ImportNote[] = [];
    if (same && same.tier !== draft.tier)
      more.push({ type: 'known-in-other-tier', tier: same.tier });
    if (earlier === undefined) rowByKey.set(key, row);
    else more.push({ type: 'repeats-row', row: earlier });
    lines.push({ row, draft, isKnown: same !== undefined, notes: [...notes, ...more] });
  }
  return { lines, refused };
};

const malformed = {
  draft: undefined,
  notes: [] as readonly ImportNote[],
  reasons: [{ type: 'quotes-malformed' }] as readonly RowReason[],
};

const liveLineByKey = (view: NeedsView): ReadonlyMap<string, LineView> =>
  new Map(view.groups.flatMap((group) => group.lines.map((line) => [mergeKey(line), line])));
