import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { createAuthor, createHolder, cutRun, updateOf, writeMany } from '../../test/author.ts';
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { entryBytesMax, feedEntriesMax, updateBytesMax } from '../lib/limits.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate, type FeedRun } from './update.ts';

const founder = createAuthor('founder');
const member = createAuthor('member');
const newcomer = createAuthor('newcomer');
const authors = [founder, member, newcomer];

const malformed = { ok: false, refusal: { type: 'malformed', what: 'ledger update' } };

describe('a ledger update', () => {
  it('is byte for byte what Yjs writes, with and without a state vector', () => {
    const heights = fc.tuple(...authors.map(() => fc.nat(5)));
    const runs = authors.map((author) => writeMany(author, 5));
    fc.assert(
      fc.property(heights, heights, (held, known) => {
        const holder = createHolder(...authors);
        held.forEach((height, each) => {
          const run = runs[each];
          if (run && height > 0) holder.receive(updateOf(cutRun(run, 0, height)));
        });
        const { ledger } = holder;
        const lacking = (from: readonly number[]): FeedRun[] =>
          ledger.chains.flatMap((chain) => {
            const start = from[authors.findIndex(({ feed }) => feed === chain.feed)] ?? 0;
            return start < chain.height ? [ledger.branchFrom(chain, start)] : [];
          });
        expect(updateOf(...lacking([]))).toEqual(Y.encodeStateAsUpdate(ledger.doc));
        const other = createHolder(...authors);
        known.forEach((height, each) => {
          const run = runs[each];
          if (run && height > 0) other.receive(updateOf(cutRun(run, 0, height)));
        });
        const vector = other.ledger.stateVector();
        expect(updateOf(...lacking(known))).toEqual(Y.encodeStateAsUpdate(ledger.doc, vector));
      }),
      { numRuns: 60 },
    );
  });

  it('reads what it wrote, feeds in descending order of their ids', () => {
    const runs = authors.map((author, each) => writeMany(author, each + 1));
    const read = decodeLedgerUpdate(updateOf(...runs));
    const sorted = runs.toSorted((left, right) => right.clientId - left.clientId);
    expect(read).toMatchObject({
      ok: true,
      value: sorted.map(({ clientId, start, rootName }) => ({ clientId, start, rootName })),
    });
  });

  it('reads nothing that Yjs writes for anything but appended bytes', () => {
    const update = (edit: (doc: Y.Doc) => void): Uint8Array => {
      const doc = new Y.Doc({ gc: false });
      doc.clientID = 7;
      edit(doc);
      return Y.encodeStateAsUpdate(doc);
    };
    const bytes = Uint8Array.of(1);
    const others = [
      update((doc) => doc.getArray('feed').push(['text'])),
      update((doc) => doc.getMap('feed').set('key', bytes)),
      update((doc) => doc.getArray('feed').push([new Y.Array()])),
      update((doc) => doc.getText('feed').insert(0, 'text')),
      update((doc) => {
        doc.getArray('feed').push([bytes, bytes]);
        doc.getArray('feed').delete(0);
      }),
      update((doc) => {
        doc.getArray('feed').push([bytes]);
        doc.getArray('feed').insert(0, [bytes]);
      }),
      update((doc) => doc.getArray('x'.repeat(44)).push([bytes])),
    ];
    expect(others.map(decodeLedgerUpdate)).toEqual(others.map(() => malformed));
    const appended = update((doc) => doc.getArray('feed').push([bytes, bytes]));
    expect(decodeLedgerUpdate(appended)).toMatchObject({ ok: true });
    expect(decodeLedgerUpdate(Uint8Array.of(0, 0))).toEqual({ ok: true, value: [] });
  });

  it('is refused over any limit', () => {
    const run = (change: Partial<FeedRun>): Uint8Array =>
      encodeLedgerUpdate([
        { clientId: 7, start: 1, rootName: undefined, entries: [new Uint8Array(1)], ...change },
      ]);
    expect(decodeLedgerUpdate(run({}))).toMatchObject({ ok: true });
    const over = [
      run({ entries: [] }),
      run({ start: feedEntriesMax }),
      run({ entries: [new Uint8Array(entryBytesMax + 1)] }),
      new Uint8Array(updateBytesMax + 1),
      Uint8Array.of(0x81, 0x80, 0x02, 0),
    ];
    expect(over.map(decodeLedgerUpdate)).toEqual(over.map(() => malformed));
    const twice = encodeLedgerUpdate(
      [1, 2].map((start) => ({ ...cutRun(writeMany(founder, 4), start, start + 1) })),
    );
    expect(decodeLedgerUpdate(twice)).toEqual(malformed);
  });

  it('has one spelling: any other bytes are refused or are canonical themselves', () => {
    const samples = [
      updateOf(writeMany(founder, 2), cutRun(writeMany(member, 3), 1, 3)),
      updateOf(...authors.map((author) => writeMany(author, 1))),
    ];
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes(samples), (bytes) => {
        const read = decodeLedgerUpdate(bytes);
        if (!read.ok) return;
        accepted += 1;
        expect(isEqual(encodeLedgerUpdate(read.value), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
