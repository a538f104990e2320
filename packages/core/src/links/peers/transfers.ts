/**
 * How far large transfers have come, for the line that shows it. Small ones are not worth a word.
 */
import type { Env } from '../../lib/env.ts';
import { createPace } from './pacing.ts';

export interface Transfers {
  report(peer: object, direction: 'sent' | 'received', done: number, total: number): void;
  forget(peer: object): void;
  current(): { readonly done: number; readonly total: number } | undefined;
  stop(): void;
}

/** Less than this is there before anybody has read that it is coming. */
const shownBytesMin = 262_144;
const showPauseMs = 100;

export const createTransfers = (env: Env, changed: () => void): Transfers => {
  const byPeer = {
    sent: new Map<object, Transfer>(),
    received: new Map<object, Transfer>(),
  };
  const pace = createPace(env, showPauseMs, changed);
  return {
    report: (peer, direction, done, total) => {
      if (total < shownBytesMin) return;
      if (done < total) byPeer[direction].set(peer, { done, total });
      else byPeer[direction].delete(peer);
      pace.request();
    },
    forget: (peer) => {
      byPeer.sent.delete(peer);
      byPeer.received.delete(peer);
    },
    current: () => {
      let done = 0;
      let total = 0;
      for (const transfer of [...byPeer.received.values(), ...byPeer.sent.values()]) {
        done += transfer.done;
        total += transfer.total;
      }
      return total === 0 ? undefined : { done, total };
    },
    stop: pace.cancel,
  };
};

interface Transfer {
  readonly done: number;
  readonly total: number;
}
