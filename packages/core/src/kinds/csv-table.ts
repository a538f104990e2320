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
  let rest = text.replace(lineBreak, '\n');
  const rows: TableRow[] = [];
  for (let repairs = 0; rest !== '' && rows.length < rowsMax; repairs += 1) {
    if (repairs > repairsMax) {
      for (const line of rest.split('\n', rowsMax - rows.length)) push(rows, [line], line !== '');
      return { rows, isCut: rows.length === rowsMax };
    }
    const brokenAt = readUntilBroken(rest, delimiter, rowsMax, rows);
    if (brokenAt === undefined) break;
    const start = rest.lastIndexOf('\n', brokenAt - 1) + 1;
    const end = rest.indexOf('\n', brokenAt);
    push(rows, [rest.slice(start, end < 0 ? undefined : end)], true);
    rest = end < 0 ? '' : rest.slice(end + 1);
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

/** Where the first broken quote stands, or nothing when all was read. Reads one row too many. */
const readUntilBroken = (
  text: string,
  delimiter: Delimiter,
  rowsMax: number,
  rows: TableRow[],
): number | undefined => {
  let brokenAt: number | undefined;
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    step: ({ data, errors }, parser) => {
      brokenAt = errors.find((error) => error.type === 'Quotes')?.index;
      if (brokenAt === undefined) push(rows, data, false);
      if (brokenAt !== undefined || rows.length > rowsMax) parser.abort();
    },
  });
  return brokenAt;
};

const escapeFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);
const unescapeFormula = (cell: string): string =>
  escapedFormula.test(cell) ? cell.slice(1) : cell;
