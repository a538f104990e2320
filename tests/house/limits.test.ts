import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as limits from '../../packages/core/src/lib/limits.ts';
import { limitsPage, limitsPagePath, readLimits } from './limits-page.ts';

const bounds = readLimits();

describe('docs/limits.md', () => {
  it('names every constant of limits.ts, with the figure that the code uses', () => {
    const figures = Object.fromEntries(bounds.map(({ name, figure }) => [name, figure]));
    expect(figures).toEqual({ ...limits });
  });

  it('is equal to the constants', () => {
    expect(readFileSync(limitsPagePath, 'utf8')).toBe(limitsPage(bounds));
  });

  it('has a reason for each', () => {
    expect(bounds.filter(({ reason }) => reason.length < 10)).toEqual([]);
  });

  it('has a unit or a thing counted at the end of each name', () => {
    const units = /(?:Max|Min|Ms|Kib|Passes|Stride|PerSecond)$/;
    expect(bounds.map(({ name }) => name).filter((name) => !units.test(name))).toEqual([]);
  });
});
