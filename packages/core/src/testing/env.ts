/**
 * A seeded environment: virtual time that moves only when a test says so, and chance that repeats
 * itself from a seed. It knows nothing of groups, links or stores.
 */
import type { Env } from '../lib/env.ts';

export interface SeededEnv extends Env {
  /**
   * Moves time on by `ms`, running every timer that falls due in the order of its time, and lets
   * promises settle before each and at the end.
   */
  advance(ms: number): Promise<void>;
  /** Lets promises settle without moving time. */
  settle(): Promise<void>;
  /** A number at or above 0 and below 1, from the seed. */
  chance(): number;
  /** An integer at or above 0 and below `limit`, from the seed. */
  pick(limit: number): number;
  /** Timers that wait. */
  timers(): number;
  /**
   * The same clock with its own error and its own chance: a device whose clock runs `skewMs` ahead.
   */
  device(seed: number, skewMs?: number): Env;
}

export interface SeededOptions {
  /** Milliseconds since the Unix epoch at the start. */
  readonly startMs?: number;
  /**
   * One turn of the real event loop: needed when what is tested waits for more than promises (a
   * fake database, compiled WebAssembly). Default: promises only, which is quick.
   */
  readonly turn?: () => Promise<void>;
}

/** 2026-11-01, 00:00 UTC. */
const defaultStartMs = 1_793_491_200_000;
/** Longest chain of promises that is waited for where no `turn` is given. */
const settleSteps = 64;

export const createSeededEnv = (seed: number, options: SeededOptions = {}): SeededEnv => {
  const next = createChance(seed);
  const waiting = new Set<Timer>();
  let nowMs = options.startMs ?? defaultStartMs;
  let placed = 0;

  const after = (ms: number, action: () => void): (() => void) => {
    placed += 1;
    // Whole milliseconds, as a machine's clock has them.
    const timer = { dueMs: nowMs + Math.ceil(Math.max(0, ms)), order: placed, action };
    waiting.add(timer);
    return () => {
      waiting.delete(timer);
    };
  };
  const settle = async (): Promise<void> => {
    for (let step = 0; step < settleSteps; step += 1) await Promise.resolve();
    await options.turn?.();
  };
  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    await settle();
    for (;;) {
      const timer = earliest(waiting);
      if (timer === undefined || timer.dueMs > untilMs) break;
      waiting.delete(timer);
      nowMs = Math.max(nowMs, timer.dueMs);
      timer.action();
      await settle();
    }
    nowMs = Math.max(nowMs, untilMs);
  };
  return {
    now: () => nowMs,
    random: (length) => bytesOfChance(next, length),
    after,
    advance,
    settle,
    chance: () => next() / 2 ** 32,
    pick: (limit) => Math.floor((next() / 2 ** 32) * limit),
    timers: () => waiting.size,
    device: (deviceSeed, skewMs = 0) => {
      const own = createChance(deviceSeed);
      return { now: () => nowMs + skewMs, random: (length) => bytesOfChance(own, length), after };
    },
  };
};

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly action: () => void;
}

const earliest = (timers: ReadonlySet<Timer>): Timer | undefined => {
  let first: Timer | undefined;
  for (const timer of timers) {
    const isEarlier =
      first === undefined ||
      timer.dueMs < first.dueMs ||
      (timer.dueMs === first.dueMs && timer.order < first.order);
    if (isEarlier) first = timer;
  }
  return first;
};

const bytesOfChance = (next: () => number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; place += 4) {
    let word = next();
    for (let byte = place; byte < Math.min(place + 4, length); byte += 1) {
      bytes[byte] = word & 255;
      word >>>= 8;
    }
  }
  return bytes;
};

/** sfc32 (Chris Doty-Humphrey, PractRand): 32 bits a call. Never for anything but tests. */
export const createChance = (seed: number): (() => number) => {
  let a = seed >>> 0;
  let b = Math.floor(seed / 2 ** 32) >>> 0;
  let c = 0x9e37_79b9;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
};
