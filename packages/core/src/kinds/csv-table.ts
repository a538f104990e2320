/**
 * Text with separators to rows of cells and back; the only file that knows papaparse. It knows no
 * columns and no kind of document.
 *
 * A cell that a spreadsheet would take for a formula is written with an apostrophe before it, as
 * spreadsheets themselves do, and reading takes exactly one such apostrophe away again.
 */
import Papa from 'papaparse';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

export interface TableRow {
  /** As a spreadsheet numbers it: the first row of the text is 1. */
  readonly row: number;
  readonly cells: readonly string[];
  /** A quote that is not closed, or closed in mid-cell: the line is given as it stands. */
  readonly isMalformed: boolean;
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** Rows beyond `rowsMax` were not read. */
  readonly isCut: boolean;
}

/** After so many broken quotes the rest is taken line by line, so that a hostile file ends soon. */
const repairsMax = 100;
const lineBreak = /\r\n?/gu;
/** What opens a formula in common spreadsheets, also in full width; tabs and returns never remain. */
const formula = /^'*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const escapedFormula = /^'+[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

export const readTable = (text: string, delimiter: Delimiter, rowsMax: number): Table => {
  const body = text.replace(lineBreak, '\n').replace(/\n$/u, '');
  const rows: TableRow[] = [];
  let from = 0;
  for (let repairs = 0; from <= body.length && rows.length <= rowsMax; repairs += 1) {
    if (repairs > repairsMax) {
      const lines = body.slice(from).split('\n', rowsMax - rows.length + 1);
      for (const line of lines) push(rows, [line], line !== '');
      break;
    }
    const broken = findBrokenQuote(body, from, delimiter);
    if (broken === undefined) {
      readSound(body.slice(from), delimiter, rowsMax, rows);
      break;
    }
    if (broken.rowAt > from)
      readSound(body.slice(from, broken.rowAt - 1), delimiter, rowsMax, rows);
    const end = body.indexOf('\n', broken.quoteAt);
    push(rows, [body.slice(broken.rowAt, end < 0 ? undefined : end)], true);
    from = end < 0 ? body.length + 1 : end + 1;
  }
  return { rows: rows.slice(0, rowsMax), isCut: rows.length > rowsMax };
};

/** The first row only; for telling delimiters apart. */
export const readFirstRow = (text: string, delimiter: Delimiter): readonly string[] =>
  Papa.parse<string[]>(text.replace(lineBreak, '\n'), { delimiter, newline: '\n', preview: 1 })
    .data[0] ?? [];

/** With CRLF, as RFC 4180 has it. */
export const writeTable = (rows: readonly (readonly string[])[]): string =>
  Papa.unparse(
    rows.map((row) => row.map(escapeFormula)),
    { newline: '\r\n' },
  );

const push = (rows: TableRow[], cells: readonly string[], isMalformed: boolean): void => {
  rows.push({ row: rows.length + 1, cells: cells.map(unescapeFormula), isMalformed });
};

/** Rows without broken quotes; at most one more than `rowsMax`. */
const readSound = (text: string, delimiter: Delimiter, rowsMax: number, rows: TableRow[]): void => {
  const preview = rowsMax - rows.length + 1;
  if (preview <= 0) return;
  if (text === '') {
    push(rows, [''], false);
    return;
  }
  const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview });
  for (const cells of data) push(rows, cells, false);
};

/**
 * The first cell whose quote is never closed, or is closed before the cell ends, and the row that
 * it is in. papaparse tells of these too, but only after it has read all that follows, each time.
 */
const findBrokenQuote = (
  text: string,
  from: number,
  delimiter: Delimiter,
): { readonly rowAt: number; readonly quoteAt: number } | undefined => {
  let rowAt = from;
  let cellAt = from;
  let nextDelimiter = -1;
  let nextLine = -1;
  let nextQuote = text.indexOf('"', from);
  while (nextQuote >= 0) {
    let end = cellAt;
    if (text[cellAt] === '"') {
      const closing = closingQuote(text, cellAt);
      if (closing === undefined) return { rowAt, quoteAt: cellAt };
      end = closing + 1;
      while (text[end] === ' ') end += 1;
      if (end === text.length && end === closing + 1) return undefined;
      if (text[end] !== delimiter && text[end] !== '\n') return { rowAt, quoteAt: cellAt };
    } else {
      if (nextDelimiter < cellAt) nextDelimiter = placeOf(text, delimiter, cellAt);
      if (nextLine < cellAt) nextLine = placeOf(text, '\n', cellAt);
      end = Math.min(nextDelimiter, nextLine);
      if (end === text.length) return undefined;
    }
    cellAt = end + 1;
    if (text[end] === '\n') rowAt = cellAt;
    if (nextQuote < cellAt) nextQuote = text.indexOf('"', cellAt);
  }
  return undefined;
};

const placeOf = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
};

/** The quote that ends a quoted cell: the first that is not doubled. */
const closingQuote = (text: string, openAt: number): number | undefined => {
  let at = text.indexOf('"', openAt + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? undefined : at;
};

const escapeFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);
const unescapeFormula = (cell: string): string =>
  escapedFormula.test(cell) ? cell.slice(1) : cell;
