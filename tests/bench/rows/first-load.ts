/**
 * What the first load brings and how long it takes: the app built as it ships, served by the real
 * relay, opened in Chromium. Scripts are those that the browser asked for, compressed as the relay
 * may send them. Times are taken on a throttled phone profile, without and with the service worker.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { startRelay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { createGroup, createList } from '../../e2e/screens.ts';
import { median, rounds } from '../measure.ts';
import type { BenchRow } from '../row.ts';

/** Lighthouse's phone: its Slow 4G, and a processor a quarter as fast as this one. */
const phone = {
  slowdown: 4,
  roundTripMs: 150,
  downBytesPerSecond: 1_600_000 / 8,
  upBytesPerSecond: 750_000 / 8,
} as const;
const kilobyte = 1_000;
const web = join(import.meta.dirname, '..', '..', '..', 'packages', 'web');

declare global {
  interface Window {
    interactiveMs: number | undefined;
  }
}

export const measure = async (): Promise<readonly BenchRow[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'samphire-bench-'));
  try {
    await build({ root: web, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
    const relay = await startRelay({ host: '127.0.0.1', port: 0, web: folder, logLevel: 'error' });
    const browser = await launchChromium();
    try {
      return [
        ...(await sizeRows(browser, relay.address, folder)),
        ...(await timeRows(browser, relay.address)),
      ];
    } finally {
      await browser.close();
      await relay.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const sizeRows = async (
  browser: Browser,
  address: string,
  folder: string,
): Promise<readonly BenchRow[]> => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url());
    if (origin === address && pathname.endsWith('.js') && response.ok()) scripts.add(pathname);
  });
  await page.goto(address);
  await page.getByRole('link', { name: /Start a new group/ }).waitFor();
  await page.waitForLoadState('networkidle');
  const welcome = sizesOf([...scripts], folder);
  await createGroup(page, { handle: 'Heron', group: 'Quayside' });
  await createList(page, 'Winter');
  await page.waitForLoadState('networkidle');
  const list = sizesOf([...scripts], folder);
  await context.close();
  return [
    sizeRow('to the welcome screen', '≤ 170 KB', welcome),
    sizeRow('to an open needs list, with a group founded on the way', '–', list),
  ];
};

interface Sizes {
  readonly files: number;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

const sizesOf = (paths: readonly string[], folder: string): Sizes => {
  const files = paths.map((path) => readFileSync(join(folder, path)));
  const sum = (size: (file: Buffer) => number): number =>
    files.reduce((total, file) => total + size(file), 0);
  return {
    files: files.length,
    raw: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
};

const sizeRow = (what: string, goal: string, sizes: Sizes): BenchRow => ({
  what: `JavaScript of the first load, gzip, ${what}`,
  against: '–',
  goal,
  inputs: `${sizes.files} scripts that Chromium asked for; brotli ${inKilobytes(sizes.brotli)} KB, uncompressed ${inKilobytes(sizes.raw)} KB`,
  ours: sizes.gzip / kilobyte,
  unit: 'KB',
});

const inKilobytes = (bytes: number): string => (bytes / kilobyte).toFixed(1);

const timeRows = async (browser: Browser, address: string): Promise<readonly BenchRow[]> => {
  const first: number[] = [];
  const again: number[] = [];
  // One round before, uncounted.
  for (let round = 0; round <= rounds; round += 1) {
    const times = await openTwice(browser, address);
    if (round === 0) continue;
    first.push(times.firstMs);
    again.push(times.againMs);
  }
  return [
    timeRow('first load', '≤ 4 s', first),
    timeRow('from the service worker', '≤ 1 s', again),
  ];
};

const timeRow = (what: string, goal: string, times: readonly number[]): BenchRow => ({
  what: `welcome screen interactive on a throttled phone, ${what}`,
  against: '–',
  goal,
  inputs: `${phone.slowdown} × CPU, 1.6 Mbit/s down, 0.75 up, ${phone.roundTripMs} ms a request; screen drawn and the main thread idle; ${times.length} rounds`,
  ours: median(times) / 1000,
  spread: `${(Math.min(...times) / 1000).toFixed(2)}–${(Math.max(...times) / 1000).toFixed(2)} s`,
  unit: 's',
});

const openTwice = async (
  browser: Browser,
  address: string,
): Promise<{ readonly firstMs: number; readonly againMs: number }> => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(noteInteractive);
  await throttle(page);
  await page.goto(address);
  const firstMs = await interactiveOf(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The worker claims the page once it has every file.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const response = await page.reload();
  if (response?.fromServiceWorker() !== true) throw new Error('bench: not from the service worker');
  const againMs = await interactiveOf(page);
  await context.close();
  return { firstMs, againMs };
};

const throttle = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: phone.roundTripMs,
    downloadThroughput: phone.downBytesPerSecond,
    uploadThroughput: phone.upBytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: phone.slowdown });
};

const interactiveOf = async (page: Page): Promise<number> => {
  const handle = await page.waitForFunction(() => window.interactiveMs);
  const ms = await handle.jsonValue();
  if (ms === undefined) throw new Error('bench: never interactive');
  return ms;
};

/**
 * In the page, before anything else: when the welcome screen offers its ways and the main thread
 * has nothing left to do, in milliseconds since the navigation began.
 */
const noteInteractive = (): void => {
  const isOffered = (): boolean =>
    document
      .querySelector('samphire-app')
      ?.shadowRoot?.querySelector('samphire-welcome-screen')
      ?.shadowRoot?.querySelector('a[href]') instanceof HTMLAnchorElement;
  const look = (): void => {
    if (!isOffered()) {
      requestAnimationFrame(look);
      return;
    }
    requestIdleCallback(() => {
      window.interactiveMs = performance.now();
    });
  };
  look();
};
