/**
 * Prints what the first visit loads before anything is chosen: the JavaScript of the start path of
 * the built app, compressed as the relay compresses it, each file and the sum, against the goal.
 * The start path is the entry, what it imports, and the modules that the shell asks for at once.
 * Run after `vite build`: `node build/measure.ts`. Ends with 1 when the goal is missed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** The goal of docs/benchmarks.md: what a slow phone loads in about a second and a half. */
const startBytesMax = 170_000;
/** What the shell imports at its first start, by the names of their files. */
const startModules = ['src', 'platform', 'indexeddb', 'welcome-screen'];

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');
const assets = join(dist, 'assets');
const files = readdirSync(assets).filter((name) => name.endsWith('.js'));
const stemOf = (name: string): string => name.replace(/-[\w-]{8}\.js$/u, '');
const staticImport =
  /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+\s*from\s*)?["']\.\/([\w.-]+\.js)["']/gu;

const entry = /src="\/assets\/([^"]+\.js)"/u.exec(
  readFileSync(join(dist, 'index.html'), 'utf8'),
)?.[1];
if (entry === undefined) throw new Error('measure: index.html names no entry');
const missing = startModules.filter((stem) => !files.some((name) => stemOf(name) === stem));
if (missing.length > 0) throw new Error(`measure: not in the build: ${missing.join(', ')}`);

const pending = [entry, ...files.filter((name) => startModules.includes(stemOf(name)))];
const loaded = new Map<string, { raw: number; gzip: number; brotli: number }>();
for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
  if (loaded.has(name)) continue;
  const code = readFileSync(join(assets, name));
  loaded.set(name, {
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
  });
  for (const found of code.toString('utf8').matchAll(staticImport))
    if (found[1] !== undefined) pending.push(found[1]);
}

const say = (text: string): unknown => process.stdout.write(`${text}\n`);
const sum = { raw: 0, gzip: 0, brotli: 0 };
const line = (name: string, size: typeof sum): string =>
  [size.raw, size.gzip, size.brotli].map((bytes) => String(bytes).padStart(9)).join('') +
  `  ${name}`;
say('      raw     gzip   brotli  JavaScript of the first load');
for (const [name, size] of [...loaded].sort((first, second) => second[1].gzip - first[1].gzip)) {
  say(line(name, size));
  for (const form of ['raw', 'gzip', 'brotli'] as const) sum[form] += size[form];
}
say(line(`in all; at most ${startBytesMax} in gzip`, sum));
if (sum.gzip > startBytesMax) process.exitCode = 1;
