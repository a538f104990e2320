/** docs/protocol.md says what the code does: rules, hashes, limits, types, formats that are frozen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { documentRules } from '../../packages/core/src/ledger/document-guard.ts';
import { guardRules } from '../../packages/core/src/ledger/guard.ts';
import * as limits from '../../packages/core/src/lib/limits.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');

/** The rows of the first table below a heading, cell by cell. */
const tableBelow = (heading: string): readonly (readonly string[])[] => {
  const section = page.split(`\n${heading}\n`)[1] ?? '';
  const [table = ''] = section.match(/(?:^\|.*\n)+/m) ?? [];
  return table
    .split('\n')
    .slice(2)
    .filter((row) => row !== '')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^testing|-bench/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));

describe('docs/protocol.md', () => {
  it('has the guard’s rules, in their order and words', () => {
    const rows = tableBelow('### Guard').map(([name, sentence]) => ({ name, sentence }));
    expect(rows).toEqual(
      guardRules.map(({ name, sentence }) => ({ name: `\`${name}\``, sentence })),
    );
  });

  it('has the document guard’s rules, in their order and words', () => {
    const rows = tableBelow('### Document guard').map(([name, sentence]) => ({ name, sentence }));
    expect(rows).toEqual(
      documentRules.map(({ name, sentence }) => ({ name: `\`${name}\``, sentence })),
    );
  });

  it('has every use of a hash, and no other', () => {
    const used = sourcesOf('packages/core/src').flatMap((source) =>
      [...source.matchAll(/hashBytes\(\s*'([a-z-]+)'/g)].map(([, use = '']) => use),
    );
    const listed = tableBelow('## How to read the formats');
    const uses = page.match(/^\| use \| hash of \|\n(?:\|.*\n)+/m)?.[0] ?? '';
    const documented = [...uses.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, use = '']) => use),
    );
    expect(listed.length).toBeGreaterThan(5);
    expect(documented.toSorted()).toEqual([...new Set(used)].toSorted());
  });

  it('has every type of entry, with its number', () => {
    const words = Object.entries(entryTypes).map(([name, type]) => [
      `${type} ${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
    ]);
    const section = page.split('| type | payload |\n')[1] ?? '';
    const rows = [...section.split('\n\n')[0]!.matchAll(/^\| (\d [a-z ]+) \|/gm)];
    expect(rows.map(([, cell = '']) => [cell.trim()])).toEqual(words);
  });

  it('names only limits that there are', () => {
    const named = [...page.matchAll(/`(\w+(?:Max|Ms|Kib|Passes))`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((name) => !(name in limits))).toEqual([]);
  });

  it('gives every peer message the number that the code gives it', () => {
    const source = readFileSync(join(root, 'packages/core/src/links/peers/messages.ts'), 'utf8');
    const table = source.match(/const tagByType = \{([^}]*)\}/)?.[1] ?? '';
    const tags = [...table.matchAll(/'?([a-z-]+)'?: (\d+)/g)].map(([, name = '', tag = '']) => [
      name,
      tag,
    ]);
    const section = page.slice(page.indexOf('### Greeting'), page.indexOf('### Presence'));
    const told = [...section.matchAll(/^([a-z-]+) += (\d+), /gm)].map(([, name = '', tag = '']) => [
      name,
      tag,
    ]);
    expect(tags).toHaveLength(13);
    expect(told).toEqual(tags);
  });
});
