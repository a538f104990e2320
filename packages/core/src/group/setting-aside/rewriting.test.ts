import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { linesOfUpdate } from './lines.ts';
import type { Again } from './places.ts';
import { replay, type Replayed } from './replay.ts';
import { rewrite } from './rewriting.ts';

const docOf = (client: number, ...updates: readonly Replayed[]): Y.Doc => {
  const doc = new Y.Doc({ gc: false });
  for (const { update } of updates) Y.applyUpdate(doc, update);
  doc.clientID = client;
  return doc;
};

/** What an edit writes, as an entry of its author would carry it. */
const edit = (doc: Y.Doc, change: (doc: Y.Doc) => void): Replayed => {
  const updates: Uint8Array[] = [];
  const note = (update: Uint8Array): void => void updates.push(update);
  doc.on('update', note);
  doc.transact(() => change(doc));
  doc.off('update', note);
  return { client: doc.clientID, update: Y.mergeUpdates(updates) };
};

const [founder, hostile, member] = [1, 2, 3];
const none = (): undefined => undefined;

/** Replays `targets` on `standing`, and writes them again into a document that went on with `later`. */
const again = (
  standing: readonly Replayed[],
  targets: readonly Replayed[],
  later: (doc: Y.Doc) => void = () => undefined,
): { readonly doc: Y.Doc; readonly isDone: boolean } => {
  const doc = docOf(member, ...standing);
  later(doc);
  const replayed = replay({ standing, setAside: [], targets });
  return { doc, isDone: replayed !== undefined && rewrite(doc, replayed, new Map()) };
};

describe('writing again', () => {
  it('puts text where it stood, though the text went on', () => {
    const first = edit(docOf(founder), (doc) => doc.getText('text').insert(0, 'bring tents'));
    const second = edit(docOf(hostile, first), (doc) => doc.getText('text').insert(6, 'ten '));
    const { doc, isDone } = again([first], [second], (now) =>
      now.getText('text').insert(0, 'Please '),
    );
    expect(isDone).toBe(true);
    expect(doc.getText('text').toJSON()).toBe('Please bring ten tents');
  });

  it('deletes the same things and no others', () => {
    const first = edit(docOf(founder), (doc) => doc.getArray('list').push(['a', 'b', 'c', 'd']));
    const second = edit(docOf(hostile, first), (doc) => {
      doc.getArray('list').delete(1, 2);
      doc.getArray('list').insert(1, ['x']);
    });
    const { doc } = again([first], [second], (now) => now.getArray('list').insert(2, ['new']));
    expect(doc.getArray('list').toJSON()).toEqual(['a', 'x', 'new', 'd']);
  });

  it('sets keys over what was set since, and copies what is nested', () => {
    const first = edit(docOf(founder), (doc) => {
      const row = new Y.Map<unknown>();
      row.set('name', 'tarps');
      doc.getMap('rows').set('one', row);
    });
    const second = edit(docOf(hostile, first), (doc) => {
      const rows = doc.getMap<Y.Map<unknown>>('rows');
      rows.get('one')?.set('name', 'tents');
      const row = new Y.Map<unknown>();
      row.set('notes', new Y.Text('dry ones'));
      rows.set('two', row);
    });
    const { doc } = again([first], [second], (now) =>
      now.getMap<Y.Map<unknown>>('rows').get('one')?.set('name', 'ropes'),
    );
    expect(doc.getMap('rows').toJSON()).toEqual({
      one: { name: 'tents' },
      two: { notes: 'dry ones' },
    });
  });

  it('refuses, and changes nothing, where the place is gone', () => {
    const first = edit(docOf(founder), (doc) => {
      doc.getMap('rows').set('one', new Y.Map());
      doc.getArray('list').push(['a']);
    });
    const second = edit(docOf(hostile, first), (doc) => {
      doc.getArray('list').push(['b']);
      doc.getMap<Y.Map<unknown>>('rows').get('one')?.set('name', 'tents');
    });
    const { doc, isDone } = again([first], [second], (now) => now.getMap('rows').delete('one'));
    expect(isDone).toBe(false);
    expect(doc.getArray('list').toJSON()).toEqual(['a']);
  });

  it('writes several changes of one author in their order, one tap after another', () => {
    const author = docOf(hostile);
    const typed = ['he', 'll', 'o'].map((text) =>
      edit(author, (doc) => doc.getText('text').insert(doc.getText('text').length, text)),
    );
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      const doc = docOf(member);
      const known: Again = new Map();
      for (const place of order) {
        const replayed = replay({
          standing: [],
          setAside: typed.slice(0, place),
          targets: typed.slice(place, place + 1),
        });
        expect(replayed && rewrite(doc, replayed, known)).toBe(true);
      }
      expect(doc.getText('text').toJSON()).toBe('hello');
    }
  });

  it('writes a branch as one change, though its ids mean something else in the document', () => {
    const first = edit(docOf(founder), (doc) => doc.getText('text').insert(0, 'camp: '));
    const lost = docOf(hostile, first);
    const typed = ['ten', 'ts'].map((text) =>
      edit(lost, (doc) => doc.getText('text').insert(doc.getText('text').length, text)),
    );
    const stands = edit(docOf(hostile, first), (doc) => doc.getText('text').insert(6, 'stoves '));
    const doc = docOf(member, first, stands);
    const replayed = replay({ standing: [first], setAside: [], targets: typed });
    expect(replayed && rewrite(doc, replayed, new Map())).toBe(true);
    expect(doc.getText('text').toJSON()).toBe('camp: tentsstoves ');
  });

  it('does what the change would have done, where nothing else has happened since', () => {
    const deed = fc.record({
      where: fc.constantFrom('text', 'list', 'map', 'nested'),
      at: fc.nat(20),
      cut: fc.nat(4),
      word: fc.string({ minLength: 1, maxLength: 5 }),
    });
    type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never;
    const perform = (doc: Y.Doc, { where, at, cut, word }: Deed): void => {
      const nested = doc.getMap<Y.Text>('nested').get('notes');
      if (where === 'map') doc.getMap('map').set(`key ${at % 3}`, word);
      else if (where === 'nested' && !nested) doc.getMap('nested').set('notes', new Y.Text(word));
      else if (where === 'list') {
        const list = doc.getArray('list');
        const place = Math.min(at, list.length);
        list.delete(place, Math.min(cut, list.length - place));
        list.insert(place, [word, at]);
      } else {
        const text = nested ?? doc.getText('text');
        const place = Math.min(at, text.length);
        text.delete(place, Math.min(cut, text.length - place));
        text.insert(place, word);
      }
    };
    const contents = (doc: Y.Doc): unknown => [
      doc.getText('text').toJSON(),
      doc.getArray('list').toJSON(),
      doc.getMap('map').toJSON(),
      doc.getMap('nested').toJSON(),
    ];
    const deeds = fc.array(deed, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(deeds, deeds, (before, change) => {
        const first = edit(docOf(founder), (doc) => before.forEach((each) => perform(doc, each)));
        const target = edit(docOf(hostile, first), (doc) =>
          change.forEach((each) => perform(doc, each)),
        );
        const { doc, isDone } = again([first], [target]);
        expect(isDone).toBe(true);
        expect(contents(doc)).toEqual(contents(docOf(founder, first, target)));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('does not replay what no document takes', () => {
    const forged = edit(docOf(founder), (doc) => doc.getText('text').insert(0, 'x'));
    expect(
      replay({ standing: [], setAside: [], targets: [{ ...forged, client: hostile }] }),
    ).toBeUndefined();
    const rubbish = { client: hostile, update: Uint8Array.of(9, 9, 9) };
    expect(replay({ standing: [], setAside: [], targets: [rubbish] })).toBeUndefined();
  });

  it('refuses a list where the document has a map', () => {
    const listed = edit(docOf(hostile), (doc) => doc.getArray('rows').push([1]));
    const { isDone, doc } = again([], [listed], (now) => now.getMap('rows').set('one', 1));
    expect(isDone).toBe(false);
    expect(doc.getMap('rows').toJSON()).toEqual({ one: 1 });
  });
});

describe('the lines of a change', () => {
  it('are its texts, and its values under their keys', () => {
    const doc = docOf(hostile);
    const { update } = edit(doc, () => {
      doc.getText('text').insert(0, 'first\nsecond');
      doc.getMap('map').set('name', 'tarps');
      doc.getMap('map').set('wanted', 30);
    });
    expect(linesOfUpdate(update, none)).toEqual(['first', 'second', 'name: tarps', 'wanted: 30']);
  });

  it('name the key of a value that stands in the place of another', () => {
    const doc = docOf(founder);
    edit(doc, () => doc.getMap('map').set('name', 'tarps'));
    const { update } = edit(doc, () => doc.getMap('map').set('name', 'tents'));
    const itemOf = (id: Y.ID): Y.Item | undefined => {
      const item = Y.getItem(doc.store, id);
      return item instanceof Y.Item ? item : undefined;
    };
    expect(linesOfUpdate(update, itemOf)).toEqual(['name: tents']);
  });

  it('say what is deleted where nothing else is done', () => {
    const doc = docOf(founder);
    edit(doc, () => doc.getText('text').insert(0, 'tarps'));
    const { update } = edit(doc, () => doc.getText('text').delete(0, 4));
    const itemOf = (id: Y.ID): Y.Item | undefined => {
      const item = Y.getItem(doc.store, id);
      return item instanceof Y.Item ? item : undefined;
    };
    expect(linesOfUpdate(update, itemOf)).toEqual(['− tarp']);
  });

  it('are short and few, whatever was written', () => {
    const doc = docOf(hostile);
    const { update } = edit(doc, () => {
      doc.getText('text').insert(0, `${'x'.repeat(5_000)}\n`.repeat(100));
    });
    const lines = linesOfUpdate(update, none);
    expect(lines).toHaveLength(50);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(200);
    expect(linesOfUpdate(Uint8Array.of(1, 2, 3), none)).toEqual([]);
  });
});
