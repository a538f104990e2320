/**
 * Where the app is. Addresses hold nothing that means anything outside this device: a group is its
 * ordinal on this device, a document the random id that its group gave it. What an invite link
 * carries is taken out of the address bar before anything else runs.
 */
import { inviteFromHash, type InviteAddress } from './invite-link.ts';

/** Screens of one group, by their names in addresses. */
const groupScreens = [
  'invite',
  'knocks',
  'archive',
  'waiting',
  'members',
  'arrested',
  'devices',
  'safety',
  'set-aside',
  'dispute',
] as const;
type GroupScreen = (typeof groupScreens)[number];

export type Route =
  | { readonly name: 'start' }
  | { readonly name: 'create' }
  | { readonly name: 'join' }
  | { readonly name: 'device' }
  | { readonly name: 'wipe' }
  | { readonly name: 'home' | GroupScreen; readonly group: number }
  | {
      readonly name: 'document';
      readonly group: number;
      readonly kind: string;
      readonly document: string;
    }
  | { readonly name: 'unknown' };

const ordinal = '([1-9][0-9]{0,3})';
const groupPattern = new RegExp(`^#/${ordinal}(?:/(${groupScreens.join('|')}))?$`);
const documentPattern = new RegExp(`^#/${ordinal}/([a-z]{1,32})/([0-9a-f]{32})$`);

/** Reads `location.hash`. */
export function routeFromHash(hash: string): Route {
  if (hash === '' || hash === '#' || hash === '#/') return { name: 'start' };
  if (hash === '#/new') return { name: 'create' };
  if (hash === '#/join') return { name: 'join' };
  if (hash === '#/device') return { name: 'device' };
  if (hash === '#/device/wipe') return { name: 'wipe' };
  const document = documentPattern.exec(hash);
  if (document?.[1] !== undefined && document[2] !== undefined && document[3] !== undefined)
    return {
      name: 'document',
      group: Number(document[1]),
      kind: document[2],
      document: document[3],
    };
  const group = groupPattern.exec(hash);
  if (group?.[1] === undefined) return { name: 'unknown' };
  return { name: (group[2] as GroupScreen | undefined) ?? 'home', group: Number(group[1]) };
}

export function hashFromRoute(route: Route): string {
  switch (route.name) {
    case 'start':
    case 'unknown':
      return '#/';
    case 'create':
      return '#/new';
    case 'join':
      return '#/join';
    case 'device':
      return '#/device';
    case 'wipe':
      return '#/device/wipe';
    case 'home':
      return `#/${route.group}`;
    case 'document':
      return `#/${route.group}/${route.kind}/${route.document}`;
    default:
      return `#/${route.group}/${route.name}`;
  }
}

export interface Router {
  route(): Route;
  /** Goes there, as a new step that the browser's Back undoes. */
  go(route: Route): void;
  /** Goes there instead of here. */
  replace(route: Route): void;
  /** The invite that the app was opened with, once. */
  takeInvite(): InviteAddress | undefined;
  subscribe(listener: () => void): () => void;
}

export function createRouter(page: Window): Router {
  const listeners = new Set<() => void>();
  let invite: InviteAddress | undefined;
  let route: Route = { name: 'start' };

  const replaceAddress = (next: Route): void =>
    page.history.replaceState(null, '', `${page.location.pathname}${hashFromRoute(next)}`);

  const read = (): void => {
    const found = inviteFromHash(page.location.hash);
    if (found === undefined) {
      route = routeFromHash(page.location.hash);
    } else {
      invite = found;
      route = { name: 'join' };
      replaceAddress(route);
    }
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  read();
  page.addEventListener('hashchange', () => {
    read();
    tell();
  });
  page.addEventListener('popstate', () => {
    read();
    tell();
  });

  const replace = (next: Route): void => {
    route = next;
    replaceAddress(next);
    tell();
  };
  const go = (next: Route): void => {
    route = next;
    page.history.pushState(null, '', `${page.location.pathname}${hashFromRoute(next)}`);
    tell();
  };

  return {
    route: () => route,
    go,
    replace,
    takeInvite: () => {
      const taken = invite;
      invite = undefined;
      return taken;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Where the app's own Back leads. */
export function parentOf(route: Route): Route {
  if (route.name === 'wipe') return { name: 'device' };
  // Who waits has no home of the group to go up to.
  return 'group' in route && route.name !== 'home' && route.name !== 'waiting'
    ? { name: 'home', group: route.group }
    : { name: 'start' };
}
