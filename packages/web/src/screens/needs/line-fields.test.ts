import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { amountTextFrom } from './amount-text.ts';
import { categoryFrom, changeFrom, draftFrom, emptyFields, problemsOf } from './line-fields.ts';
import type { LineFields } from './line-fields.ts';

const boots: LineFields = {
  item: 'walking boots',
  category: 'Footwear',
  tier: 'urgent',
  until: '',
  size: { min: '38', max: '45', peakMin: '40', peakMax: '43', unit: 'eu' },
  qualifiers: 'waterproof\n\n new ',
  wanted: amountTextFrom('100', 'pair'),
};

describe('the form of a line', () => {
  it('becomes a draft without empty fields', () => {
    expect(draftFrom(boots, en)).toEqual({
      item: 'walking boots',
      category: 'footwear',
      tier: 'urgent',
      size: boots.size,
      qualifiers: ['waterproof', 'new'],
      wanted: { amountThousandths: 100_000, unit: 'pair' },
    });
    expect(draftFrom({ ...emptyFields, item: ' tents ' }, en)).toEqual({
      item: 'tents',
      tier: 'always',
    });
  });

  it('changes only what this person changed', () => {
    expect(changeFrom(boots, boots, en)).toEqual({});
    expect(changeFrom(boots, { ...boots, tier: 'enough', until: 'Monday' }, en)).toEqual({
      tier: 'enough',
      until: 'Monday',
    });
  });

  it('clears what was emptied', () => {
    const emptied = {
      ...boots,
      category: ' ',
      size: emptyFields.size,
      wanted: amountTextFrom('', 'pair'),
    };
    expect(changeFrom(boots, emptied, en)).toEqual({
      category: null,
      size: { min: null, max: null, peakMin: null, peakMax: null, unit: null },
      wanted: null,
    });
  });

  it('writes one end of a size alone', () => {
    const wider = { ...boots, size: { ...boots.size, max: '46' } };
    expect(changeFrom(boots, wider, en)).toEqual({ size: { max: '46' } });
  });

  it('knows a category by its id, by its word, and keeps any other', () => {
    expect(categoryFrom('footwear', en)).toBe('footwear');
    expect(categoryFrom(' FOOTWEAR ', en)).toBe('footwear');
    expect(categoryFrom('Other things', en)).toBe('other');
    expect(categoryFrom('خيام', en)).toBe('خيام');
  });
});

describe('problems of the form', () => {
  it('are none when everything fits', () => {
    expect(problemsOf(boots)).toEqual([]);
    expect(problemsOf({ ...boots, size: { ...boots.size, min: 'S', max: 'M' } })).toEqual([]);
  });

  it('are named in the order of the form', () => {
    const wrong: LineFields = {
      ...boots,
      item: ' ',
      size: { ...boots.size, min: '45', max: '38' },
      wanted: amountTextFrom('0', 'pair'),
    };
    expect(problemsOf(wrong)).toEqual(['item-empty', 'size-reversed', 'amount']);
  });

  it('include a peak outside of the sizes', () => {
    expect(problemsOf({ ...boots, size: { ...boots.size, peakMax: '47' } })).toEqual([
      'peak-outside',
    ]);
  });
});
