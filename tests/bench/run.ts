/**
 * `npm run bench [-- name …]`: runs the rows (all, or those of the files named), prints them as a
 * table and, when all ran, writes docs/benchmarks.md.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './row.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const main = async (names: readonly string[]): Promise<void> => {
  const files = (await readdir(here('rows/'))).filter((file) => file.endsWith('.ts')).toSorted();
  const chosen = files.filter((file) => names.length === 0 || names.includes(file.slice(0, -3)));
  if (chosen.length === 0) {
    process.stderr.write(
      `No such rows. There are: ${files.map((file) => file.slice(0, -3)).join(', ')}\n`,
    );
    process.exitCode = 2;
    return;
  }
  const rows: BenchRow[] = [];
  for (const file of chosen) {
    process.stdout.write(`… ${file.slice(0, -3)}\n`);
    const module: { readonly measure: () => Promise<readonly BenchRow[]> } = await import(
      here(`rows/${file}`)
    );
    rows.push(...(await module.measure()));
  }
  const table = tableOf(rows);
  process.stdout.write(`\n${table}\n`);
  if (names.length === 0) await writeFile(here('../../docs/benchmarks.md'), pageOf(table));
};

const figure = (value: number | undefined): string =>
  value === undefined
    ? '–'
    : value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });

const tableOf = (rows: readonly BenchRow[]): string =>
  [
    '| what | beside | goal | ours | theirs | ratio | spread | inputs |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) =>
      [
        '',
        row.what,
        row.against,
        row.goal,
        `${figure(row.ours)} ${row.unit}`.trim(),
        row.theirs === undefined ? '–' : `${figure(row.theirs)} ${row.unit}`.trim(),
        figure(row.ratio),
        row.spread ?? '–',
        row.inputs,
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n');

const pageOf = (table: string): string => `# Benchmarks

Written by \`npm run bench\`, which runs both sides of every row alternately in one run and takes
medians; absolute times on a shared machine say little, ratios say more. The goals are those of the
design. Newest run: ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores.

${table}
`;

await main(process.argv.slice(2));
