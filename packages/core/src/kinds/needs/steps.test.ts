import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingOf } from './steps.ts';
import type { Step } from './steps.ts';
import { pledgeStates } from './vocabulary.ts';

const pledger = 'member';
const step = (id: string, state: string, by: string | undefined, ...after: string[]): Step => ({
  id,
  state,
  after,
  ...(by !== undefined && { by }),
});

describe('the state of a pledge', () => {
  it('is offered until somebody makes a step', () => {
    expect(standingOf(pledger, [])).toMatchObject({ state: 'offered', heads: [], rivals: [] });
  });

  it('follows steps that know of each other', () => {
    const steps = [
      step('1', 'accepted', 'founder'),
      step('2', 'in_transit', pledger, '1'),
      step('3', 'short', 'founder', '2'),
      step('4', 'received', 'newcomer', '3'),
    ];
    expect(standingOf(pledger, steps)).toMatchObject({
      state: 'received',
      heads: ['4'],
      rivals: [],
    });
  });

  it('is the safer of two that do not, and shows both', () => {
    const safest = [...pledgeStates].slice(1);
    const author = (state: string) => (/cancelled|in_transit/.test(state) ? pledger : 'founder');
    for (const [rank, safer] of safest.entries()) {
      for (const other of safest.slice(0, rank)) {
        const steps = [step('1', safer, author(safer)), step('2', other, author(other))];
        expect(standingOf(pledger, steps)).toMatchObject({ state: safer, rivals: ['1', '2'] });
      }
    }
  });

  it('has no rivals where two people apart say the same', () => {
    const steps = [step('1', 'accepted', 'founder'), step('2', 'accepted', 'newcomer')];
    expect(standingOf(pledger, steps)).toMatchObject({
      state: 'accepted',
      rivals: [],
      heads: ['1', '2'],
    });
  });

  it('lets only the pledger cancel or send, and only others accept or refuse', () => {
    for (const [state, by] of [
      ['cancelled', 'founder'],
      ['in_transit', 'founder'],
      ['accepted', pledger],
      ['refused', pledger],
      ['received', undefined],
      ['cancelled', undefined],
    ] as const) {
      const standing = standingOf(pledger, [step('1', state, by)]);
      expect([state, standing.state, standing.effective.size]).toEqual([state, 'offered', 0]);
    }
    expect(standingOf(pledger, [step('1', 'received', pledger)]).state).toBe('received');
    expect(standingOf(undefined, [step('1', 'cancelled', undefined)]).state).toBe('offered');
  });

  it('never leaves cancelled, even by a step that knows of it', () => {
    const steps = [step('1', 'cancelled', pledger), step('2', 'accepted', 'founder', '1')];
    expect(standingOf(pledger, steps)).toMatchObject({ state: 'cancelled', heads: ['1'] });
  });

  it('looks through steps without effect to those before them', () => {
    const steps = [
      step('1', 'accepted', 'founder'),
      step('2', 'cancelled', 'hostile', '1'),
      step('3', 'in_transit', pledger, '2'),
    ];
    expect(standingOf(pledger, steps)).toMatchObject({ state: 'in_transit', heads: ['3'] });
  });

  it('keeps words of a newer version without effect', () => {
    const steps = [step('1', 'blessed', 'founder'), step('2', 'toString', 'founder')];
    expect(standingOf(pledger, steps)).toMatchObject({ state: 'offered', heads: [] });
  });

  it('lets steps in a circle stand side by side', () => {
    const steps = [step('1', 'accepted', 'founder', '2'), step('2', 'refused', 'founder', '1')];
    expect(standingOf(pledger, steps).state).toBe('refused');
    expect(standingOf(pledger, [step('1', 'refused', 'founder', '1')]).state).toBe('refused');
  });

  it('bears a chain of 50,000 steps', () => {
    const chain = Array.from({ length: 50_000 }, (_, n) =>
      step(
        String(n),
        n % 2 === 0 ? 'short' : 'received',
        'founder',
        ...(n > 0 ? [String(n - 1)] : []),
      ),
    );
    expect(standingOf(pledger, chain)).toMatchObject({ state: 'received', heads: ['49999'] });
  });

  it('is the same whatever order the steps come in', () => {
    const ids = ['1', '2', '3', '4', '5', '6'];
    const anyStep = fc.record({
      state: fc.constantFrom(...pledgeStates, 'blessed'),
      by: fc.constantFrom(pledger, 'founder', 'newcomer'),
      after: fc.array(fc.constantFrom(...ids, 'missing'), { maxLength: 3 }),
    });
    const cases = fc
      .array(anyStep, { maxLength: ids.length })
      .map((steps) => steps.map((one, index): Step => ({ id: ids.at(index) as string, ...one })))
      .chain((steps) =>
        fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
      );
    fc.assert(
      fc.property(cases, ([steps, shuffled]) => {
        const one = standingOf(pledger, steps);
        const other = standingOf(pledger, shuffled);
        expect(other).toEqual(one);
        expect(other.heads.every((id) => other.effective.has(id))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
