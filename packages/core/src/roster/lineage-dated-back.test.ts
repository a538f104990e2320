import { describe, expect, it } from 'vitest';
import { createStory, type Story, type Telling } from '../../test/lineage-story.ts';

const others = ['ada', 'ben', 'cleo', 'dina', 'emil'];

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
