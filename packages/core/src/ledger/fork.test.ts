import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  createAuthor,
  createHolder,
  cutRun,
  updateOf,
  write,
  writeMany,
  type Written,
} from '../../test/author.ts';
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { compareBytes } from '../lib/bytes.ts';
import { signatureStride } from '../lib/limits.ts';
import { linkOfEntry } from './entry.ts';
import {
  decodeForkProof,
  encodeForkProof,
  isForkProof,
  proveFork,
  type ForkProof,
} from './fork.ts';
import type { FeedRun } from './update.ts';

const founder = createAuthor('founder');
const hostile = createAuthor('hostile');
const { feed } = hostile;

const common = writeMany(hostile, 3);
const branch = (word: string, count = 2): Written =>
  write(
    hostile,
    Array.from({ length: count }, (_, place) => contentOf(`${word} ${place}`)),
    3,
    common.tip,
  );

const holding = (...runs: readonly FeedRun[]) => {
  const holder = createHolder(founder, hostile);
  for (const run of runs) holder.receive(updateOf(run));
  return holder.ledger;
};
const unwrap = (proof: ForkProof | undefined): ForkProof => {
  if (!proof) throw new Error('no proof');
  return proof;
};

describe('a forked feed', () => {
  it('is proven by both branches up to a valid signature, the same proof from either side', () => {
    const [one, other] = [branch('one'), branch('other')];
    const left = unwrap(proveFork(holding(common, one), feed, other));
    const right = unwrap(proveFork(holding(common, other), feed, one));
    expect(encodeForkProof(left)).toEqual(encodeForkProof(right));
    expect(left).toMatchObject({ clientId: feed.clientId, place: 3, tip: common.tip });
    expect(left.branches.map((entries) => entries.length)).toEqual([1, 1]);
    expect(isForkProof(feed, left)).toBe(true);
    const links = left.branches.map(([entry = new Uint8Array()]) =>
      linkOfEntry(feed, 3, common.tip, entry),
    );
    expect(compareBytes(links[0] ?? new Uint8Array(), links[1] ?? new Uint8Array())).toBeLessThan(
      0,
    );
  });

  it('is found inside a longer run, and from the first place on', () => {
    const other = branch('other');
    const whole: FeedRun = { ...common, entries: [...common.entries, ...other.entries] };
    const proof = proveFork(holding(common, branch('one')), feed, whole);
    expect(proof).toMatchObject({ place: 3 });
    const first = proveFork(holding(common), feed, writeMany(hostile, 1, 'else'));
    expect(first).toMatchObject({ place: 0 });
    expect(isForkProof(feed, unwrap(first))).toBe(true);
  });

  it('is not proven by less: what is equal, unsigned, another’s, malformed or not connected', () => {
    const ledger = holding(common, branch('one'));
    const other = branch('other');
    const spoil = (place: number, byte: number): FeedRun => ({
      ...other,
      entries: other.entries.map((entry, index) =>
        index >= place ? entry.map((each, at) => (at === byte ? each ^ 1 : each)) : entry,
      ),
    });
    expect(proveFork(ledger, feed, branch('one'))).toBeUndefined();
    expect(proveFork(ledger, feed, spoil(0, 1))).toBeUndefined();
    expect(proveFork(ledger, feed, spoil(0, 100))).toBeUndefined();
    expect(proveFork(ledger, feed, spoil(0, 0))).toBeUndefined();
    expect(proveFork(ledger, feed, cutRun(branch('other', 9), 7, 9))).toBeUndefined();
    expect(proveFork(ledger, founder.feed, other)).toBeUndefined();
    expect(proveFork(holding(), feed, other)).toBeUndefined();
    const foreign = { ...writeMany(founder, 4), clientId: feed.clientId };
    expect(proveFork(ledger, feed, foreign)).toBeUndefined();
    // What is behind the difference, without the difference itself.
    expect(proveFork(ledger, feed, cutRun(other, 1, 2))).toBeUndefined();
  });

  it('needs no more than 64 entries of a branch that is signed sparsely', () => {
    const sparse = (count: number, signedAt: number): Written[] => {
      const entries: Written[] = [];
      let tip = common.tip;
      for (let place = 3; place < 3 + count; place += 1) {
        const author = place === signedAt ? hostile : { ...hostile, seed: founder.seed };
        const one = write(author, [contentOf(`sparse ${place}`)], place, tip);
        entries.push(one);
        tip = one.tip;
      }
      return entries;
    };
    const asRun = (written: readonly Written[]): FeedRun => ({
      clientId: feed.clientId,
      start: 3,
      rootName: undefined,
      entries: written.flatMap(({ entries }) => entries),
    });
    const ledger = holding(common, branch('one'));
    const proof = proveFork(ledger, feed, asRun(sparse(70, signatureStride - 1)));
    expect(proof?.branches.map((entries) => entries.length).toSorted((a, b) => a - b)).toEqual([
      1, 61,
    ]);
    expect(isForkProof(feed, unwrap(proof))).toBe(true);
    expect(proveFork(ledger, feed, asRun(sparse(70, 68)))).toBeUndefined();
  });
});

describe('a fork proof', () => {
  const proof = unwrap(proveFork(holding(common, branch('one')), feed, branch('other')));
  const { branches } = proof;

  it('reads back as it was written, and in one spelling only', () => {
    const written = encodeForkProof(proof);
    expect(decodeForkProof(written)).toEqual(proof);
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes([written]), (bytes) => {
        const read = decodeForkProof(bytes);
        if (!read) return;
        accepted += 1;
        expect(isEqual(encodeForkProof(read), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('is refused with anything altered, swapped, doubled, or about somebody else', () => {
    const is = (change: Partial<ForkProof>): boolean => isForkProof(feed, { ...proof, ...change });
    expect(is({})).toBe(true);
    expect(is({ branches: [branches[1], branches[0]] })).toBe(false);
    expect(is({ branches: [branches[0], branches[0]] })).toBe(false);
    expect(is({ place: 4 })).toBe(false);
    expect(is({ tip: { ...proof.tip, link: new Uint8Array(32) } })).toBe(false);
    expect(is({ branches: [[new Uint8Array(3)], branches[1]] })).toBe(false);
    expect(is({ branches: [[], branches[1]] })).toBe(false);
    expect(isForkProof(founder.feed, proof)).toBe(false);
  });

  it('is never decoded with an empty branch, one too long, or a place that no feed has', () => {
    const encoded = (change: Partial<ForkProof>): Uint8Array =>
      encodeForkProof({ ...proof, ...change });
    const small = new Uint8Array(1);
    const others = [
      encoded({ branches: [[], [small]] }),
      encoded({ branches: [[small], Array.from({ length: signatureStride + 1 }, () => small)] }),
      encoded({ place: 65_536 }),
      encodeForkProof(proof).fill(255, 0, 7),
      new Uint8Array(),
    ];
    expect(others.map(decodeForkProof)).toEqual(others.map(() => undefined));
  });
});
