/**
 * What an edit costs in a mesh: messages on data channels until every page shows it, ours beside
 * y-webrtc used plainly, each page in a browser context of its own, over the same relay. Heads that
 * are exchanged from time to time whether anybody edits or not are counted in an idle stretch of the
 * same length and left out. Then one change of a mebibyte.
 */
import type { Browser, Page } from 'playwright-core';
import { headsIntervalMs } from '../../../packages/core/src/lib/limits.ts';
import { startRelay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import {
  closePages,
  everySees,
  gather,
  openPages,
  pass,
  rest,
  sendsOf,
  until,
  within,
  type Side,
} from '../pages/gathering.ts';
import { editText } from '../pages/meeting.ts';
import { openSite, type Site } from '../pages/site.ts';
import type { BenchRow } from '../row.ts';

const sizes = [2, 4, 8] as const;
const edits = 20;
/** Twice the time for which edits are gathered into one entry. */
const spacingMs = 600;
/** For ours the interval in which heads are exchanged, so that as many fall into any stretch. */
const stretchMs = { ours: headsIntervalMs, plain: (edits + 2) * spacingMs } as const;
const largeChars = 1_048_576;
const largeWaitMs = { ours: 60_000, plain: 10_000 } as const;

interface Place {
  readonly browser: Browser;
  readonly site: Site;
  readonly address: string;
}

interface Sends {
  readonly perEdit: number;
  readonly idle: number;
}

interface Counted {
  readonly byTurns: Sends;
  /** All edits in one page: what follows on them may come together. Of the largest mesh. */
  readonly byOne: Sends | undefined;
  /** Milliseconds until the change of a mebibyte was seen; nothing if never. */
  readonly largeMs: number | undefined;
  readonly progressTold: number;
}

export const measure = async (): Promise<readonly BenchRow[]> => {
  const site = await openSite('ours', 'plain');
  const relay = await startRelay({ host: '127.0.0.1', port: 0, logLevel: 'error' });
  const browser = await launchChromium();
  try {
    const place = { browser, site, address: relay.signallingAddress };
    const rows: BenchRow[] = [];
    for (const size of sizes) {
      const ours = await count('ours', size, place);
      const plain = await count('plain', size, place);
      rows.push(sendsRow(size, 'by turns', ours.byTurns, plain.byTurns));
      if (ours.byOne && plain.byOne) rows.push(sendsRow(size, 'by one', ours.byOne, plain.byOne));
      if (size === sizes[0]) rows.push(largeRow(ours, plain));
    }
    return rows;
  } finally {
    await browser.close();
    await relay.stop();
    site.close();
  }
};

const sendsRow = (size: number, writers: string, ours: Sends, plain: Sends): BenchRow => ({
  what: `sends per edit, ${size} peers, edits ${writers}`,
  against: 'y-webrtc 10.3',
  goal: `≤ 1.5 n = ${1.5 * size}`,
  inputs: `${edits} edits, ${spacingMs} ms apart; left out: ${ours.idle} sends of an idle stretch of ${stretchMs.ours / 1000} s (theirs ${plain.idle} in ${stretchMs.plain / 1000} s)`,
  ours: ours.perEdit,
  theirs: plain.perEdit,
  ratio: ours.perEdit / plain.perEdit,
  unit: '',
});

const largeRow = (ours: Counted, plain: Counted): BenchRow => ({
  what: 'a change of 1 MiB over the mesh, until the other page shows it',
  against: `y-webrtc 10.3, waited for ${largeWaitMs.plain / 1000} s`,
  goal: 'arrives, with progress',
  inputs: `one text of ${largeChars} characters, 2 pages; progress was told ${ours.progressTold} times`,
  ours: ours.largeMs ?? Number.POSITIVE_INFINITY,
  theirs: plain.largeMs ?? Number.POSITIVE_INFINITY,
  unit: 'ms',
});

const count = async (side: Side, size: number, place: Place): Promise<Counted> => {
  const pages = await openPages(place.browser, place.site, size, side);
  try {
    await gather(side, pages, place.address);
    await rest();
    const idle = await stretch(side, pages, async () => undefined);
    const sends = async (writers: readonly Page[]): Promise<Sends> => {
      const busy = await stretch(side, pages, () => editByTurns(side, pages, writers));
      return { perEdit: (busy - idle) / edits, idle };
    };
    const byTurns = await sends(pages);
    const byOne = size === sizes.at(-1) ? await sends(pages.slice(0, 1)) : undefined;
    const large = size === sizes[0] ? await sendLarge(side, pages) : undefined;
    return { byTurns, byOne, largeMs: large?.ms, progressTold: large?.told ?? 0 };
  } finally {
    await closePages(pages);
  }
};

/** Sends of all pages in a stretch of fixed length, whatever happens in it. */
const stretch = async (
  side: Side,
  pages: readonly Page[],
  action: () => Promise<void>,
): Promise<number> => {
  const before = await sendsOf(pages);
  const startedAt = performance.now();
  await action();
  const left = stretchMs[side] - (performance.now() - startedAt);
  if (left < 0) throw new Error('bench: the edits took longer than the stretch');
  await pass(left);
  return (await sendsOf(pages)) - before;
};

const editByTurns = async (
  side: Side,
  pages: readonly Page[],
  writers: readonly Page[],
): Promise<void> => {
  const startedAt = performance.now();
  const keys = Array.from(
    { length: edits },
    (_, edit) => `${writers.length} writing, edit ${edit}`,
  );
  for (const [edit, key] of keys.entries()) {
    await editIn(side, writers[edit % writers.length], key, editText);
    await pass(Math.max(0, startedAt + (edit + 1) * spacingMs - performance.now()));
  }
  for (const key of keys) await until('seen by all', () => everySees(side, pages, key));
};

const editIn = async (
  side: Side,
  page: Page | undefined,
  key: string,
  text: string,
): Promise<void> => {
  await page?.evaluate(([name, ...given]) => window[name].edit(...given), [
    side,
    key,
    text,
  ] as const);
};

const sendLarge = async (
  side: Side,
  pages: readonly Page[],
): Promise<{ readonly ms: number | undefined; readonly told: number }> => {
  const [from, to] = pages;
  if (!from || !to) throw new Error('bench: two pages are needed');
  const sentAt = await from.evaluate(
    ([name, chars]) => window[name].edit('large', 'x'.repeat(chars)),
    [side, largeChars] as const,
  );
  await within(largeWaitMs[side], () => everySees(side, [to], 'large'));
  const seenAt = await to.evaluate((name) => window[name].seenAt('large'), side);
  const told =
    side === 'ours'
      ? (await from.evaluate(() => window.ours.progressTold())) +
        (await to.evaluate(() => window.ours.progressTold()))
      : 0;
  return { ms: seenAt === undefined ? undefined : seenAt - sentAt, told };
};
