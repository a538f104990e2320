/** What axe has to say of a page as it stands. It knows no screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Rule, and the first element of each. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  // Evaluated by the debugger, so that the page's own policy against inline scripts holds.
  await page.evaluate(axeSource);
  const results = await page.evaluate((): Promise<AxeResults> =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${JSON.stringify(nodes[0]?.target)} ${nodes[0]?.failureSummary ?? ''}`,
  );
};
