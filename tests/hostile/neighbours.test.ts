/**
 * Members who mean harm name neighbours that never stood side by side. Plain Yjs then shows the
 * order in which updates arrived; here every device ends with the same document all the same.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentEntry } from '../../packages/core/src/group/counting/document-entry.ts';
import { Shelf } from '../../packages/core/src/group/shelf.ts';
import { Chain } from '../../packages/core/src/ledger/chain.ts';
import { epochFromSecret } from '../../packages/core/src/ledger/epoch.ts';
import { feedOf } from '../../packages/core/src/ledger/feed.ts';
import { runThrough } from '../../packages/core/src/lib/steps.ts';
import { createSeededEnv } from '../../packages/core/src/testing/env.ts';
import { contents, rawUpdate, type RawId } from './raw-update.ts';

const env = createSeededEnv(4);
const epoch = epochFromSecret(env.random(32), env.random(32), env.random(32));
const chains = Array.from({ length: 5 }, (_, ordinal) => {
  const signing = env.random(32);
  return new Chain(feedOf(epoch, { id: `${ordinal}`, signing }, env.random(16), 0), ordinal);
});
const document = 'd'.repeat(32);
const word = 'tents';
const clientOf = (chain: Chain): number => chain.feed.documentClientId;

interface Lie {
  readonly left: number | undefined;
  readonly right: number | undefined;
}

/** Who writes what: ids decide ties in Yjs, so the roles go round. */
interface Scene {
  readonly founder: Chain;
  readonly base: DocumentEntry;
  /** Two that lie, two that do not. */
  readonly entries: readonly DocumentEntry[];
}

const entryOf = (
  chain: Chain,
  lamport: number,
  update: Uint8Array,
  heights: Uint32Array = new Uint32Array(0),
): DocumentEntry => ({
  node: { chain, place: 0, lamport, heights, content: undefined },
  document,
  update,
});

const createScene = (
  roles: readonly number[],
  lies: readonly Lie[],
  inserts: readonly number[],
): Scene => {
  const [founder, ...writers] = roles.flatMap((role) => chains[role] ?? []) as [Chain, ...Chain[]];
  const doc = new Y.Doc({ gc: false });
  doc.clientID = clientOf(founder);
  doc.getText('text').insert(0, word);
  const base = Y.encodeStateAsUpdate(doc);
  const heights = new Uint32Array(chains.length);
  heights[founder.ordinal] = 1;
  const letter = (clock: number): RawId => ({ client: clientOf(founder), clock });
  const writer = (place: number): Chain => writers[place] ?? founder;
  const hostile = lies.map(({ left, right }, each) => {
    const struct = {
      ...contents.text('!'),
      origin: left === undefined ? undefined : letter(left),
      rightOrigin: right === undefined ? undefined : letter(right),
      parent: 'text',
    };
    const update = rawUpdate({ client: clientOf(writer(each)), clock: 0, structs: [struct] });
    return entryOf(writer(each), 2, update, heights);
  });
  const honest = inserts.map((at, each) => {
    const own = new Y.Doc({ gc: false });
    Y.applyUpdate(own, base);
    own.clientID = clientOf(writer(each + 2));
    own.getText('text').insert(at, `${each}`);
    return entryOf(
      writer(each + 2),
      2,
      Y.encodeStateAsUpdate(own, Y.encodeStateVector(doc)),
      heights,
    );
  });
  return { founder, base: entryOf(founder, 1, base), entries: [...hostile, ...honest] };
};

const createShelf = (): Shelf =>
  new Shelf({
    env,
    chainOf: (client) => chains.find((chain) => clientOf(chain) === client),
    write: () => undefined,
    changed: () => undefined,
  });

/** A shelf that had the document open from the beginning, and got the rest in this order. */
const shownAfter = (base: DocumentEntry, entries: readonly DocumentEntry[]): string => {
  const shelf = createShelf();
  shelf.open(document);
  for (const entry of [base, ...entries]) runThrough(shelf.deliver([entry], false));
  const doc = shelf.open(document);
  expect(doc.store.pendingStructs).toBeNull();
  for (const { rule } of shelf.setAside) expect(rule).toBe('neighbours-in-order');
  return doc.getText('text').toJSON();
};

const shownByYjs = (base: DocumentEntry, entries: readonly DocumentEntry[]): string => {
  const doc = new Y.Doc({ gc: false });
  for (const { update } of [base, ...entries]) Y.applyUpdate(doc, update);
  return doc.getText('text').toJSON();
};

const place = fc.option(fc.nat(word.length - 1), { nil: undefined });
const lie = fc.record({ left: place, right: place });
const insert = fc.nat(word.length);
const everything = fc.record({
  roles: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
  lies: fc.tuple(lie, lie),
  inserts: fc.tuple(insert, insert),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
});

describe('neighbours that never stood side by side', () => {
  test('divide plain Yjs, and nobody here, in whatever order things arrive', () => {
    let divided = 0;
    fc.assert(
      fc.property(everything, ({ roles, lies, inserts, order }) => {
        const { base, entries } = createScene(roles, lies, inserts);
        const shuffled = order.flatMap((each) => entries[each] ?? []);
        if (shownByYjs(base, shuffled) !== shownByYjs(base, entries)) divided += 1;
        expect(shownAfter(base, shuffled)).toBe(shownAfter(base, entries));
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect(divided).toBeGreaterThan(10);
  });

  test('divide nobody where each stands before the other, which no rule refuses', () => {
    const lies = [
      { left: 0, right: undefined },
      { left: undefined, right: 1 },
    ];
    fc.assert(
      fc.property(everything, ({ roles, inserts, order }) => {
        const { base, entries } = createScene(roles, lies, inserts);
        const shuffled = order.flatMap((each) => entries[each] ?? []);
        expect(shownAfter(base, shuffled)).toBe(shownAfter(base, entries));
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  test('leave honest writers as they are: nothing is built anew for them', () => {
    const { base, entries } = createScene([0, 1, 2, 3, 4], [], [0, 3]);
    const shelf = createShelf();
    const doc = shelf.open(document);
    for (const entry of [base, ...entries.toReversed()]) runThrough(shelf.deliver([entry], false));
    expect(shelf.open(document)).toBe(doc);
  });
});
