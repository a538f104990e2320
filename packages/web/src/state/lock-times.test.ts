import { describe, expect, it } from 'vitest';
import { defaultLockTimes, keepLockTimes, readLockTimes } from './lock-times.ts';

const storage = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

describe('the minutes after which a device locks', () => {
  it('are read back as they were chosen, each for itself', () => {
    const place = storage();
    keepLockTimes(place, { untouched: 0, hidden: 1 });
    expect(readLockTimes(place)).toEqual({ untouched: 0, hidden: 1 });
    keepLockTimes(place, { untouched: 15, hidden: 0 });
    expect(readLockTimes(place)).toEqual({ untouched: 15, hidden: 0 });
  });

  it('are the usual ones where nothing can be read: never is only what somebody chose', () => {
    const place = storage();
    expect(readLockTimes(place)).toEqual(defaultLockTimes);
    keepLockTimes(place, { untouched: 1, hidden: 1 });
    for (const nonsense of ['', 'never', '999 999', '-1 -1', '0.5 1e9', 'NaN 0x1']) {
      for (const key of place.kept.keys()) place.kept.set(key, nonsense);
      expect(readLockTimes(place), nonsense).toEqual(defaultLockTimes);
    }
  });

  it('say nothing but minutes where they are kept', () => {
    const place = storage();
    keepLockTimes(place, { untouched: 5, hidden: 15 });
    expect([...place.kept.values()]).toEqual(['5 15']);
  });
});
