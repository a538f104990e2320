/**
 * Builds `page.ts` and gives it to a browser under an address that nobody serves: requests are
 * answered by the test. The address is https, since Web Locks need a secure context.
 */
import { join } from 'node:path';
import { build } from 'vite';
import type { BrowserContext, Page } from 'playwright-core';

export const origin = 'https://stores.test';

const html = '<!doctype html><title>stores</title><script type="module" src="/page.js"></script>';

export const bundlePage = async (): Promise<string> => {
  const output = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['es'], fileName: 'page' },
    },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const chunks = bundles.flatMap((bundle) => ('output' in bundle ? bundle.output : []));
  const script = chunks.find((chunk) => chunk.type === 'chunk');
  if (script?.type !== 'chunk') throw new Error('the page was not built');
  return script.code;
};

/** Opens the page in a new tab. `errors` gathers everything that nobody caught in it. */
export const openPage = async (
  context: BrowserContext,
  script: string,
  errors: string[],
): Promise<Page> => {
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url === `${origin}/`) return route.fulfill({ contentType: 'text/html', body: html });
    if (url === `${origin}/page.js`) {
      return route.fulfill({ contentType: 'text/javascript', body: script });
    }
    return route.abort();
  });
  const devtools = await context.newCDPSession(page);
  await page.exposeFunction('setQuota', (bytes: number | null) =>
    devtools.send('Storage.overrideQuotaForOrigin', {
      origin,
      ...(bytes === null ? {} : { quotaSize: bytes }),
    }),
  );
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => 'stores' in window);
  return page;
};
