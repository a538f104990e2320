/**
 * From an edit in one page to the observer of the other page's document, ours beside y-webrtc: both
 * in the same two pages, taking turns, over the same relay. Ours gathers edits for 300 ms first.
 */
import type { Page } from 'playwright-core';
import { startRelay } from '../../../packages/relay/src/index.ts';
import { launchChromium } from '../../chromium.ts';
import { gather, openPages, rest, until, type Side } from '../pages/gathering.ts';
import { editText } from '../pages/meeting.ts';
import { openSite } from '../pages/site.ts';
import type { BenchRow } from '../row.ts';

const edits = 60;
const spacingMs = 400;
/** The first edits compile code; they do not count. */
const warmUpEdits = 5;
const sides = ['ours', 'plain'] as const;

export const measure = async (): Promise<readonly BenchRow[]> => {
  const site = await openSite('ours', 'plain');
  const relay = await startRelay({ host: '127.0.0.1', port: 0, logLevel: 'error' });
  const browser = await launchChromium();
  try {
    const pages = await openPages(browser, site, 2, ...sides);
    for (const side of sides) await gather(side, pages, relay.signallingAddress);
    await rest();
    const [from, to] = pages;
    if (!from || !to) throw new Error('bench: two pages are needed');
    const latencies = await editAndWatch(from, to);
    return [rowOf('p50', 0.5, '–', latencies), rowOf('p95', 0.95, '≤ 350 ms more', latencies)];
  } finally {
    await browser.close();
    await relay.stop();
    site.close();
  }
};

type Latencies = Readonly<Record<Side, readonly number[]>>;

const rowOf = (name: string, share: number, goal: string, latencies: Latencies): BenchRow => {
  const ours = quantile(latencies.ours, share);
  const theirs = quantile(latencies.plain, share);
  return {
    what: `edit on one page visible on the other, ${name}`,
    against: 'y-webrtc 10.3 in the same pages',
    goal,
    inputs: `${edits} edits each by turns, ${spacingMs} ms apart, 2 pages; ours ${(ours - theirs).toFixed(0)} ms more, 300 ms of gathering included`,
    ours,
    theirs,
    spread: `${range(latencies.ours)} ms; theirs ${range(latencies.plain)} ms`,
    unit: 'ms',
  };
};

const editAndWatch = async (from: Page, to: Page): Promise<Latencies> => {
  const sent = await from.evaluate(makeEdits, {
    edits: warmUpEdits + edits,
    spacingMs,
    text: editText,
  });
  const keys = sent.map(({ key }) => key);
  const seen = (side: Side): Promise<(number | undefined)[]> =>
    to.evaluate(([name, wanted]) => Promise.all(wanted.map((key) => window[name].seenAt(key))), [
      side,
      keys,
    ] as const);
  await until('seen', async () =>
    [...(await seen('ours')), ...(await seen('plain'))].every((at) => at !== undefined),
  );
  const latenciesOf = async (side: Side): Promise<readonly number[]> => {
    const seenAt = await seen(side);
    return sent.map((edit, place) => (seenAt[place] ?? Number.NaN) - edit[side]).slice(warmUpEdits);
  };
  return { ours: await latenciesOf('ours'), plain: await latenciesOf('plain') };
};

/** In the page: both sides in turns, half the time between two edits apart. */
const makeEdits = async (plan: {
  readonly edits: number;
  readonly spacingMs: number;
  readonly text: string;
}): Promise<{ key: string; ours: number; plain: number }[]> => {
  const pass = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  const sent = [];
  for (let edit = 0; edit < plan.edits; edit += 1) {
    const key = `latency ${edit}`;
    const ours = await window.ours.edit(key, plan.text);
    await pass(plan.spacingMs / 2);
    const plain = await window.plain.edit(key, plan.text);
    await pass(plan.spacingMs / 2);
    sent.push({ key, ours, plain });
  }
  return sent;
};

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.ceil(values.length * share) - 1] ??
  Number.NaN;

const range = (values: readonly number[]): string =>
  `${Math.min(...values)}–${Math.max(...values)}`;
