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
  const timesOf = await takeTurns({ ours, theirs }, count);
  return compare(timesOf('ours'), timesOf('theirs'));
};

/** The same with any number of sides, by turns: the milliseconds of each in every round. */
export const takeTurns = async <Side extends string>(
  sides: Readonly<Record<Side, () => number | Promise<number>>>,
  count: number = rounds,
): Promise<(side: Side) => readonly number[]> => {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= count; round += 1) {
    for (const [name, take] of Object.entries<() => number | Promise<number>>(sides)) {
      const ms = await take();
      if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  return (side) => times.get(side) ?? [];
};

/** Medians of each, and of the ratio round by round. */
export const compare = (ours: readonly number[], theirs: readonly number[]): Alternated => {
  const ratios = ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN));
  return {
    ours: median(ours),
    theirs: median(theirs),
    ratio: median(ratios),
    spread: `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
  };
};

export const timed = (action: () => unknown): number => {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
};
