/**
 * Says in the room that we are there: when a server is reached, when a connection ended, and now
 * and then, since who came while we were not reached would never learn of us otherwise.
 */
import type { Env } from '../../lib/env.ts';

export interface Announcing {
  /** Now, at one address or at all. */
  now(address?: string): void;
  /** After a short while of chance, so that not everybody speaks at once. */
  soon(): void;
  stop(): void;
}

const intervalMs = 30_000;
const soonMs = 2_000;

export const createAnnouncing = (
  env: Env,
  announce: (address: string | undefined) => void,
): Announcing => {
  let cancelRegular: (() => void) | undefined;
  let cancelSoon: (() => void) | undefined;

  /** Between half of `ms` and `ms`. */
  const spread = (ms: number): number => ms * (0.5 + (env.random(1)[0] ?? 0) / 510);

  const regularly = (): void => {
    cancelRegular = env.after(spread(intervalMs * 1.5), () => {
      announce(undefined);
      regularly();
    });
  };
  regularly();
  return {
    now: announce,
    soon: () => {
      cancelSoon ??= env.after(spread(soonMs), () => {
        cancelSoon = undefined;
        announce(undefined);
      });
    },
    stop: () => {
      cancelRegular?.();
      cancelSoon?.();
    },
  };
};
