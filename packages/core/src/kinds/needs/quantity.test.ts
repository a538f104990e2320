import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAmounts,
  amountThousandthsMax,
  formatAmount,
  isAmount,
  isQuantity,
  parseAmount,
  unitFromText,
  unitKey,
} from './quantity.ts';

describe('an amount', () => {
  it('is read as people write it', () => {
    const read: readonly (readonly [string, number | undefined])[] = [
      ['12', 12_000],
      [' 12 ', 12_000],
      ['0', 0],
      ['2.5', 2_500],
      ['2,5', 2_500],
      ['1.125', 1_125],
      ['1,000', 1_000_000],
      ['1 000', 1_000_000],
      ['1,000,000.5', 1_000_000_500],
      ['1.000,5', 1_000_500],
      ['1.000.000', 1_000_000_000],
      ['١٢', 12_000],
      ['۲٫۵', 2_500],
      ['1000000000', amountThousandthsMax],
    ];
    for (const [text, amount] of read) expect([text, parseAmount(text)]).toEqual([text, amount]);
  });

  it('is not read where it could be either of two, or is none', () => {
    const unread = [
      '2.500',
      '',
      'many',
      '-1',
      '1e3',
      '1.2345',
      '1000000000.001',
      '99999999999',
      '.5',
      '1..2',
      '½',
    ];
    for (const text of unread) expect([text, parseAmount(text)]).toEqual([text, undefined]);
  });

  it('reads back from what is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: amountThousandthsMax }), (amount) => {
        expect(parseAmount(formatAmount(amount))).toBe(amount);
      }),
    );
    expect(formatAmount(2_500)).toBe('2.5');
    expect(formatAmount(1_000_000)).toBe('1000');
  });

  it('is a whole number of thousandths within bounds', () => {
    for (const value of [-1, 0.5, Number.NaN, Infinity, amountThousandthsMax + 1, '1', null]) {
      expect(isAmount(value)).toBe(false);
      expect(isQuantity({ amountThousandths: value, unit: 'kg' })).toBe(false);
    }
    expect(isAmount(0)).toBe(true);
    expect(isQuantity({ amountThousandths: 5, unit: 'kg' })).toBe(true);
    expect(isQuantity({ amountThousandths: 5, unit: 'k'.repeat(100) })).toBe(false);
    expect(isQuantity(null)).toBe(false);
  });

  it('adds up to the same in every order, and stops where numbers end', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(amounts, (list) => {
        const forwards = list.reduce(addAmounts, 0);
        expect(list.toReversed().reduce(addAmounts, 0)).toBe(forwards);
        expect(Number.isSafeInteger(forwards)).toBe(true);
      }),
    );
  });
});

describe('a unit', () => {
  it('is known by its words, and otherwise kept', () => {
    expect(unitFromText('Pairs')).toBe('pair');
    expect(unitFromText('banana boxes')).toBe('banana_box');
    expect(unitFromText('€')).toBe('euro');
    expect(unitFromText('  ')).toBe('piece');
    expect(unitFromText(' Jerry cans ')).toBe('Jerry cans');
  });

  it('is the same unit in any case', () => {
    expect(unitKey('Jerry Cans')).toBe(unitKey('jerry cans'));
    expect(unitKey('pairs')).toBe(unitKey('pair'));
    expect(unitKey('pair')).not.toBe(unitKey('pack'));
  });
});
