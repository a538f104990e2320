import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { completeOptions, optionNames, optionTable } from './options.ts';
import type { OptionSpec } from './options.ts';

const figure = (value: number): string => value.toLocaleString('en-GB');

const cellsOf = (spec: OptionSpec): readonly string[] => {
  if (spec.kind === 'whole') return [spec.fallback, spec.min, spec.max].map(figure);
  const fallback = spec.fallback === null ? 'none' : String(spec.fallback);
  return [fallback, spec.kind === 'choice' ? spec.choices.join(', ') : '', ''];
};

describe('the table of options', () => {
  it('is the one that docs/operating-a-relay.md shows', async () => {
    const guide = await readFile(
      new URL('../../../docs/operating-a-relay.md', import.meta.url),
      'utf8',
    );
    const shown = guide.split('\n').filter((line) => /^\| `[a-z][a-zA-Z]+` \|/.test(line));
    const expected = optionNames.map((name) => {
      const spec = optionTable[name];
      return `| \`${name}\` | ${cellsOf(spec).join(' | ')} | ${spec.help} |`;
    });
    expect(shown.filter((line) => !line.startsWith('| `failed`'))).toEqual(expected);
  });

  it('has defaults that it accepts itself', () => {
    const completed = completeOptions({});
    expect(completed.ok).toBe(true);
    if (!completed.ok) return;
    expect(completeOptions({ ...completed.value })).toEqual(completed);
  });

  it.each(optionNames)('refuses a value of another kind for %s by its name', (name) => {
    for (const wrong of [{}, [], Number.NaN, -1, 1.5, '']) {
      expect(completeOptions({ [name]: wrong })).toMatchObject({
        ok: false,
        refusal: { type: 'option-wrong', option: name },
      });
    }
  });

  it('refuses what is inherited and what is unknown', () => {
    for (const option of ['toString', 'constructor', 'prot']) {
      expect(completeOptions({ [option]: 1 })).toEqual({
        ok: false,
        refusal: { type: 'option-unknown', option },
      });
    }
  });
});
