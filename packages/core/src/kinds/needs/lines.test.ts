import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, meet, person, refusalOf } from '../../../test/people.ts';
import type { Person } from '../../../test/people.ts';
import { addLine, changeLine, lineAppender, moveLine } from './lines.ts';
import { needsKind } from './needs.ts';
import { parseAmount } from './quantity.ts';
import type { LineDraft, LineView, NeedsView } from './types.ts';
import { viewNeeds } from './view.ts';

const boots: LineDraft = {
  item: "men's waterproof walking boots",
  category: 'Footwear',
  tier: 'urgent',
  size: { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'EU' },
  qualifiers: ['waterproof', 'new; not worn'],
  wanted: { amountThousandths: 40_000, unit: 'pairs' },
  extra: { colour: 'black' },
};

const viewOf = ({ doc }: Person): NeedsView => done(viewNeeds(doc, authors));
const lineOf = (who: Person, id: string): LineView => viewOf(who).lineById.get(id) as LineView;
const itemsOf = (who: Person): readonly string[] =>
  viewOf(who).groups.flatMap((group) => group.lines.map((line) => line.item));

const list = (): { founder: Person; member: Person; line: string } => {
  const [founder, member] = [person('founder'), person('member')];
  needsKind.create(founder.doc, founder.editor);
  const line = done(addLine(founder.doc, founder.editor, boots));
  meet(founder, member);
  return { founder, member, line };
};

describe('adding a line', () => {
  it('keeps every field in its place', () => {
    const { member, line } = list();
    expect(lineOf(member, line)).toEqual({
      id: line,
      item: "men's waterproof walking boots",
      category: 'footwear',
      categoryId: 'footwear',
      tier: 'urgent',
      size: { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'eu', unitId: 'eu' },
      qualifiers: ['waterproof', 'new', 'not worn'],
      wanted: { amountThousandths: 40_000, unit: 'pair' },
      extra: { colour: 'black' },
      isArchived: false,
      position: '10000001',
      by: 'founder',
      pledges: [],
      deliveries: [],
      totals: [
        {
          unit: 'pair',
          unitId: 'pair',
          wantedThousandths: 40_000,
          promisedThousandths: 0,
          inTransitThousandths: 0,
          arrivedThousandths: 0,
          openThousandths: 40_000,
          overThousandths: 0,
        },
      ],
      conflicts: [],
      problems: [],
    });
  });

  it('refuses what would not read back, and writes nothing then', () => {
    const { doc, editor } = person('founder');
    const refusals: readonly (readonly [Partial<LineDraft>, unknown])[] = [
      [{ item: ' \u202e ' }, { type: 'text-empty', field: 'item' }],
      [{ item: 'x'.repeat(201) }, { type: 'text-too-long', field: 'item', charsMax: 200 }],
      [{ category: 'x'.repeat(81) }, { type: 'text-too-long', field: 'category', charsMax: 80 }],
      [{ until: 'x'.repeat(81) }, { type: 'text-too-long', field: 'until', charsMax: 80 }],
      [{ tier: 'soon' as 'urgent' }, { type: 'tier-unknown', tier: 'soon' }],
      [{ size: { min: '45', max: '38' } }, { type: 'size-reversed' }],
      [{ size: { unit: 'x'.repeat(81) } }, { type: 'text-too-long', field: 'size', charsMax: 80 }],
      [{ wanted: { amountThousandths: 0.5, unit: 'kg' } }, { type: 'quantity-invalid' }],
      [
        { qualifiers: Array.from({ length: 33 }, (_, n) => `${n}`) },
        { type: 'too-many', field: 'qualifiers', max: 32 },
      ],
      [
        { qualifiers: ['x'.repeat(201)] },
        { type: 'text-too-long', field: 'qualifiers', charsMax: 200 },
      ],
      [
        { extra: { note: 'x'.repeat(2_001) } },
        { type: 'text-too-long', field: 'extra', charsMax: 2_000 },
      ],
      [
        { extra: { ['x'.repeat(81)]: 'y' } },
        { type: 'text-too-long', field: 'extra', charsMax: 80 },
      ],
      [
        { extra: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`h${n}`, 'v'])) },
        { type: 'too-many', field: 'extra', max: 64 },
      ],
    ];
    for (const [part, refusal] of refusals) {
      expect(refusalOf(addLine(doc, editor, { ...boots, ...part }))).toEqual(refusal);
    }
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(new Y.Doc()));
  });

  it('keeps both lines that two people add at one place while apart', () => {
    const { founder, member } = list();
    done(addLine(founder.doc, founder.editor, { item: 'tents', tier: 'urgent' }));
    done(addLine(member.doc, member.editor, { item: 'candles', tier: 'urgent' }));
    meet(founder, member);
    expect(itemsOf(founder)).toEqual(itemsOf(member));
    expect(itemsOf(founder).toSorted()).toEqual(['candles', boots.item, 'tents']);
  });
});

describe('changing a line', () => {
  it('lets changes of different fields by people apart both stand', () => {
    const { founder, member, line } = list();
    done(changeLine(founder.doc, line, { tier: 'enough', size: { max: '46' } }));
    done(
      changeLine(member.doc, line, {
        item: 'boots',
        size: { peakMin: '41' },
        qualifiers: ['waterproof', 'new', 'warm'],
      }),
    );
    meet(founder, member);
    expect(lineOf(founder, line)).toMatchObject({
      item: 'boots',
      tier: 'enough',
      size: { min: '38', max: '46', peakMin: '41', peakMax: '43' },
      qualifiers: ['waterproof', 'new', 'warm'],
      conflicts: [],
    });
    expect(lineOf(member, line)).toEqual(lineOf(founder, line));
  });

  it('shows what lost when people apart change one field, until somebody settles it', () => {
    const { founder, member, line } = list();
    done(changeLine(founder.doc, line, { tier: 'enough' }));
    done(changeLine(founder.doc, line, { tier: 'paused' }));
    done(
      changeLine(member.doc, line, {
        tier: 'always',
        wanted: { amountThousandths: 1_000, unit: 'bag' },
      }),
    );
    done(changeLine(founder.doc, line, { wanted: { amountThousandths: 2_500, unit: 'kg' } }));
    meet(founder, member);
    expect(lineOf(founder, line)).toMatchObject({
      tier: 'always',
      wanted: { unit: 'bag' },
      conflicts: [
        { field: 'tier', lost: [{ value: 'paused', by: 'founder' }] },
        { field: 'wanted', lost: [{ value: '2.5 kg', by: 'founder' }] },
      ],
    });
    expect(lineOf(member, line)).toEqual(lineOf(founder, line));
    done(changeLine(founder.doc, line, { tier: 'paused', wanted: null }));
    meet(founder, member);
    expect(lineOf(member, line)).toMatchObject({ tier: 'paused', conflicts: [] });
  });

  it('shows no conflict where both say the same', () => {
    const { founder, member, line } = list();
    done(changeLine(founder.doc, line, { tier: 'enough' }));
    done(changeLine(member.doc, line, { tier: 'enough' }));
    meet(founder, member);
    expect(lineOf(founder, line)).toMatchObject({ tier: 'enough', conflicts: [] });
  });

  it('clears fields and takes qualifiers away', () => {
    const { founder, line } = list();
    done(
      changeLine(founder.doc, line, {
        category: null,
        until: 'one month',
        tier: 'paused',
        size: null,
        wanted: null,
        qualifiers: ['new'],
      }),
    );
    const view = lineOf(founder, line);
    expect(view).toMatchObject({
      category: '',
      tier: 'paused',
      until: 'one month',
      qualifiers: ['new'],
    });
    expect(view).not.toHaveProperty('size');
    expect(view).not.toHaveProperty('wanted');
    done(changeLine(founder.doc, line, { until: null, size: { peakMin: '40', unit: 'UK' } }));
    expect(lineOf(founder, line).size).toEqual({ peakMin: '40', unit: 'UK' });
    done(changeLine(founder.doc, line, { category: 'SHELTER', size: { unit: null } }));
    expect(lineOf(founder, line)).toMatchObject({ categoryId: 'shelter', size: { peakMin: '40' } });
  });

  it('writes nothing when nothing differs', () => {
    const { founder, line } = list();
    const before = Y.encodeStateVector(founder.doc);
    done(
      changeLine(founder.doc, line, {
        ...boots,
        until: null,
        qualifiers: ['waterproof', 'new', 'not worn'],
      }),
    );
    expect(Y.encodeStateVector(founder.doc)).toEqual(before);
  });

  it('refuses what would not read back, and writes nothing then', () => {
    const { founder, line } = list();
    const before = Y.encodeStateVector(founder.doc);
    const { doc } = founder;
    for (const [change, refusal] of [
      [{ item: ' ' }, { type: 'text-empty', field: 'item' }],
      [{ item: 'x'.repeat(201) }, { type: 'text-too-long', field: 'item', charsMax: 200 }],
      [{ tier: 'soon' as 'urgent' }, { type: 'tier-unknown', tier: 'soon' }],
      [{ tier: 'always', size: { min: '46' } }, { type: 'size-reversed' }],
      [{ size: { peakMin: '46' } }, { type: 'size-reversed' }],
      [{ wanted: { amountThousandths: -1, unit: '' } }, { type: 'quantity-invalid' }],
      [
        { qualifiers: ['x'.repeat(201)] },
        { type: 'text-too-long', field: 'qualifiers', charsMax: 200 },
      ],
    ] as const) {
      expect(refusalOf(changeLine(doc, line, change))).toEqual(refusal);
    }
    expect(refusalOf(changeLine(doc, 'none', {}))).toEqual({ type: 'line-unknown', line: 'none' });
    expect(Y.encodeStateVector(doc)).toEqual(before);
  });

  it('names a size that two people crossed while apart', () => {
    const { founder, member, line } = list();
    done(changeLine(founder.doc, line, { size: { min: '44' } }));
    done(changeLine(member.doc, line, { size: { max: '43' } }));
    meet(founder, member);
    expect(lineOf(member, line).problems).toEqual([{ line, field: 'size' }]);
  });

  it('archives and brings back, with everything that belongs to the line', () => {
    const { founder, line } = list();
    done(changeLine(founder.doc, line, { isArchived: true }));
    expect(viewOf(founder).archived.map(({ id }) => id)).toEqual([line]);
    expect(itemsOf(founder)).toEqual([]);
    done(changeLine(founder.doc, line, { isArchived: false }));
    expect(itemsOf(founder)).toEqual([boots.item]);
  });
});

describe('moving a line', () => {
  const three = (): { founder: Person; ids: readonly string[] } => {
    const founder = person('founder');
    const ids = ['a', 'b', 'c'].map((item) =>
      done(addLine(founder.doc, founder.editor, { item, tier: 'always' })),
    );
    return { founder, ids };
  };

  it('puts it before another or at the end', () => {
    const { founder, ids } = three();
    const [a, b, c] = ids as [string, string, string];
    done(moveLine(founder.doc, c, b));
    expect(itemsOf(founder)).toEqual(['a', 'c', 'b']);
    done(moveLine(founder.doc, b, a));
    expect(itemsOf(founder)).toEqual(['b', 'a', 'c']);
    done(moveLine(founder.doc, b, undefined));
    expect(itemsOf(founder)).toEqual(['a', 'c', 'b']);
    done(moveLine(founder.doc, a, a));
    expect(itemsOf(founder)).toEqual(['a', 'c', 'b']);
  });

  it('refuses lines that are not there', () => {
    const { founder, ids } = three();
    const [a] = ids as [string];
    expect(refusalOf(moveLine(founder.doc, 'none', a))).toEqual({
      type: 'line-unknown',
      line: 'none',
    });
    expect(refusalOf(moveLine(founder.doc, a, 'none'))).toEqual({
      type: 'line-unknown',
      line: 'none',
    });
  });
});

describe('a document of a newer version', () => {
  it('is refused by the view and by every edit', () => {
    const { founder, line } = list();
    founder.doc.getMap('meta').set('version', 2);
    const refusal = { type: 'document-newer', version: 2 };
    expect(refusalOf(needsKind.view(founder.doc, authors))).toEqual(refusal);
    expect(refusalOf(addLine(founder.doc, founder.editor, boots))).toEqual(refusal);
    expect(refusalOf(changeLine(founder.doc, line, {}))).toEqual(refusal);
    expect(refusalOf(moveLine(founder.doc, line, undefined))).toEqual(refusal);
    needsKind.create(founder.doc, founder.editor);
    expect(founder.doc.getMap('meta').get('version')).toBe(2);
  });
});

describe('fields of a newer version', () => {
  it('survive edits by this one', () => {
    const { founder, member, line } = list();
    const stored = founder.doc.getMap('lines').get(line) as Y.Map<unknown>;
    stored.set('timeframe', '0-12h');
    stored.set('wanted', { amount: 5_000, unit: 'pack', packSize: 6 });
    founder.doc.getMap('stock').set('x', { counted: 3 });
    founder.doc.getMap('meta').set('steward', 'depot');
    meet(founder, member);
    done(
      changeLine(member.doc, line, {
        item: 'boots',
        wanted: { amountThousandths: 7_000, unit: 'pack' },
      }),
    );
    done(moveLine(member.doc, line, undefined));
    meet(founder, member);
    expect(stored.get('timeframe')).toBe('0-12h');
    expect(stored.get('wanted')).toEqual({ amount: 7_000, unit: 'pack', packSize: 6 });
    expect(founder.doc.getMap('stock').get('x')).toEqual({ counted: 3 });
    expect(founder.doc.getMap('meta').get('steward')).toBe('depot');
    expect(lineOf(founder, line)).toMatchObject({
      problems: [],
      wanted: { amountThousandths: parseAmount('7') },
    });
  });

  it('adds portion after portion behind the end that it found first', () => {
    const { doc, editor } = person('founder');
    const append = lineAppender(doc, editor);
    done(append([{ item: 'one', tier: 'urgent' }]));
    done(addLine(doc, editor, { item: 'another', tier: 'urgent' }));
    done(
      append([
        { item: 'two', tier: 'urgent' },
        { item: 'three', tier: 'urgent' },
      ]),
    );
    const items = done(viewNeeds(doc, authors)).groups[0]?.lines.map(({ item }) => item);
    expect(items).toEqual(['one', expect.anything(), expect.anything(), 'three']);
    expect(items?.toSorted()).toEqual(['another', 'one', 'three', 'two']);
  });
});
