/**
 * A feed as its hostile author writes it: entries with whatever content, parents, signatures and
 * version, chained as the format demands or not. Everything is made with the group's own keys.
 */
import { sealBytes } from '../../packages/core/src/crypto/seal.ts';
import { signBytes } from '../../packages/core/src/crypto/sign.ts';
import { encodeContent, entryTypes, parentBytes } from '../../packages/core/src/ledger/content.ts';
import {
  firstTip,
  linkOfEntry,
  sealEntry,
  signatureOf,
  type Tip,
} from '../../packages/core/src/ledger/entry.ts';
import type { Epoch } from '../../packages/core/src/ledger/epoch.ts';
import { feedOf, type Feed } from '../../packages/core/src/ledger/feed.ts';
import { encodeLedgerUpdate, type FeedRun } from '../../packages/core/src/ledger/update.ts';
import { bytesFromHex, concatBytes, hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import { deviceOf, type Company, type Person } from './company.ts';

export interface Written {
  readonly place: number;
  readonly link: Uint8Array;
  readonly entry: Uint8Array;
}

export interface WriteOptions {
  readonly parents?: readonly Uint8Array[];
  /** Default: true. An unsigned entry carries random bytes in its signature's place. */
  readonly isSigned?: boolean;
  readonly claimedSeconds?: number;
}

export class HostileFeed {
  readonly feed: Feed;
  readonly entries: Uint8Array[] = [];
  readonly #company: Company;
  readonly #author: Person;
  #tip: Tip = firstTip;

  constructor(
    company: Company,
    options: {
      readonly author?: Person;
      readonly instance?: number;
      readonly salt?: Uint8Array;
      readonly epoch?: Epoch;
    } = {},
  ) {
    const { author = company.hostile, instance = 0, salt = author.salt } = options;
    const { epoch = company.epoch } = options;
    const device = { id: deviceOf(author), signing: author.keys.signing.publicKey };
    this.feed = feedOf(epoch, device, salt, instance);
    this.#company = company;
    this.#author = author;
  }

  get height(): number {
    return this.entries.length;
  }

  get tipLink(): Uint8Array {
    return this.#tip.link;
  }

  /** Another feed that is the same up to here: a fork begins. */
  branch(): HostileFeed {
    const other = new HostileFeed(this.#company, {
      author: this.#author,
      instance: this.feed.instance,
      epoch: this.feed.epoch,
    });
    other.entries.push(...this.entries);
    other.#tip = this.#tip;
    return other;
  }

  write(type: number, payload: Uint8Array, options: WriteOptions = {}): Written {
    const { parents = [], claimedSeconds = Math.floor(this.#company.env.now() / 1000) } = options;
    return this.writePlaintext(encodeContent({ type, claimedSeconds, parents, payload }), options);
  }

  /** An update of the document that all stories edit. */
  writeDocument(update: Uint8Array, options: WriteOptions = {}): Written {
    const id = bytesFromHex(this.#company.document) ?? new Uint8Array(16);
    return this.write(entryTypes.document, concatBytes(id, update), options);
  }

  writePlaintext(plaintext: Uint8Array, { isSigned = true }: WriteOptions = {}): Written {
    const { env } = this.#company;
    const nonce = env.random(24);
    const place = this.height;
    const { seed } = this.#author.keys.signing;
    const sealed = sealEntry(this.feed, place, this.#tip, plaintext, nonce, seed);
    if (isSigned) return this.append(sealed);
    const entry = sealed.slice();
    entry.set(env.random(64), 1);
    return this.append(entry);
  }

  /** Seals for another place than the one where the entry then stands, and signs it there. */
  writeForeignSeal(content: Uint8Array, sealedFor: number): Written {
    const { env } = this.#company;
    const { epoch } = this.feed;
    const context = concatBytes(
      epoch.epochId,
      this.feed.signing,
      Uint8Array.of(this.feed.instance, 0, 0, 0, sealedFor),
    );
    const nonce = env.random(24);
    return this.writeSealed(
      concatBytes(nonce, sealBytes(epoch.contentKey, nonce, content, context)),
    );
  }

  /** Any bytes after the signature, chained and signed as they are. */
  writeSealed(nonceAndCiphertext: Uint8Array, { version = 1, isSigned = true } = {}): Written {
    const unsigned = concatBytes(Uint8Array.of(version), new Uint8Array(64), nonceAndCiphertext);
    const link = linkOfEntry(this.feed, this.height, this.#tip, unsigned);
    if (isSigned) unsigned.set(signBytes(this.#author.keys.signing.seed, link), 1);
    return this.append(unsigned);
  }

  append(entry: Uint8Array): Written {
    const place = this.height;
    const link = linkOfEntry(this.feed, place, this.#tip, entry);
    this.#tip = { link, signature: signatureOf(entry) };
    this.entries.push(entry);
    return { place, link, entry };
  }

  run(start = 0, end = this.height): FeedRun {
    return {
      clientId: this.feed.clientId,
      start,
      rootName: start === 0 ? this.feed.name : undefined,
      entries: this.entries.slice(start, end),
    };
  }

  update(start = 0, end = this.height): Uint8Array {
    return encodeLedgerUpdate([this.run(start, end)]);
  }
}

/** What an entry names to have it as a parent. */
export const parentOf = (link: Uint8Array): Uint8Array => link.slice(0, parentBytes);

/** Names everything that a device holds as parents, as an honest author would. */
export const parentsHeldBy = (company: Company, place = 0): readonly Uint8Array[] => {
  const { replica } = company.honest[place] ?? company.honest[0];
  return replica
    .heads()
    .map(({ feed, height }) => replica.linksOf(feed, height - 1)[0])
    .filter((link) => link !== undefined)
    .map(parentOf)
    .toSorted((left, right) => hexFromBytes(left).localeCompare(hexFromBytes(right), 'en'));
};
