import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNeedsCsv } from '@samphire/core/kinds/needs/import';
import { draftsFrom, firstChoices, previewColumns, summaryOf } from './import-model.ts';

const colchester = readFileSync(
  new URL('../../../../../tests/fixtures/needs/colchester-care4calais.csv', import.meta.url),
);

const mixed = readNeedsCsv(
  ['item,tier,depot', 'boots,urgent,B2', 'soap,someday,', 'boots,urgent,B2', ',always,'].join('\n'),
);

describe('the preview of an import', () => {
  it('counts what was understood, known, refused, and what would be written', () => {
    expect(summaryOf(readNeedsCsv(colchester), firstChoices)).toEqual({
      understood: 28,
      known: 0,
      refused: 0,
      writes: 28,
    });
    expect(summaryOf(mixed, firstChoices)).toMatchObject({ understood: 2, refused: 2 });
  });

  it('shows the columns that some line fills, and no other', () => {
    expect(previewColumns(readNeedsCsv(colchester).lines)).toEqual([
      'category',
      'size',
      'qualifiers',
    ]);
  });

  it('leaves known lines out until they are asked for', () => {
    const known = { ...mixed, lines: mixed.lines.map((line) => ({ ...line, isKnown: true })) };
    expect(draftsFrom(known, firstChoices)).toEqual([]);
    expect(draftsFrom(known, { ...firstChoices, addKnown: true })).toHaveLength(2);
    expect(summaryOf(known, firstChoices)).toMatchObject({ known: 2, writes: 0 });
  });

  it('keeps what unknown columns say only if that is wanted', () => {
    expect(draftsFrom(mixed, firstChoices)[0]?.extra).toEqual({ depot: 'B2' });
    expect(draftsFrom(mixed, { ...firstChoices, keepExtra: false })[0]?.extra).toBeUndefined();
  });
});
