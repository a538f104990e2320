/**
 * The stores in a real Chromium: the whole contract, and what other tabs do to a database that is
 * in use.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openProfile } from '../../chromium.ts';
import { bundlePage, openPage } from './bundle.ts';

let profile: string;
let context: BrowserContext;
let script: string;
const errors: string[] = [];

beforeAll(async () => {
  script = await bundlePage();
  profile = mkdtempSync(join(tmpdir(), 'samphire-stores-'));
  context = await openProfile(profile);
});

afterAll(async () => {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});

beforeEach(() => {
  errors.length = 0;
});

const withPages = async (act: (first: Page, second: Page) => Promise<void>): Promise<void> => {
  const first = await openPage(context, script, errors);
  const second = await openPage(context, script, errors);
  await act(first, second);
  expect(errors).toEqual([]);
  await first.close();
  await second.close();
};

describe('stores in Chromium', () => {
  it('keep the whole contract', async () => {
    const page = await openPage(context, script, errors);
    const names = await page.evaluate(() => window.stores.contractNames());
    expect(names.length).toBeGreaterThan(25);
    const broken: string[] = [];
    // Chromium remembers how much room there was: the case that needs little must be the first.
    for (const name of names.toSorted((a) => (a.includes('disk is full') ? -1 : 0))) {
      await page
        .evaluate((each) => window.stores.runContract(each), name)
        .catch((error: unknown) => broken.push(`${name}: ${String(error)}`));
    }
    expect(broken).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('give back what they have while the disk is full', async () => {
    // A profile of its own: Chromium remembers how much room there was.
    const fresh = mkdtempSync(join(tmpdir(), 'samphire-full-'));
    const full = await openProfile(fresh);
    const page = await openPage(full, script, errors);
    const { kept, held } = await page.evaluate(() => window.stores.openWhenFull('full'));
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(40);
    expect(held).toBe(kept);
    expect(errors).toEqual([]);
    await full.close();
    rmSync(fresh, { recursive: true, force: true });
  });

  it('say why when the browser cannot open its files', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'samphire-broken-'));
    const before = await openProfile(broken);
    const writer = await openPage(before, script, errors);
    await writer.evaluate(() => window.stores.watch('broken'));
    await before.close();
    const databases = join(broken, 'Default', 'IndexedDB');
    const manifests = readdirSync(databases, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.includes('MANIFEST'),
    );
    expect(manifests.length).toBeGreaterThan(0);
    for (const manifest of manifests) rmSync(join(databases, manifest));
    const after = await openProfile(broken);
    const page = await openPage(after, script, errors);
    expect(await page.evaluate(() => window.stores.whyClosed('broken'))).toEqual({
      type: 'store-unavailable',
      reason: 'UnknownError',
    });
    expect(errors).toEqual([]);
    await after.close();
    rmSync(broken, { recursive: true, force: true });
  });

  it('give the rest when the file of a large row is gone', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'samphire-broken-'));
    const before = await openProfile(broken);
    const writer = await openPage(before, script, errors);
    await writer.evaluate(() => window.stores.keepLarge('large'));
    await before.close();
    const databases = join(broken, 'Default', 'IndexedDB');
    const large = readdirSync(databases).find((folder) => folder.endsWith('.blob')) ?? '';
    rmSync(join(databases, large), { recursive: true });
    const after = await openProfile(broken);
    const page = await openPage(after, script, errors);
    for (let opening = 0; opening < 2; opening += 1) {
      const found = await page.evaluate(() => window.stores.openSpoiled('large'));
      expect(found).toEqual({ contents: { rows: 4, damagedRows: 1 }, held: [2, 0, 2, 0, 0] });
    }
    expect(errors).toEqual([]);
    await after.close();
    rmSync(broken, { recursive: true, force: true });
  });

  it('open although rows that were sound once are damaged', async () => {
    const page = await openPage(context, script, errors);
    await page.evaluate(() => window.stores.spoilRows('spoiled'));
    for (let opening = 0; opening < 2; opening += 1) {
      const found = await page.evaluate(() => window.stores.openSpoiled('spoiled'));
      expect(found.contents.damagedRows).toBe(2);
      expect(found.held).toEqual([1, 0, 0, 1, 1]);
    }
    // y-indexeddb fails at the first opening without telling its caller; at the second no more.
    expect(errors).toHaveLength(1);
    await page.close();
  });

  it('end cleanly when another tab upgrades the database', async () => {
    await withPages(async (first, second) => {
      await first.evaluate(() => window.stores.watch('upgraded'));
      expect(await first.evaluate(() => window.stores.keepWatched('before'))).toBe('kept');
      await second.evaluate(() => window.stores.upgrade('upgraded'));
      expect(await first.evaluate(() => window.stores.lostReports())).toEqual(['store-closed']);
      expect(await first.evaluate(() => window.stores.keepWatched('after'))).toBe('store-closed');
      expect(await first.evaluate(() => window.stores.applyUnkept('elsewhere'))).toBe(3);
      const { feeds } = await second.evaluate(() => window.stores.readBack('upgraded'));
      expect(feeds).toEqual([['before'], []]);
    });
  });

  it('end cleanly when another tab erases the database, which is gone then', async () => {
    await withPages(async (first, second) => {
      await first.evaluate(() => window.stores.watch('erased'));
      expect(await first.evaluate(() => window.stores.keepWatched('before'))).toBe('kept');
      expect(await second.evaluate(() => window.stores.erase('erased'))).toBe(true);
      expect(await first.evaluate(() => window.stores.lostReports())).toEqual(['store-closed']);
      expect(await first.evaluate(() => window.stores.keepWatched('after'))).toBe('store-closed');
      expect(await first.evaluate(() => window.stores.applyUnkept('elsewhere'))).toBe(3);
      const names = await second.evaluate(() => window.stores.databaseNames());
      expect(names).not.toContain('erased');
    });
  });

  it('lease another instance in another tab, and the first again when its tab is closed', async () => {
    await withPages(async (first, second) => {
      expect(await first.evaluate(() => window.stores.leaseOnly('leased'))).toBe(0);
      expect(await second.evaluate(() => window.stores.leaseOnly('leased'))).toBe(1);
      await first.close();
      const third = await openPage(context, script, errors);
      await expect.poll(() => third.evaluate(() => window.stores.leaseOnly('leased'))).toBe(0);
      await third.close();
    });
  });

  it('are asked for persistence, and say how much room there is', async () => {
    await withPages(async (first) => {
      const { isPersistent, room } = await first.evaluate(() => window.stores.room());
      expect(isPersistent).toBe('boolean');
      expect(room?.quotaBytes).toBeGreaterThan(0);
    });
  });
});
