import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { arrivalSentence } from './arrivals.ts';
import { quantityFrom, amountTextFrom } from './amount-text.ts';
import { changeForConflict, conflictWords } from './conflict-change.ts';
import { fillText } from '../../parts/fill.ts';
import { isFiltering, lineFilterFrom, noFilter, toggled } from './filter-state.ts';
import { portionsOf, portionLines } from './portions.ts';
import { isSame } from './reconcile.ts';
import { sizeBars } from './size-scale.ts';

describe('a sentence with gaps', () => {
  it('isolates what people wrote', () => {
    expect(fillText('Changed by {who} just now', { who: 'سامر' })).toBe(
      'Changed by \u2068سامر\u2069 just now',
    );
  });

  it('does not read a gap in what people wrote', () => {
    expect(fillText('{who} said {value}', { who: '{value}', value: 'x' })).toBe(
      '\u2068{value}\u2069 said \u2068x\u2069',
    );
  });
});

describe('what is looked for', () => {
  it('is nothing at first, whatever is archived', () => {
    expect(isFiltering(noFilter)).toBe(false);
    expect(isFiltering({ ...noFilter, showsArchived: true })).toBe(false);
    expect(isFiltering({ ...noFilter, text: '  ' })).toBe(false);
    expect(isFiltering({ ...noFilter, tiers: ['urgent'] })).toBe(true);
  });

  it('is put in and taken out by the same chip', () => {
    expect(toggled(['urgent'], 'always')).toEqual(['urgent', 'always']);
    expect(toggled(['urgent', 'always'], 'urgent')).toEqual(['always']);
  });

  it('becomes a filter without empty parts', () => {
    expect(lineFilterFrom(noFilter)).toEqual({});
    expect(lineFilterFrom({ ...noFilter, text: ' boots ', categories: ['footwear'] })).toEqual({
      text: 'boots',
      categories: ['footwear'],
    });
  });
});

describe('portions of a long list', () => {
  const items = Array.from({ length: portionLines * 3 }, (_, place) => ({ place }));

  it('stay the same when nothing changed', () => {
    const before = portionsOf(items, []);
    const after = portionsOf([...items], before);
    expect(after.every((portion, place) => portion === before[place])).toBe(true);
  });

  it('change only where a line changed', () => {
    const before = portionsOf(items, []);
    const after = portionsOf(items.with(portionLines, { place: -1 }), before);
    expect(after.map((portion, place) => portion === before[place])).toEqual([true, false, true]);
  });

  it('hold every line once, also the last few', () => {
    const some = items.slice(0, portionLines + 1);
    expect(portionsOf(some, []).flat()).toEqual(some);
  });
});

describe('the size scale', () => {
  it('raises the bars of what is needed most', () => {
    const bars = sizeBars({ min: 38, max: 45 }, { min: 40, max: 43 });
    expect(bars?.peak.match(/M/gu)).toHaveLength(4);
    expect(bars?.others.match(/M/gu)).toHaveLength(4);
  });

  it('draws nothing for a single size', () => {
    expect(sizeBars({ min: 42, max: 42 })).toBeUndefined();
  });

  it('grows coarser instead of wider', () => {
    const wide = sizeBars({ min: 0, max: 9000 });
    const narrow = sizeBars({ min: 0, max: 15 });
    expect(wide?.width).toBe(narrow?.width);
  });
});

describe('an amount that is typed', () => {
  it('is a quantity when it is more than zero and has a unit', () => {
    expect(quantityFrom(amountTextFrom('2,5', 'kg'))).toEqual({
      amountThousandths: 2500,
      unit: 'kg',
    });
    expect(quantityFrom(amountTextFrom('٣', 'قطعة'))).toEqual({
      amountThousandths: 3000,
      unit: 'قطعة',
    });
  });

  it('says what is wrong otherwise', () => {
    expect(quantityFrom(amountTextFrom('', 'pair'))).toBe('amount');
    expect(quantityFrom(amountTextFrom('0', 'pair'))).toBe('amount');
    expect(quantityFrom(amountTextFrom('-3', 'pair'))).toBe('amount');
    expect(quantityFrom(amountTextFrom('3', ' '))).toBe('unit');
  });
});

describe('a conflict', () => {
  it('is undone by the edit that writes what lost', () => {
    expect(changeForConflict('tier', 'urgent')).toEqual({ tier: 'urgent' });
    expect(changeForConflict('wanted', '12.5 kg')).toEqual({
      wanted: { amountThousandths: 12_500, unit: 'kg' },
    });
    expect(changeForConflict('sizePeakMin', '40')).toEqual({ size: { peakMin: '40' } });
    expect(changeForConflict('archived', 'true')).toEqual({ isArchived: true });
  });

  it('offers no edit for what it cannot write', () => {
    expect(changeForConflict('tier', 'someday')).toBeUndefined();
    expect(changeForConflict('position', 'a1')).toBeUndefined();
    expect(changeForConflict('wanted', 'many')).toBeUndefined();
  });

  it('is told in the words of the language', () => {
    expect(conflictWords('tier', 'not_needed', en)).toBe('Not needed');
    expect(conflictWords('wanted', '20 pair', en)).toBe('20 pairs');
    expect(conflictWords('item', 'coats', en)).toBe('coats');
  });
});

describe('what arrives from others', () => {
  const handleOf = (member: string | undefined): string | undefined =>
    member === 'm1' ? 'Mira' : undefined;

  it('becomes one sentence that names a single author and counts each line once', () => {
    const arrivals = [
      { lines: ['a', 'b'], by: 'm1' },
      { lines: ['b'], by: 'm1' },
    ];
    expect(arrivalSentence(arrivals, en, handleOf)).toBe('\u2068Mira\u2069 changed 2 lines.');
  });

  it('names nobody when it was several', () => {
    const arrivals = [
      { lines: ['a'], by: 'm1' },
      { lines: ['b'], by: 'm2' },
    ];
    expect(arrivalSentence(arrivals, en, handleOf)).toBe('2 lines were changed.');
  });
});

describe('sameness of views', () => {
  it('is of content', () => {
    expect(isSame({ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(isSame([1, 2], [1, 2, 3])).toBe(false);
    expect(isSame([], {})).toBe(false);
  });
});
