/**
 * A year of a group in a moment: devices that edit one document in rounds. In each round a few of
 * them write without having heard of each other, then everybody hears of everything. Built with the
 * project's own sealing, so that what is measured is what runs; the plain Yjs updates stand beside.
 */
import * as Y from 'yjs';
import type { EpochOrigin } from '../../packages/core/src/group/epoch-book.ts';
import { sealBytes } from '../../packages/core/src/crypto/seal.ts';
import { createDeviceKeys, type DeviceKeys } from '../../packages/core/src/identity/device.ts';
import { encodeContent, entryTypes } from '../../packages/core/src/ledger/content.ts';
import { entryVersion, linkOfEntry, sealEntry } from '../../packages/core/src/ledger/entry.ts';
import { epochFromSecret, type Epoch } from '../../packages/core/src/ledger/epoch.ts';
import { feedOf, type Feed } from '../../packages/core/src/ledger/feed.ts';
import { Graph } from '../../packages/core/src/ledger/graph.ts';
import { Ledger, type AdmittedRun } from '../../packages/core/src/ledger/ledger.ts';
import {
  bytesFromHex,
  ByteWriter,
  compareBytes,
  concatBytes,
} from '../../packages/core/src/lib/bytes.ts';
import { signatureStride } from '../../packages/core/src/lib/limits.ts';
import { charterHash, groupIdOf, type Charter } from '../../packages/core/src/roster/charter.ts';
import { deviceIdOf } from '../../packages/core/src/roster/member.ts';
import { createSeededEnv } from '../../packages/core/src/testing/env.ts';
import { foundWith } from './founding.ts';

export interface WorkloadOptions {
  readonly entries: number;
  readonly devices: number;
  /** Devices that write in one round, unheard of each other. */
  readonly writersPerRound: number;
  /** Edits in one entry: what is gathered in 300 ms. */
  readonly editsPerEntry: number;
  /**
   * `chance`: whoever comes. `around`: one device after another, so that every entry waits for one
   * of another feed, the worst order in which feeds can arrive.
   */
  readonly order: 'chance' | 'around';
}

export interface Workload {
  /** What each of its devices begins with. */
  readonly origin: EpochOrigin;
  /** One of the devices. */
  readonly device: DeviceKeys;
  /** The whole ledger, as one canonical update. */
  readonly ledgerUpdate: Uint8Array;
  /** The plain updates of the document, one for every edit, in an order in which they apply. */
  readonly plainUpdates: readonly Uint8Array[];
  readonly plainState: Uint8Array;
  readonly document: string;
}

interface Author {
  readonly device: DeviceKeys;
  readonly feed: Feed;
  /** Entries still to write: the last must be signed. */
  left: number;
}

const documentId = '5a'.repeat(16);
const seed = 20_261_122;
const fromRound = Symbol('from the round');

export const createWorkload = (options: WorkloadOptions): Workload => {
  const env = createSeededEnv(seed);
  const devices = Array.from({ length: options.devices }, () => createDeviceKeys(env));
  const [device] = devices;
  if (!device) throw new RangeError('createWorkload: no devices');
  const { charter, secret, origin } = foundWith(
    devices.map((each) => [each]),
    env.random,
  );
  const epoch = epochFromSecret(groupIdOf(charter), charterHash(charter), secret);
  const ledger = new Ledger();
  const graph = new Graph(ledger);
  const authors = devices.map((device) => authorOf(device, charter, epoch));
  const rounds = roundsOf(authors, options, env.pick);
  const desks = Array.from({ length: options.writersPerRound }, () => createDesk());
  const plainUpdates: Uint8Array[] = [];
  for (const round of rounds) {
    const runs = round.map((author, place) => {
      const desk = desks[place] ?? createDesk();
      desk.doc.clientID = author.feed.documentClientId;
      const before = desk.fresh.length;
      for (let edit = 0; edit < options.editsPerEntry; edit += 1) {
        editOnce(desk.doc, plainUpdates.length * 10 + place, edit, env.pick);
      }
      const update = Y.mergeUpdates(desk.fresh.slice(before));
      return runOf({ ledger, graph, epoch, author, update, random: env.random });
    });
    for (const run of runs) ledger.admit([run], undefined);
    graph.open();
    const fresh = desks.flatMap((desk) => desk.fresh.splice(0));
    for (const update of fresh) plainUpdates.push(update);
    for (const desk of desks) {
      for (const update of fresh) Y.applyUpdate(desk.doc, update, fromRound);
    }
  }
  return {
    origin,
    device,
    ledgerUpdate: Y.encodeStateAsUpdate(ledger.doc),
    plainUpdates,
    plainState: Y.encodeStateAsUpdate(desks[0]?.doc ?? new Y.Doc()),
    document: documentId,
  };
};

/** Where a writer of a round sits: it knows all earlier rounds, and nothing of its neighbours. */
const createDesk = (): { readonly doc: Y.Doc; readonly fresh: Uint8Array[] } => {
  const doc = new Y.Doc({ gc: false });
  const fresh: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== fromRound) fresh.push(update);
  });
  return { doc, fresh };
};

const roundsOf = (
  authors: readonly Author[],
  { entries, writersPerRound, order }: WorkloadOptions,
  pick: (limit: number) => number,
): readonly (readonly Author[])[] => {
  const byFeed = authors.toSorted((left, right) => left.feed.clientId - right.feed.clientId);
  const rounds: Author[][] = [];
  for (let written = 0; written < entries;) {
    const round = new Set<Author>();
    while (round.size < Math.min(writersPerRound, entries - written)) {
      const author = byFeed[order === 'around' ? written % byFeed.length : pick(byFeed.length)];
      if (author) round.add(author);
    }
    for (const author of round) author.left += 1;
    rounds.push([...round]);
    written += round.size;
  }
  return rounds;
};

/** A new pledge, or now and then another amount: about 51 bytes an edit. */
const editOnce = (
  doc: Y.Doc,
  number: number,
  edit: number,
  pick: (limit: number) => number,
): void => {
  if (pick(4) === 0)
    doc.getMap<string>('wanted').set(`line ${pick(100)}`, `${number} pairs wanted`);
  else doc.getMap<string>('pledges').set(`${number}.${edit}`, `${pick(90)} pairs, winter, new`);
};

const authorOf = (device: DeviceKeys, charter: Charter, epoch: Epoch): Author => {
  const signing = device.signing.publicKey;
  const id = deviceIdOf({ signing });
  const known = charter.members
    .flatMap((member) => member.devices)
    .find((each) => deviceIdOf(each) === id);
  const feed = feedOf(epoch, { id, signing }, known?.salt ?? new Uint8Array(16), 0);
  return { device, feed, left: 0 };
};

/** One entry. Only the signatures that anybody verifies are made: every 64th and the last. */
const runOf = (options: {
  readonly ledger: Ledger;
  readonly graph: Graph;
  readonly epoch: Epoch;
  readonly author: Author;
  readonly update: Uint8Array;
  readonly random: (length: number) => Uint8Array;
}): AdmittedRun => {
  const { ledger, graph, epoch, author, update, random } = options;
  const { feed, device } = author;
  const chain = ledger.chainFor(feed);
  const start = chain.height;
  const { tip } = chain;
  const isFirst = start === 0;
  const content = encodeContent({
    type: isFirst ? entryTypes.document : entryTypes.sameDocument,
    claimedSeconds: 1_795_000_000 + start,
    parents: graph.parentsFor(chain).toSorted(compareBytes),
    payload: isFirst ? concatBytes(bytesFromHex(documentId) ?? new Uint8Array(), update) : update,
  });
  author.left -= 1;
  const isVerified = author.left === 0 || start % signatureStride === signatureStride - 1;
  const entry = isVerified
    ? sealEntry(feed, start, tip, content, random(24), device.signing.seed)
    : unsignedEntry(epoch, feed, start, content, random);
  return { feed, start, entries: [entry], links: [linkOfEntry(feed, start, tip, entry)] };
};

/** An entry whose signature nobody looks at, because a later one vouches for it. */
const unsignedEntry = (
  epoch: Epoch,
  feed: Feed,
  place: number,
  content: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array => {
  const nonce = random(24);
  const where = new ByteWriter()
    .fixed(32, epoch.epochId)
    .fixed(32, feed.signing)
    .uint(1, feed.instance)
    .uint(4, place)
    .bytes();
  const ciphertext = sealBytes(epoch.contentKey, nonce, content, where);
  return concatBytes(Uint8Array.of(entryVersion), random(64), nonce, ciphertext);
};
