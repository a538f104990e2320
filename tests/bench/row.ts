/**
 * One line of `npm run bench`: what was measured, beside what, and what was hoped for. Each file in
 * `rows/` exports `measure`, which runs both sides alternately in one run and returns medians.
 */
export interface BenchRow {
  readonly what: string;
  /** The other side, in words. */
  readonly against: string;
  readonly goal: string;
  /** Sizes and counts, so that anyone can repeat it. */
  readonly inputs: string;
  readonly ours: number;
  readonly theirs?: number;
  readonly unit: string;
  /** Ours over theirs. */
  readonly ratio?: number;
  /** Least and greatest of the rounds. */
  readonly spread?: string;
}
