/**
 * Writes a set of formats that is not frozen yet: `node packages/core/test/vectors/freeze-formats.ts`.
 * A file that is there is never touched: a frozen format does not change.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatSets, textOf } from './check-formats.ts';

const source =
  'Our own: what this code made of fixed seeds when version 1 of the protocol was laid down. It must make the same, and open it, for as long as version 1 lives';

for (const [name, make] of Object.entries(formatSets)) {
  const path = fileURLToPath(new URL(`${name}.json`, import.meta.url));
  if (existsSync(path)) continue;
  const { values } = await make();
  const formats = Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, textOf(value)]),
  );
  writeFileSync(path, `${JSON.stringify({ source, formats }, null, 2)}\n`);
}
