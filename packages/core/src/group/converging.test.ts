import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { contentsOf, createMembers, isWhole, meet, type Tab } from '../../test/open-members.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate } from '../ledger/update.ts';

const text = (doc: Y.Doc): Y.Text => doc.getText('text');
const nested = (doc: Y.Doc, key: string): Y.Array<unknown> => {
  const map = doc.getMap<Y.Array<unknown>>('map');
  const known = map.get(key);
  if (known instanceof Y.Array) return known;
  const list = new Y.Array<unknown>();
  map.set(key, list);
  return list;
};

const edit = fc.record({
  who: fc.nat(3),
  what: fc.constantFrom('type', 'erase', 'set', 'nest', 'push', 'remove', 'wait', 'give'),
  at: fc.nat(7),
  to: fc.nat(3),
});
type Edit = typeof edit extends fc.Arbitrary<infer Each> ? Each : never;

const act = (doc: Y.Doc, { what, at, who }: Edit): void => {
  const key = `${at % 3}`;
  const place = Math.min(at, text(doc).length);
  const list = nested(doc, key);
  if (what === 'type') text(doc).insert(place, `${who}${at}é`);
  else if (what === 'erase') text(doc).delete(place, Math.min(2, text(doc).length - place));
  else if (what === 'set') doc.getMap('flat').set(key, { who, at });
  else if (what === 'nest') doc.getMap('map').set(key, Y.Array.from([who]));
  else if (what === 'push') list.insert(Math.min(at, list.length), [who, `${at}`]);
  else if (what === 'remove' && list.length > 0) list.delete(at % list.length);
};

/** The same entries, cut in single ones, in another order, some of them twice. */
const shuffled = (update: Uint8Array, chance: () => number): Uint8Array[] => {
  const decoded = decodeLedgerUpdate(update);
  const pieces = (decoded.ok ? decoded.value : []).flatMap((run) =>
    run.entries.map((entry, index) =>
      encodeLedgerUpdate([
        {
          ...run,
          start: run.start + index,
          rootName: run.start + index === 0 ? run.rootName : undefined,
          entries: [entry],
        },
      ]),
    ),
  );
  return [...pieces, ...pieces.filter(() => chance() < 0.3)]
    .map((piece) => ({ piece, order: chance() }))
    .toSorted((left, right) => left.order - right.order)
    .map(({ piece }) => piece);
};

describe('the same entries', () => {
  it(
    'give equal ledgers and equal documents, in any order, doubled and cut',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 4 }),
          fc.array(edit, { maxLength: 24 }),
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          async (count, edits, stream) => {
            const chance = (): number => stream.next().value as number;
            const { env, all } = createMembers(3, count);
            const tabs: Tab[] = [];
            for (const each of all) tabs.push(await each.open());
            const [first] = tabs as [Tab];
            first.group.rename('group');
            const created = first.group.createDocument('needs', 'list');
            if (!created.ok) throw new Error('refused');
            await meet(env, ...tabs);
            for (const each of edits) {
              const tab = tabs[each.who % count] ?? first;
              if (each.what === 'wait') await env.advance(400);
              else if (each.what === 'give') {
                const to = tabs[each.to % count] ?? first;
                const update =
                  to === tab ? undefined : tab.replica.updateSince(to.replica.stateVector());
                for (const piece of update ? shuffled(update, chance) : []) {
                  const judging = to.replica.receive(piece);
                  await env.settle();
                  await env.advance(1);
                  expect((await judging).forged).toBe(false);
                  for (const each of tabs) expect(isWhole(each.doc(created.value))).toBe(true);
                }
              } else act(tab.doc(created.value), each);
              for (const each of tabs) expect(isWhole(each.doc(created.value))).toBe(true);
            }
            await meet(env, ...tabs);
            const expected = contentsOf(first.doc(created.value));
            for (const tab of tabs) {
              expect(contentsOf(tab.doc(created.value))).toEqual(expected);
              expect(tab.group.status()).toMatchObject({
                saved: 'saved',
                setAsideEntries: 0,
                waitingEntries: 0,
              });
              expect(tab.replica.compare(first.replica.heads())).toEqual({
                behind: false,
                ahead: false,
                forked: [],
                unequal: [],
              });
            }
            // Who opens everything anew, from the disk, sees the same.
            for (const tab of tabs) await tab.group.close();
            const [founder] = all as [(typeof all)[0]];
            const again = await founder.open();
            expect(contentsOf(again.doc(created.value))).toEqual(expected);
          },
        ),
        { numRuns: Number(process.env['SAMPHIRE_FUZZ_RUNS'] ?? 0) > 20_000 ? 5_000 : 30, seed: 7 },
      );
    },
  );
});
