/**
 * The mesh between real browsers, over the real relay on loopback: what its contract asks, and what
 * only a browser can show (data channels, glare, the network going away).
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRelay, type Relay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { createWatch, openGroup, openSite, untilEqual, type Person, type Site } from './pages.ts';

let browser: Browser;
let relay: Relay;
let site: Site;
let people: readonly Person[] = [];
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
afterEach(async () => {
  for (const { context } of people) await context.close();
  people = [];
});

describe('the mesh', () => {
  it('lets a newcomer in and shows edits on both sides', async () => {
    people = await openGroup(browser, site, watch, [relay.signallingAddress], ['Mira', 'Sami']);
    const [founder, member] = people as [Person, Person];
    const id = await founder.page.evaluate(() => window.mesh.create('Winter list'));
    await founder.page.evaluate((document) => window.mesh.write(document, 'blankets'), id);
    await member.page.waitForFunction((document) => window.mesh.read(document).length === 1, id);
    await member.page.evaluate((document) => window.mesh.write(document, 'tents'), id);
    await founder.page.waitForFunction((document) => window.mesh.read(document).length === 2, id);
    await untilEqual(people);
    expect(watch.errors).toEqual([]);
    expect(new Set(watch.requests)).toEqual(new Set([relay.signallingAddress]));
    expect(watch.iceServers.length).toBeGreaterThan(0);
    expect(
      watch.iceServers.every((servers) => Array.isArray(servers) && servers.length === 0),
    ).toBe(true);
  });
});
