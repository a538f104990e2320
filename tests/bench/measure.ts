/**
 * Rounds and medians. Absolute times on a shared machine say little, so both sides run alternately
 * in one process, and what is reported is the median of each and of the ratio round by round.
 */

/** Fewer say nothing on a machine whose speed drifts. */
export const rounds = 7;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
};

export interface Alternated {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly spread: string;
}

/** Each side gives the milliseconds that it took. One round before, uncounted. */
export const alternate = async (
  ours: () => number | Promise<number>,
  theirs: () => number | Promise<number>,
  count: number = rounds,
): Promise<Alternated> => {
  const pairs: { readonly ours: number; readonly theirs: number }[] = [];
  for (let round = 0; round <= count; round += 1) {
    const pair = { ours: await ours(), theirs: await theirs() };
    if (round > 0) pairs.push(pair);
  }
  const ratios = pairs.map((pair) => pair.ours / pair.theirs);
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    theirs: median(pairs.map((pair) => pair.theirs)),
    ratio: median(ratios),
    spread: `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
  };
};

export const timed = (action: () => unknown): number => {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
};
