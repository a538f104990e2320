/**
 * Forks: two different entries at one place of a feed, each with a chain to a valid signature at or
 * after it. That is the proof, and nothing less is. The branch whose link at the difference is
 * smaller stands; the other is set aside. Grammar of the proof: `docs/protocol.md`, Fork.
 */
import { equalBytes } from '../crypto/equal.ts';
import { verifyBytes } from '../crypto/sign.ts';
import { compareBytes, ByteWriter, readStrictly, type ByteReader } from '../lib/bytes.ts';
import { entryBytesMax, feedEntriesMax, signatureStride } from '../lib/limits.ts';
import { verifyRun, type Chain } from './chain.ts';
import { firstTip, isWellFormedEntry, linkOfEntry, signatureOf, type Tip } from './entry.ts';
import type { Feed } from './feed.ts';
import type { Ledger } from './ledger.ts';
import type { FeedRun } from './update.ts';

export interface ForkProof {
  /** Ledger client id of the feed. */
  readonly clientId: number;
  /** Where the branches part. */
  readonly place: number;
  /** Link and signature of the entry before that place, on both. */
  readonly tip: Tip;
  /** Both branches from `place` to a valid signature; the one that stands first. */
  readonly branches: readonly [readonly Uint8Array[], readonly Uint8Array[]];
}

/** A branch never needs more: every 64th entry is signed, or nobody admits it. */
const branchEntriesMax = signatureStride;

/** The proof that `run` and the held chain are a fork, if they are. */
export const proveFork = (ledger: Ledger, feed: Feed, run: FeedRun): ForkProof | undefined => {
  const chain = ledger.chainOf(feed.clientId);
  if (!chain || run.start > chain.height) return undefined;
  const parting = run.entries.findIndex((entry, index) => {
    const place = run.start + index;
    return place < chain.height && !equalBytes(entry, ledger.entryAt(chain, place));
  });
  if (parting === -1) return undefined;
  const place = run.start + parting;
  const tip = tipBefore(ledger, chain, place);
  const ours = shortestSigned(feed, place, tip, ledger.branchFrom(chain, place).entries);
  const theirs = shortestSigned(feed, place, tip, run.entries.slice(parting));
  if (!ours || !theirs) return undefined;
  const isOursFirst = compareBytes(ours.link, theirs.link) < 0;
  return {
    clientId: feed.clientId,
    place,
    tip,
    branches: isOursFirst ? [ours.entries, theirs.entries] : [theirs.entries, ours.entries],
  };
};

/** Judges a proof that somebody wrote down: the same verdict on every device. */
export const isForkProof = (feed: Feed, proof: ForkProof): boolean => {
  const [first, second] = proof.branches.map((branch) =>
    branch.every(isWellFormedEntry) ? verifyRun(feed, proof.place, proof.tip, branch) : undefined,
  );
  const firstLink = first?.links[0];
  const secondLink = second?.links[0];
  return (
    !!firstLink &&
    !!secondLink &&
    first?.count === proof.branches[0].length &&
    second?.count === proof.branches[1].length &&
    compareBytes(firstLink, secondLink) < 0
  );
};

const tipBefore = (ledger: Ledger, chain: Chain, place: number): Tip =>
  place === 0
    ? firstTip
    : {
        link: chain.linkAt(place - 1).slice(),
        signature: signatureOf(ledger.entryAt(chain, place - 1)).slice(),
      };

/** The shortest prefix that ends in a valid signature, with the link at the difference. */
const shortestSigned = (
  feed: Feed,
  place: number,
  tip: Tip,
  entries: readonly Uint8Array[],
): { readonly entries: readonly Uint8Array[]; readonly link: Uint8Array } | undefined => {
  let current = tip;
  let first: Uint8Array | undefined;
  // Each signature is looked at once: whoever forks may leave all of them but the last unsigned.
  for (const [index, entry] of entries.slice(0, branchEntriesMax).entries()) {
    if (!isWellFormedEntry(entry)) return undefined;
    const link = linkOfEntry(feed, place + index, current, entry);
    first ??= link;
    if (verifyBytes(feed.signing, link, signatureOf(entry))) {
      return { entries: entries.slice(0, index + 1), link: first };
    }
    if ((place + index) % signatureStride === signatureStride - 1) return undefined;
    current = { link, signature: signatureOf(entry) };
  }
  return undefined;
};

export const encodeForkProof = (proof: ForkProof): Uint8Array => {
  const writer = new ByteWriter()
    .uint(7, proof.clientId)
    .uint(4, proof.place)
    .fixed(32, proof.tip.link)
    .fixed(64, proof.tip.signature);
  for (const branch of proof.branches) {
    writer.uint(1, branch.length);
    for (const entry of branch) writer.sized(4, entry);
  }
  return writer.bytes();
};

export const decodeForkProof = (bytes: Uint8Array): ForkProof | undefined => {
  const readBranch = (reader: ByteReader): Uint8Array[] => {
    const count = reader.uint(1);
    reader.demand(count >= 1 && count <= branchEntriesMax, 'length of branch');
    return reader.list(count, (each) => each.sized(4, entryBytesMax));
  };
  const read = readStrictly('fork proof', bytes, (reader): ForkProof => {
    const clientId = reader.uint(7);
    const place = reader.uint(4);
    reader.demand(place < feedEntriesMax && Number.isSafeInteger(clientId), 'place');
    return {
      clientId,
      place,
      tip: { link: reader.fixed(32), signature: reader.fixed(64) },
      branches: [readBranch(reader), readBranch(reader)],
    };
  });
  return read.ok ? read.value : undefined;
};
