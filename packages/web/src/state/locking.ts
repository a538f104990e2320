/**
 * Protecting, locking and unlocking this device. Locking takes the groups off the screen at once,
 * lets core drop its keys, and then loads the page anew: no code can take a text out of a browser's
 * memory for certain, and a page that is gone holds none. All tabs of a browser lock together; each
 * is unlocked by itself, since no key ever leaves its tab. Knows no screen.
 */
import { accepted } from './core.ts';
import type { Env, LockRefusal, Protection, Result, Samphire } from './core.ts';
import { keepLockTimes, readLockTimes, type LockTimes } from './lock-times.ts';
import { watchForLocking, type WatchedPage } from './lock-watch.ts';
import type { OtherTabs } from './other-tabs.ts';
import type { Session } from './session.ts';
import type { Wiping } from './wiping.ts';

type Done = Promise<Result<void, LockRefusal>>;

export interface Locking {
  /** Unknown until the vault has been looked at. */
  protection(): Protection | undefined;
  protect(passphrase: string): Done;
  changePassphrase(current: string, next: string): Done;
  unprotect(current: string): Done;
  /** Core's own report; the duress passphrase wipes the device, and is accepted like the other. */
  unlock(passphrase: string): Done;
  /** Milliseconds until the next passphrase is tried. */
  pauseMs(): number;
  setDuress(current: string, duress: string | undefined): Done;
  hasDuress(): Promise<boolean>;
  /** Locks every tab. Does nothing on a device without a passphrase. */
  lock(): void;
  /** The page is on its way out: nothing that is entered now would be kept. */
  isLeaving(): boolean;
  /** After a wipe: the app begins as if it were new. */
  startOver(): void;
  times(): LockTimes;
  chooseTimes(times: LockTimes): void;
  subscribe(listener: () => void): () => void;
}

export interface LockingFacts {
  readonly samphire: Samphire;
  readonly session: Session;
  readonly wiping: Wiping;
  readonly tabs: OtherTabs;
  readonly env: Pick<Env, 'now' | 'after'>;
  readonly page: WatchedPage;
  readonly storage: Storage;
  /** Loads the page anew at its beginning; false where it could not, and stays. */
  readonly leave: () => Promise<boolean>;
}

/** Edits still being written get this long; after it the page goes, whatever core is doing. */
export const lettingGoMsMax = 3_000;
/** Another tab that began to wipe and never said that it ended has been closed meanwhile. */
const wipedByOtherMsMax = 30_000;

export function createLocking(facts: LockingFacts): Locking {
  const { samphire, session, wiping, tabs, env, page, storage, leave } = facts;
  let watch: { stop(): void } | undefined;
  let isLeaving = false;

  const lockHere = async (where: 'device' | 'tab'): Promise<void> => {
    if (isLeaving || session.protection() !== 'unlocked') return;
    isLeaving = true;
    await letGo(session, env, where);
    await leaveNow();
  };
  const lock = (): void => {
    if (session.protection() !== 'unlocked') return;
    // Faster than the word that core leaves in the vault for tabs that are asleep.
    tabs.tell('lock');
    void lockHere('device');
  };
  const leaveNow = async (): Promise<void> => {
    if (await leave()) return;
    isLeaving = false;
    await session.begin();
  };
  const makeWayForWipe = (): void => {
    isLeaving = true;
    void session.lock('tab');
    env.after(wipedByOtherMsMax, () => void leaveNow());
  };
  tabs.listen((note) => {
    if (note === 'lock') void lockHere('tab');
    if (note === 'wipe') makeWayForWipe();
    if (note === 'wiped') void leaveNow();
  });
  /** Another tab may have protected the device, or changed how: the session then closes by itself. */
  let before: Protection | undefined;
  session.subscribe(() => {
    const now = session.protection();
    if (now === before) return;
    const wasOpen = before === 'unlocked' || before === 'unprotected';
    before = now;
    watch?.stop();
    watch =
      now === 'unlocked'
        ? watchForLocking({ env, page, tabs, times: () => readLockTimes(storage), lock })
        : undefined;
    const isOurs = isLeaving || wiping.phase().name !== 'idle';
    if (now !== 'locked' || !wasOpen || isOurs) return;
    isLeaving = true;
    void letGo(session, env, 'tab').then(leaveNow);
  });
  const refreshed = async <Value>(
    work: Promise<Result<Value, LockRefusal>>,
  ): Promise<Result<Value, LockRefusal>> => {
    const done = await work;
    await session.refresh();
    return done;
  };

  return {
    protection: () => session.protection(),
    protect: (passphrase) => refreshed(samphire.protect(passphrase)),
    changePassphrase: (current, next) => refreshed(samphire.changePassphrase(current, next)),
    unprotect: (current) => refreshed(samphire.unprotect(current)),
    unlock: async (passphrase) => {
      const unlocked = await samphire.unlock(passphrase);
      if (!unlocked.ok) return unlocked;
      // Silently, and with whatever result: a message would give it away.
      if (unlocked.value === 'duress') {
        await wiping.wipe();
        wiping.forget();
      }
      await session.begin();
      return accepted(undefined);
    },
    pauseMs: () => samphire.pauseMs(),
    setDuress: (current, duress) => samphire.setDuress(current, duress),
    hasDuress: async () => {
      const has = await samphire.hasDuress();
      return has.ok && has.value;
    },
    lock,
    isLeaving: () => isLeaving,
    startOver: () => {
      isLeaving = true;
      wiping.forget();
      void leaveNow();
    },
    times: () => readLockTimes(storage),
    chooseTimes: (times) => keepLockTimes(storage, times),
    subscribe: (listener) => session.subscribe(listener),
  };
}

/** Lets the session drop everything, and waits for it as long as is good. */
export const letGo = (
  session: Session,
  env: Pick<Env, 'after'>,
  where: 'device' | 'tab',
): Promise<void> =>
  new Promise((resolve) => {
    env.after(lettingGoMsMax, resolve);
    void session.lock(where).finally(resolve);
  });
