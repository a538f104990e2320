/**
 * Bundles the page of the mesh tests, serves it on loopback and opens it for people who have a
 * browser context each. Every request and connection to anything else is written down.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import type { MeshPerson } from './page.ts';

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

/** A person in a browser context of their own; every call is carried out in their page. */
export interface Person extends MeshPerson {
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
  return personOf(context, await openPage(context, site, watch));
};

type Call = (...args: readonly unknown[]) => Promise<unknown>;

const personOf = (context: BrowserContext, page: Page): Person => {
  const inPage = (name: string): Call => {
    return (...args) =>
      page.evaluate(
        ([method, given]) => (window.person as unknown as Record<string, Call>)[method]?.(...given),
        [name, args] as const,
      );
  };
  const own = { context, page };
  return new Proxy(own, {
    get: (target, name) => {
      if (name in target) return target[name as keyof typeof own];
      // A promise that resolves to a person must not take them for another promise.
      return name === 'then' ? undefined : inPage(String(name));
    },
  }) as Person;
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
  await page.waitForFunction(() => 'person' in window || 'raw' in window);
  return page;
};
