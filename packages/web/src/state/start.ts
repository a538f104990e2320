/**
 * Brings the app's platform and core together: the browser's clock, chance, storage and links, and
 * the relay that served this page as the first address of groups that are created here.
 */
import { createSession, type Session } from './session.ts';

/** Where this page's own relay signals. */
export const ownRelay = (page: Pick<Location, 'protocol' | 'host'>): string =>
  `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/signal`;

export async function startSession(): Promise<Session> {
  const [{ createSamphire }, { browserPlatform }] = await Promise.all([
    import('@samphire/core'),
    import('./platform.ts'),
  ]);
  return createSession(createSamphire(browserPlatform()), [ownRelay(location)]);
}
