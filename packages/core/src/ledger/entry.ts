/**
 * The entry as it lies in a feed: `version · signature 64 · nonce 24 · ciphertext`, sealed with the
 * epoch's content key and chained to the entry before it. Knows nothing of what is inside.
 * Grammar: `docs/protocol.md`, Entry and feed.
 */
import { hashBytes } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal.ts';
import { signBytes } from '../crypto/sign.ts';
import { concatBytes } from '../lib/bytes.ts';
import { entryBytesMax } from '../lib/limits.ts';
import type { Feed } from './feed.ts';

export const entryVersion = 1;
const signatureStart = 1;
const nonceStart = 65;
const ciphertextStart = 89;
const tagBytes = 16;
/** Largest plaintext, padded, of one entry. */
export const entryPlaintextBytesMax = entryBytesMax - ciphertextStart - tagBytes;

/** What an entry is chained to: link and signature of the one before it, zeros at the beginning. */
export interface Tip {
  /** 32 bytes. */
  readonly link: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export const firstTip: Tip = { link: new Uint8Array(32), signature: new Uint8Array(64) };

export const signatureOf = (entry: Uint8Array): Uint8Array =>
  entry.subarray(signatureStart, nonceStart);

/** Whether the bytes have the shape of an entry of this version. */
export const isWellFormedEntry = (entry: Uint8Array): boolean =>
  entry[0] === entryVersion &&
  entry.length > ciphertextStart + tagBytes &&
  entry.length <= entryBytesMax;

const placeOf = (feed: Feed, place: number): Uint8Array =>
  Uint8Array.of(feed.instance, place >>> 24, place >>> 16, place >>> 8, place);

/** `link(n)`: 32 bytes that vouch for this entry and, by the tip, for every one before it. */
export const linkOf = (
  feed: Feed,
  place: number,
  tip: Tip,
  nonceAndCiphertext: Uint8Array,
): Uint8Array =>
  hashBytes(
    'link',
    Uint8Array.of(entryVersion),
    feed.epoch.epochId,
    feed.signing,
    placeOf(feed, place),
    tip.link,
    tip.signature,
    hashBytes('entry', nonceAndCiphertext),
  );

export const linkOfEntry = (feed: Feed, place: number, tip: Tip, entry: Uint8Array): Uint8Array =>
  linkOf(feed, place, tip, entry.subarray(nonceStart));

const contextOf = (feed: Feed, place: number): Uint8Array =>
  concatBytes(feed.epoch.epochId, feed.signing, placeOf(feed, place));

/** Seals, chains and signs. `nonce`: 24 random bytes; `seed`: the device's signing seed. */
export const sealEntry = (
  feed: Feed,
  place: number,
  tip: Tip,
  plaintext: Uint8Array,
  nonce: Uint8Array,
  seed: Uint8Array,
): Uint8Array => {
  if (plaintext.length > entryPlaintextBytesMax) throw new RangeError('sealEntry: too large');
  const ciphertext = sealBytes(feed.epoch.contentKey, nonce, plaintext, contextOf(feed, place));
  const sealed = concatBytes(nonce, ciphertext);
  const signature = signBytes(seed, linkOf(feed, place, tip, sealed));
  return concatBytes(Uint8Array.of(entryVersion), signature, sealed);
};

/** The padded plaintext, or nothing if the entry was not sealed for this place with this key. */
export const openEntry = (feed: Feed, place: number, entry: Uint8Array): Uint8Array | undefined =>
  openBytes(
    feed.epoch.contentKey,
    entry.subarray(nonceStart, ciphertextStart),
    entry.subarray(ciphertextStart),
    contextOf(feed, place),
  );
