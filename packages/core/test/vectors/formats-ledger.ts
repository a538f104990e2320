/**
 * The formats of the ledger, made anew from fixed seeds. Knows neither Node nor a test runner.
 */
import { encodeContent, entryTypes, splitContent } from '../../src/ledger/content.ts';
import {
  firstTip,
  linkOfEntry,
  openEntry,
  sealEntry,
  signatureOf,
  type Tip,
} from '../../src/ledger/entry.ts';
import {
  decodeForkProof,
  encodeForkProof,
  isForkProof,
  type ForkProof,
} from '../../src/ledger/fork.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate, type FeedRun } from '../../src/ledger/update.ts';
import { compareBytes, concatBytes, utf8FromText } from '../../src/lib/bytes.ts';
import type { Made } from './check-formats.ts';
import { epoch, feedOfFounder, founder } from './formats-people.ts';
import { fixedBytes } from './formats-seeds.ts';

const feed = feedOfFounder(0);
const contents = [
  {
    type: entryTypes.document,
    claimedSeconds: 1_793_491_200,
    parents: [],
    payload: concatBytes(fixedBytes(16, 1), utf8FromText('an update')),
  },
  {
    type: entryTypes.sameDocument,
    claimedSeconds: 1_793_491_201,
    parents: [fixedBytes(16, 2), fixedBytes(16, 3)],
    payload: utf8FromText('another, long enough to be padded to more than its own length'),
  },
] as const;

const seal = (place: number, tip: Tip, plaintext: Uint8Array, nonce: number): Uint8Array =>
  sealEntry(feed, place, tip, plaintext, fixedBytes(24, nonce), founder.signing.seed);

export const ledgerFormats = (): Made => {
  const feeds = [0, 1, 31].map(feedOfFounder);
  const [first, second] = [encodeContent(contents[0]), encodeContent(contents[1])];
  const firstEntry = seal(0, firstTip, first, 4);
  const firstLink = linkOfEntry(feed, 0, firstTip, firstEntry);
  const tip: Tip = { link: firstLink, signature: signatureOf(firstEntry) };
  const secondEntry = seal(1, tip, second, 5);
  const otherEntry = seal(1, tip, second, 6);
  const run: FeedRun = {
    clientId: feed.clientId,
    start: 0,
    rootName: feed.name,
    entries: [firstEntry, secondEntry],
  };
  const branches = [secondEntry, otherEntry].toSorted((left, right) =>
    compareBytes(
      linkOfEntry(feed, 1, tip, left),
      linkOfEntry(feed, 1, tip, right),
    ),
  ) as [Uint8Array, Uint8Array];
  const proof: ForkProof = {
    clientId: feed.clientId,
    place: 1,
    tip,
    branches: [[branches[0]], [branches[1]]],
  };
  const large = splitContent({ ...contents[0], payload: new Uint8Array(1_100_000) });
  const update = encodeLedgerUpdate([run]);
  const written = encodeForkProof(proof);
  const read = decodeForkProof(written);
  return {
    values: {
      'room name': epoch.room.name,
      'room password': epoch.room.password,
      'store name': epoch.storeName,
      'feed names': feeds.map(({ name }) => name).join(' '),
      'feed client ids': feeds.map(({ clientId }) => clientId).join(' '),
      'document client ids': feeds.map(({ documentClientId }) => documentClientId).join(' '),
      'content of document entry': first,
      'content with parents': second,
      'lengths of parts': large.map((part) => encodeContent(part).length).join(' '),
      'heads of parts': concatBytes(...large.map((part) => part.payload.subarray(0, 3))),
      'first entry': firstEntry,
      'first link': firstLink,
      'second entry': secondEntry,
      'second link': linkOfEntry(feed, 1, tip, secondEntry),
      'ledger update': update,
      'ledger update from the second entry': encodeLedgerUpdate([
        { clientId: feed.clientId, start: 1, rootName: undefined, entries: [secondEntry] },
      ]),
      'fork proof': written,
    },
    opens: {
      'entry gives its content': () =>
        compareBytes(openEntry(feed, 1, secondEntry) ?? new Uint8Array(), second) === 0,
      'ledger update gives its runs': () => {
        const decoded = decodeLedgerUpdate(update);
        return decoded.ok && compareBytes(encodeLedgerUpdate(decoded.value), update) === 0;
      },
      'fork proof proves': () => read !== undefined && isForkProof(feed, read),
    },
  };
};
