import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsFromBytes } from './words.ts';

test('takes eleven bits a word, most significant first', () => {
  expect(wordsFromBytes(Uint8Array.of(0, 0), 1)).toEqual(['abandon']);
  expect(wordsFromBytes(Uint8Array.of(0, 0x20), 1)).toEqual(['ability']);
  expect(wordsFromBytes(Uint8Array.of(0xff, 0xe0), 1)).toEqual(['zoo']);
  // 00000000001 00000000000 11111111111, then one bit that is not asked for.
  expect(wordsFromBytes(Uint8Array.of(0, 0x20, 0x03, 0xff, 0xff), 3)).toEqual([
    'ability',
    'abandon',
    'zoo',
  ]);
});

test('different leading bits give different words', () => {
  const six = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(six, six, (left, right) => {
      const leading = (bytes: Uint8Array): string =>
        [...bytes.slice(0, 5), (bytes[5] ?? 0) >> 4].join();
      const same = wordsFromBytes(left, 4).join() === wordsFromBytes(right, 4).join();
      expect(same).toBe(leading(left) === leading(right));
    }),
  );
});

test('refuses to make words of bytes that are not there', () => {
  expect(wordsFromBytes(new Uint8Array(11), 8)).toHaveLength(8);
  expect(() => wordsFromBytes(new Uint8Array(10), 8)).toThrow(RangeError);
});
