import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanSizeEnd,
  formatRange,
  isReversed,
  parseRange,
  parseSize,
  sizeUnitFromText,
  sizeUnitText,
} from './size.ts';

describe('a size', () => {
  it('is read from one cell', () => {
    expect(parseSize('38–45, peak 40–43 EU')).toEqual({
      min: '38',
      max: '45',
      peakMin: '40',
      peakMax: '43',
      unit: 'eu',
    });
    expect(parseSize('S-M')).toEqual({ min: 'S', max: 'M' });
    expect(parseSize('S to XXL (mostly M)')).toEqual({
      min: 'S',
      max: 'XXL',
      peakMin: 'M',
      peakMax: 'M',
    });
    expect(parseSize('26-34 waist inch')).toEqual({ min: '26', max: '34', unit: 'waist_inch' });
    expect(parseSize('42.5')).toEqual({ min: '42.5', max: '42.5' });
    expect(parseSize('any adult size')).toEqual({ min: 'any adult size', max: 'any adult size' });
    expect(parseSize(' ')).toEqual({});
  });

  it('has ranges of every dash', () => {
    for (const text of ['40-43', '40 – 43', '40—43', '40 to 43']) {
      expect(parseRange(text)).toEqual(['40', '43']);
    }
    expect(parseRange('42')).toEqual(['42', '42']);
    expect(parseRange('–43')).toEqual([undefined, '43']);
    expect(parseRange('40–')).toEqual(['40', undefined]);
    expect(formatRange(undefined, undefined)).toBe('');
  });

  it('reads back every range that is written', () => {
    const ends = fc.oneof(
      fc.constantFrom('3-4 years', 'S', '42', 'M to L', 'a–b', '-', 'to'),
      fc.string({ unit: 'grapheme', maxLength: 10 }),
    );
    const end = fc.option(
      ends.map(cleanSizeEnd).filter((text) => text !== ''),
      { nil: undefined },
    );
    fc.assert(
      fc.property(end, end, (from, to) => {
        if (from === undefined && to === undefined) return;
        expect(parseRange(formatRange(from, to))).toEqual([from, to]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is reversed only where both ends compare', () => {
    for (const [min, max] of [
      ['45', '38'],
      ['L', 'S'],
      ['2XL', 'xl'],
      ['42,5', '42'],
    ] as const) {
      expect([min, isReversed(min, max)]).toEqual([min, true]);
    }
    for (const [min, max] of [
      ['38', '45'],
      ['S', '3XL'],
      ['S', '45'],
      ['9 years', '3 years'],
      [undefined, '3'],
      ['9', undefined],
    ] as const) {
      expect([min, isReversed(min, max)]).toEqual([min, false]);
    }
  });

  it('has units that are known by their words, and otherwise kept', () => {
    expect(sizeUnitFromText('Waist Inches')).toBe('waist_inch');
    expect(sizeUnitFromText(' UK ')).toBe('UK');
    expect(sizeUnitText('eu')).toBe('EU');
    expect(sizeUnitText('UK')).toBe('UK');
  });
});
