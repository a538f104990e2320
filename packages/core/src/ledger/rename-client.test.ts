import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { decodeDocumentUpdate } from './document-update.ts';
import { firstClockOf, renameClient } from './rename-client.ts';

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = client;
  return doc;
};

describe('edits that were never written', () => {
  it('move to another client id, and say the same there', () => {
    const written = docOf(7);
    written.getText('text').insert(0, 'tents');
    written.getMap('map').set('list', Y.Array.from(['a']));
    const before = Y.encodeStateAsUpdate(written);
    const updates: Uint8Array[] = [];
    written.on('update', (update: Uint8Array) => updates.push(update));
    written.getText('text').insert(2, 'XY');
    written.getText('text').delete(1, 4);
    (written.getMap('map').get('list') as Y.Array<string>).push(['b']);
    written.getMap('map').set('more', Y.Array.from(['c']));
    (written.getMap('map').get('more') as Y.Array<string>).push(['d']);
    written.getMap('map').delete('list');

    const fromClock = firstClockOf(updates, 7);
    expect(fromClock).toBe(7);
    const moved = updates.map((update) =>
      renameClient(update, { from: 7, fromClock: 7, to: 9, toClock: 3 }),
    );
    expect(firstClockOf(moved, 7)).toBeUndefined();
    expect(moved.every((update) => decodeDocumentUpdate(update).ok)).toBe(true);
    expect(firstClockOf(moved, 9)).toBe(3);

    const other = docOf(1);
    Y.applyUpdate(other, before);
    // Three clocks of the next instance are taken already.
    const earlier = docOf(9);
    earlier.getArray('list').push([1, 2, 3]);
    Y.applyUpdate(other, Y.encodeStateAsUpdate(earlier));
    for (const update of moved) Y.applyUpdate(other, update);
    expect([other.store.pendingStructs, other.store.pendingDs]).toEqual([null, null]);
    expect(other.getText('text').toJSON()).toBe(written.getText('text').toJSON());
    expect(other.getMap('map').toJSON()).toEqual(written.getMap('map').toJSON());
  });

  it('are refused to be moved where they are no edits of ours', () => {
    const doc = new Y.Doc();
    doc.getArray('list').push([Y.Array.from([1])]);
    doc.getArray('list').delete(0);
    const collected = Y.encodeStateAsUpdate(doc);
    expect(() => renameClient(collected, { from: 1, fromClock: 0, to: 2, toClock: 0 })).toThrow(
      TypeError,
    );
  });
});
