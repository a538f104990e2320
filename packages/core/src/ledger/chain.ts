/**
 * The chain of one feed: the links of its entries and the tip that the next entry continues. Links
 * lie in one growing buffer, because ten thousand small arrays would weigh more than their bytes.
 */
import { equalBytes } from '../crypto/equal.ts';
import { verifyBytes } from '../crypto/sign.ts';
import { signatureStride } from '../lib/limits.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import { firstTip, linkOfEntry, signatureOf, type Tip } from './entry.ts';
import type { Feed } from './feed.ts';
import type { VouchedHead } from './vouched.ts';

const linkBytes = 32;

export class Chain {
  readonly feed: Feed;
  /** Order in which this replica met its feeds; means nothing elsewhere. */
  readonly ordinal: number;
  #links = new Uint8Array(linkBytes * 4);
  #height = 0;
  #signature: Uint8Array = firstTip.signature;
  #bytes = 0;

  constructor(feed: Feed, ordinal: number) {
    this.feed = feed;
    this.ordinal = ordinal;
  }

  /** Number of entries. */
  get height(): number {
    return this.#height;
  }

  /** All entries together. */
  get bytes(): number {
    return this.#bytes;
  }

  get tip(): Tip {
    return this.#height === 0
      ? firstTip
      : { link: this.linkAt(this.#height - 1), signature: this.#signature };
  }

  /** A view; 32 bytes. */
  linkAt(place: number): Uint8Array {
    if (place < 0 || place >= this.#height) throw new RangeError(`linkAt: no entry ${place}`);
    return this.#links.subarray(place * linkBytes, (place + 1) * linkBytes);
  }

  append(entry: Uint8Array, link: Uint8Array): void {
    if ((this.#height + 1) * linkBytes > this.#links.length) {
      const larger = new Uint8Array(this.#links.length * 2);
      larger.set(this.#links);
      this.#links = larger;
    }
    this.#links.set(link, this.#height * linkBytes);
    this.#height += 1;
    this.#signature = signatureOf(entry).slice();
    this.#bytes += entry.length;
  }
}

export interface VerifiedRun {
  /** How many entries, from the first, end in a valid signature. */
  readonly count: number;
  readonly links: readonly Uint8Array[];
}

/**
 * Recomputes the links of entries that follow `tip` and verifies the newest signature and every
 * 64th. If one fails, the longest prefix that ends in a valid signature stands.
 */
export const verifyRun = (...run: Parameters<typeof verifyRunInSteps>): VerifiedRun =>
  runThrough(verifyRunInSteps(...run));

/** The same, pausing where it may: a signature costs a phone ten milliseconds. */
export function* verifyRunInSteps(
  feed: Feed,
  start: number,
  tip: Tip,
  entries: readonly Uint8Array[],
  vouched?: VouchedHead,
): Steps<VerifiedRun> {
  const links: Uint8Array[] = [];
  let current = tip;
  for (const [index, entry] of entries.entries()) {
    const link = linkOfEntry(feed, start + index, current, entry);
    links.push(link);
    current = { link, signature: signatureOf(entry) };
    if (isAtStride(index)) yield;
  }
  const isSigned = (index: number): boolean => {
    const entry = entries[index];
    const link = links[index];
    return !!entry && !!link && verifyBytes(feed.signing, link, signatureOf(entry));
  };
  const known = vouched === undefined ? 0 : knownEntries(start, links, vouched);
  // A feed ends before the first of the regular signatures that fails.
  let end = entries.length;
  for (let index = firstAtStride(start); index < entries.length - 1; index += signatureStride) {
    if (index < known) continue;
    yield;
    if (!isSigned(index)) {
      end = index;
      break;
    }
  }
  while (
    end > known &&
    !(end < entries.length && isAtStride(start + end - 1)) &&
    !isSigned(end - 1)
  ) {
    yield;
    end -= 1;
  }
  return { count: end, links: links.slice(0, end) };
}

/** Entries whose bytes were verified before: all up to the vouched place, if its link is the same. */
const knownEntries = (
  start: number,
  links: readonly Uint8Array[],
  { height, link }: VouchedHead,
): number => {
  const newest = links[height - 1 - start];
  return newest && equalBytes(newest, link) ? height - start : 0;
};

const isAtStride = (place: number): boolean => place % signatureStride === signatureStride - 1;

/** Index in a run of the first entry whose place is at the stride. */
const firstAtStride = (start: number): number => signatureStride - 1 - (start % signatureStride);
