/**
 * Reads packages/core/src/lib/limits.ts as text and makes docs/limits.md of it. Run by hand
 * (`node tests/house/limits-page.ts`) after a limit has changed; limits.test.ts keeps the two equal.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Limit {
  readonly name: string;
  readonly figure: number;
  /** The constant's comment, in one line. */
  readonly reason: string;
}

const root = join(import.meta.dirname, '..', '..');
export const limitsPagePath = join(root, 'docs', 'limits.md');

export const readLimits = (): readonly Limit[] => {
  const source = readFileSync(join(root, 'packages/core/src/lib/limits.ts'), 'utf8');
  const constants = source.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+) = ([\d_]+);/g,
  );
  return [...constants].map(([, comment = '', name = '', figure = '']) => ({
    name,
    figure: Number(figure.replaceAll('_', '')),
    reason: comment.replaceAll(/\s*\n\s*\*\s?/g, ' ').trim(),
  }));
};

/** 1048576 as `1,048,576`. */
const readable = (figure: number): string => figure.toLocaleString('en-GB');

export const limitsPage = (limits: readonly Limit[]): string =>
  [
    '# Limits',
    '',
    'Every bound of the protocol stands in `packages/core/src/lib/limits.ts`, with its unit last in',
    'its name and its reason. This page is made from it by `node tests/house/limits-page.ts`, and',
    '`tests/house/limits.test.ts` fails when the two differ. What is over a limit is refused with a',
    'typed reason that the interface puts into a sentence; nothing is cut off in silence.',
    '',
    'The bounds of a relay (connections, rates, queues) are set by its operator: see',
    '[operating-a-relay.md](operating-a-relay.md).',
    '',
    '| limit | figure | what it bounds, and why so |',
    '|---|---:|---|',
    ...limits.map(
      ({ name, figure, reason }) => `| \`${name}\` | ${readable(figure)} | ${reason} |`,
    ),
    '',
  ].join('\n');

if (import.meta.main) writeFileSync(limitsPagePath, limitsPage(readLimits()));
