/** docs/protocol.md says what the code does: rules, hashes, limits, types, formats that are frozen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { documentRules } from '../../packages/core/src/ledger/document-guard.ts';
import { guardRules } from '../../packages/core/src/ledger/guard.ts';
import * as limits from '../../packages/core/src/lib/limits.ts';
import { charterRules } from '../../packages/core/src/roster/judging-charters.ts';

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

const sourceOf = (path: string): string => readFileSync(join(root, path), 'utf8');

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^testing|-bench/.test(name))
    .map((name) => sourceOf(join(folder, name)));

/** What a pattern's first group finds in some files of core, each once. */
const foundIn = (paths: readonly string[], pattern: RegExp): readonly string[] => [
  ...new Set(
    paths.flatMap((path) =>
      [...sourceOf(`packages/core/src/${path}`).matchAll(pattern)].map(([, found = '']) => found),
    ),
  ),
];

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

  it('has the rules of charters, in their order and words', () => {
    const rows = tableBelow('### Charter rules').map(([name, sentence]) => ({ name, sentence }));
    expect(rows).toEqual(
      charterRules.map(({ name, sentence }) => ({ name: `\`${name}\``, sentence })),
    );
  });

  it('has who may do what, deed by deed', () => {
    const source = sourceOf('packages/core/src/roster/authority.ts');
    const table = source.match(/const leastRole[^{]*\{([^}]*)\}/)?.[1] ?? '';
    const deeds = [...table.matchAll(/^ +'?([a-z-]+)'?: '([a-z]+)',$/gm)].map(
      ([, deed = '', role = '']) => [`\`${deed}\``, role],
    );
    expect(deeds.length).toBeGreaterThan(10);
    expect(tableBelow('### Who may do what').map((cells) => cells.slice(0, 2))).toEqual(deeds);
  });

  it('has every reason for which an entry is set aside, and no other', () => {
    const reasons = [
      ...foundIn(['roster/refusing.ts'], /\btype: '([a-z-]+)'/g),
      ...foundIn(
        ['group/counting/counting.ts'],
        /(?:#setAside\(node, |\brule: |\brule = .* : )'([a-z-]+)'/g,
      ),
      ...foundIn(['group/counting/history.ts'], /\breturn '([a-z-]+)'/g),
      ...foundIn(['group/counting/judging.ts'], /\bbreach: '([a-z-]+)'/g),
      // What cannot be opened at all says nothing: it is for others.
      ...foundIn(['roster/succession.ts'], /\btype: '(succession-[a-z-]+)'/g).filter(
        (reason) => reason !== 'succession-secret-wrong',
      ),
    ];
    const told = tableBelow('## What counts').map(([reason = '']) => reason.replaceAll('`', ''));
    expect(reasons.length).toBeGreaterThan(10);
    expect(told.toSorted()).toEqual([...new Set([...reasons, 'charter-…'])].toSorted());
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
    const source = sourceOf('packages/core/src/links/peers/messages.ts');
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
