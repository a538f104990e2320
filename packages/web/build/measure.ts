/**
 * Prints what the first visit loads: every script that the page of the built app names, compressed
 * as the relay compresses it, each file and the sum, against the goal. `start-path.ts` puts them
 * into the page. Run after `vite build`; ends with 1 when the goal is missed.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** The goal of docs/benchmarks.md: what a slow phone loads in about a second. */
const startBytesMax = 170_000;

interface Sizes {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const names = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/gu)].flatMap(([, name]) =>
  name === undefined ? [] : [name],
);
if (names.length === 0) throw new Error('measure: the page names no scripts');

const say = (text: string): unknown => process.stdout.write(`${text}\n`);
const line = (name: string, { raw, gzip, brotli }: Sizes): string =>
  `${[raw, gzip, brotli].map((bytes) => String(bytes).padStart(9)).join('')}  ${name}`;

const measured = names.map((name) => {
  const code = readFileSync(join(dist, name));
  const sizes: Sizes = {
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
  };
  return { name, sizes };
});
const sumOf = (form: keyof Sizes): number =>
  measured.reduce((sum, { sizes }) => sum + sizes[form], 0);
const sum: Sizes = { raw: sumOf('raw'), gzip: sumOf('gzip'), brotli: sumOf('brotli') };

say('      raw     gzip   brotli  JavaScript of the first load');
for (const { name, sizes } of measured.toSorted((a, b) => b.sizes.gzip - a.sizes.gzip))
  say(line(name, sizes));
say(line(`in all; at most ${startBytesMax} in gzip`, sum));
if (sum.gzip > startBytesMax) process.exitCode = 1;
