import { describe, expect, it } from 'vitest';
import type { LockTimes } from './lock-times.ts';
import { watchForLocking } from './lock-watch.ts';
import type { OtherTabs, TabNote } from './other-tabs.ts';

const minuteMs = 60_000;

/** A page, its clock and its other tabs, all moved by hand. */
const watched = (times: LockTimes) => {
  let now = 1_000_000;
  /** What timers run by: it stands still while the device sleeps, and nobody can set it. */
  let ticksMs = 0;
  let visibilityState: DocumentVisibilityState = 'visible';
  let timers: { readonly at: number; readonly act: () => void }[] = [];
  const window = new EventTarget();
  const document = Object.defineProperty(new EventTarget(), 'visibilityState', {
    get: () => visibilityState,
  }) as EventTarget & { readonly visibilityState: DocumentVisibilityState };
  const told: TabNote[] = [];
  const listeners = new Set<(note: TabNote) => void>();
  const tabs: OtherTabs = {
    tell: (note) => void told.push(note),
    listen: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
  const env = {
    now: () => now,
    after: (ms: number, act: () => void) => {
      const timer = { at: ticksMs + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  let locked = 0;
  const watch = watchForLocking({
    ...{ env, tabs },
    page: { window, document },
    times: () => times,
    lock: () => (locked += 1),
  });
  const due = (): (typeof timers)[number] | undefined =>
    timers.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= ticksMs);
  return {
    locked: () => locked,
    told,
    timers: () => timers.length,
    hears: (note: TabNote) => {
      for (const hear of listeners) hear(note);
    },
    listeners: () => listeners.size,
    touch: () => window.dispatchEvent(new Event('pointerdown')),
    show: (next: DocumentVisibilityState) => {
      visibilityState = next;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    /** Awake all the while: every timer runs when it is due. */
    pass: (minutes: number) => {
      const end = ticksMs + minutes * minuteMs;
      while (ticksMs < end) {
        now += 1_000;
        ticksMs += 1_000;
        for (let timer = due(); timer !== undefined; timer = due()) {
          const { act } = timer;
          timers = timers.filter((each) => each !== timer);
          act();
        }
      }
    },
    /** Asleep: the clock goes on, and no timer runs. */
    doze: (minutes: number) => (now += minutes * minuteMs),
    stop: () => watch.stop(),
  };
};

describe('locking by itself', () => {
  it('locks when nobody touched the page for as long as was chosen, and not before', () => {
    const page = watched({ untouched: 5, hidden: 0 });
    page.pass(4.8);
    expect(page.locked()).toBe(0);
    page.touch();
    page.pass(4.8);
    expect(page.locked()).toBe(0);
    page.pass(0.5);
    expect(page.locked()).toBeGreaterThan(0);
  });

  it('locks when it was out of sight for so long, though somebody works in another window', () => {
    const page = watched({ untouched: 0, hidden: 1 });
    page.pass(10);
    expect(page.locked()).toBe(0);
    page.show('hidden');
    page.pass(0.8);
    expect(page.locked()).toBe(0);
    page.pass(0.5);
    expect(page.locked()).toBeGreaterThan(0);
  });

  it('never locks by itself where that was chosen', () => {
    const page = watched({ untouched: 0, hidden: 0 });
    page.show('hidden');
    page.pass(600);
    expect(page.locked()).toBe(0);
  });

  it('stays open while another tab is touched or in sight', () => {
    const page = watched({ untouched: 5, hidden: 1 });
    page.show('hidden');
    for (let round = 0; round < 20; round += 1) {
      page.pass(0.5);
      page.hears('touched');
    }
    expect(page.locked()).toBe(0);
    for (let round = 0; round < 8; round += 1) {
      page.pass(0.5);
      page.hears('in-sight');
    }
    // In sight, but touched by nobody for four minutes.
    expect(page.locked()).toBe(0);
    page.pass(0.5);
    page.hears('in-sight');
    page.pass(0.7);
    expect(page.locked()).toBeGreaterThan(0);
  });

  it('tells other tabs that it is in sight, and that it is touched, not more than is needed', () => {
    const page = watched({ untouched: 5, hidden: 5 });
    page.pass(1);
    expect(page.told.filter((note) => note === 'in-sight')).toHaveLength(6);
    for (let touch = 0; touch < 100; touch += 1) page.touch();
    expect(page.told.filter((note) => note === 'touched')).toHaveLength(1);
    page.show('hidden');
    const before = page.told.length;
    page.pass(1);
    expect(page.told).toHaveLength(before);
  });

  it('locks before it is shown again, when it slept for too long', () => {
    const page = watched({ untouched: 0, hidden: 5 });
    page.show('hidden');
    page.doze(30);
    page.show('visible');
    expect(page.locked()).toBe(1);
  });

  it('locks at the first touch after a sleep in full sight', () => {
    const page = watched({ untouched: 15, hidden: 5 });
    page.doze(20);
    page.touch();
    expect(page.locked()).toBe(1);
  });

  it('goes on counting when the clock is set back', () => {
    const page = watched({ untouched: 1, hidden: 0 });
    page.doze(-60 * 24 * 365);
    page.pass(1.2);
    expect(page.locked()).toBeGreaterThan(0);
  });

  it('leaves nothing running when it stops', () => {
    const page = watched({ untouched: 1, hidden: 1 });
    page.stop();
    page.pass(5);
    page.touch();
    page.show('hidden');
    expect([page.locked(), page.timers(), page.listeners()]).toEqual([0, 0, 0]);
  });
});
