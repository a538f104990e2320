import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import { hashBytes } from './hash.ts';

/** The definition, by another implementation. */
const expectedHash = (use: string, bytes: Uint8Array): string => {
  const label = `samphire/v1/${use}`;
  return createHash('sha256')
    .update(Uint8Array.of(label.length))
    .update(label, 'ascii')
    .update(bytes)
    .digest('hex');
};

test('hashes the length of the label, the label and all parts with SHA-256', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('entry', 'charter', 'x'),
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
      (use, parts) => {
        const joined = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(hexFromBytes(hashBytes(use, ...parts))).toBe(expectedHash(use, joined));
      },
    ),
  );
});

test('gives different hashes for different uses of the same bytes', () => {
  const bytes = utf8FromText('same');
  expect(hashBytes('entry', bytes)).not.toEqual(hashBytes('charter', bytes));
  // The label's length keeps a longer use apart from a shorter one with the rest in its part.
  expect(hashBytes('entr', utf8FromText('ysame'))).not.toEqual(hashBytes('entry', bytes));
});

test('gives fresh bytes each time, so that nobody can spoil a hash for others', () => {
  const first = hashBytes('entry');
  const copy = first.slice();
  first.fill(0);
  expect(hashBytes('entry')).toEqual(copy);
});

test('refuses a use that is empty, too long or not plain ASCII', () => {
  for (const use of ['', 'two words', 'entrée', 'x'.repeat(244)]) {
    expect(() => hashBytes(use)).toThrow(RangeError);
  }
  expect(hashBytes('x'.repeat(243))).toHaveLength(32);
});
