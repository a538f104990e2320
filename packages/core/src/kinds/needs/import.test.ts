import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, fuzzRuns, meet, person, refusalOf } from '../../../test/people.ts';
import {
  applyNeedsImport,
  importBytesMax,
  importColumnsMax,
  importRowsMax,
  readNeedsCsv,
} from './import.ts';
import { changeLine } from './lines.ts';
import { needsKind } from './needs.ts';
import type { LineDraft, NeedsImport, NeedsView } from './types.ts';
import { viewNeeds } from './view.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(
    readFileSync(new URL(`../../../../../tests/fixtures/needs/${name}.csv`, import.meta.url)),
  );
const viewOf = (doc: Y.Doc): NeedsView => done(viewNeeds(doc, authors));
const draftsOf = (found: NeedsImport): readonly LineDraft[] =>
  found.lines.map(({ draft }) => draft);
const reasonsOf = (text: string): readonly unknown[] =>
  readNeedsCsv(text).refused.flatMap(({ row, reasons }) => reasons.map((one) => ({ row, ...one })));

describe('the lists that groups really use', () => {
  it.each([
    ['colchester-care4calais', 28, { urgent: 7, always: 21 }],
    ['brighton-auberge-2015', 12, { urgent: 4, always: 5, not_needed: 3 }],
    ['bury-st-edmunds-quakers-2015', 28, { urgent: 6, always: 13, not_needed: 8, paused: 1 }],
  ] as const)('%s is read whole, every column in a field', (name, lines, tiers) => {
    const found = readNeedsCsv(fixture(name));
    expect(found).toMatchObject({
      lines: { length: lines },
      refused: [],
      columns: { recognised: { length: 9 }, unknown: [] },
      format: { delimiter: ',', encoding: 'utf-8', hadBom: false },
      fileProblems: [],
    });
    expect(found.lines.flatMap(({ notes }) => notes)).toEqual([]);
    const { doc, editor } = person('founder');
    needsKind.create(doc, editor);
    expect(done(applyNeedsImport(doc, editor, found))).toHaveLength(lines);
    const view = viewOf(doc);
    const counts = view.groups.map(({ tier, lines: inTier }) => [tier, inTier.length] as const);
    expect(Object.fromEntries(counts.filter(([, count]) => count > 0))).toEqual(tiers);
    expect(view.problems).toEqual([]);
  });

  it('keep sizes with their peak, qualifiers, categories and pauses', () => {
    expect(draftsOf(readNeedsCsv(fixture('colchester-care4calais')))[0]).toEqual({
      item: "men's waterproof walking boots",
      category: 'footwear',
      tier: 'urgent',
      size: { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'eu' },
      qualifiers: ['waterproof'],
    });
    expect(draftsOf(readNeedsCsv(fixture('colchester-care4calais')))[3]).toMatchObject({
      item: "men's boxer shorts",
      size: { min: 'S', max: 'M', unit: 'letter' },
      qualifiers: ['new', 'tight fit only'],
    });
    expect(draftsOf(readNeedsCsv(fixture('bury-st-edmunds-quakers-2015'))).at(-1)).toEqual({
      item: 'all clothing',
      category: 'clothing',
      tier: 'paused',
      until: 'one month',
      qualifiers: ['a new depot is being built'],
    });
  });

  it('are known when they are read again, and then not added twice', () => {
    const { doc, editor } = person('founder');
    const file = fixture('colchester-care4calais');
    done(applyNeedsImport(doc, editor, readNeedsCsv(file)));
    const again = readNeedsCsv(file, viewOf(doc));
    expect(again.lines.every(({ isKnown }) => isKnown)).toBe(true);
    expect(done(applyNeedsImport(doc, editor, again))).toEqual([]);
    // Read before somebody else's import arrived: what counts is the list now.
    expect(done(applyNeedsImport(doc, editor, readNeedsCsv(file)))).toEqual([]);
    expect(done(applyNeedsImport(doc, editor, again, { addKnown: true }))).toHaveLength(28);
    expect(viewOf(doc).lineById.size).toBe(56);
  });

  it('are added in one transaction', () => {
    const { doc, editor, updates } = person('founder');
    done(applyNeedsImport(doc, editor, readNeedsCsv(fixture('brighton-auberge-2015'))));
    expect(updates).toHaveLength(1);
  });
});

describe('columns', () => {
  it('are recognised in any order, case and by other words', () => {
    const found = readNeedsCsv(
      'Sizes;QTY;Name;Priority;Size-Unit\n38-45, peak 40-43;12 pairs;boots;HIGH;eu',
    );
    expect(found.format.delimiter).toBe(';');
    expect(draftsOf(found)).toEqual([
      {
        item: 'boots',
        tier: 'urgent',
        size: { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'eu' },
        wanted: { amountThousandths: 12_000, unit: 'pair' },
      },
    ]);
  });

  it('that are unknown are shown and, by choice, kept', () => {
    const found = readNeedsCsv('item,Colour,,note\nboots,black,x,\n');
    expect(found.columns).toEqual({
      recognised: [{ header: 'item', field: 'item' }],
      unknown: ['Colour', 'column 3', 'note'],
    });
    expect(draftsOf(found)[0]?.extra).toEqual({ Colour: 'black', 'column 3': 'x' });
    const { doc, editor } = person('founder');
    done(applyNeedsImport(doc, editor, found, { keepExtra: false }));
    done(applyNeedsImport(doc, editor, found, { addKnown: true }));
    const extras = viewOf(doc).groups.flatMap(({ lines }) => lines.map(({ extra }) => extra));
    expect(extras).toEqual([{}, { Colour: 'black', 'column 3': 'x' }]);
  });

  it('with one name twice are told, and the second is kept apart', () => {
    const found = readNeedsCsv('item,item,colour,colour,name\nboots,b2,black,red,b3');
    expect(found.fileProblems).toEqual([
      { type: 'header-twice', header: 'item' },
      { type: 'header-twice', header: 'colour' },
    ]);
    expect(found.columns.unknown).toEqual(['item (2)', 'colour', 'colour (2)', 'name']);
    expect(draftsOf(found)).toMatchObject([
      { item: 'boots', extra: { 'item (2)': 'b2', name: 'b3' } },
    ]);
  });

  it('without header and without values are only separators', () => {
    expect(readNeedsCsv('item,tier,,\nboots,always,,\n').columns.unknown).toEqual([]);
  });

  it('called like our sums are kept unless the whole file is ours', () => {
    expect(readNeedsCsv('item,arrived\nboots,3').columns.unknown).toEqual(['arrived']);
    const ours = readNeedsCsv('item,promised,in_transit,arrived,open\nboots,1 pair,,3,4');
    expect(ours.columns.unknown).toEqual([]);
    expect(draftsOf(ours)).toEqual([{ item: 'boots', tier: 'always' }]);
  });
});

describe('files as they come', () => {
  const expected = [
    { item: 'خيمة، كبيرة', tier: 'urgent' },
    { item: 'café "noir"', tier: 'always' },
  ];
  const csv = 'tier,item\nurgent,"خيمة، كبيرة"\nalways,"café ""noir"""\n';
  const crlf = csv.replaceAll('\n', '\r\n');

  it.each([
    ['UTF-8', Buffer.from(csv), { encoding: 'utf-8', hadBom: false }],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${crlf}`), { encoding: 'utf-8', hadBom: true }],
    ['text with a mark', `\ufeff${csv}`, { encoding: 'text', hadBom: true }],
    ['old Macintosh line ends', csv.replaceAll('\n', '\r'), { encoding: 'text' }],
    ['UTF-16', Buffer.from(`\ufeff${crlf}`, 'utf16le'), { encoding: 'utf-16le', hadBom: true }],
    [
      'UTF-16, high byte first',
      Buffer.from(`\ufeff${crlf}`, 'utf16le').swap16(),
      { encoding: 'utf-16be', hadBom: true },
    ],
    [
      'semicolons',
      csv.replaceAll('tier,item', 'tier;item').replaceAll(',"', ';"'),
      { delimiter: ';' },
    ],
    [
      'tabs',
      csv.replaceAll('tier,item', 'tier\titem').replaceAll(',"', '\t"'),
      { delimiter: '\t' },
    ],
    ['a line that names the separator', `sep=,\r\n${crlf}`, { delimiter: ',' }],
    ['blank lines before, between and after', `\n\n${csv.replaceAll('\n', '\n,\n')}\n\n`, {}],
  ] as const)('are read: %s', (_name, input, format) => {
    const found = readNeedsCsv(input);
    expect(draftsOf(found)).toEqual(expected);
    expect(found).toMatchObject({ format, refused: [], fileProblems: [] });
  });

  it('are read in windows-1252 where they are no UTF-8', () => {
    const found = readNeedsCsv(Uint8Array.from(Buffer.from('item;qty\ncaf\xe9;5\n', 'latin1')));
    expect(found.format).toEqual({ delimiter: ';', encoding: 'windows-1252', hadBom: false });
    expect(draftsOf(found)).toMatchObject([{ item: 'café', wanted: { amountThousandths: 5_000 } }]);
  });

  it('with numbers of rows as a spreadsheet has them', () => {
    expect(reasonsOf('sep=,\nitem,tier\n\nboots,soon')).toEqual([
      { row: 4, type: 'tier-unknown', value: 'soon' },
    ]);
    expect(readNeedsCsv('item\n"two\nlines"\nboots').lines.map(({ row }) => row)).toEqual([2, 3]);
  });

  it('with 10,000 rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => `urgent,"item ${n}",38,45,red`);
    const found = readNeedsCsv(`tier,item,size_min,size_max,colour\n${rows.join('\n')}`);
    expect(found).toMatchObject({ lines: { length: 10_000 }, refused: [], fileProblems: [] });
    const { doc, editor, updates } = person('founder');
    done(applyNeedsImport(doc, editor, found));
    expect(updates).toHaveLength(1);
    expect(updates[0]?.length).toBeGreaterThan(1_048_576);
    const copy = person('member');
    meet({ doc, editor, updates, name: 'founder' }, copy);
    expect(viewOf(copy.doc).groups[0]?.lines.at(-1)).toMatchObject({ item: 'item 9999' });
  });
});

describe('rows that are refused', () => {
  it('are named, with every reason', () => {
    const long = 'x'.repeat(201);
    const found = readNeedsCsv(
      [
        'item,tier,wanted,size_min,size_max,qualifiers,note',
        ',soon,many,,,,',
        `${long},always,,,,,`,
        'boots,always,,45,38,,',
        `boots,always,,,,${'q1;'.repeat(33)},`,
        `boots,always,,,,${long},`,
        `boots,always,,,,,${'y'.repeat(2_001)}`,
        'boots,always,,,,,,too,much',
        'boots,always,"1"2,,,,',
      ].join('\n'),
    );
    expect(found.lines).toMatchObject([{ row: 5, draft: { qualifiers: ['q1'] } }]);
    expect(found.refused.map(({ row, reasons }) => ({ row, reasons }))).toEqual([
      {
        row: 2,
        reasons: [
          { type: 'item-missing' },
          { type: 'tier-unknown', value: 'soon' },
          { type: 'quantity-unreadable', value: 'many' },
        ],
      },
      { row: 3, reasons: [{ type: 'cell-too-long', header: 'item', charsMax: 200 }] },
      { row: 4, reasons: [{ type: 'size-reversed' }] },
      { row: 6, reasons: [{ type: 'cell-too-long', header: 'qualifiers', charsMax: 200 }] },
      { row: 7, reasons: [{ type: 'cell-too-long', header: 'note', charsMax: 2_000 }] },
      { row: 8, reasons: [{ type: 'row-too-long', cells: 9, columns: 7 }] },
      { row: 9, reasons: [{ type: 'quotes-malformed' }] },
    ]);
    expect(found.refused[1]?.cells).toEqual(['x'.repeat(200), 'always', '', '', '', '', '']);
  });

  it('have too many qualifiers or values of unknown columns', () => {
    const many = Array.from({ length: 65 }, (_, n) => `c${n}`);
    expect(reasonsOf(`item,${many.join(',')}\nboots,${many.join(',')}`)).toEqual([
      { row: 2, type: 'too-many', header: 'extra', max: 64 },
    ]);
    expect(reasonsOf(`item,qualifiers\nboots,${many.join(';')}`)).toEqual([
      { row: 2, type: 'too-many', header: 'qualifiers', max: 32 },
    ]);
  });

  it('do not take the rows behind a broken quote with them', () => {
    const found = readNeedsCsv('item,tier\nboots,always\n"tents,always\ncandles,always\n');
    expect(draftsOf(found).map(({ item }) => item)).toEqual(['boots', 'candles']);
    expect(found.refused).toEqual([
      { row: 3, cells: ['"tents,always'], reasons: [{ type: 'quotes-malformed' }] },
    ]);
  });
});

describe('notes beside a row', () => {
  it('say what was assumed, left out or repeated', () => {
    const found = readNeedsCsv('item,tier,unit\nboots,,pair\nboots,always\n');
    expect(found.lines.map(({ notes }) => notes)).toEqual([
      [{ type: 'tier-missing' }, { type: 'unit-without-amount', value: 'pair' }],
      [
        { type: 'row-short', cells: 2, columns: 3 },
        { type: 'repeats-row', row: 2 },
      ],
    ]);
  });

  it('say when a known line stands in another tier', () => {
    const { doc, editor } = person('founder');
    const found = readNeedsCsv('item,tier,qualifiers\nboots,always,warm; dry');
    const line = done(applyNeedsImport(doc, editor, found)).at(0) as string;
    done(changeLine(doc, line, { tier: 'enough' }));
    const again = readNeedsCsv('tier,item,qualifiers\nurgent,BOOTS,Dry;warm', viewOf(doc));
    expect(again.lines).toMatchObject([
      { isKnown: true, notes: [{ type: 'known-in-other-tier', tier: 'enough' }] },
    ]);
    done(changeLine(doc, line, { isArchived: true }));
    expect(readNeedsCsv('item\nboots', viewOf(doc)).lines).toMatchObject([{ isKnown: false }]);
  });
});

describe('files that cannot be read', () => {
  it('say why', () => {
    const problemsOf = (input: string | Uint8Array) => readNeedsCsv(input).fileProblems;
    expect(problemsOf('')).toEqual([{ type: 'file-empty' }]);
    expect(problemsOf(new Uint8Array())).toEqual([{ type: 'file-empty' }]);
    expect(problemsOf(' \n,,\n')).toEqual([{ type: 'file-empty' }]);
    expect(problemsOf('item,tier\n')).toEqual([{ type: 'header-only' }]);
    expect(problemsOf('colour\nred')).toEqual([{ type: 'item-column-missing' }]);
    expect(problemsOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toEqual([{ type: 'file-not-text' }]);
    expect(problemsOf('\u0001\u0002item')).toEqual([{ type: 'file-not-text' }]);
    expect(problemsOf(new Uint8Array(importBytesMax + 1))).toEqual([
      { type: 'file-too-large', bytesMax: importBytesMax },
    ]);
    expect(problemsOf(','.repeat(importColumnsMax) + 'item')).toEqual([
      { type: 'too-many-columns', columnsMax: importColumnsMax },
    ]);
  });

  it('are read up to the last row that fits', () => {
    const found = readNeedsCsv(`item\n${'boots\n'.repeat(importRowsMax + 5)}`);
    expect(found.lines).toHaveLength(importRowsMax);
    expect(found.fileProblems).toEqual([{ type: 'too-many-rows', rowsMax: importRowsMax }]);
  });
});

describe('an import into a document of a newer version', () => {
  it('is refused', () => {
    const { doc, editor } = person('founder');
    doc.getMap('meta').set('version', 2);
    expect(refusalOf(applyNeedsImport(doc, editor, readNeedsCsv('item\nboots')))).toEqual({
      type: 'document-newer',
      version: 2,
    });
  });
});

describe('garbage', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '"',
      '""',
      '=1',
      'urgent',
      '40-43',
      '١٢',
      '\u202e',
      '\ud800',
      'S',
      '-',
      '1.000',
      '–',
    ),
  );
  const header = fc.constantFrom(
    'item',
    'tier',
    'size',
    'size_peak',
    'wanted',
    'qualifiers',
    '__proto__',
    '',
  );
  const separator = fc.constantFrom(',', ';', '\t', '|', '\n', '\r\n', '\r');
  const parts = fc.array(fc.oneof(cell, separator, header), { maxLength: 30 });
  const text = fc.oneof(
    parts.map((list) => list.join('')),
    fc
      .tuple(fc.array(header, { minLength: 1, maxLength: 4 }), parts)
      .map(([headers, list]) => `${headers.join(',')}\n${list.join('')}`),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .tuple(
        fc.constantFrom([0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]),
        fc.uint8Array({ maxLength: 40 }),
      )
      .map(([mark, rest]) => Uint8Array.from([...mark, ...rest])),
  );

  it('never throws, and what is understood can be written', { timeout: 3_600_000 }, () => {
    let written = 0;
    const check = (input: string | Uint8Array): void => {
      const found = readNeedsCsv(input);
      expect(found.refused.every(({ reasons }) => reasons.length > 0)).toBe(true);
      if (found.lines.length === 0) return;
      const { doc, editor } = person('founder');
      const ids = done(applyNeedsImport(doc, editor, found, { addKnown: true }));
      expect(viewOf(doc).problems).toEqual([]);
      written += ids.length;
    };
    fc.assert(fc.property(fc.oneof({ weight: 4, arbitrary: text }, bytes), check), {
      numRuns: fuzzRuns(20_000),
    });
    expect(written).toBeGreaterThan(100);
  });
});
