import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPosition, positionAfter, positionBetween, positionCharsMax } from './position.ts';

describe('a position', () => {
  it('has room for 10,000 lines one after the other without growing', () => {
    const positions = [positionAfter(undefined)];
    while (positions.length < 10_000) positions.push(positionAfter(positions.at(-1)));
    expect(positions.toSorted()).toEqual(positions);
    expect(new Set(positions).size).toBe(10_000);
    expect(positions.every((position) => position.length === 8)).toBe(true);
  });

  it('lies between its neighbours wherever a line is put', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (places) => {
        const list = [positionAfter(undefined)];
        for (const place of places) {
          const at = place % (list.length + 1);
          const isEnd = at === list.length && place % 2 === 0;
          const position = isEnd
            ? positionAfter(list.at(-1))
            : positionBetween(list[at - 1], list[at]);
          expect(isPosition(position)).toBe(true);
          list.splice(at, 0, position);
        }
        expect(list.toSorted()).toEqual(list);
        expect(new Set(list).size).toBe(list.length);
      }),
    );
  });

  it('stays bounded when one gap is used forever', () => {
    const low = positionAfter(undefined);
    let high = positionAfter(low);
    for (let count = 0; count < 1_000; count += 1) {
      high = positionBetween(low, high);
      expect(high.length).toBeLessThanOrEqual(positionCharsMax);
      expect(high >= low).toBe(true);
    }
  });

  it('is the first of two that have lost their order', () => {
    expect(positionBetween('b', 'a')).toBe('b');
    expect(positionBetween('b', 'b')).toBe('b');
  });

  it('goes on at the end of the digits', () => {
    const end = positionAfter('zzzzzzzz');
    expect(end > 'zzzzzzzz').toBe(true);
    expect(isPosition(end)).toBe(true);
  });

  it('is text that ends in no zero', () => {
    for (const value of ['', 'a0', 'A', 'ä', 5, null, 'z'.repeat(65)]) {
      expect(isPosition(value)).toBe(false);
    }
  });
});
