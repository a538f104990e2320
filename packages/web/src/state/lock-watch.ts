/**
 * Watches whether anybody is there: locks when no tab of this browser was touched, or none was in
 * sight, for as long as was chosen. A page that was asleep looks at the clock as soon as it wakes.
 * Knows nothing of what locking does.
 */
import type { Env } from './core.ts';
import type { LockTimes } from './lock-times.ts';
import type { OtherTabs } from './other-tabs.ts';

/** The page as far as it tells that somebody is there. */
export interface WatchedPage {
  readonly window: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  readonly document: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & {
    readonly visibilityState: DocumentVisibilityState;
  };
}

export interface WatchFacts {
  readonly env: Pick<Env, 'now' | 'after'>;
  readonly page: WatchedPage;
  readonly tabs: OtherTabs;
  readonly times: () => LockTimes;
  readonly lock: () => void;
}

const minuteMs = 60_000;
/** How often the clock is looked at, and how often other tabs hear that somebody is here. */
const lookEveryMs = 10_000;

const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

export function watchForLocking({ env, page, tabs, times, lock }: WatchFacts): { stop(): void } {
  let touchedAt = env.now();
  let seenAt = env.now();
  let toldAt = -Infinity;
  let cancelLook: (() => void) | undefined;

  const minutesSince = (moment: number, now: number): number => (now - moment) / minuteMs;
  const isOver = (minutes: number, passed: number): boolean => minutes > 0 && passed >= minutes;
  const isInSight = (): boolean => page.document.visibilityState === 'visible';

  const lockIfDue = (): boolean => {
    const now = env.now();
    // A clock that was set back must not keep it open for years.
    touchedAt = Math.min(touchedAt, now);
    seenAt = Math.min(seenAt, now);
    const { untouched, hidden } = times();
    const isDue =
      isOver(untouched, minutesSince(touchedAt, now)) || isOver(hidden, minutesSince(seenAt, now));
    if (isDue) lock();
    return isDue;
  };
  const look = (): void => {
    cancelLook = env.after(lookEveryMs, look);
    // In this order: a page that slept while it was in sight was seen by nobody.
    if (!lockIfDue() && isInSight()) beSeen();
  };
  const beSeen = (): void => {
    seenAt = env.now();
    tabs.tell('in-sight');
  };
  const onVisibility = (): void => {
    // What was out of sight for too long is not shown again, not even for a moment.
    if (!lockIfDue()) seenAt = env.now();
  };
  const onTouch = (): void => {
    if (lockIfDue()) return;
    touchedAt = env.now();
    seenAt = touchedAt;
    if (touchedAt - toldAt < lookEveryMs) return;
    toldAt = touchedAt;
    tabs.tell('touched');
  };
  const onWake = (): void => void lockIfDue();

  const stopHearing = tabs.listen((note) => {
    if (note === 'touched') touchedAt = env.now();
    if (note === 'touched' || note === 'in-sight') seenAt = env.now();
  });
  const quietly = { capture: true, passive: true };
  for (const sign of signsOfLife) page.window.addEventListener(sign, onTouch, quietly);
  page.window.addEventListener('pageshow', onWake);
  page.document.addEventListener('visibilitychange', onVisibility);
  cancelLook = env.after(lookEveryMs, look);

  return {
    stop: () => {
      stopHearing();
      cancelLook?.();
      for (const sign of signsOfLife) page.window.removeEventListener(sign, onTouch, quietly);
      page.window.removeEventListener('pageshow', onWake);
      page.document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
