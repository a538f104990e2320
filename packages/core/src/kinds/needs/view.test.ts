import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, fuzzRuns, person } from '../../../test/people.ts';
import { categoriesOf, filterGroups, matchesLine } from './filter.ts';
import { addLine, changeLine } from './lines.ts';
import { rootNames } from './schema.ts';
import type { LineView, NeedsView } from './types.ts';
import { viewNeeds } from './view.ts';
import { writeNeedsCsv } from './write-csv.ts';

const viewOf = (doc: Y.Doc): NeedsView => done(viewNeeds(doc, authors));

/** A document whose line `a` has these fields. */
const lineWith = (fields: Readonly<Record<string, unknown>>): Y.Doc => {
  const { doc } = person('founder');
  const line = new Y.Map<unknown>();
  doc.getMap('lines').set('a', line);
  const sound = { item: 'boots', tier: 'urgent', position: 'b' };
  for (const [key, value] of Object.entries({ ...sound, ...fields })) line.set(key, value);
  return doc;
};

describe('the view of a needs list', () => {
  it('of an empty document is an empty list with all tiers', () => {
    const view = viewOf(new Y.Doc());
    expect(view.groups.map(({ tier }) => tier)).toEqual([
      'urgent',
      'always',
      'enough',
      'not_needed',
      'paused',
    ]);
    expect(view.problems).toEqual([]);
  });

  it('names damaged fields and shows the rest', () => {
    const damaged: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ item: 5 }, 'item'],
      [{ item: ' ' }, 'item'],
      [{ item: 'x'.repeat(201) }, 'item'],
      [{ category: ['a'] }, 'category'],
      [{ tier: 'soon' }, 'tier'],
      [{ sizeMin: 5 }, 'sizeMin'],
      [{ sizeMin: '45', sizeMax: '38' }, 'size'],
      [{ wanted: 40 }, 'wanted'],
      [{ wanted: { amount: -1, unit: 'kg' } }, 'wanted'],
      [{ wanted: { amount: 1, unit: 2 } }, 'wanted'],
      [{ position: '0' }, 'position'],
      [{ 'qualifier:': 0 }, 'qualifiers'],
      [
        Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`qualifier:${n}`, n])),
        'qualifiers',
      ],
      [{ 'extra:note': 7 }, 'extra'],
      [{ 'extra:': 'x' }, 'extra'],
      [Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`extra:${n}`, 'x'])), 'extra'],
    ];
    for (const [fields, field] of damaged) {
      const view = viewOf(lineWith(fields));
      expect([fields, view.problems]).toEqual([fields, [{ line: 'a', field }]]);
      expect(view.lineById.get('a')?.problems).toEqual(view.problems);
    }
  });

  it('shows lines of an unknown tier last, for a newer version may have written them', () => {
    const view = viewOf(lineWith({ tier: 'soon' }));
    expect(view.groups.at(-1)).toMatchObject({ tier: 'unknown', lines: [{ id: 'a' }] });
  });

  it('strips what reaches out of a cell, whoever wrote it', () => {
    const view = viewOf(lineWith({ item: 'a\u202eb', 'extra:n\u202eote': 'c\u2067' }));
    expect(view.lineById.get('a')).toMatchObject({ item: 'ab', extra: { note: 'c' } });
  });

  it('does not let a header become more than a header', () => {
    const { extra } = viewOf(lineWith({ 'extra:__proto__': 'x' })).lineById.get('a') as LineView;
    expect(Object.keys(extra)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
  });

  it('names lines, contributions and roots that are none', () => {
    const { doc } = person('founder');
    doc.getMap('lines').set('a', 'not a line');
    doc.getMap('pledges').set('p', 5);
    doc.getMap('pledges').set('q', { line: 'a', amount: 'many', unit: 'kg' });
    doc.getMap('deliveries').set('d', { line: 'a', amount: 1, unit: 'kg', pledge: 'none' });
    doc.getMap('steps').set('s', { of: 'nothing', state: 'accepted' });
    doc.getMap('meta').set('kind', 'rota');
    doc.getMap('meta').set('version', 'one');
    const view = viewOf(doc);
    expect(view.problems).toEqual([
      { field: 'meta.kind' },
      { field: 'meta.version' },
      { line: 'a', field: 'line' },
      { field: 'pledges' },
      { line: 'a', field: 'pledges' },
      { field: 'steps' },
    ]);
    expect(view.unattached).toMatchObject({
      pledges: [{ id: 'q', quantity: { amountThousandths: 0 } }],
      deliveries: [{ id: 'd' }],
      steps: [{ id: 's', of: 'nothing', isAllowed: false }],
    });
    const other = new Y.Doc();
    other.getArray('lines').push(['x']);
    other.getText('pledges').insert(0, 'x');
    expect(viewOf(other).problems).toEqual([{ field: 'lines' }, { field: 'pledges' }]);
    expect(() => addLine(other, person('founder').editor, { item: 'x', tier: 'urgent' })).toThrow(
      TypeError,
    );
  });

  it('never passes the largest exact number, however much is promised', () => {
    const doc = lineWith({ wanted: { amount: 1_000, unit: 'kg' } });
    doc.transact(() => {
      for (let n = 0; n < 10_000; n += 1) {
        doc.getMap('pledges').set(`p${n}`, { line: 'a', amount: 1_000_000_000_000, unit: 'kg' });
      }
    });
    expect(viewOf(doc).lineById.get('a')?.totals).toMatchObject([
      { promisedThousandths: Number.MAX_SAFE_INTEGER, openThousandths: 0 },
    ]);
  });

  it('never throws, whatever is in the document', { timeout: 3_600_000 }, () => {
    const keys = fc.constantFrom(
      'item',
      'tier',
      'sizeMin',
      'sizeMax',
      'wanted',
      'position',
      'archived',
      'qualifier:x',
      'extra:__proto__',
      'zzz',
    );
    const ids = fc.constantFrom('a', 'b', 'p', 's', '__proto__', 'p~1');
    const plain = fc.oneof(
      fc.jsonValue({ maxDepth: 2, noUnicodeString: false }),
      fc.record(
        {
          line: ids,
          of: ids,
          pledge: ids,
          amount: fc.oneof(fc.integer(), fc.double()),
          unit: fc.string(),
          state: fc.constantFrom('accepted', 'cancelled', 'withdrawn', 'constructor'),
          after: fc.oneof(fc.array(ids), fc.string()),
          at: fc.oneof(fc.double(), fc.string()),
        },
        { requiredKeys: [] },
      ),
    );
    // Yjs takes plain objects only; fast-check also makes some without a prototype.
    const json = plain.map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const value = fc.oneof(
      json.map((one) => () => one),
      fc.array(fc.tuple(keys, json)).map((fields) => () => new Y.Map(fields)),
      fc.array(json, { maxLength: 2 }).map((items) => () => Y.Array.from(items as string[])),
      fc.string().map((text) => () => new Y.Text(text)),
    );
    const write = fc.tuple(fc.constantFrom(...rootNames), ids, value, fc.nat(3));
    const documents = fc.array(write, { maxLength: 8 }).map((writes) => {
      const docs = [person('founder').doc, person('member').doc];
      for (const [root, id, make, how] of writes) {
        const doc = docs.at(how % 2) as Y.Doc;
        if (root === 'meta' && id === 'a') doc.getMap('meta').set('version', make());
        else doc.getMap(root).set(id, make());
        if (how > 1) doc.getMap(root).delete(id);
      }
      const merged = new Y.Doc({ gc: false });
      for (const doc of docs) Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc));
      return merged;
    });
    const check = (doc: Y.Doc): void => {
      const found = viewNeeds(doc, authors);
      if (found.ok) writeNeedsCsv(found.value);
      expect(found.ok || found.refusal.type).toBe(found.ok || 'document-newer');
    };
    fc.assert(fc.property(documents, check), { numRuns: fuzzRuns(4_000) });
  });
});

describe('filtering', () => {
  const list = (): NeedsView => {
    const { doc, editor } = person('founder');
    for (const [item, category, tier] of [
      ['Décathlon tents', 'shelter', 'urgent'],
      ['أحذية رجالية', 'footwear', 'urgent'],
      ['candles', 'Warm light', 'always'],
      ['wellingtons', 'footwear', 'not_needed'],
      ['old', 'gone', 'always'],
    ] as const) {
      const line = done(addLine(doc, editor, { item, category, tier, qualifiers: ['size ٤٣'] }));
      if (item === 'old') done(changeLine(doc, line, { isArchived: true }));
    }
    return viewOf(doc);
  };
  const itemsOf = (filter: Parameters<typeof filterGroups>[1]): readonly string[] =>
    filterGroups(list(), filter).flatMap(({ lines }) => lines.map(({ item }) => item));

  it('finds words without regard to case, marks and letter forms', () => {
    expect(itemsOf({ text: 'TENTS decathlon' })).toEqual(['Décathlon tents']);
    expect(itemsOf({ text: 'احذيه' })).toEqual(['أحذية رجالية']);
    expect(itemsOf({ text: '43 well' })).toEqual(['wellingtons']);
    expect(itemsOf({ text: ' ' })).toHaveLength(4);
    expect(itemsOf({ text: 'old' })).toEqual([]);
  });

  it('keeps tiers and categories that are asked for', () => {
    expect(itemsOf({ tiers: ['always'] })).toEqual(['candles']);
    expect(itemsOf({ categories: ['footwear'], tiers: ['urgent', 'not_needed'] })).toEqual([
      'أحذية رجالية',
      'wellingtons',
    ]);
    expect(itemsOf({ categories: ['warm LIGHT'] })).toEqual(['candles']);
    expect(filterGroups(list(), { tiers: [] })).toHaveLength(5);
    expect(matchesLine(list().lineById.values().next().value as LineView, { text: 'tent' })).toBe(
      true,
    );
  });

  it('lists categories of live lines, known ones first', () => {
    expect(categoriesOf(list())).toEqual(['footwear', 'shelter', 'Warm light']);
  });
});
