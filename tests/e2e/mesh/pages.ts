/**
 * Bundles the page of the mesh tests, serves it on loopback and opens it for people who have a
 * browser context each. Every request and connection to anything else is written down.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';

const html = '<!doctype html><title>mesh</title><script type="module" src="/page.js"></script>';

export interface Site {
  /** `http://localhost:…`: a secure context without a certificate. */
  readonly origin: string;
  close(): void;
}

/** Builds a page and serves it. */
export const openSite = async (name: string): Promise<Site> => {
  const output = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, name), formats: ['es'], fileName: 'page' },
    },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const chunks = bundles.flatMap((bundle) => ('output' in bundle ? bundle.output : []));
  const codeByPath = new Map(
    chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [[`/${chunk.fileName}`, chunk.code]] : [])),
  );
  const server = createServer((request, response) => {
    const code = codeByPath.get(request.url ?? '');
    response.setHeader('content-type', code === undefined ? 'text/html' : 'text/javascript');
    response.end(code ?? html);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface Watch {
  /** Errors and rejections that nobody caught, in any page. */
  readonly errors: string[];
  /** Addresses asked for that are not the page's own. */
  readonly requests: string[];
  /** `iceServers` of every peer connection that any page made. */
  readonly iceServers: unknown[];
}

export const createWatch = (): Watch => ({ errors: [], requests: [], iceServers: [] });

export const openPerson = async (browser: Browser, site: Site, watch: Watch): Promise<Person> => {
  const context = await browser.newContext();
  return { context, page: await openPage(context, site, watch) };
};

export const openPage = async (
  context: BrowserContext,
  site: Site,
  watch: Watch,
): Promise<Page> => {
  const page = await context.newPage();
  page.on('pageerror', (error) => watch.errors.push(`${error.name}: ${error.message}`));
  page.on('websocket', (socket) => watch.requests.push(socket.url()));
  await page.exposeFunction('noteIceServers', (servers: unknown) => watch.iceServers.push(servers));
  await page.addInitScript(() => {
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        const note = (window as unknown as { noteIceServers: (servers: unknown) => void })
          .noteIceServers;
        note(configuration?.iceServers ?? 'none given');
      }
    };
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(site.origin)) watch.requests.push(request.url());
  });
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => 'mesh' in window);
  return page;
};

/** Founder and members, each in a browser context of their own, connected to each other. */
export const openGroup = async (
  browser: Browser,
  site: Site,
  watch: Watch,
  relays: readonly string[],
  handles: readonly string[],
): Promise<readonly Person[]> => {
  const people: Person[] = [];
  for (const handle of handles) {
    const person = await openPerson(browser, site, watch);
    const founder = people[0];
    people.push(person);
    if (founder === undefined) {
      await person.page.evaluate(([name, addresses]) => window.mesh.found(name, addresses), [
        handle,
        relays,
      ] as const);
      continue;
    }
    const fragment = await founder.page.evaluate(() => window.mesh.invite());
    await person.page.evaluate(([link, name]) => window.mesh.knock(link, name), [
      fragment,
      handle,
    ] as const);
    await founder.page.evaluate((name) => window.mesh.admit(name), handle);
    await person.page.waitForFunction(() => window.mesh.isIn());
  }
  return people;
};

/** Waits until every page holds the same ledger. */
export const untilEqual = async (people: readonly Person[], timeoutMs = 30_000): Promise<void> => {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const ledgers = await Promise.all(
      people.map(({ page }) => page.evaluate(() => window.mesh.ledger())),
    );
    if (new Set(ledgers).size === 1) return;
    if (Date.now() > endMs) throw new Error(`ledgers still differ:\n${ledgers.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
