import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { barShares, dayWords, numericRange, sizeWords, totalWords, amountWords } from './words.ts';

/** Isolates keep directions apart; what is said does not depend on them. */
const plain = (text: string | undefined): string | undefined =>
  text?.replace(/[\u2068\u2069]/gu, '');

const total = {
  unit: 'pair',
  promisedThousandths: 0,
  inTransitThousandths: 0,
  arrivedThousandths: 0,
  openThousandths: 0,
  overThousandths: 0,
} as const;

describe('sizes in words', () => {
  it('says the range and what is needed most', () => {
    const size = { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'eu' };
    expect(plain(sizeWords(size, en))).toBe('38–45 EU, most 40–43');
  });

  it('says letters as they are, and inches with what they measure', () => {
    expect(plain(sizeWords({ min: 'S', max: 'M', unit: 'letter' }, en))).toBe('S–M');
    expect(plain(sizeWords({ min: '28', max: '32', unit: 'waist_inch' }, en))).toBe(
      'waist 28–32 in',
    );
  });

  it('says an open end as one', () => {
    expect(plain(sizeWords({ min: '38', unit: 'eu' }, en))).toBe('from 38 EU');
    expect(plain(sizeWords({ max: '45', unit: 'eu' }, en))).toBe('up to 45 EU');
    expect(plain(sizeWords({ peakMin: '40', peakMax: '43' }, en))).toBe('most 40–43');
  });

  it('does not repeat a peak that is the whole range, nor an end that is both', () => {
    const size = { min: '40', max: '43', peakMin: '40', peakMax: '43', unit: 'eu' };
    expect(plain(sizeWords(size, en))).toBe('40–43 EU');
    expect(plain(sizeWords({ min: '42', max: '42' }, en))).toBe('42');
  });

  it('keeps a unit of somebody’s own, isolated', () => {
    expect(sizeWords({ min: '٣٨', max: '٤٢', unit: 'أوروبي' }, en)).toBe(
      '\u2068٣٨–٤٢\u2069 \u2068أوروبي\u2069',
    );
  });

  it('says nothing about a line without a size', () => {
    expect(sizeWords(undefined, en)).toBeUndefined();
    expect(sizeWords({ unit: 'eu' }, en)).toBeUndefined();
  });
});

describe('numeric ranges', () => {
  it('reads both ends, also with decimals', () => {
    expect(numericRange('38', '45')).toEqual({ min: 38, max: 45 });
    expect(numericRange('5,5', '7.5')).toEqual({ min: 5.5, max: 7.5 });
  });

  it('takes no letters, no reversed and no half-written range', () => {
    expect(numericRange('S', 'M')).toBeUndefined();
    expect(numericRange('45', '38')).toBeUndefined();
    expect(numericRange('38', 'M')).toBeUndefined();
    expect(numericRange(undefined, undefined)).toBeUndefined();
  });
});

describe('amounts in words', () => {
  it('counts known units by the rules of the language', () => {
    expect(amountWords({ amountThousandths: 1000, unit: 'pair' }, en)).toBe('1 pair');
    expect(amountWords({ amountThousandths: 2500, unit: 'kg' }, en)).toBe('2.5 kg');
  });

  it('keeps a unit of somebody’s own, isolated', () => {
    expect(amountWords({ amountThousandths: 12_000, unit: 'قطعة' }, en)).toBe(
      '12 \u2068قطعة\u2069',
    );
  });
});

describe('totals in words', () => {
  it('says the unit once, with what is wanted', () => {
    const words = totalWords(
      {
        ...total,
        wantedThousandths: 100_000,
        arrivedThousandths: 42_000,
        promisedThousandths: 25_000,
      },
      en,
    );
    expect(words.map((each) => each.words)).toEqual([
      '42 arrived',
      '25 promised',
      '100 pairs wanted',
    ]);
  });

  it('says the unit with the first figure when no number is wanted', () => {
    const words = totalWords(
      { ...total, inTransitThousandths: 6000, promisedThousandths: 2000 },
      en,
    );
    expect(words.map((each) => each.words)).toEqual(['6 pairs on the way', '2 promised']);
  });

  it('leaves out what is zero', () => {
    expect(totalWords({ ...total, wantedThousandths: 0 }, en)).toEqual([]);
  });
});

describe('bars', () => {
  it('have no length where no number is wanted', () => {
    expect(barShares({ ...total, promisedThousandths: 5000 })).toBeUndefined();
  });

  it('share the whole among arrived, promised and open', () => {
    expect(
      barShares({
        ...total,
        wantedThousandths: 100_000,
        arrivedThousandths: 40_000,
        promisedThousandths: 10_000,
        inTransitThousandths: 10_000,
      }),
    ).toEqual({ arrived: 0.4, promised: 0.2, wanted: 1 });
  });

  it('mark what was wanted when more comes', () => {
    expect(barShares({ ...total, wantedThousandths: 60_000, arrivedThousandths: 80_000 })).toEqual({
      arrived: 1,
      promised: 0,
      wanted: 0.75,
    });
  });
});

describe('days', () => {
  it('are written as the language writes them, in any time zone', () => {
    expect(dayWords('2026-11-27', en)).toBe('27 Nov 2026');
  });

  it('that are words stay words', () => {
    expect(dayWords('one month', en)).toBe('one month');
    expect(dayWords('2026-13-45', en)).toBe('2026-13-45');
  });
});
