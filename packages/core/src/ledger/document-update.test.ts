import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { fuzzOptions, nearlyBytes } from '../../test/fuzz.ts';
import { valueDepthMax } from '../lib/limits.ts';
import { decodeDocumentUpdate } from './document-update.ts';

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = client;
  return doc;
};

/** Everything that `edit` changes, as the doc tells of it. */
const updatesOf = (doc: Y.Doc, edit: () => void): Uint8Array[] => {
  const updates: Uint8Array[] = [];
  const gather = (update: Uint8Array): void => void updates.push(update);
  doc.on('update', gather);
  edit();
  doc.off('update', gather);
  return updates;
};
const updateOf = (edit: (doc: Y.Doc) => void): Uint8Array => {
  const doc = docOf(7);
  return Y.mergeUpdates(updatesOf(doc, () => edit(doc)));
};
const isRead = (update: Uint8Array): boolean => decodeDocumentUpdate(update).ok;

const value = fc
  .jsonValue({ maxDepth: 5 })
  .filter((each) => !JSON.stringify(each).includes('__proto__'));
const edit = fc.oneof(
  fc.record({ type: fc.constant('set' as const), key: fc.string(), value }),
  fc.record({ type: fc.constant('push' as const), value }),
  fc.record({ type: fc.constant('remove' as const), at: fc.nat(20) }),
  fc.record({
    type: fc.constant('type' as const),
    at: fc.nat(20),
    text: fc.string({ unit: 'grapheme' }),
  }),
  fc.record({ type: fc.constant('erase' as const), at: fc.nat(20), length: fc.nat(4) }),
  fc.record({ type: fc.constant('nest' as const), key: fc.string(), value }),
  fc.record({ type: fc.constant('drop' as const), key: fc.string() }),
);
type Edit = typeof edit extends fc.Arbitrary<infer Each> ? Each : never;

const apply = (doc: Y.Doc, each: Edit): void => {
  const [map, list, text] = [doc.getMap('map'), doc.getArray('list'), doc.getText('text')];
  if (each.type === 'set') map.set(each.key, each.value);
  else if (each.type === 'push') list.push([each.value]);
  else if (each.type === 'remove' && list.length > 0) list.delete(each.at % list.length);
  else if (each.type === 'type') text.insert(Math.min(each.at, text.length), each.text);
  else if (each.type === 'erase')
    text.delete(
      Math.min(each.at, text.length),
      Math.min(each.length, text.length - Math.min(each.at, text.length)),
    );
  else if (each.type === 'nest')
    map.set(
      each.key,
      new Y.Map([
        ['inside', Y.Array.from([each.value as string])],
        ['text', new Y.Text('…')],
      ]),
    );
  else if (each.type === 'drop') map.delete(each.key);
};

describe('a document update', () => {
  it('is read whatever Yjs writes of maps, lists, texts and values, merged or not', () => {
    fc.assert(
      fc.property(
        fc.array(edit, { maxLength: 12 }),
        fc.array(edit, { maxLength: 12 }),
        (ours, theirs) => {
          const [doc, other] = [docOf(7), docOf(9)];
          const theirUpdates = updatesOf(other, () => theirs.forEach((each) => apply(other, each)));
          const before = updatesOf(doc, () => ours.forEach((each) => apply(doc, each)));
          for (const update of theirUpdates) Y.applyUpdate(doc, update, 'link');
          // Edits among what another wrote at the same time: two neighbours, deletions of both.
          const after = updatesOf(doc, () => ours.toReversed().forEach((each) => apply(doc, each)));
          for (const update of [...before, ...after, ...theirUpdates])
            expect(isRead(update)).toBe(true);
          const all = [...before, ...after];
          if (all.length > 0) expect(isRead(Y.mergeUpdates(all))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read with undo and redo, in one transaction or many', () => {
    const doc = docOf(7);
    const text = doc.getText('text');
    const map = doc.getMap('map');
    const undo = new Y.UndoManager([text, map], { captureTimeout: 0 });
    const updates = updatesOf(doc, () => {
      text.insert(0, 'blankets and tents');
      undo.stopCapturing();
      doc.transact(() => {
        text.delete(3, 9);
        map.set('key', 'value');
      });
      undo.undo();
      undo.redo();
      undo.undo();
    });
    expect(updates.length).toBeGreaterThan(4);
    expect([...updates, Y.mergeUpdates(updates)].every(isRead)).toBe(true);
  });

  it('is read with halves of characters, every kind of value, and large ones', () => {
    expect(
      isRead(
        updateOf((doc) => {
          const text = doc.getText('text');
          text.insert(0, 'a👩‍🌾b');
          text.insert(2, '!');
          text.delete(2, 2);
        }),
      ),
    ).toBe(true);
    const values = [
      [undefined],
      null,
      true,
      false,
      0,
      -0,
      -1,
      63,
      64,
      2 ** 31,
      -(2 ** 31),
      2 ** 40,
      0.5,
      1 / 3,
      1e300,
      NaN,
      '',
      'ټ',
      [],
      {},
      [[{}]],
      { a: [1] },
    ];
    for (const each of values) {
      expect(isRead(updateOf((doc) => doc.getArray('list').push([each])))).toBe(true);
      expect(isRead(updateOf((doc) => doc.getMap('map').set('key', each)))).toBe(true);
    }
    const large = 'x'.repeat(3_000_000);
    expect(isRead(updateOf((doc) => doc.getText('text').insert(0, large)))).toBe(true);
    expect(
      isRead(
        updateOf((doc) => doc.getArray('list').push(Array.from({ length: 30_000 }, (_, at) => at))),
      ),
    ).toBe(true);
  });

  it('says under whose id, where and how long each piece is, and what is deleted', () => {
    const update = updateOf((doc) => {
      doc.getText('text').insert(0, 'tents');
      doc.getMap('map').set('key', new Y.Array());
      doc.getText('text').delete(1, 2);
    });
    expect(decodeDocumentUpdate(update)).toEqual({
      ok: true,
      value: {
        client: 7,
        structs: [
          {
            clock: 0,
            length: 5,
            origin: undefined,
            rightOrigin: undefined,
            parent: { type: 'root', name: 'text' },
            key: undefined,
            isType: false,
          },
          {
            clock: 5,
            length: 1,
            origin: undefined,
            rightOrigin: undefined,
            parent: { type: 'root', name: 'map' },
            key: 'key',
            isType: true,
          },
        ],
        deletions: [{ client: 7, clock: 1, length: 2 }],
      },
    });
    expect(decodeDocumentUpdate(Uint8Array.of(0, 0))).toEqual({
      ok: true,
      value: { client: undefined, structs: [], deletions: [] },
    });
  });

  it('is refused with anything that the kinds do not use', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);
    const gone = new Y.Doc();
    gone.getArray('list').push([new Y.Array()]);
    gone.getArray('list').delete(0);
    const gapped = (): Uint8Array => {
      const doc = docOf(7);
      const updates = updatesOf(doc, () =>
        [1, 2, 3].forEach((each) => doc.getMap('map').set(`${each}`, each)),
      );
      return Y.mergeUpdates([...updates.slice(0, 1), ...updates.slice(2)]);
    };
    const others: Readonly<Record<string, Uint8Array>> = {
      collected: Y.encodeStateAsUpdate(gone),
      gap: gapped(),
      xml: updateOf((doc) => doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p')])),
      xmlText: updateOf((doc) => doc.getArray('list').push([new Y.XmlText('p')])),
      document: updateOf((doc) => doc.getArray('list').push([new Y.Doc()])),
      binary: updateOf((doc) => doc.getArray('list').push([new Uint8Array(3)])),
      binaryInside: updateOf((doc) => doc.getArray('list').push([[new Uint8Array(3)]])),
      embed: updateOf((doc) => doc.getText('text').insertEmbed(0, { image: 1 })),
      format: updateOf((doc) => doc.getText('text').insert(0, 'bold', { bold: true })),
      bigInteger: updateOf((doc) => doc.getArray('list').push([[10n]])),
      deep: updateOf((doc) => doc.getArray('list').push([nested(valueDepthMax + 1)])),
      prototype: updateOf((doc) =>
        doc.getArray('list').push([JSON.parse('{"__proto__":{"a":1}}')]),
      ),
      twoAuthors: (() => {
        const [one, other] = [docOf(7), docOf(9)];
        one.getMap('map').set('one', 1);
        other.getMap('map').set('other', 1);
        return Y.mergeUpdates([one, other].map((doc) => Y.encodeStateAsUpdate(doc)));
      })(),
      longName: updateOf((doc) => doc.getMap('x'.repeat(1_025)).set('key', 1)),
      secondVersion: Y.convertUpdateFormatV1ToV2(
        updateOf((doc) => doc.getMap('map').set('key', 1)),
      ),
    };
    const read = Object.entries(others).filter(([, update]) => isRead(update));
    expect(read.map(([name]) => name)).toEqual([]);
    expect(isRead(updateOf((doc) => doc.getArray('list').push([nested(valueDepthMax)])))).toBe(
      true,
    );
  });

  it('is refused with lengths and clocks that no document has', () => {
    const hex = (text: string): boolean => isRead(Uint8Array.from(Buffer.from(text, 'hex')));
    // One struct, client 7, clock 0: list root "l", values.
    expect(hex('0101070008010 16c017e00'.replace(' ', ''))).toBe(true);
    expect(hex('01010700080 1016c0000'.replaceAll(' ', ''))).toBe(false);
    expect(hex('0101070004016c010000')).toBe(false);
    expect(hex('010107000402016c0178')).toBe(false);
    expect(hex('0101070004 01016c0000'.replace(' ', ''))).toBe(false);
    // Clocks, deletions and integers beyond what is safe.
    expect(hex('010107ffffffffffffff0f0401016c0178')).toBe(false);
    expect(hex('000107010000')).toBe(false);
    expect(hex('00010701ffffffffffffff0f01')).toBe(false);
    expect(hex('0101070008 01016c017dffffffffffffffff7f00'.replace(' ', ''))).toBe(false);
  });

  it('is read or refused without a throw, whatever the bytes; what is read, Yjs can take', () => {
    const samples = [
      updateOf((doc) => doc.getText('text').insert(0, 'tents')),
      updateOf((doc) => {
        doc.getMap('map').set('key', new Y.Array());
        doc.getArray('list').push([{ a: [1, 'two', 0.5] }, -70]);
        doc.getArray('list').delete(0);
      }),
    ];
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes(samples), (bytes) => {
        if (!isRead(bytes)) return;
        accepted += 1;
        expect(() => Y.decodeUpdate(bytes)).not.toThrow();
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
