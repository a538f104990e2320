/**
 * A token bucket: so many a minute, with a burst. It knows nothing of what is counted and reads no
 * clock; whoever takes from it says what time it is.
 */

export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface Bucket {
  /** Takes `cost` if that much is left; otherwise takes nothing and answers false. */
  readonly take: (cost: number, nowMs: number) => boolean;
}

const minuteMs = 60_000;

export const createBucket = (rate: Rate, startMs: number): Bucket => {
  let tokens = rate.burst;
  let filledMs = startMs;
  return {
    take: (cost, nowMs) => {
      // A clock that jumps back gives nothing and takes nothing.
      const elapsedMs = Math.max(0, nowMs - filledMs);
      filledMs = Math.max(filledMs, nowMs);
      tokens = Math.min(rate.burst, tokens + (elapsedMs * rate.perMinute) / minuteMs);
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
  };
};
