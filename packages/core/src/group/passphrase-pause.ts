/**
 * The pause after a wrong passphrase: doubled with each, bounded, so that who tries at the screen
 * gets nowhere and who teases keeps nobody out for long. It says nothing to whoever has copied the
 * disk; against them stands the slow hash. Knows no vault: the count of wrong ones comes from there.
 *
 * The count outlives a reload, the pause begins anew with it: only a timer ends it, so that setting
 * the device's clock gains nothing.
 */
import type { Env } from '../lib/env.ts';
import { passphrasePauseMs, passphrasePauseMsMax } from '../lib/limits.ts';

export interface PassphrasePause {
  /** Milliseconds left; 0 when a passphrase may be tried. */
  leftMs(): number;
  /** How many wrong ones the vault counts: more than are known here begin a pause. */
  seen(tries: number): void;
  /** One is about to be tried. It counts as wrong until it was right. */
  trying(): void;
  /** It was wrong: the milliseconds to wait. */
  wrong(): number;
  right(): void;
}

export const createPassphrasePause = (env: Env): PassphrasePause => {
  let known = 0;
  let ending: { readonly cancel: () => void; readonly ms: number; readonly at: number } | undefined;

  const begin = (): number => {
    ending?.cancel();
    const ms = pauseMsAfter(known);
    const cancel = env.after(ms, () => {
      ending = undefined;
    });
    ending = { cancel, ms, at: env.now() + ms };
    return ms;
  };
  return {
    leftMs: () => (ending ? Math.min(Math.max(ending.at - env.now(), 1), ending.ms) : 0),
    seen: (tries) => {
      if (tries <= known) return;
      known = tries;
      begin();
    },
    trying: () => {
      known += 1;
    },
    wrong: begin,
    right: () => {
      ending?.cancel();
      ending = undefined;
      known = 0;
    },
  };
};

const pauseMsAfter = (tries: number): number =>
  Math.min(passphrasePauseMs * 2 ** Math.max(tries - 1, 0), passphrasePauseMsMax);
