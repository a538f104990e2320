/**
 * Brings the app's platform and core together: the browser's clock, chance, storage and links, and
 * the relay that served this page as the first address of groups that are created here.
 */
import { whenLeft } from './leaving.ts';
import { createSession, type Session } from './session.ts';

/** Where this page's own relay signals. */
export const ownRelay = (page: Pick<Location, 'protocol' | 'host'>): string =>
  `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/signal`;

export async function startSession(): Promise<Session> {
  const [{ createSamphire, loadFastCrypto }, { browserPlatform }, { askForPersistence }] =
    await Promise.all([
      import('@samphire/core'),
      import('./platform.ts'),
      import('@samphire/core/stores/indexeddb'),
    ]);
  const platform = browserPlatform();
  const session = createSession(createSamphire(platform), [ownRelay(location)]);
  platform.vault.onWrite(() => void session.refresh());
  whenLeft({ window, document }, () => void session.flush());
  const stop = session.subscribe(() => {
    if (session.groups().length === 0) return;
    stop();
    // From here on there is something to keep, and something to work fast for.
    void askForPersistence();
    void loadFastCrypto();
  });
  return session;
}
