/** The browser's clock, chance and timers, as core asks for them. */
import type { Env } from './core.ts';

/** `getRandomValues` gives no more at once. */
const randomBytesMax = 65_536;

export const browserEnv: Env = {
  now: () => Date.now(),
  random: (length) => {
    const bytes = new Uint8Array(length);
    for (let start = 0; start < length; start += randomBytesMax)
      crypto.getRandomValues(bytes.subarray(start, start + randomBytesMax));
    return bytes;
  },
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
