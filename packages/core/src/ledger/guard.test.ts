import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  createAuthor,
  createHolder,
  cutRun,
  updateOf,
  write,
  writeMany,
  type Holder,
} from '../../test/author.ts';
import { fuzzRuns, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { feedBytesMax, feedEntriesMax, signatureStride } from '../lib/limits.ts';
import { Chain } from './chain.ts';
import { guardRules, judgeRuns, judgeUpdate, type GuardVerdict } from './guard.ts';
import type { FeedRun } from './update.ts';

const founder = createAuthor('founder');
const member = createAuthor('member');
const hostile = createAuthor('hostile');

const refusalsOf = (verdict: GuardVerdict): readonly string[] =>
  verdict.refusals.map(({ rule }) => rule);

/** A run with the entries from `place` on made by somebody else's hand. */
const spoiled = (run: FeedRun, place: number, byte: number): FeedRun => ({
  ...run,
  entries: run.entries.map((entry, index) =>
    index === place ? entry.map((each, at) => (at === byte ? each ^ 1 : each)) : entry,
  ),
});

const holding = (run: FeedRun): Holder => {
  const holder = createHolder(founder, member);
  holder.receive(updateOf(run));
  return holder;
};

describe('the guard', () => {
  it('admits what continues a known feed, once', () => {
    const holder = createHolder(founder, member);
    const update = updateOf(writeMany(founder, 3), writeMany(member, 2));
    expect(holder.receive(update)).toMatchObject({
      admittedEntries: 5,
      knownEntries: 0,
      refusals: [],
      forged: false,
    });
    expect(holder.receive(update)).toMatchObject({
      admittedEntries: 0,
      knownEntries: 5,
      refusals: [],
      forged: false,
    });
    const longer = writeMany(founder, 5);
    expect(holder.receive(updateOf(longer))).toMatchObject({ admittedEntries: 2, knownEntries: 3 });
    expect(holder.receive(updateOf(cutRun(longer, 4, 5)))).toMatchObject({ knownEntries: 1 });
  });

  it('changes nothing when it judges', () => {
    const holder = createHolder(founder);
    judgeRuns(holder.ledger, holder.register, [writeMany(founder, 2)]);
    expect(holder.ledger.chains).toEqual([]);
    expect(Y.encodeStateAsUpdate(holder.ledger.doc)).toEqual(Uint8Array.of(0, 0));
  });

  it('keeps apart what nobody is known to write, and blames nobody', () => {
    const holder = createHolder(founder);
    const verdict = holder.receive(updateOf(writeMany(founder, 1), writeMany(hostile, 2)));
    expect(verdict).toMatchObject({ admittedEntries: 1, refusals: [], forged: false });
    expect(verdict.unknown).toMatchObject([{ clientId: hostile.feed.clientId, start: 0 }]);
  });

  it('refuses by “decodes” what is no ledger update: forged', () => {
    const verdict = createHolder(founder).receive(Uint8Array.of(1, 2, 3));
    expect(verdict).toMatchObject({ refusals: [{ rule: 'decodes' }], forged: true });
  });

  it('refuses by “root-is-the-feeds” a feed that begins in another root: forged', () => {
    const run = { ...writeMany(founder, 2), rootName: member.feed.name };
    const verdict = createHolder(founder).receive(updateOf(run));
    expect(refusalsOf(verdict)).toEqual(['root-is-the-feeds']);
    expect(verdict).toMatchObject({ admittedEntries: 0, forged: true });
  });

  it('refuses by “no-gap” what starts behind the next place: an honest peer may be ahead', () => {
    const holder = holding(writeMany(founder, 2));
    const verdict = holder.receive(updateOf(cutRun(writeMany(founder, 5), 3, 5)));
    expect(refusalsOf(verdict)).toEqual(['no-gap']);
    expect(verdict).toMatchObject({ admittedEntries: 0, forged: false });
  });

  it('refuses by “same-as-held” what differs from what is held: kept apart, nobody blamed', () => {
    const holder = holding(writeMany(founder, 3));
    const other = writeMany(founder, 4, 'other');
    const verdict = holder.receive(updateOf(other));
    expect(refusalsOf(verdict)).toEqual(['same-as-held']);
    expect(verdict).toMatchObject({ admittedEntries: 0, forged: false });
    expect(verdict.differing).toMatchObject([{ clientId: founder.feed.clientId, start: 0 }]);
  });

  it('refuses by “well-formed-entry” another version or shape: newer software is not forgery', () => {
    const run = writeMany(founder, 3);
    const newer = spoiled(run, 2, 0);
    const verdict = createHolder(founder).receive(updateOf(newer));
    expect(refusalsOf(verdict)).toEqual(['well-formed-entry']);
    expect(verdict).toMatchObject({ admittedEntries: 2, forged: false });
    const short = { ...run, entries: [new Uint8Array(105).fill(1)] };
    expect(refusalsOf(createHolder(founder).receive(updateOf(short)))).toEqual([
      'well-formed-entry',
    ]);
  });

  it('refuses by “within-the-feeds-limits” entries beyond the last place or the last byte', () => {
    const { ledger, register } = createHolder(founder);
    const chain = ledger.chainFor(founder.feed);
    const entry = writeMany(founder, 1).entries[0] ?? new Uint8Array();
    const small = Uint8Array.from(entry);
    // A chain at its limit, without a feed of 65,536 real entries.
    Object.defineProperty(chain, 'height', { get: () => feedEntriesMax });
    const beyond: FeedRun = {
      clientId: founder.feed.clientId,
      start: feedEntriesMax,
      rootName: undefined,
      entries: [small],
    };
    expect(refusalsOf(judgeRuns(ledger, register, [beyond]))).toEqual(['within-the-feeds-limits']);

    const heavy = createHolder(founder);
    const full = heavy.ledger.chainFor(founder.feed);
    Object.defineProperty(full, 'bytes', { get: () => feedBytesMax - entry.length });
    const two = writeMany(founder, 2);
    const verdict = judgeRuns(heavy.ledger, heavy.register, [two]);
    expect(refusalsOf(verdict)).toEqual(['within-the-feeds-limits']);
    expect(verdict).toMatchObject({ admittedEntries: 1, forged: false });
  });

  it('refuses by “signed-chain” what the newest signature does not vouch for: forged', () => {
    const run = writeMany(founder, 3);
    const faults: readonly FeedRun[] = [
      // Signature, nonce, ciphertext of the newest; then of an older one.
      spoiled(run, 2, 1),
      spoiled(run, 2, 70),
      spoiled(run, 2, 100),
      // Written by somebody else, with another's key.
      { ...writeMany(hostile, 3), clientId: run.clientId, rootName: run.rootName },
    ];
    for (const fault of faults) {
      const verdict = createHolder(founder).receive(updateOf(fault));
      expect(refusalsOf(verdict)).toEqual(['signed-chain']);
      expect(verdict.forged).toBe(true);
    }
    expect(createHolder(founder).receive(updateOf(spoiled(run, 2, 100))).admittedEntries).toBe(2);
    // An older entry altered: nothing after it is vouched for any more.
    expect(createHolder(founder).receive(updateOf(spoiled(run, 1, 100))).admittedEntries).toBe(1);
    expect(createHolder(founder).receive(updateOf(spoiled(run, 1, 1))).admittedEntries).toBe(1);
  });

  it('accepts sparse signatures only up to every 64th', () => {
    const unsigned = (count: number, signed: (place: number) => boolean): FeedRun => {
      let tip: Parameters<typeof write>[3];
      const entries = Array.from({ length: count }, (_, place) => {
        const author = signed(place) ? founder : { ...founder, seed: hostile.seed };
        const one = write(author, [contentOf(`${place}`)], place, tip);
        tip = one.tip;
        return one.entries[0] ?? new Uint8Array();
      });
      return { clientId: founder.feed.clientId, start: 0, rootName: founder.feed.name, entries };
    };
    const admitted = (run: FeedRun): number =>
      createHolder(founder).receive(updateOf(run)).admittedEntries;
    const last = 2 * signatureStride + 5;
    expect(admitted(unsigned(last, (place) => place % 64 === 63 || place === last - 1))).toBe(last);
    expect(admitted(unsigned(last, (place) => place % 64 === 63))).toBe(2 * signatureStride);
    expect(admitted(unsigned(last, (place) => place === 127 || place === last - 1))).toBe(0);
    expect(admitted(unsigned(last, (place) => place === 63 || place === last - 1))).toBe(64);
    expect(admitted(unsigned(10, (place) => place === 4))).toBe(5);
  });

  it('judges each feed by itself: one that is broken does not hold back another', () => {
    const verdict = createHolder(founder, member).receive(
      updateOf(spoiled(writeMany(founder, 2), 0, 1), writeMany(member, 2)),
    );
    expect(verdict).toMatchObject({ admittedEntries: 2, forged: true });
    expect(verdict.refusals).toEqual([{ rule: 'signed-chain', feed: founder.feed.name }]);
  });

  it('comes to the same ledger by any order, doubling and splitting of the same entries', () => {
    const authors = [founder, member, hostile];
    const runs = authors.map((author, each) => writeMany(author, 6 + each));
    const [shortest] = runs as [(typeof runs)[0]];
    const whole = createHolder(...authors);
    whole.receive(updateOf(...runs));
    const expected = Y.encodeStateAsUpdate(whole.ledger.doc);
    const piece = fc.record({
      of: fc.nat(2),
      start: fc.nat(5),
      length: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(piece, { minLength: 1, maxLength: 3 }), { maxLength: 40 }),
        (updates) => {
          const holder = createHolder(...authors);
          for (const pieces of updates) {
            const byFeed = new Map(
              pieces.map(({ of, start, length }) => [
                of,
                cutRun(runs[of] ?? shortest, start, start + length),
              ]),
            );
            const verdict = holder.receive(updateOf(...byFeed.values()));
            expect(verdict.forged).toBe(false);
            expect(holder.ledger.doc.store.pendingStructs).toBeNull();
            const encoded = updateOf(
              ...holder.ledger.chains.map((chain) => holder.ledger.branchFrom(chain, 0)),
            );
            expect(isEqual(encoded, Y.encodeStateAsUpdate(holder.ledger.doc))).toBe(true);
          }
          for (const run of runs) holder.receive(updateOf(run));
          expect(isEqual(Y.encodeStateAsUpdate(holder.ledger.doc), expected)).toBe(true);
          expect(holder.ledger.heads().toSorted(byName)).toEqual(
            whole.ledger.heads().toSorted(byName),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never throws, and admits nothing that was not written, whatever the bytes', () => {
    const run = writeMany(founder, 3);
    const other = writeMany(member, 1);
    const samples = [updateOf(run), updateOf(cutRun(run, 1, 3)), updateOf(run, other)];
    const { ledger, register } = holding(cutRun(run, 0, 1));
    let admittedAny = 0;
    fc.assert(
      fc.property(nearlyBytes(samples), (bytes) => {
        const verdict = judgeUpdate(ledger, register, bytes);
        admittedAny += verdict.admittedEntries > 0 ? 1 : 0;
        for (const { feed, start, entries } of verdict.admitted) {
          const written = feed === founder.feed ? run : other;
          entries.forEach((entry, index) => {
            expect(isEqual(entry, written.entries[start + index] ?? new Uint8Array())).toBe(true);
          });
        }
      }),
      // Each of them costs signatures; the decoder before them is fuzzed ten times as much.
      { numRuns: Math.ceil(fuzzRuns / 10), seed: 1 },
    );
    expect(admittedAny).toBeGreaterThan(10);
  });

  it('names every rule once, with a sentence', () => {
    expect(guardRules.map(({ name }) => name)).toEqual([
      'decodes',
      'root-is-the-feeds',
      'no-gap',
      'same-as-held',
      'well-formed-entry',
      'within-the-feeds-limits',
      'signed-chain',
    ]);
  });
});

describe('a chain', () => {
  it('keeps every link, and its newest signature, however long it grows', () => {
    const run = writeMany(founder, 40);
    const chain = new Chain(founder.feed, 0);
    expect(chain.tip.link).toEqual(new Uint8Array(32));
    run.entries.forEach((entry, place) =>
      chain.append(entry, run.links[place] ?? new Uint8Array()),
    );
    expect(chain.height).toBe(40);
    expect(chain.tip).toEqual(run.tip);
    expect(run.links.map((_, place) => chain.linkAt(place))).toEqual(run.links);
    expect(() => chain.linkAt(40)).toThrow(RangeError);
    expect(() => chain.linkAt(-1)).toThrow(RangeError);
    expect(chain.bytes).toBe(run.entries.reduce((sum, entry) => sum + entry.length, 0));
  });
});

describe('a ledger', () => {
  it('tells what a peer lacks, and nothing where it lacks nothing or cannot say', () => {
    const holder = holding(writeMany(founder, 3));
    const behind = holding(cutRun(writeMany(founder, 3), 0, 2));
    const { ledger } = holder;
    expect(ledger.updateSince(ledger.stateVector())).toBeUndefined();
    expect(ledger.updateSince(behind.ledger.stateVector())).toEqual(
      updateOf(cutRun(writeMany(founder, 3), 2, 3)),
    );
    expect(behind.ledger.updateSince(ledger.stateVector())).toBeUndefined();
    for (const bad of ['', 'ff', '01', '010203ff', '00ff']) {
      expect(ledger.updateSince(Uint8Array.from(Buffer.from(bad, 'hex')))).toBeUndefined();
    }
  });

  it('hands out its entries and branches, and says where there is none', () => {
    const run = writeMany(founder, 3);
    const { ledger } = holding(run);
    const chain = ledger.chainNamed(founder.feed.name);
    if (!chain) throw new Error('no chain');
    expect(ledger.entryAt(chain, 2)).toEqual(run.entries[2]);
    expect(() => ledger.entryAt(chain, 3)).toThrow(RangeError);
    expect(ledger.branchFrom(chain, 1)).toMatchObject(cutRun(run, 1, 3));
    expect(ledger.chainNamed(member.feed.name)).toBeUndefined();
    expect(ledger.heads()).toMatchObject([{ feed: founder.feed.name, height: 3 }]);
  });
});

const byName = (left: { readonly feed: string }, right: { readonly feed: string }): number =>
  left.feed < right.feed ? -1 : 1;
