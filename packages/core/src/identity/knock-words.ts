/**
 * The four words that a newcomer and a steward compare before an admission. Slow to compute, so
 * that a thief of the link cannot look for another key with the same words. Knows hashes only, not
 * what a knock is made of.
 */
import { hashBytes } from '../crypto/hash.ts';
import { slowHash } from '../crypto/slow.ts';
import { wordsMemoryKib, wordsPasses } from '../lib/limits.ts';
import { wordsFromBytes } from './words.ts';

/** Four words of 11 bits: one chance in 17 trillion for each slow try. */
const wordCount = 4;
/** 48 bits, of which 44 are used. */
const wordBytes = 6;
/** Argon2's recommended salt. */
const saltBytes = 16;

/** What both screens must agree on; 32 bytes each. */
export interface KnockFacts {
  /** Hash of the knock: the newcomer's keys and handle. */
  readonly knock: Uint8Array;
  /** The invite's public key. */
  readonly invite: Uint8Array;
  /** Hash of the inviter's key. */
  readonly inviterKey: Uint8Array;
  readonly groupId: Uint8Array;
}

/**
 * Four words for these facts, after about a second and 64 MiB. Throws `RangeError` when a fact is
 * not 32 bytes. Source: `docs/protocol.md`, invites.
 */
export const knockWords = async (facts: KnockFacts): Promise<string[]> => {
  const parts = [facts.knock, facts.invite, facts.inviterKey, facts.groupId];
  for (const part of parts) {
    if (part.length !== 32) throw new RangeError('knock words: every fact is 32 bytes');
  }
  const salt = hashBytes('knock-salt', facts.groupId).slice(0, saltBytes);
  const cost = { memoryKib: wordsMemoryKib, passes: wordsPasses };
  const slow = await slowHash(hashBytes('knock-words', ...parts), salt, cost, wordBytes);
  return wordsFromBytes(slow, wordCount);
};
