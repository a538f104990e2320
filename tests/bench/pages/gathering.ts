/**
 * Opens pages that meet over WebRTC, each in a browser context of its own, and brings them together:
 * ours by founding, inviting and admitting, the other side by joining its room. Counts what goes
 * through data channels. All waiting is bounded.
 */
import type { Browser, Page } from 'playwright-core';
import type { PageName, Site } from './site.ts';

declare global {
  interface Window {
    dataChannelSends: number;
  }
}

/** A page that has not met the others by then never will. */
const patienceMs = 90_000;
const lookEveryMs = 200;
/** After this y-webrtc has missed somebody, and joins anew. */
const joinMs = 20_000;
/** What follows on meeting (admissions, heads) is over by then; later heads are counted as idle. */
const restMs = 6_000;

const countSends = (): void => {
  window.dataChannelSends = 0;
  const { send } = RTCDataChannel.prototype;
  RTCDataChannel.prototype.send = function sendCounted(this: RTCDataChannel, data: never): void {
    window.dataChannelSends += 1;
    send.call(this, data);
  };
};

export const pass = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Milliseconds until it held, or nothing after `waitMs`. */
export const within = async (
  waitMs: number,
  holds: () => Promise<boolean>,
): Promise<number | undefined> => {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > waitMs) return undefined;
    await pass(lookEveryMs);
  }
  return performance.now() - startedAt;
};

export const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  if ((await within(patienceMs, holds)) === undefined) throw new Error(`bench: never ${what}`);
};

/** As many pages as there are peers, each running the bundles named. */
export const openPages = async (
  browser: Browser,
  site: Site,
  count: number,
  ...names: readonly PageName[]
): Promise<readonly Page[]> => {
  const open = async (): Promise<Page> => {
    const context = await browser.newContext();
    await context.addInitScript(countSends);
    const page = await context.newPage();
    await page.goto(site.address(...names));
    await page.waitForFunction((wanted) => wanted.every((name) => name in window), names);
    return page;
  };
  return Promise.all(Array.from({ length: count }, open));
};

export const closePages = async (pages: readonly Page[]): Promise<void> => {
  for (const page of pages) await page.context().close();
};

const everyPage = async (
  pages: readonly Page[],
  holds: (page: Page) => Promise<boolean>,
): Promise<boolean> => {
  const found = await Promise.all(pages.map(holds));
  return found.every(Boolean);
};

export type Side = 'ours' | 'plain';

/** Every page is connected to every other, and all have the one document open. */
export const gather = async (
  side: Side,
  pages: readonly Page[],
  address: string,
): Promise<void> => {
  if (side === 'plain') await gatherPlain(pages, address);
  else await gatherOurs(pages, address);
  await until(`met (${side})`, () =>
    everyPage(
      pages,
      async (page) =>
        (await page.evaluate((name) => window[name].peers(), side)) === pages.length - 1,
    ),
  );
};

/** One after another, each once those before it are met. */
const gatherPlain = async (pages: readonly Page[], address: string): Promise<void> => {
  for (const [place, page] of pages.entries()) {
    await until('joined', async () => {
      await page.evaluate((each) => window.plain.join(each), address);
      const met = await within(
        joinMs,
        async () => (await page.evaluate(() => window.plain.peers())) === place,
      );
      return met !== undefined;
    });
  }
};

const gatherOurs = async (pages: readonly Page[], address: string): Promise<void> => {
  const [founder, ...others] = pages;
  if (!founder) return;
  await founder.evaluate((each) => window.ours.found(each), address);
  const fragment = await founder.evaluate(() => window.ours.invite());
  for (const [place, page] of others.entries()) {
    await page.evaluate(([invite, handle]) => window.ours.knock(invite, handle), [
      fragment,
      `peer ${place + 1}`,
    ] as const);
  }
  await until('let in', async () => {
    await founder.evaluate(() => window.ours.admit());
    return everyPage(pages, (page) => page.evaluate(() => window.ours.open()));
  });
};

export const sendsOf = async (pages: readonly Page[]): Promise<number> => {
  const counts = await Promise.all(
    pages.map((page) => page.evaluate(() => window.dataChannelSends)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

export const rest = (): Promise<void> => pass(restMs);

export const everySees = (side: Side, pages: readonly Page[], key: string): Promise<boolean> =>
  everyPage(
    pages,
    async (page) =>
      (await page.evaluate(([name, wanted]) => window[name].seenAt(wanted), [
        side,
        key,
      ] as const)) !== undefined,
  );
