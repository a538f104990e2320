import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../text.ts';
import { authors, done, person } from '../../../test/people.ts';
import { checkDraft } from './check.ts';
import { addDelivery, addPledge } from './contributions.ts';
import { applyNeedsImport, readNeedsCsv } from './import.ts';
import { addLine, addLines, changeLine } from './lines.ts';
import { amountThousandthsMax } from './quantity.ts';
import type { LineDraft, NeedsView } from './types.ts';
import { viewNeeds } from './view.ts';
import { categories, sizeUnits, tiers, units } from './vocabulary.ts';
import { writeNeedsCsv } from './write-csv.ts';

const hardText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...Array.from('\'=+-@",;\t\n|–\u202e ٣خ')), maxLength: 8 }),
  fc.constantFrom('item', 'promised', '–', '1.000', 'خيمة'),
);
const option = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const known = (words: readonly string[]) => fc.oneof(fc.constantFrom(...words), hardText);
const anyDraft = fc.record({
  item: hardText,
  tier: fc.constantFrom(...tiers),
  category: option(known(categories)),
  until: option(hardText),
  size: option(
    fc.record({
      min: option(hardText),
      max: option(hardText),
      peakMin: option(hardText),
      peakMax: option(hardText),
      unit: option(known(sizeUnits)),
    }),
  ),
  qualifiers: option(fc.array(hardText, { maxLength: 3 })),
  wanted: option(
    fc.record({
      amountThousandths: fc.integer({ min: 0, max: amountThousandthsMax }),
      unit: known(units),
    }),
  ),
  // No import makes an extra with a header of ours: it would have become `item (2)` then.
  extra: option(
    fc.dictionary(
      hardText.filter((header) => !/^(item|promised)$/u.test(cleanText(header))),
      hardText,
      { maxKeys: 3 },
    ),
  ),
});
/** Drafts that are accepted, as they will be read back. */
const draft: fc.Arbitrary<LineDraft> = anyDraft
  .map((found) => checkDraft(JSON.parse(JSON.stringify(found)) as LineDraft))
  .filter((found) => found.ok)
  .map(done);

const viewOf = (doc: ReturnType<typeof person>['doc']): NeedsView => done(viewNeeds(doc, authors));
const draftsOf = (view: NeedsView): readonly LineDraft[] =>
  view.groups.flatMap((group) =>
    group.lines.map((line): LineDraft => {
      return done(
        checkDraft({
          item: line.item,
          tier: group.tier as LineDraft['tier'],
          category: line.category,
          qualifiers: line.qualifiers,
          size: line.size ?? {},
          extra: line.extra,
          ...(line.until !== undefined && { until: line.until }),
          ...(line.wanted && { wanted: line.wanted }),
        }),
      );
    }),
  );

describe('writing a needs list', () => {
  it('reads back as the same lines, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(draft, { minLength: 1, maxLength: 6 }), (drafts) => {
        const [one, other] = [person('founder'), person('member')];
        done(addLines(one.doc, one.editor, drafts));
        const view = viewOf(one.doc);
        expect(new Set(draftsOf(view))).toEqual(new Set(drafts));
        const found = readNeedsCsv(writeNeedsCsv(view), view);
        expect(found).toMatchObject({ refused: [], format: { delimiter: ',', hadBom: true } });
        expect(found.lines.every(({ isKnown }) => isKnown)).toBe(true);
        done(applyNeedsImport(other.doc, other.editor, found, { addKnown: true }));
        const copy = viewOf(other.doc);
        expect(copy.problems).toEqual([]);
        expect(draftsOf(copy)).toEqual(draftsOf(view));
      }),
      { numRuns: 300 },
    );
  });

  it('shows sums for people, leaves archived lines out and disarms formulas', () => {
    const { doc, editor } = person('founder');
    const wanted = { amountThousandths: 12_500, unit: 'kg' };
    const line = done(
      addLine(doc, editor, {
        item: '=SUM(A1)',
        tier: 'not_needed',
        wanted,
        size: { peakMin: '3-4', peakMax: '3-4', unit: 'UK' },
        extra: { '+note': '@home' },
      }),
    );
    const old = done(addLine(doc, editor, { item: 'old', tier: 'urgent' }));
    done(changeLine(doc, old, { isArchived: true }));
    done(addPledge(doc, editor, { line, quantity: { amountThousandths: 2_000, unit: 'bag' } }));
    done(addPledge(doc, editor, { line, quantity: { amountThousandths: 500, unit: 'kg' } }));
    done(addDelivery(doc, editor, { line, quantity: { amountThousandths: 1_000, unit: 'kg' } }));
    expect(writeNeedsCsv(viewOf(doc))).toBe(
      "\ufefftier,category,item,size_min,size_max,size_peak,size_unit,qualifiers,until,wanted,unit,promised,in_transit,arrived,open,'+note\r\n" +
        "not_needed,,'=SUM(A1),,,3-4–3-4,UK,,,12.5,kg,0.5 kg; 2 bag,,1 kg,11 kg,'@home\r\n",
    );
  });

  it('leaves a column empty for lines that lack it, whatever it is called', () => {
    const { doc, editor } = person('founder');
    const extra = { toString: 'a', ['__proto__']: 'b' };
    done(
      addLines(doc, editor, [
        { item: 'boots', tier: 'urgent', extra },
        { item: 'tents', tier: 'urgent' },
      ]),
    );
    expect(writeNeedsCsv(viewOf(doc))).toMatch(/,b,a\r\n.*,,\r\n$/u);
  });

  it('of an empty list is a header', () => {
    const text = writeNeedsCsv(viewOf(person('founder').doc));
    expect(readNeedsCsv(text).fileProblems).toEqual([{ type: 'header-only' }]);
  });
});
