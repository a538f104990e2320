/** Every vector in a real Chromium, with plain JavaScript and with WebAssembly. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../chromium.ts';
import { servePage, type ServedPage } from './serve.ts';

let served: ServedPage;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  served = await servePage();
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(served.address);
  await page.waitForFunction(() => 'vectors' in window);
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

describe('in Chromium', () => {
  it('every published vector of the cryptography holds, with both backends', async () => {
    const reports = await page.evaluate(() => window.vectors.crypto());
    expect(reports.flatMap(({ name, failures }) => failures.map((id) => `${name}: ${id}`))).toEqual(
      [],
    );
    const passed = reports.reduce((sum, report) => sum + report.passed, 0);
    expect(passed).toBeGreaterThan(2_900);
    expect(reports.filter(({ name }) => name.endsWith('(wasm)'))).toHaveLength(12);
    expect(errors).toEqual([]);
  });

  it('every format of our own comes out as it was frozen, with both backends', async () => {
    const reports = await page.evaluate(() => window.vectors.formats());
    expect(reports.flatMap(({ name, failures }) => failures.map((id) => `${name}: ${id}`))).toEqual(
      [],
    );
    expect(reports.map(({ name }) => name)).toEqual([
      'samphire-ledger (noble)',
      'samphire-joining (noble)',
      'samphire-governing (noble)',
      'samphire-device (noble)',
      'samphire-vault (noble)',
      'wasm backend',
      'samphire-ledger (wasm)',
      'samphire-joining (wasm)',
      'samphire-governing (wasm)',
      'samphire-device (wasm)',
      'samphire-vault (wasm)',
    ]);
    expect(errors).toEqual([]);
  });
});
