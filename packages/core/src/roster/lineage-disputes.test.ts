import { describe, expect, it } from 'vitest';
import { createStory, phoneOf, type Story } from '../../test/lineage-story.ts';
import type { Side } from './lineage.ts';

const others = ['ada', 'ben', 'cleo', 'dina', 'emil'];

/** Two stewards who remove each other, and five members. */
const quarrel = (): Story => {
  const story = createStory({
    founder: 'steward',
    hostile: 'steward',
    ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
  });
  story.succeed('x', { by: 'founder', removes: ['hostile'] });
  story.arrive('x', 'founder');
  story.succeed('h', { by: 'hostile', removes: ['founder'] });
  story.arrive('h', 'hostile');
  return story;
};

const brief = (sides: readonly Side[] | undefined) =>
  sides?.map(({ id, followers, needed, isFollowedHere }) => ({
    id,
    followers,
    needed,
    isFollowedHere,
  }));

describe('two stewards who remove each other', () => {
  it('move nobody: each member is asked whom to follow', () => {
    const { current, dispute, cutOff, toMerge } = quarrel().lineageFor('ada');
    expect([current, cutOff, toMerge]).toEqual(['first', undefined, []]);
    expect(dispute).toEqual([
      {
        id: 'h',
        by: { member: 'hostile', device: phoneOf('hostile') },
        removes: ['founder'],
        followers: 0,
        needed: 3,
        isFollowedHere: false,
      },
      {
        id: 'x',
        by: { member: 'founder', device: phoneOf('founder') },
        removes: ['hostile'],
        followers: 0,
        needed: 3,
        isFollowedHere: false,
      },
    ]);
  });

  it('are each on their own side, and know that it is disputed', () => {
    const story = quarrel();
    expect(story.currentFor('founder', 'hostile')).toEqual(['x', 'h']);
    expect(brief(story.lineageFor('founder').dispute)).toEqual([
      { id: 'h', followers: 0, needed: 3, isFollowedHere: false },
      { id: 'x', followers: 0, needed: 3, isFollowedHere: true },
    ]);
    expect(story.lineageFor('founder').dispute?.[0]?.removes).toBeUndefined();
  });

  it('let a device stay where it has followed, while nothing stands', () => {
    const story = quarrel();
    story.arrive('x', 'ada', 'ben');
    story.arrive('h', 'cleo');
    expect(story.currentFor('ada', 'ben', 'cleo', 'dina')).toEqual(['x', 'x', 'h', 'first']);
    expect(brief(story.lineageFor('dina').dispute)).toEqual([
      { id: 'h', followers: 1, needed: 3, isFollowedHere: false },
      { id: 'x', followers: 2, needed: 3, isFollowedHere: false },
    ]);
  });

  it('are decided between by more than half: everybody moves, the other is void', () => {
    const story = quarrel();
    story.arrive('x', 'ada', 'ben', 'dina');
    story.arrive('h', 'cleo');
    expect(story.currentFor(...others)).toEqual(['x', 'x', 'x', 'x', 'x']);
    const { dispute, voided, toMerge } = story.lineageFor('cleo');
    expect([dispute, [...voided], toMerge]).toEqual([undefined, ['h'], []]);
    // The one who was removed cannot see who arrived where; nobody else follows.
    expect(story.currentFor('hostile')).toEqual(['h']);
    story.disclose('x', 'first');
    expect(story.lineageFor('hostile')).toMatchObject({ current: 'first', cutOff: { id: 'x' } });
  });

  it('gain nothing from who follows both', () => {
    const story = quarrel();
    story.arrive('x', 'ada', 'ben', 'dina');
    story.arrive('h', 'dina');
    expect(brief(story.lineageFor('emil').dispute)).toMatchObject([
      { id: 'h', followers: 0 },
      { id: 'x', followers: 2 },
    ]);
    // A device that did is where it went last.
    expect(story.currentFor('ada', 'dina')).toEqual(['x', 'h']);
  });

  it('gain nothing from a member’s many devices, nor from newcomers let in by themselves', () => {
    const story = quarrel();
    story.addDevice('first', 'ada', 'ada-laptop');
    story.succeed('h', { by: 'hostile', removes: ['founder'] });
    story.admit('h', { puppet: 'member', marionette: 'member', dummy: 'member' });
    story.arrive('h', 'ada', 'ben', 'puppet', 'marionette', 'dummy');
    story.arriveOn('h', 'ada', 'ada-laptop');
    expect(brief(story.lineageFor('cleo').dispute)).toMatchObject([{ followers: 2 }, {}]);
    expect(story.currentFor('puppet')).toEqual(['h']);
  });

  it('leave no way to merge with what is void, not even by one who follows both', () => {
    const story = quarrel();
    story.arrive('x', ...others);
    story.admit('h', { puppet: 'steward' });
    story.succeed('m', { from: ['h', 'x'], by: 'puppet' });
    const { current, voided } = story.lineageFor('ada');
    expect([current, [...voided].toSorted()]).toEqual(['x', ['h', 'm']]);
  });
});

describe('a dispute', () => {
  it('of three in a ring is decided by those who are no party to it', () => {
    const story = createStory({ a: 'steward', b: 'steward', c: 'steward', ada: 'reader' });
    story.succeed('xa', { by: 'a', removes: ['b'] });
    story.succeed('xb', { by: 'b', removes: ['c'] });
    story.succeed('xc', { by: 'c', removes: ['a'] });
    for (const party of ['a', 'b', 'c']) story.arrive(`x${party}`, party);
    expect(story.currentFor('a', 'b', 'c', 'ada')).toEqual(['xa', 'xb', 'xc', 'first']);
    expect(brief(story.lineageFor('ada').dispute)?.map(({ needed }) => needed)).toEqual([1, 1, 1]);
    story.arrive('xb', 'ada');
    expect(story.lineageFor('ada')).toMatchObject({ current: 'xb', dispute: undefined });
  });

  it('of two who are alone is never decided: they are two groups', () => {
    const story = createStory({ founder: 'steward', hostile: 'steward' });
    story.succeed('x', { by: 'founder', removes: ['hostile'] });
    story.succeed('h', { by: 'hostile', removes: ['founder'] });
    story.arrive('x', 'founder');
    story.arrive('h', 'hostile');
    story.admit('h', { puppet: 'steward', marionette: 'member' });
    story.arrive('h', 'puppet', 'marionette');
    expect(story.currentFor('founder', 'hostile')).toEqual(['x', 'h']);
    expect(brief(story.lineageFor('founder').dispute)?.[1]).toMatchObject({ needed: 1 });
  });

  it('is one too where a steward is demoted, or loses the device that answers', () => {
    const story = quarrel();
    story.succeed('x', { by: 'founder', demotes: { hostile: 'member' } });
    story.succeed('h', { by: 'hostile' });
    expect(story.lineageFor('ada').dispute).toHaveLength(2);
    story.succeed('x', { by: 'founder', drops: [phoneOf('hostile')] });
    expect(story.lineageFor('ada').dispute).toHaveLength(2);
  });

  it('does not keep those who agree with each other from being merged once one stands', () => {
    const story = createStory({
      founder: 'steward',
      second: 'steward',
      hostile: 'steward',
      ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
    });
    story.succeed('x', { by: 'founder', removes: ['hostile'] });
    story.succeed('h', { by: 'hostile', removes: ['founder'] });
    story.succeed('s', { by: 'second', removes: ['emil'] });
    story.arrive('x', 'ada', 'ben', 'cleo');
    const { current, toMerge, voided } = story.lineageFor('ada');
    expect([current, toMerge, [...voided]]).toEqual(['x', ['s'], ['h']]);
  });

  it('that comes late reaches into a merge, and follows those who are in it', () => {
    const story = createStory({
      founder: 'steward',
      second: 'steward',
      late: 'steward',
      ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
    });
    story.succeed('x', { by: 'founder' });
    story.succeed('z', { by: 'second', removes: ['late'] });
    story.succeed('m', { from: ['x', 'z'], by: 'founder' });
    story.arrive('m', 'founder', 'second', ...others);
    story.succeed('y', { by: 'late' });
    story.arrive('y', 'late');
    for (const who of ['founder', 'second', 'ada', 'emil']) {
      const { current, voided } = story.lineageFor(who);
      expect([current, [...voided]]).toEqual(['m', ['y']]);
    }
  });
});

describe('a steward', () => {
  it('whom a line has removed since leads nobody back, but is heard while nothing stands', () => {
    const story = createStory({ founder: 'steward', second: 'steward', ada: 'member' });
    story.succeed('x', { by: 'founder' });
    story.succeed('s', { by: 'second', face: 'other' });
    story.succeed('x2', { from: ['x'], by: 'founder', removes: ['second'] });
    story.arrive('x2', 'founder');
    story.arrive('s', 'second');
    expect(story.currentFor('founder', 'second')).toEqual(['x2', 's']);
    expect(brief(story.lineageFor('ada').dispute)).toHaveLength(2);
    story.arrive('s', 'ada');
    expect(story.lineageFor('ada')).toMatchObject({ current: 's', dispute: undefined });
  });

  it('who is removed beside a merge that still had it is removed by the next merge', () => {
    const story = createStory({
      founder: 'steward',
      second: 'steward',
      third: 'steward',
      fourth: 'steward',
      ada: 'member',
    });
    story.succeed('x', { by: 'founder' });
    story.succeed('s', { by: 'second', face: 'other' });
    story.succeed('m', { from: ['x', 's'], by: 'third' });
    story.arrive('m', 'third', 'ada');
    story.succeed('x2', { from: ['x'], by: 'fourth', removes: ['second'] });
    story.arrive('x2', 'founder', 'fourth');
    const { current, toMerge } = story.lineageFor('third');
    expect(new Set([current, ...toMerge])).toEqual(new Set(['m', 'x2']));
    story.succeed('n', { from: ['m', 'x2'], by: 'third' });
    expect(story.currentFor('founder', 'third', 'fourth', 'ada')).toEqual(['n', 'n', 'n', 'n']);
    expect(story.lineageFor('ada')).toMatchObject({ dispute: undefined, toMerge: [] });
  });
});

describe('what is left while others quarrel', () => {
  const withSecond = (): Story => {
    const story = createStory({
      founder: 'steward',
      second: 'steward',
      hostile: 'steward',
      ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
    });
    story.succeed('x', { by: 'founder', removes: ['hostile'] });
    story.succeed('h', { by: 'hostile', removes: ['founder'] });
    return story;
  };

  it('is no merge of rivals, by whomever both kept: neither while it is open nor after', () => {
    const story = withSecond();
    story.succeed('m', { from: ['x', 'h'], by: 'second' });
    story.arrive('x', 'founder', 'ada');
    expect(story.lineageFor('ada')).toMatchObject({ current: 'x', toMerge: [] });
    story.arrive('x', ...others);
    const { current, voided } = story.lineageFor('ada');
    expect([current, [...voided].toSorted()]).toEqual(['x', ['h', 'm']]);
  });

  it('is not merged where it quarrels itself', () => {
    const story = withSecond();
    story.succeed('s', { by: 'second', removes: ['emil'] });
    story.succeed('x', { by: 'founder' });
    story.succeed('h', { by: 'hostile', removes: ['second'] });
    story.arrive('x', ...others);
    expect(story.lineageFor('ada')).toMatchObject({ current: 'x', toMerge: [] });
  });

  it('is one’s own side, if one’s device was left out by what it cannot open', () => {
    const story = withSecond();
    story.succeed('x', { by: 'founder' });
    const { cutOff, dispute } = story.lineageFor('founder');
    expect([cutOff, dispute?.map(({ id }) => id)]).toEqual([undefined, ['h', 'x']]);
    story.arrive('x', 'founder');
    expect(story.currentFor('founder')).toEqual(['x']);
  });

  it('is undecided where only those whom the rival knew are convinced', () => {
    const story = quarrel();
    story.succeed('h', {
      by: 'hostile',
      removes: ['founder'],
      knew: ['founder', 'hostile', 'ada'],
    });
    story.arrive('x', 'ada');
    expect(story.lineageFor('emil').dispute?.[1]).toMatchObject({ followers: 1, needed: 3 });
  });
});
