import { describe, expect, it } from 'vitest';
import { createStory, phoneOf } from '../../test/lineage-story.ts';
import { lineageOf, type SuccessionFact } from './lineage.ts';

const group = (): ReturnType<typeof createStory> =>
  createStory({ founder: 'steward', second: 'steward', member: 'member', hostile: 'member' });

describe('a device', () => {
  it('is in the first epoch while nothing follows', () => {
    expect(group().lineageFor('member')).toEqual({
      current: 'first',
      path: ['first'],
      ancestry: new Set(['first']),
      cutOff: undefined,
      dispute: undefined,
      toMerge: [],
      voided: new Set(),
    });
  });

  it('goes wherever the group went, five successions at once', () => {
    const story = group();
    ['a', 'b', 'c', 'd', 'e'].forEach((id, place, ids) =>
      story.succeed(id, { from: [ids[place - 1] ?? 'first'], by: 'founder' }),
    );
    const { current, path, ancestry } = story.lineageFor('member');
    expect(current).toBe('e');
    expect(path).toEqual(['first', 'a', 'b', 'c', 'd', 'e']);
    expect(ancestry).toEqual(new Set(path));
  });

  it('that was removed stays where it was, and is told what cut it off', () => {
    const story = group();
    story.succeed('a', { by: 'founder' });
    story.succeed('b', { from: ['a'], by: 'founder', removes: ['hostile'] });
    const { current, path, cutOff } = story.lineageFor('hostile');
    expect([current, path, cutOff?.id]).toEqual(['a', ['first', 'a'], 'b']);
    expect(cutOff?.members).toBeUndefined();
    // Even if somebody tells it the secret.
    story.succeed('c', { from: ['b'], by: 'second' });
    story.disclose('c', 'a');
    const told = story.lineageFor('hostile');
    expect([told.current, told.cutOff?.id, told.toMerge]).toEqual(['a', 'b', []]);
  });

  it('that was dropped is cut off, the member’s others are not', () => {
    const story = group();
    story.addDevice('first', 'member', 'member-laptop');
    story.succeed('a', { by: 'second', drops: [phoneOf('member')] });
    expect(story.lineageFor('member').cutOff?.id).toBe('a');
    expect(story.lineageFor('member', 'member-laptop').current).toBe('a');
  });

  it('that was let in later is where it was let in, and nothing cut it off', () => {
    const story = group();
    story.succeed('a', { by: 'founder' });
    story.succeed('b', { from: ['a'], by: 'founder' });
    story.admit('b', { newcomer: 'member' });
    const { current, path, cutOff } = story.lineageFor('newcomer');
    expect([current, path, cutOff]).toEqual(['b', ['first', 'a', 'b'], undefined]);
    story.succeed('c', { from: ['b'], by: 'founder', knew: ['founder', 'second', 'member'] });
    expect(story.lineageFor('newcomer').cutOff?.id).toBe('c');
  });
});

describe('twins', () => {
  it('are one epoch: the one with the smaller id', () => {
    const story = group();
    story.succeed('b', { by: 'founder', removes: ['hostile'] });
    story.succeed('a', { by: 'second', removes: ['hostile'] });
    story.arrive('b', 'founder', 'member');
    const { current, voided, toMerge, dispute } = story.lineageFor('founder');
    expect([current, [...voided], toMerge, dispute]).toEqual(['a', ['b'], [], undefined]);
  });

  it('of which the voided one was gone on from lose no removal', () => {
    const story = group();
    story.succeed('b', { by: 'founder' });
    story.succeed('a', { by: 'second' });
    story.succeed('c', { from: ['b'], by: 'founder', removes: ['hostile'] });
    expect(story.lineageFor('second')).toMatchObject({ current: 'a', toMerge: ['c'] });
    story.succeed('m', { from: ['a', 'c'], by: 'second' });
    const { current, toMerge, voided, ancestry } = story.lineageFor('founder');
    expect([current, toMerge, [...voided]]).toEqual(['m', [], []]);
    expect(ancestry).toEqual(new Set(['first', 'a', 'b', 'c', 'm']));
  });

  it('have the same parents: the same people elsewhere are another epoch', () => {
    const story = group();
    story.succeed('b', { by: 'founder', face: 'one' });
    story.succeed('a', { by: 'second', face: 'other' });
    expect(story.lineageFor('member').voided.size).toBe(0);
  });
});

describe('successions that leave each other’s authors in office', () => {
  const apart = (): ReturnType<typeof createStory> => {
    const story = group();
    story.succeed('a', { by: 'founder', removes: ['hostile'] });
    story.succeed('b', { by: 'second', demotes: { member: 'reader' } });
    return story;
  };

  it('are merged, beginning from the one in which more have arrived', () => {
    const story = apart();
    expect(story.lineageFor('member')).toMatchObject({ current: 'a', toMerge: ['b'] });
    story.arrive('b', 'second', 'member');
    story.arrive('a', 'founder');
    for (const who of ['founder', 'second', 'member']) {
      expect(story.lineageFor(who)).toMatchObject({ current: 'b', toMerge: ['a'] });
    }
    story.succeed('m', { from: ['b', 'a'], by: 'second' });
    expect(story.lineageFor('member')).toMatchObject({ current: 'm', toMerge: [] });
  });

  it('and two merges of them are twins', () => {
    const story = apart();
    story.succeed('n', { from: ['a', 'b'], by: 'founder' });
    story.succeed('m', { from: ['b', 'a'], by: 'second', face: JSON.stringify([]) });
    story.succeed('n', { from: ['a', 'b'], by: 'founder', face: JSON.stringify([]) });
    const { current, voided } = story.lineageFor('member');
    expect([current, [...voided]]).toEqual(['m', ['n']]);
  });

  it('are merged at the ends of their lines, whatever came after them', () => {
    const story = apart();
    story.succeed('b2', { from: ['b'], by: 'second' });
    story.succeed('a2', { from: ['a'], by: 'founder' });
    expect(story.lineageFor('member')).toMatchObject({ current: 'a2', toMerge: ['b2'] });
    story.succeed('m', { from: ['a2', 'b2'], by: 'founder' });
    expect(story.lineageFor('member')).toMatchObject({ current: 'm', toMerge: [] });
    // Another went on from a line that was merged, before hearing of it.
    story.succeed('b3', { from: ['b2'], by: 'second', demotes: { member: 'reader' }, face: 'b3' });
    story.admit('b3', { newcomer: 'reader' });
    story.arrive('m', 'founder', 'member');
    expect(story.lineageFor('member')).toMatchObject({ current: 'm', toMerge: ['b3'] });
  });

  it('are left alone if a merge would take and bring nothing', () => {
    const story = group();
    story.succeed('a', { by: 'founder', removes: ['hostile'] });
    story.succeed('b', { by: 'second', face: 'new keys alone' });
    expect(story.lineageFor('member')).toMatchObject({ current: 'a', toMerge: [] });
    story.admit('b', { newcomer: 'member' });
    story.disclose('b', 'a');
    expect(story.lineageFor('member')).toMatchObject({ current: 'a', toMerge: ['b'] });
  });

  it('are left alone if the author has lost office since', () => {
    const story = apart();
    story.arrive('a', 'founder', 'member');
    expect(story.lineageFor('member').toMerge).toEqual(['b']);
    story.succeed('a2', { from: ['a'], by: 'founder', demotes: { second: 'member' } });
    story.arrive('a2', 'founder', 'member');
    expect(story.lineageFor('member')).toMatchObject({ current: 'a2', toMerge: [] });
  });

  it('cannot be merged by a device that cannot open one of them', () => {
    const story = group();
    story.succeed('a', { by: 'founder', removes: ['hostile'] });
    story.succeed('b', { by: 'second', removes: ['member'] });
    expect(story.lineageFor('founder').toMerge).toEqual(['b']);
    expect(story.lineageFor('member').toMerge).toEqual([]);
    expect(story.lineageFor('hostile')).toMatchObject({ current: 'first', cutOff: { id: 'a' } });
  });
});

describe('the way through the epochs', () => {
  it('is a thousand epochs long, with a rival at each, without trouble', () => {
    const story = group();
    let from = 'first';
    for (let place = 0; place < 1000; place += 1) {
      const id = `e${String(place).padStart(4, '0')}`;
      story.succeed(id, { from: [from], by: 'founder' });
      story.succeed(`x${id}`, { from: [from], by: 'second', face: 'rival' });
      from = id;
    }
    const facts = story.factsFor('member');
    const lineage = lineageOf(facts, story.viewsFor('member'));
    expect(lineage.path.length).toBe(1001);
    expect(lineage.current).toBe('e0999');
  });

  it('does not go round in a circle that facts made up', () => {
    const story = group();
    story.succeed('a', { by: 'founder' });
    const facts = story.factsFor('member');
    const [sound] = facts.successions;
    if (!sound) throw new Error('nothing was written');
    const circle = (id: string, parent: string): SuccessionFact => ({
      ...sound,
      id,
      parents: [parent],
    });
    const successions = [
      ...facts.successions,
      circle('b', 'c'),
      circle('c', 'b'),
      circle('d', 'd'),
      circle('first', 'a'),
      { ...circle('e', 'a'), parents: ['a', 'b'] },
    ];
    const lineage = lineageOf({ ...facts, successions }, story.viewsFor('member'));
    expect(lineage.path).toEqual(['first', 'a']);
  });
});
