/**
 * Work that can pause: a generator that yields wherever it may be interrupted. Run through, it is an
 * ordinary function; run in slices, it leaves the thread to others now and then, so that ten
 * thousand entries do not freeze a screen.
 */
import type { Env } from './env.ts';

export type Steps<Value> = Generator<void, Value, void>;

/** Longest run before a pause: well under a frame's patience of 50 ms, whatever a step costs. */
const sliceMs = 12;

/** To the end, now. */
export const runThrough = <Value>(steps: Steps<Value>): Value => {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
};

/** One piece of work, which may be finished at once by somebody who cannot wait for it. */
export class Work<Value> {
  readonly #steps: Steps<Value>;
  #outcome: { readonly value: Value } | undefined;

  constructor(steps: Steps<Value>) {
    this.#steps = steps;
  }

  finish(): Value {
    this.#outcome ??= { value: runThrough(this.#steps) };
    return this.#outcome.value;
  }

  async inSlices(env: Env): Promise<Value> {
    let startedAt = env.now();
    while (!this.#outcome) {
      const step = this.#steps.next();
      if (step.done) this.#outcome = { value: step.value };
      // A clock that is set back ends the slice too: a pause too many does no harm.
      else if (Math.abs(env.now() - startedAt) >= sliceMs) {
        await new Promise<void>((resume) => env.after(0, resume));
        startedAt = env.now();
      }
    }
    return this.#outcome.value;
  }
}
