import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { securityHeaders } from './headers.ts';
import { pathOf } from './http-server.ts';
import { openRelay } from './start.ts';
import type { Relay } from './start.ts';
import {
  createWebFolder,
  dotfileSecret,
  getRaw,
  outsideSecret,
  sendRawRequest,
} from './testing/clients.ts';

interface Answer {
  readonly response: IncomingMessage;
  readonly body: Buffer;
}

const ask = (
  relay: Relay,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: relay.port, path, method, headers });
    asked.on('response', (response) => {
      buffer(response).then((body) => resolve({ response, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });

const open = async (options: Parameters<typeof openRelay>[0]): Promise<Relay> => {
  const opened = await openRelay({ port: 0, ...options }, () => undefined);
  if (!opened.ok) throw new Error(opened.refusal.type);
  return opened.value;
};

let relay: Relay;
let web: string;

beforeAll(async () => {
  web = await createWebFolder();
  relay = await open({ web });
});
afterAll(() => relay.stop());

describe('the app', () => {
  it('serves the shell uncached and the hashed assets for a year', async () => {
    const shell = await ask(relay, '/');
    expect(shell.response.statusCode).toBe(200);
    expect(shell.body.toString()).toContain('Samphire');
    expect(shell.response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    const worker = await ask(relay, '/worker.js?from=update');
    expect(worker.response.headers['cache-control']).toBe('no-store');
    expect(worker.response.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const manifest = await ask(relay, '/manifest.webmanifest');
    expect(manifest.response.headers['content-type']).toBe('application/manifest+json');
    const asset = await ask(relay, '/assets/app-1a2b3c.js');
    expect(asset.response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('compresses text as the browser asks, the same bytes every time', async () => {
    const path = '/assets/app-1a2b3c.js';
    const plain = await ask(relay, path);
    const brotli = await ask(relay, path, { 'Accept-Encoding': 'gzip, deflate, br' });
    const gzip = await ask(relay, path, { 'Accept-Encoding': 'br;q=0, GZIP;q=0.5' });
    expect(brotli.response.headers['content-encoding']).toBe('br');
    expect(gzip.response.headers['content-encoding']).toBe('gzip');
    expect(plain.response.headers['content-encoding']).toBeUndefined();
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(brotli.body.length).toBeLessThan(plain.body.length / 10);
    for (const answer of [plain, brotli, gzip]) {
      expect(answer.response.headers.vary).toBe('Accept-Encoding');
      expect(answer.response.headers['content-length']).toBe(String(answer.body.length));
    }
    const again = await ask(relay, path, { 'Accept-Encoding': 'br' });
    expect(again.body).toEqual(brotli.body);
  });

  it('serves what the build compressed itself, and not under its own name', async () => {
    const css = await ask(relay, '/assets/app-1a2b3c.css', { 'Accept-Encoding': 'br' });
    expect(css.body.toString()).toBe('shipped');
    expect((await ask(relay, '/assets/app-1a2b3c.css.br')).response.statusCode).toBe(404);
  });

  it('answers HEAD with the headers of GET and nothing else', async () => {
    const head = await ask(relay, '/', {}, 'HEAD');
    const get = await ask(relay, '/');
    expect(head.body).toHaveLength(0);
    const dateless = ({ response }: Answer) => ({ ...response.headers, date: undefined });
    expect(dateless(head)).toEqual(dateless(get));
  });

  it('finds a name with spaces and letters beyond ASCII by its one encoding', async () => {
    const svg = await ask(relay, '/assets/a%20b%2B%C3%BC.svg');
    expect(svg.response.headers['content-type']).toBe('image/svg+xml');
    expect((await ask(relay, '/assets/%61pp-1a2b3c.js')).response.statusCode).toBe(404);
  });

  it('says clearly that nothing is at an address, instead of serving the shell there', async () => {
    const missing = await ask(relay, '/needs/calais');
    expect(missing.response.statusCode).toBe(404);
    expect(missing.body.toString()).toBe('There is nothing at this address. The app is at /.\n');
  });

  it('says so when it serves no app at all', async () => {
    const bare = await open({});
    const answer = await ask(bare, '/');
    expect(answer.response.statusCode).toBe(404);
    expect(answer.body.toString()).toContain('serves no app');
    await bare.stop();
  });
});

describe('health', () => {
  it('gives three counts and nothing else', async () => {
    const { response, body } = await ask(relay, '/health');
    expect(response.headers['cache-control']).toBe('no-store');
    const health = JSON.parse(body.toString()) as Record<string, unknown>;
    expect(health).toEqual({
      status: 'ok',
      connections: 0,
      topics: 0,
      uptimeSeconds: expect.any(Number) as unknown,
    });
  });
});

describe('headers', () => {
  const paths = [
    ['GET', '/', 200],
    ['GET', '/worker.js', 200],
    ['GET', '/assets/app-1a2b3c.js', 200],
    ['GET', '/health', 200],
    ['GET', '/signal', 426],
    ['GET', '/nothing', 404],
    ['GET', '/../secret.txt', 400],
    ['HEAD', '/', 200],
    ['POST', '/', 405],
    ['POST', '/health', 405],
    ['DELETE', '/nothing', 405],
    ['OPTIONS', '/', 405],
  ] as const;

  it.each(paths)('protect %s %s (%i)', async (method, path, status) => {
    const { response } = await ask(relay, path, {}, method);
    expect(response.statusCode).toBe(status);
    for (const [name, value] of Object.entries(securityHeaders({ isSecure: false }))) {
      expect(response.headers[name.toLowerCase()]).toBe(value);
    }
    for (const name of ['x-powered-by', 'server', 'etag', 'last-modified', 'set-cookie']) {
      expect(response.headers).not.toHaveProperty(name);
    }
  });

  it('forbid what the app does not need', () => {
    const policy = securityHeaders({ isSecure: true })['Content-Security-Policy'];
    expect(policy).toMatchInlineSnapshot(
      `"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' wss:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html samphire-worker samphire-import"`,
    );
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'[^;]*'unsafe-eval|blob:|https?:|\*/);
  });

  it('leave the camera to the app, for the codes of invites, and to nobody else', () => {
    const policy = securityHeaders({ isSecure: true })['Permissions-Policy']?.split(', ');
    expect(policy).toContain('camera=(self)');
    expect(policy).toContain('microphone=()');
    expect(policy?.filter((each) => !/=\((?:self)?\)$/.test(each))).toEqual([]);
  });

  it('allow unencrypted sockets and no strict transport only where the page came unencrypted', async () => {
    const plain = (await ask(relay, '/')).response.headers;
    expect(plain['content-security-policy']).toContain("connect-src 'self' ws: wss:;");
    expect(plain).not.toHaveProperty('strict-transport-security');
    const claimed = (await ask(relay, '/', { 'X-Forwarded-Proto': 'https' })).response.headers;
    expect(claimed).not.toHaveProperty('strict-transport-security');
    const proxied = await open({ behindProxy: true });
    const secure = (await ask(proxied, '/', { 'X-Forwarded-Proto': 'https' })).response.headers;
    expect(secure['content-security-policy']).toContain("connect-src 'self' wss:;");
    expect(secure['strict-transport-security']).toBe('max-age=63072000');
    await proxied.stop();
  });
});

describe('requests that try to leave the folder', () => {
  const targets = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/..%c0%afsecret.txt',
    '/%u002e%u002e/secret.txt',
    '/assets/..%00/secret.txt',
    '/index.html%00.js',
    '//secret.txt',
    '///etc/passwd',
    '/./index.html',
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/linked.txt',
    '/up/secret.txt',
    '/up/dist/index.html',
    'http://localhost/../secret.txt',
    'secret.txt',
    '*',
    '/;/../secret.txt',
    '/assets',
    '/assets/',
    '/index.html/',
    `/${'../'.repeat(64)}etc/passwd`,
    `/${'a'.repeat(6_000)}`,
  ];

  it.each(targets)('get nothing by %s', async (target) => {
    const answer = await getRaw(relay.port, target);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toContain(outsideSecret);
    expect(answer).not.toContain(dotfileSecret);
    expect(answer).not.toContain('root:');
  });

  it('are refused before anything is looked up', () => {
    const refused = targets.filter((target) => pathOf(target) === null);
    expect(refused).toContain('/%2e%2e/secret.txt');
    expect(refused).toContain('/..\\secret.txt');
    expect(refused).toContain('/%252e%252e%252fsecret.txt');
  });

  it('end with 400 when they are no HTTP, or too long, and the relay goes on', async () => {
    expect(await sendRawRequest(relay.port, 'garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const long = await getRaw(relay.port, `/${'a'.repeat(20_000)}`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    const upgrade = (target: string, protocol: string): string =>
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`;
    expect(await sendRawRequest(relay.port, upgrade('/', 'websocket'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRawRequest(relay.port, upgrade('/signal', 'h2c'))).toMatch(/^HTTP\/1\.1 426 /);
    expect(await sendRawRequest(relay.port, upgrade('/signal', 'websocket'))).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect((await ask(relay, '/health')).response.statusCode).toBe(200);
  });
});
