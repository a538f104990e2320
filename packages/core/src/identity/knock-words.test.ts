import { expect, test } from 'vitest';
import { hashBytes } from '../crypto/hash.ts';
import { slowHash } from '../crypto/slow.ts';
import { knockWords } from './knock-words.ts';
import { wordsFromBytes } from './words.ts';

const fact = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const facts = { knock: fact(1), invite: fact(2), inviterKey: fact(3), groupId: fact(4) };

test('newcomer and steward see the same four words, made as the protocol says', async () => {
  const words = await knockWords(facts);
  const secret = hashBytes('knock-words', fact(1), fact(2), fact(3), fact(4));
  const salt = hashBytes('knock-salt', fact(4)).slice(0, 16);
  const slow = await slowHash(secret, salt, { memoryKib: 65_536, passes: 3 }, 6);
  expect(words).toHaveLength(4);
  expect(words).toEqual(wordsFromBytes(slow, 4));
  expect(words).toMatchInlineSnapshot(`
    [
      "gasp",
      "fan",
      "noise",
      "desk",
    ]
  `);
});

test('any other fact gives other words', async () => {
  const seen = new Set([(await knockWords(facts)).join(' ')]);
  for (const name of ['knock', 'invite', 'inviterKey', 'groupId']) {
    seen.add((await knockWords({ ...facts, [name]: fact(9) })).join(' '));
  }
  expect(seen.size).toBe(5);
});

test('a fact of another size is a mistake', async () => {
  await expect(knockWords({ ...facts, knock: new Uint8Array(31) })).rejects.toThrow(RangeError);
});
