/**
 * Brings the app's platform and core together: the browser's clock, chance, storage and links, the
 * relay that served this page as the first address of groups that are created here, and what locks
 * and wipes this device.
 */
import { browserEnv } from './browser-env.ts';
import { whenLeft } from './leaving.ts';
import { createLocking, letGo, type Locking } from './locking.ts';
import { createOtherTabs } from './other-tabs.ts';
import { createSession, type Session } from './session.ts';
import { createWiping, type Wiping } from './wiping.ts';

/** What the app runs on, once it has begun. */
export interface Started {
  readonly session: Session;
  readonly locking: Locking;
  readonly wiping: Wiping;
}

/** Where this page's own relay signals. */
export const ownRelay = (page: Pick<Location, 'protocol' | 'host'>): string =>
  `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/signal`;

/** `leave`: loads the page anew, so that its memory is gone; false where it could not. */
export async function startApp(leave: () => Promise<boolean>): Promise<Started> {
  const [{ createSamphire, loadFastCrypto }, { browserPlatform, vaultName }, stores, ground] =
    await Promise.all([
      import('@samphire/core'),
      import('./platform.ts'),
      import('@samphire/core/stores/indexeddb'),
      import('./ground.ts'),
    ]);
  const platform = browserPlatform();
  const samphire = createSamphire(platform);
  const session = createSession(samphire, [ownRelay(location)]);
  const env = browserEnv;
  const tabs = createOtherTabs();
  const wiping = createWiping({
    ground: ground.browserGround(),
    tabs,
    vaultName,
    letGo: () => letGo(session, env, 'tab'),
    leaveTraces: ground.leaveTraces,
  });
  const page = { window, document };
  const locking = createLocking({
    ...{ samphire, session, wiping, tabs, env, page, leave },
    storage: localStorage,
  });
  platform.vault.onWrite(() => void session.refresh());
  whenLeft(page, () => void session.flush());
  const stop = session.subscribe(() => {
    if (session.groups().length === 0) return;
    stop();
    // From here on there is something to keep, and something to work fast for.
    void stores.askForPersistence();
    void loadFastCrypto();
  });
  return { session, locking, wiping };
}
