/**
 * The mesh between real browsers, over the real relay on loopback: the contract of links, and what
 * only a browser can show.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkContract, type LinkStage } from '../../../packages/core/src/testing/link-contract.ts';
import { createUntil, gather } from '../../../packages/core/src/testing/link-stage.ts';
import { startRelay, type Relay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { createWatch, openPerson, openSite, type Person, type Site } from './pages.ts';

let browser: Browser;
let relay: Relay;
let site: Site;
const watch = createWatch();

beforeAll(async () => {
  site = await openSite('page.ts');
  relay = await startRelay({ host: '127.0.0.1', port: 0, logLevel: 'error' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await relay.stop();
  site.close();
});

const pass = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const until = createUntil({ pass, now: () => performance.now() });

const openPeople = async (
  handles: readonly string[],
  addresses: readonly string[],
): Promise<readonly Person[]> => {
  const named: [string, Person][] = [];
  for (const handle of handles) named.push([handle, await openPerson(browser, site, watch)]);
  await gather(named, addresses, until);
  return named.map(([, person]) => person);
};

const openStage = async (): Promise<LinkStage> => {
  const people = await openPeople(['Mira', 'Sami', 'Vera'], [relay.signallingAddress]);
  const [founder, member, hostile] = people as [Person, Person, Person];
  return {
    founder,
    member,
    hostile,
    until,
    pass,
    sent: async () => {
      const counts = await Promise.all(people.map((person) => person.sent()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      for (const { context } of people) await context.close();
    },
  };
};

describe('the mesh', () => {
  for (const { name, run } of linkContract(openStage)) it(name, run);

  it('leaves no error uncaught and asks nobody but the relay', () => {
    expect(watch.errors).toEqual([]);
    expect(new Set(watch.requests)).toEqual(new Set([relay.signallingAddress]));
    expect(watch.iceServers.length).toBeGreaterThan(0);
    expect(new Set(watch.iceServers.map((servers) => JSON.stringify(servers)))).toEqual(
      new Set(['[]']),
    );
  });
});
