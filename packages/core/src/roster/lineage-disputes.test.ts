import { describe, expect, it } from 'vitest';
import { createStory, phoneOf, type Story, type Telling } from '../../test/lineage-story.ts';
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

/** A group that removed somebody in `x` and has moved on since. */
const moved = (): Story => {
  const story = createStory({
    founder: 'steward',
    second: 'steward',
    hostile: 'steward',
    accomplice: 'member',
    away: 'member',
    ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
  });
  story.succeed('x', { by: 'founder', removes: ['hostile'] });
  story.arrive('x', 'founder', 'second', ...others);
  story.succeed('x2', { from: ['x'], by: 'second' });
  story.arrive('x2', 'founder', 'second', ...others);
  story.admit('x2', { newcomer: 'member' });
  story.arrive('x2', 'newcomer');
  return story;
};
const everybody = ['founder', 'second', 'newcomer', ...others];
const stay = (story: Story): void => {
  expect(story.currentFor(...everybody)).toEqual(everybody.map(() => 'x2'));
};

describe('a succession dated back by one who was removed', () => {
  /** Ids are ground: they come before all others. */
  const dateBack = (telling: Partial<Telling>, puppets = 0): Story => {
    const story = moved();
    const names = Array.from({ length: puppets }, (_, place) => `puppet ${place}`);
    story.admit('first', Object.fromEntries(names.map((name) => [name, 'steward'] as const)));
    story.succeed('0', { by: 'hostile', ...telling });
    story.arrive('0', 'hostile', 'accomplice', ...names);
    story.disclose('0', 'x2');
    return story;
  };

  it('that keeps an accomplice alone is void', () => {
    const story = dateBack({ removes: ['founder', 'second', 'away', ...others] });
    stay(story);
    expect(story.lineageFor('ada')).toMatchObject({ dispute: undefined });
    expect([...story.lineageFor('ada').voided]).toEqual(['0']);
    expect(story.currentFor('away')).toEqual(['x2']);
  });

  it('that keeps everybody is void', () => {
    const story = dateBack({});
    stay(story);
    expect(story.lineageFor('away')).toMatchObject({ current: 'x2', dispute: undefined });
  });

  it('that is full of puppets is void, as long as most of all it knew have moved', () => {
    const story = dateBack({ removes: ['founder'] }, 3);
    stay(story);
    expect(story.lineageFor('away')).toMatchObject({ current: 'x2', dispute: undefined });
  });

  it('with more puppets than people moves nobody; only who has not moved yet is asked', () => {
    const story = dateBack({ removes: ['founder'] }, 50);
    stay(story);
    expect(story.lineageFor('away').current).toBe('first');
    const [forged, real] = story.lineageFor('away').dispute ?? [];
    expect(forged).toMatchObject({ followers: 1, needed: 5 });
    expect(real).toMatchObject({ followers: 6, needed: 30 });
  });

  it('that pleads ignorance of all but an accomplice moves nobody', () => {
    const story = dateBack({ knew: ['founder', 'hostile', 'accomplice'], removes: ['founder'] });
    stay(story);
    expect(story.lineageFor('away')).toMatchObject({ current: 'first', cutOff: undefined });
    const [forged] = story.lineageFor('away').dispute ?? [];
    expect(forged).toMatchObject({ followers: 1, needed: 5 });
  });

  it('that knows nobody at all moves nobody', () => {
    stay(dateBack({ knew: ['hostile'] }));
  });

  it('to before the removal, where the steward was still kept, moves nobody', () => {
    for (const knew of [undefined, ['founder', 'hostile', 'accomplice']]) {
      const story = moved();
      // The group left the steward in office in x2, and removed it in x3.
      story.succeed('x', { by: 'founder' });
      story.succeed('x2', { from: ['x'], by: 'second' });
      story.succeed('x3', { from: ['x2'], by: 'second', removes: ['hostile'] });
      story.arrive('x3', 'founder', 'second', ...others);
      const puppets = Array.from({ length: 60 }, (_, place) => `puppet ${place}`);
      story.admit('first', Object.fromEntries(puppets.map((name) => [name, 'member'] as const)));
      story.succeed('0', { by: 'hostile', removes: others, ...(knew ? { knew } : {}) });
      story.arrive('0', 'hostile', 'accomplice', ...puppets);
      story.succeed('00', { from: ['0', 'x'], by: 'hostile' });
      story.disclose('00', 'x3');
      expect(story.currentFor('founder', 'second', 'ada')).toEqual(['x3', 'x3', 'x3']);
      expect(story.lineageFor('founder').toMerge).toEqual([]);
    }
  });
});

describe('a merge', () => {
  it('cannot be imposed by one who was removed, even with a secret that somebody told', () => {
    const story = moved();
    story.succeed('x', { by: 'founder' });
    story.succeed('x2', { from: ['x'], by: 'second', removes: ['hostile'] });
    story.succeed('0', { by: 'hostile', removes: others });
    story.succeed('00', { from: ['0', 'x2'], by: 'hostile' });
    story.disclose('00', 'x2');
    story.arrive('0', 'hostile', 'accomplice');
    expect(story.currentFor('founder', 'ada', 'away')).toEqual(['x2', 'x2', 'x2']);
    expect(story.lineageFor('founder').toMerge).toEqual([]);
  });
});

describe('an old line that was merged', () => {
  it('cannot be gone on from, later, to call in question what it was merged with', () => {
    const story = createStory({
      founder: 'steward',
      second: 'steward',
      hostile: 'steward',
      away: 'member',
      ...Object.fromEntries(others.map((name) => [name, 'member'] as const)),
    });
    story.succeed('x', { by: 'founder' });
    story.succeed('w', { by: 'second', face: 'other' });
    story.succeed('m', { from: ['x', 'w'], by: 'second' });
    story.succeed('m2', { from: ['m'], by: 'second', removes: ['hostile'] });
    story.arrive('m2', 'founder', 'second', ...others);
    story.succeed('0', { from: ['w'], by: 'hostile', removes: ['founder'] });
    story.arrive('0', 'hostile');
    story.disclose('0', 'm2');
    const { current, dispute, toMerge } = story.lineageFor('away');
    expect([current, dispute, toMerge]).toEqual(['m2', undefined, []]);
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
    story.arrive('x', 'founder');
    story.succeed('0', { by: 'hostile', removes: ['founder'] });
    expect(story.lineageFor('founder')).toMatchObject({ current: 'x', cutOff: undefined });
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
