/**
 * A token bucket and a promise that something happens at most so often. Knows nothing of what is
 * counted.
 */
import type { Env } from '../../lib/env.ts';

export interface Bucket {
  /** Takes `cost` if that much is left; otherwise takes nothing and answers false. */
  take(cost: number): boolean;
  giveBack(amount: number): void;
}

export const createBucket = (env: Env, burst: number, perSecond: number): Bucket => {
  let level = burst;
  let filledMs = env.now();
  return {
    take: (cost) => {
      const nowMs = env.now();
      // A clock that jumps back gives nothing.
      level = Math.min(burst, level + (Math.max(0, nowMs - filledMs) * perSecond) / 1000);
      filledMs = nowMs;
      if (level < cost) return false;
      level -= cost;
      return true;
    },
    giveBack: (amount) => {
      level = Math.min(burst, level + amount);
    },
  };
};

export interface Pace {
  /** Runs the action now, or once the pause since its last run is over. */
  request(): void;
  cancel(): void;
}

/** `isLate`: even the first request waits for the pause, so that several come together. */
export const createPace = (env: Env, pauseMs: number, action: () => void, isLate = false): Pace => {
  let cancelTimer: (() => void) | undefined;
  let isRequested = false;
  const wait = (): void => {
    cancelTimer = env.after(pauseMs, () => {
      cancelTimer = undefined;
      if (!isRequested) return;
      isRequested = false;
      if (!isLate) wait();
      action();
    });
  };
  return {
    request: () => {
      if (cancelTimer === undefined && !isLate) {
        wait();
        action();
        return;
      }
      isRequested = true;
      if (cancelTimer === undefined) wait();
    },
    cancel: () => {
      cancelTimer?.();
      cancelTimer = undefined;
      isRequested = false;
    },
  };
};
