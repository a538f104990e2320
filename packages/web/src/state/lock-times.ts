/**
 * After how many minutes a protected device locks itself. Kept outside the vault, since it says only
 * minutes and is needed before anything is opened.
 */

/** 0 is never. */
export const lockMinutes = [0, 1, 5, 15] as const;
export type LockMinutes = (typeof lockMinutes)[number];

export interface LockTimes {
  /** Nobody has touched any tab for so long. */
  readonly untouched: LockMinutes;
  /** No tab has been in sight for so long. */
  readonly hidden: LockMinutes;
}

/** Long enough to carry a box, short enough for a telephone that was taken and put down. */
export const defaultLockTimes: LockTimes = { untouched: 15, hidden: 5 };

const storageKey = 'samphire-lock-minutes';

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

/** What nobody chose, or nobody can read, is the default. */
export function readLockTimes(storage: Kept): LockTimes {
  const [untouched, hidden] = (storage.getItem(storageKey) ?? '').split(' ').map(minutesFromText);
  return {
    untouched: untouched ?? defaultLockTimes.untouched,
    hidden: hidden ?? defaultLockTimes.hidden,
  };
}

export const keepLockTimes = (storage: Kept, { untouched, hidden }: LockTimes): void =>
  storage.setItem(storageKey, `${untouched} ${hidden}`);

export const minutesFromText = (text: string): LockMinutes | undefined =>
  lockMinutes.find((minutes) => String(minutes) === text);
