/** Documents point at what exists: every relative link of every page leads to a file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

const pagesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', '.git', 'dist', 'fixtures', 'coverage'].includes(entry.name)
        ? []
        : pagesUnder(path);
    }
    return entry.name.endsWith('.md') ? [path] : [];
  });

const pages = pagesUnder(root);

const brokenLinksOf = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?:|#)/.test(target))
    .filter((target) => !existsSync(join(dirname(page), target.replace(/#.*$/, ''))))
    .map((target) => `${relative(root, page)} → ${target}`);

describe('the documents', () => {
  it('point only at files that exist', () => {
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.flatMap(brokenLinksOf)).toEqual([]);
  });

  it('record decisions under numbers of their own, without a gap', () => {
    const numbers = readdirSync(join(root, 'docs', 'decisions')).map((name) => name.slice(0, 4));
    const own = numbers.filter((number) => Number(number) <= 19).toSorted();
    expect(own).toEqual(own.map((_, index) => String(index + 1).padStart(4, '0')));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
