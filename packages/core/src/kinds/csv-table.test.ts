import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFirstRow, readTable, writeTable } from './csv-table.ts';
import type { Delimiter } from './csv-table.ts';

const rowsOf = (text: string, delimiter: Delimiter = ',') => readTable(text, delimiter, 1_000).rows;

describe('reading a table', () => {
  it('reads quotes, doubled quotes and line ends of every kind', () => {
    expect(rowsOf('a,"b, ""c"""\r\nd,"e\nf"\rg,h\n').map((row) => row.cells)).toEqual([
      ['a', 'b, "c"'],
      ['d', 'e\nf'],
      ['g', 'h'],
    ]);
  });

  it('goes on behind a quote that is not closed', () => {
    expect(rowsOf('a,b\n"open,c\nd,e\n"f",g')).toEqual([
      { row: 1, cells: ['a', 'b'], isMalformed: false },
      { row: 2, cells: ['"open,c'], isMalformed: true },
      { row: 3, cells: ['d', 'e'], isMalformed: false },
      { row: 4, cells: ['f', 'g'], isMalformed: false },
    ]);
    expect(rowsOf('a\n"open').map((row) => row.isMalformed)).toEqual([false, true]);
  });

  it('goes on behind a quote that is closed in mid-cell', () => {
    expect(rowsOf('a,"b"c,d\ne,f').map(({ cells }) => cells)).toEqual([['a,"b"c,d'], ['e', 'f']]);
  });

  it('keeps a row that begins lines before its broken quote in one piece', () => {
    expect(rowsOf('a,b\n"c\nd","e"f\ng,"h" \n"i" ,j\nk,"l" ').map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['"c\nd","e"f'],
      ['g', 'h'],
      ['i', 'j'],
      ['k,"l" '],
    ]);
  });

  it('counts blank rows', () => {
    expect(rowsOf('\n\n"a"b\n\nc').map(({ row, cells }) => [row, ...cells])).toEqual([
      [1, ''],
      [2, ''],
      [3, '"a"b'],
      [4, ''],
      [5, 'c'],
    ]);
  });

  it('ends soon on a file of nothing but broken quotes', () => {
    const { rows } = readTable('"a"b\n'.repeat(500), ',', 1_000);
    expect(rows.filter((row) => row.isMalformed)).toHaveLength(500);
  });

  it('reads no more rows than asked for, and says so', () => {
    expect(readTable('a\nb\nc', ',', 2)).toMatchObject({ isCut: true, rows: { length: 2 } });
    expect(readTable('a\nb', ',', 2)).toMatchObject({ isCut: false, rows: { length: 2 } });
    expect(readTable('"a"b\n'.repeat(500), ',', 200)).toMatchObject({
      isCut: true,
      rows: { length: 200 },
    });
  });

  it('gives the first row alone', () => {
    expect(readFirstRow('a;b\nc;d', ';')).toEqual(['a', 'b']);
    expect(readFirstRow('', ';')).toEqual([]);
  });
});

describe('writing a table', () => {
  it('disarms what a spreadsheet would take for a formula', () => {
    expect(writeTable([['=1+1', '+4', '-x', '@y', '＝z', "'=", 'a=b', "'quoted'"]])).toBe(
      "'=1+1,'+4,'-x,'@y,'＝z,''=,a=b,'quoted'",
    );
  });

  it('reads back as it was', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...Array.from('\'=+-@",;\t\n |')), maxLength: 6 }),
    );
    const tables = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(tables, (rows) => {
        const table = rows.map((row) => row.map((text) => text.replaceAll('\r', '')));
        expect(rowsOf(writeTable(table)).map((row) => row.cells)).toEqual(table);
      }),
      { numRuns: 1_000 },
    );
  });
});
