/**
 * Measures in Chromium how long a ledger of 10,000 rows takes to open with our store and with plain
 * y-indexeddb, both in turns on the same rows: `node tests/e2e/stores/measure.ts`.
 */
import { launchChromium } from '../../chromium.ts';
import { bundlePage, openPage } from './bundle.ts';

const rows = 10_000;
const rounds = 9;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const browser = await launchChromium();
try {
  const page = await openPage(await browser.newContext(), await bundlePage(), []);
  for (const isTrimmed of [false, true]) {
    const label = isTrimmed ? 'one merged row' : `${rows} rows`;
    for (const which of ['plain', 'ours'] as const) {
      await page.evaluate((options) => window.stores.fill(options), {
        name: `${which} ${label}`,
        rows,
        isTrimmed,
      });
    }
    const ms: Record<'plain' | 'ours', number[]> = { plain: [], ours: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const which of ['plain', 'ours'] as const) {
        const options = { name: `${which} ${label}`, with: which };
        const timed = await page.evaluate((each) => window.stores.timeOpening(each), options);
        ms[which].push(timed.ms);
      }
    }
    const [plain, ours] = [median(ms.plain), median(ms.ours)];
    const spread = (values: readonly number[]): string =>
      `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
    console.log(
      `${label}: plain ${plain.toFixed(0)} ms (${spread(ms.plain)}), ours ${ours.toFixed(0)} ms ` +
        `(${spread(ms.ours)}), ${(ours / plain).toFixed(2)} ×`,
    );
  }
} finally {
  await browser.close();
}
