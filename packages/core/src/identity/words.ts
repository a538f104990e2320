/**
 * Bytes as words that two people can read to each other, from a list of 2,048 English words. Knows
 * only the list; it makes no mnemonics and no checksums.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** 2 to the 11th is 2,048: the length of the list. */
const bitsPerWord = 11;

/**
 * The first `count` words of `bytes`, 11 bits each, most significant bit first. Throws `RangeError`
 * when `bytes` is too short for them.
 */
export const wordsFromBytes = (bytes: Uint8Array, count: number): string[] => {
  if (count * bitsPerWord > bytes.length * 8) throw new RangeError('words: too few bytes');
  return Array.from({ length: count }, (_, word) => wordAt(bytes, word * bitsPerWord));
};

const wordAt = (bytes: Uint8Array, firstBit: number): string => {
  let index = 0;
  for (let bit = firstBit; bit < firstBit + bitsPerWord; bit++) {
    index = (index << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  }
  return wordlist[index] ?? '';
};
