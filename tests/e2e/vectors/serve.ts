/**
 * Builds `page.ts` and serves it, with the vectors, on loopback. Knows nothing of what is checked.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { build } from 'vite';

export interface ServedPage {
  readonly address: string;
  stop(): Promise<void>;
}

const folder = join(import.meta.dirname, '../../../packages/core/test/vectors');
const html = '<!doctype html><title>vectors</title><script type="module" src="/page.js"></script>';

export const servePage = async (): Promise<ServedPage> => {
  const scripts = await bundlePage();
  const answer = async (path: string): Promise<readonly [type: string, body: string]> => {
    if (path === '/') return ['text/html', html];
    const script = scripts.get(path.slice(1));
    if (script !== undefined) return ['text/javascript', script];
    return ['application/json', await readFile(join(folder, basename(path)), 'utf8')];
  };
  const server = createServer((request, response) => {
    void answer(request.url ?? '/').then(
      ([type, body]) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
};

/** Every chunk by its name: what loads later is a file of its own, as in the app. */
const bundlePage = async (): Promise<ReadonlyMap<string, string>> => {
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
  return new Map(
    chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk.code]] : [])),
  );
};
