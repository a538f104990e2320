/**
 * Opening the app's group again with a year of entries on disk, to the first document readable, in
 * Chromium with its IndexedDB: our store, engine and shelf beside plain y-indexeddb loading the plain
 * document, in turns in one page.
 */
import type { Page } from 'playwright-core';
import { launchChromium } from '../../chromium.ts';
import { alternate, median } from '../measure.ts';
import type { Filling, OurOpening } from '../pages/opening.ts';
import { openSite } from '../pages/site.ts';
import type { BenchRow } from '../row.ts';

const filling: Filling = {
  entries: 10_000,
  devices: 50,
  writersPerRound: 2,
  // Both stores merge their rows at 500: what lies between two mergings on an ordinary day.
  singleRows: 250,
};

export const measure = async (): Promise<readonly BenchRow[]> => {
  const site = await openSite('reopen');
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(site.address('reopen'));
    await page.waitForFunction(() => 'reopen' in window);
    return [await reopenRow(page)];
  } finally {
    await browser.close();
    site.close();
  }
};

const reopenRow = async (page: Page): Promise<BenchRow> => {
  const { rows, readable } = await page.evaluate((each) => window.reopen.fill(each), filling);
  const whole = <Opened extends { readonly readable: number }>(opened: Opened): Opened => {
    if (opened.readable !== readable) throw new Error('bench: the document is not whole');
    return opened;
  };
  const openings: OurOpening[] = [];
  const alternated = await alternate(
    async () => {
      const opening = whole(await page.evaluate(() => window.reopen.openOurs()));
      openings.push(opening);
      return opening.ms;
    },
    async () => whole(await page.evaluate(() => window.reopen.openPlain())).ms,
  );
  const backend = await page.evaluate(() => window.reopen.backend());
  const part = (of: (opening: OurOpening) => number): string =>
    `${median(openings.slice(1).map(of)).toFixed(0)} ms`;
  return {
    what: 'opening again from disk, to the first document readable',
    against: 'plain y-indexeddb loading the plain document',
    goal: '≤ 2 ×',
    inputs:
      `${filling.entries} entries of ${filling.devices} feeds in ${rows} rows each, ${backend} cryptography, signatures verified in an earlier session; ` +
      `ours: load ${part((each) => each.loadMs)}, judge and order ${part((each) => each.judgeMs)}, ` +
      `apply ${part((each) => each.applyMs)}`,
    unit: 'ms',
    ...alternated,
  };
};
