/**
 * Authors of feeds in one epoch, for tests of the ledger: honest ones who chain and sign, and whoever
 * wants to do otherwise. Everything follows from seeds. Knows no group.
 */
import { hashBytes } from '../src/crypto/hash.ts';
import { signingKeyFromSeed } from '../src/crypto/sign.ts';
import { encodeContent, entryTypes, type EntryContent } from '../src/ledger/content.ts';
import { firstTip, linkOfEntry, sealEntry, signatureOf, type Tip } from '../src/ledger/entry.ts';
import { epochFromSecret } from '../src/ledger/epoch.ts';
import { feedOf, type Feed } from '../src/ledger/feed.ts';
import { Graph } from '../src/ledger/graph.ts';
import { judgeUpdate, type GuardVerdict } from '../src/ledger/guard.ts';
import { Ledger } from '../src/ledger/ledger.ts';
import { encodeLedgerUpdate, type FeedRun } from '../src/ledger/update.ts';
import { compareBytes, hexFromBytes, utf8FromText } from '../src/lib/bytes.ts';

const some = (use: string, seed: string | number): Uint8Array =>
  hashBytes('test', utf8FromText(`${use} ${seed}`));

export const testEpoch = epochFromSecret(some('group', 1), some('epoch', 1), some('secret', 1));

export interface Author {
  readonly feed: Feed;
  /** 32 bytes. */
  readonly seed: Uint8Array;
}

export const createAuthor = (name: string, instance = 0, epoch = testEpoch): Author => {
  const { publicKey: signing, seed } = signingKeyFromSeed(some('device', name));
  const device = { id: hexFromBytes(signing), signing };
  return { feed: feedOf(epoch, device, some('salt', name).slice(0, 16), instance), seed };
};

export const contentOf = (text: string, parents: readonly Uint8Array[] = []): EntryContent => ({
  type: entryTypes.join,
  claimedSeconds: 0,
  parents: parents.toSorted(compareBytes),
  payload: utf8FromText(text),
});

export interface Written extends FeedRun {
  readonly links: readonly Uint8Array[];
  /** What an entry after these continues. */
  readonly tip: Tip;
}

/** Entries that continue `tip` at `start`: sealed, chained and signed. */
export const write = (
  { feed, seed }: Author,
  contents: readonly EntryContent[],
  start = 0,
  tip: Tip = firstTip,
): Written => {
  let current = tip;
  const links: Uint8Array[] = [];
  const entries = contents.map((content, index) => {
    const place = start + index;
    const plaintext = encodeContent(content);
    const nonce = hashBytes('test-nonce', feed.nameBytes, plaintext).slice(0, 24);
    const entry = sealEntry(feed, place, current, plaintext, nonce, seed);
    const link = linkOfEntry(feed, place, current, entry);
    links.push(link);
    current = { link, signature: signatureOf(entry) };
    return entry;
  });
  const rootName = start === 0 ? feed.name : undefined;
  return { clientId: feed.clientId, start, rootName, entries, links, tip: current };
};

/** `count` entries that say their place. */
export const writeMany = (author: Author, count: number, word = 'entry'): Written =>
  write(
    author,
    Array.from({ length: count }, (_, place) => contentOf(`${word} ${place}`)),
  );

/** Part of a run. */
export const cutRun = (run: FeedRun, start: number, end: number): FeedRun => ({
  clientId: run.clientId,
  start: run.start + start,
  rootName: run.start + start === 0 ? run.rootName : undefined,
  entries: run.entries.slice(start, end),
});

export const updateOf = (...runs: readonly FeedRun[]): Uint8Array => encodeLedgerUpdate(runs);

export interface Holder {
  readonly ledger: Ledger;
  readonly graph: Graph;
  readonly register: Map<number, Feed>;
  /** Judges and takes what is admitted. */
  receive(update: Uint8Array): GuardVerdict;
}

/** A ledger that knows the feeds of these authors. */
export const createHolder = (...authors: readonly Author[]): Holder => {
  const ledger = new Ledger();
  const register = new Map(authors.map(({ feed }) => [feed.clientId, feed]));
  return {
    ledger,
    graph: new Graph(ledger),
    register,
    receive: (update) => {
      const verdict = judgeUpdate(ledger, register, update);
      if (verdict.admitted.length > 0) ledger.admit(verdict.admitted, 'test');
      return verdict;
    },
  };
};
