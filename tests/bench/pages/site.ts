/**
 * Bundles pages of this folder, each into modules of its own, and serves them on loopback:
 * `address('ours', 'plain')` is a page that runs both. y-webrtc keeps its rooms and sockets beside
 * its classes, so two sides in one page need two bundles.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';

export type PageName = 'ours' | 'plain' | 'reopen';

export interface Site {
  /** `http://localhost:…`: a secure context without a certificate. */
  address(...names: readonly PageName[]): string;
  close(): void;
}

export const openSite = async (...names: readonly PageName[]): Promise<Site> => {
  const bundles = await Promise.all(names.map(bundle));
  const codeByPath = new Map(bundles.flat());
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const code = codeByPath.get(pathname);
    response.setHeader('content-type', code === undefined ? 'text/html' : 'text/javascript');
    const scripts = names.filter((name) => searchParams.has(name));
    response.end(code ?? html(scripts));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: (...wanted) => `http://localhost:${port}/?${wanted.join('&')}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const html = (names: readonly PageName[]): string =>
  `<!doctype html><title>bench</title>${names
    .map((name) => `<script type="module" src="/${name}/page.js"></script>`)
    .join('')}`;

const bundle = async (name: PageName): Promise<readonly (readonly [string, string])[]> => {
  const output = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      reportCompressedSize: false,
      lib: { entry: join(import.meta.dirname, `${name}.ts`), formats: ['es'], fileName: 'page' },
    },
  });
  const built = Array.isArray(output) ? output : [output];
  const files = built.flatMap((each) => ('output' in each ? each.output : []));
  return files.flatMap((file) =>
    file.type === 'chunk' ? [[`/${name}/${file.fileName}`, file.code] as const] : [],
  );
};
