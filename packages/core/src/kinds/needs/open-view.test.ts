/**
 * Two people edit, exchange, undo and damage; after every act the open view of each copy equals
 * what `viewNeeds` makes of the whole document.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, fuzzRuns, meet, person } from '../../../test/people.ts';
import type { Person } from '../../../test/people.ts';
import type { Authors } from '../contract.ts';
import {
  addDelivery,
  addPledge,
  receivePledge,
  stepPledge,
  withdrawDelivery,
} from './contributions.ts';
import { addLine, addLines, changeLine, moveLine } from './lines.ts';
import { needsKind } from './needs.ts';
import { openNeedsView } from './open-view.ts';
import { rootNames } from './schema.ts';
import { viewNeeds } from './view.ts';
import { tiers } from './vocabulary.ts';

const acts = [
  'line',
  'change',
  'change',
  'qualify',
  'move',
  'pledge',
  'pledge',
  'step',
  'step',
  'receive',
  'deliver',
  'withdraw',
  'meet',
  'meet',
  'undo',
  'redo',
  'damage',
  'damage-line',
  'nest',
  'overwrite',
  'delete',
  'learn',
] as const;
type Act = readonly [kind: (typeof acts)[number], who: number, first: number, second: number];

const moves = ['accepted', 'in_transit', 'refused', 'cancelled'] as const;

const pick = <Item>(items: readonly Item[], index: number): Item | undefined =>
  items[index % Math.max(1, items.length)];

/** What no edit of ours would write. */
const rubbish = (second: number): unknown =>
  [
    5,
    'text',
    { line: 'nowhere', amount: 1000, unit: 'kg', at: 3 },
    { of: 'nowhere', state: 'accepted', after: ['x'] },
    null,
    [1],
    { amount: -1 },
  ][second % 7];

interface Scene {
  readonly people: readonly Person[];
  readonly undos: readonly Y.UndoManager[];
  /** Devices that nobody knows yet. */
  readonly unknown: Set<number>;
  readonly authors: Authors;
}

const scene = (): Scene => {
  const people = [person('founder'), person('member'), person('member', 1)];
  const [founder] = people as [Person, ...Person[]];
  needsKind.create(founder.doc, founder.editor);
  const line = done(addLine(founder.doc, founder.editor, { item: 'boots', tier: 'urgent' }));
  const quantity = { amountThousandths: 2000, unit: 'pair' };
  done(addPledge(founder.doc, founder.editor, { line, quantity }));
  meet(...people);
  const undos = people.map(
    ({ doc }) =>
      new Y.UndoManager(
        rootNames.map((name) => doc.getMap(name)),
        { captureTimeout: 0 },
      ),
  );
  const unknown = new Set([21]);
  return {
    people,
    undos,
    unknown,
    authors: {
      memberByClient: (client) =>
        unknown.has(client) ? undefined : authors.memberByClient(client),
    },
  };
};

const perform = (scene: Scene, [kind, whoIndex, first, second]: Act): void => {
  const place = whoIndex % scene.people.length;
  const { doc, editor } = scene.people.at(place) as Person;
  const found = viewNeeds(doc, scene.authors);
  if (!found.ok) return;
  const view = found.value;
  const line = pick([...view.lineById.keys()], first);
  const pledge = pick([...view.pledgeById.keys()], first);
  const delivery = pick([...view.deliveryById.keys()], first);
  const quantity = { amountThousandths: (second + 1) * 500, unit: second % 2 ? 'kg' : 'pair' };
  const root = doc.getMap<unknown>(pick(rootNames.slice(1), second) as string);
  const key = pick([...root._map.keys()], first) ?? `key ${first}`;
  const lineMap = line === undefined ? undefined : doc.getMap('lines').get(line);
  const acting: Readonly<Record<(typeof acts)[number], () => unknown>> = {
    line: () => addLine(doc, editor, { item: `thing ${first}`, tier: 'always', wanted: quantity }),
    change: () =>
      line &&
      changeLine(doc, line, {
        item: `item ${second}`,
        tier: pick(tiers, first) ?? 'urgent',
        isArchived: second % 4 === 0,
        wanted: quantity,
      }),
    qualify: () => line && changeLine(doc, line, { qualifiers: [`q${first}`, `q${second}`] }),
    move: () => line && moveLine(doc, line, pick([...view.lineById.keys()], second)),
    pledge: () => line && addPledge(doc, editor, { line, quantity }),
    step: () =>
      pledge &&
      stepPledge(doc, editor, scene.authors, {
        pledge,
        state: pick(moves, second) ?? 'accepted',
      }),
    receive: () =>
      pledge &&
      receivePledge(doc, editor, scene.authors, {
        pledge,
        amountThousandths: quantity.amountThousandths,
        isLast: second % 3 === 0,
      }),
    deliver: () => line && addDelivery(doc, editor, { line, quantity }),
    withdraw: () => delivery && withdrawDelivery(doc, editor, scene.authors, delivery),
    meet: () => meet(...scene.people),
    undo: () => scene.undos[place]?.undo(),
    redo: () => scene.undos[place]?.redo(),
    damage: () => root.set(second % 3 === 0 ? `key ${first}` : key, rubbish(second)),
    'damage-line': () => {
      const field = ['item', 'tier', 'position', 'wanted', 'qualifier:x'].at(second % 5) as string;
      if (lineMap instanceof Y.Map) lineMap.set(field, rubbish(first));
    },
    nest: () => {
      if (!(lineMap instanceof Y.Map)) return;
      const inner = lineMap.get('item');
      if (inner instanceof Y.Map) inner.set('deep', second);
      else lineMap.set('item', new Y.Map([['deep', second]]));
    },
    overwrite: () => doc.getMap('lines').set(line ?? 'a', new Y.Map([['item', `new ${second}`]])),
    delete: () => root.delete(key),
    learn: () => (scene.unknown.size > 0 ? scene.unknown.clear() : scene.unknown.add(21)),
  };
  acting[kind]();
};

describe('the open view of a needs list', () => {
  it('equals the view made anew after every edit, exchange, undo and damage', () => {
    const seen = { problems: 0, conflicts: 0, rivals: 0, orphans: 0, withdrawn: 0, unknown: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat(2), fc.nat(20), fc.nat(20)), {
          minLength: 20,
          maxLength: 60,
        }),
        fc.nat(3),
        (chosen, pause) => {
          const set = scene();
          const views = set.people.map(({ doc }) => openNeedsView(doc, set.authors));
          for (const [turn, act] of chosen.entries()) {
            perform(set, act);
            if (turn % (pause + 1) !== 0) continue;
            for (const [place, { doc }] of set.people.entries()) {
              const open = views[place];
              if (turn % 2 === 0) open?.readAhead();
              expect(open?.view()).toEqual(viewNeeds(doc, set.authors));
            }
          }
          const last = viewNeeds((set.people.at(0) as Person).doc, set.authors);
          if (!last.ok) return;
          const lines = [...last.value.lineById.values()];
          const pledges = [...last.value.pledgeById.values()];
          seen.problems += last.value.problems.length;
          seen.conflicts += lines.flatMap((line) => line.conflicts).length;
          seen.rivals += pledges.flatMap((one) => one.rivals).length;
          seen.orphans += last.value.unattached.pledges.length;
          seen.withdrawn += [...last.value.deliveryById.values()].filter(
            (one) => one.isWithdrawn,
          ).length;
          seen.unknown += pledges.filter((one) => one.by === undefined).length;
        },
      ),
      { numRuns: fuzzRuns(150) },
    );
    // It proves nothing unless these things happened.
    for (const [what, count] of Object.entries(seen))
      expect([what, count > 3]).toEqual([what, true]);
  }, 120_000);

  it('gives the same object until something changes, and the same lines where nothing did', () => {
    const { doc, editor } = person('founder');
    needsKind.create(doc, editor);
    const drafts = [
      { item: 'boots', tier: 'urgent' },
      { item: 'tents', tier: 'urgent' },
    ] as const;
    const [boots, tents] = done(addLines(doc, editor, drafts)) as [string, string];
    const open = openNeedsView(doc, authors);
    const before = done(open.view());
    expect(done(open.view())).toBe(before);
    done(addPledge(doc, editor, { line: boots, quantity: { amountThousandths: 1, unit: 'pair' } }));
    const after = done(open.view());
    expect(after.lineById.get(boots)).not.toBe(before.lineById.get(boots));
    expect(after.lineById.get(tents)).toBe(before.lineById.get(tents));
  });

  it('tells an observer of the very transaction what has changed', () => {
    const { doc, editor } = person('founder');
    needsKind.create(doc, editor);
    const open = openNeedsView(doc, authors);
    done(open.view());
    const seen: number[] = [];
    doc.getMap('lines').observe(() => seen.push(done(open.view()).lineById.size));
    done(addLine(doc, editor, { item: 'boots', tier: 'urgent' }));
    expect(seen).toEqual([1]);
  });

  it('says when a newer version wrote the document, and goes on when that is undone', () => {
    const { doc, editor } = person('founder');
    doc.getMap('meta').set('version', 99);
    const open = openNeedsView(doc, authors);
    expect(open.view()).toEqual({ ok: false, refusal: { type: 'document-newer', version: 99 } });
    doc.getMap('meta').set('version', 1);
    done(addLine(doc, editor, { item: 'boots', tier: 'urgent' }));
    expect(done(open.view())).toEqual(done(viewNeeds(doc, authors)));
    expect(done(open.view()).lineById.size).toBe(1);
  });

  it('names a root that is no map', () => {
    const doc = new Y.Doc({ gc: false });
    doc.getArray('pledges');
    expect(openNeedsView(doc, authors).view()).toEqual(viewNeeds(doc, authors));
  });

  it('hears nothing more once it is closed', () => {
    const { doc, editor } = person('founder');
    needsKind.create(doc, editor);
    const open = openNeedsView(doc, authors);
    const before = done(open.view());
    open.close();
    done(addLine(doc, editor, { item: 'boots', tier: 'urgent' }));
    expect(done(open.view())).toBe(before);
  });
});
