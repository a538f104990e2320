import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { createStage, letIn, unwrap } from '../testing/cast.ts';
import type { OpenGroup } from './types.ts';

const listOf = (group: OpenGroup, id: string): Y.Array<string> =>
  unwrap(group.openDocument(id)).doc.getArray<string>('list');

describe('a group', () => {
  test('is founded, joined by a newcomer, and kept together by both', async () => {
    const stage = createStage(1);
    const founder = stage.actor('Mira');
    const creating = founder.samphire.createGroup({
      name: 'Calais kitchen',
      handle: 'Mira',
      relays: [],
    });
    await stage.env.advance(1_000);
    const group = unwrap(await creating);
    expect(group.name()).toBe('Calais kitchen');
    const id = unwrap(group.createDocument('needs', 'Winter list'));
    await stage.env.advance(1_000);
    listOf(group, id).push(['blankets']);
    await stage.env.advance(1_000);
    expect(group.status().saved).toBe('saved');
    expect(group.status().obstacle).toBeUndefined();

    const newcomer = stage.actor('Sami');
    const joined = await letIn(stage, group, newcomer);
    expect(joined.name()).toBe('Calais kitchen');
    expect(
      joined
        .members()
        .map(({ handle }) => handle)
        .toSorted(),
    ).toEqual(['Mira', 'Sami']);
    expect(joined.documents()).toMatchObject([{ title: 'Winter list', kind: 'needs' }]);
    expect(listOf(joined, id).toArray()).toEqual(['blankets']);

    stage.network.partition(['Mira'], ['Sami']);
    listOf(group, id).push(['tents']);
    listOf(joined, id).push(['socks']);
    await stage.env.advance(5_000);
    expect(listOf(group, id).toArray()).toEqual(['blankets', 'tents']);
    expect(listOf(joined, id).toArray()).toEqual(['blankets', 'socks']);

    stage.network.heal();
    await stage.env.advance(60_000);
    expect(listOf(group, id).toArray()).toEqual(listOf(joined, id).toArray());
    expect(listOf(group, id).length).toBe(3);
    expect(group.status().reachedMembers).toBe(1);
    expect(joined.status().reachedMembers).toBe(1);
  });
});
