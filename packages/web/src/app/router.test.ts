import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createRouter, hashFromRoute, parentOf, routeFromHash, type Route } from './router.ts';

const documentId = '0123456789abcdef0123456789abcdef';
const routes: readonly Route[] = [
  { name: 'start' },
  { name: 'create' },
  { name: 'join' },
  { name: 'device' },
  { name: 'wipe' },
  { name: 'waiting', group: 2 },
  { name: 'home', group: 1 },
  { name: 'invite', group: 1 },
  { name: 'knocks', group: 12 },
  { name: 'archive', group: 9999 },
  { name: 'members', group: 1 },
  { name: 'set-aside', group: 4 },
  { name: 'document', group: 3, kind: 'needs', document: documentId },
];

describe('routes and addresses', () => {
  it.each(routes)('reads $name back from its own address', (route) => {
    expect(routeFromHash(hashFromRoute(route))).toEqual(route);
  });

  it.each([
    '#/0',
    '#/01',
    '#/1/nothing',
    '#/1/needs/xyz',
    `#/1/needs/${documentId}0`,
    '#/10000',
    '#x',
  ])('knows nothing at %s', (hash) => {
    expect(routeFromHash(hash)).toEqual({ name: 'unknown' });
  });

  it('never throws, whatever stands in the address bar', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const route = routeFromHash(`#${text}`);
        expect(routeFromHash(hashFromRoute(route)).name).toBeTypeOf('string');
      }),
    );
  });

  it('leads up to the home of the group, and from there to the beginning', () => {
    expect(parentOf({ name: 'invite', group: 2 })).toEqual({ name: 'home', group: 2 });
    expect(parentOf({ name: 'home', group: 2 })).toEqual({ name: 'start' });
  });
});

describe('invite links', () => {
  it('takes the fragment out of the address bar before anything else, and hands it out once', () => {
    const page = fakePage('#join=secret');
    const router = createRouter(page.window);
    expect(page.addresses()).toEqual(['/#/join']);
    expect(router.route()).toEqual({ name: 'join' });
    expect(router.takeInvite()).toEqual({ fragment: 'secret', purpose: 'newcomer' });
    expect(router.takeInvite()).toBeUndefined();
  });

  it('takes a link that is followed while the app is open', () => {
    const page = fakePage('#/1');
    const router = createRouter(page.window);
    let told = 0;
    router.subscribe(() => (told += 1));
    page.goTo('#join=later');
    expect(router.takeInvite()).toEqual({ fragment: 'later', purpose: 'newcomer' });
    expect(page.hash()).toBe('#/join');
    expect(told).toBe(1);
  });
});

/** As much of a window as the router uses. */
function fakePage(hash: string) {
  const location = { hash, pathname: '/' };
  const seen: string[] = [];
  const listeners = new Map<string, () => void>();
  const setAddress = (_state: unknown, _title: string, address: string): void => {
    seen.push(address);
    location.hash = address.slice(address.indexOf('#'));
  };
  const page = {
    location,
    history: { replaceState: setAddress, pushState: setAddress },
    addEventListener: (type: string, listener: () => void) => listeners.set(type, listener),
  };
  return {
    window: page as unknown as Window,
    addresses: () => seen,
    hash: () => location.hash,
    goTo: (next: string) => {
      location.hash = next;
      listeners.get('hashchange')?.();
    },
  };
}
