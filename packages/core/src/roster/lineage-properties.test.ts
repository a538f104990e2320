import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStory, phoneOf, type Story } from '../../test/lineage-story.ts';
import { lineageOf, type Lineage } from './lineage.ts';

const people = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const stewards = ['a', 'b', 'c'] as const;

interface Step {
  readonly type: 'succeed' | 'merge' | 'arrive' | 'disclose';
  readonly who: number;
  readonly where: number;
  readonly other: number;
  readonly whom: number;
  readonly id: number;
}

const steps = fc.array(
  fc.record<Step>({
    type: fc.constantFrom('succeed', 'succeed', 'merge', 'arrive', 'arrive', 'arrive', 'disclose'),
    who: fc.nat(5),
    where: fc.nat(9),
    other: fc.nat(9),
    whom: fc.nat(9),
    id: fc.nat(255),
  }),
  { maxLength: 24 },
);

/** Epochs as stewards might write them, with who arrived where. */
const told = (of: readonly Step[]): { story: Story; epochs: readonly string[] } => {
  const story = createStory({
    a: 'steward',
    b: 'steward',
    c: 'steward',
    d: 'member',
    e: 'member',
    f: 'reader',
  });
  const epochs = ['first'];
  const written = new Set<string>();
  for (const { type, who, where, other, whom, id } of of) {
    const epoch = epochs[where % epochs.length] ?? 'first';
    const second = epochs[other % epochs.length] ?? 'first';
    const member = people[who] ?? 'a';
    if (type === 'arrive') story.arrive(epoch, member);
    if (type === 'disclose') story.disclose(epoch, second);
    if (type !== 'succeed' && type !== 'merge') continue;
    const by = stewards[who % stewards.length] ?? 'a';
    const name = `${id.toString(16).padStart(2, '0')}-${epochs.length}`;
    const isMerge = type === 'merge' && second !== epoch && epoch !== 'first' && second !== 'first';
    const from = isMerge ? [epoch, second] : [epoch];
    // A device's second succession in one epoch is not among the facts.
    if (written.has(`${by} in ${epoch}`)) continue;
    written.add(`${by} in ${epoch}`);
    const gone = people[whom];
    story.succeed(name, { from, by, removes: gone && gone !== by ? [gone] : [] });
    epochs.push(name);
  }
  return { story, epochs };
};

const shuffled = <Value>(values: readonly Value[], keys: readonly number[]): readonly Value[] =>
  values
    .map((value, place) => ({ value, key: keys[place % keys.length] ?? 0 }))
    .toSorted((left, right) => left.key - right.key)
    .map(({ value }) => value);

const options = { numRuns: 1500, seed: 1 } as const;

describe('the lineage, whatever was written', () => {
  it('is the same in whatever order the facts come, and twice the same fact is once', () => {
    let disputes = 0;
    let merges = 0;
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom(...people),
        fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
        (of, who, keys) => {
          const { story } = told(of);
          const facts = story.factsFor(who);
          const views = story.viewsFor(who);
          const lineage = lineageOf(facts, views);
          disputes += lineage.dispute ? 1 : 0;
          merges += lineage.toMerge.length > 0 ? 1 : 0;
          const successions = shuffled([...facts.successions, ...facts.successions], keys).map(
            (fact) => ({ ...fact, parents: fact.parents.toReversed() }),
          );
          const arrivals = shuffled([...facts.arrivals, ...facts.arrivals], keys.toReversed());
          expect(lineageOf({ ...facts, successions, arrivals }, views)).toEqual(lineage);
        },
      ),
      options,
    );
    expect([disputes > 100, merges > 20]).toEqual([true, true]);
  });

  it('is one way from the first epoch, through epochs that are opened and not void', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...people), (of, who) => {
        const { story } = told(of);
        const facts = story.factsFor(who);
        const { path, current, ancestry, voided, toMerge, cutOff } = lineageOf(
          facts,
          story.viewsFor(who),
        );
        const known = new Map(facts.successions.map((fact) => [fact.id, fact]));
        expect([path[0], path.at(-1)]).toEqual(['first', current]);
        path.slice(1).forEach((epoch, place) => {
          expect(known.get(epoch)?.parents).toContain(path[place]);
          expect(known.get(epoch)?.members).toBeDefined();
        });
        for (const epoch of path) expect(ancestry.has(epoch)).toBe(true);
        for (const epoch of ancestry) expect(voided.has(epoch)).toBe(false);
        for (const epoch of toMerge) expect(ancestry.has(epoch) || voided.has(epoch)).toBe(false);
        if (cutOff) expect(cutOff.parents).toContain(current);
      }),
      options,
    );
  });

  it('is the same for all who opened everything, where nothing is undecided', () => {
    let compared = 0;
    fc.assert(
      fc.property(steps, (of) => {
        const { story, epochs } = told(of);
        for (const epoch of epochs) for (const other of epochs) story.disclose(epoch, other);
        const lineages = people.map((who) => story.lineageFor(who));
        const ends = lineages.filter(({ dispute, cutOff }) => !dispute && !cutOff);
        if (lineages.some(({ dispute }) => dispute)) return;
        compared += ends.length > 1 ? 1 : 0;
        expect(new Set(ends.map(({ current }) => current)).size).toBeLessThanOrEqual(1);
      }),
      options,
    );
    expect(compared).toBeGreaterThan(100);
  });
});

const voters = Array.from({ length: 7 }, (_, place) => `voter ${place}`);

/** Two rivals, and who went where. */
const rivals = fc.array(fc.constantFrom('none', 'x', 'h', 'both'), {
  minLength: voters.length,
  maxLength: voters.length,
});

const quarrelled = (where: readonly string[]): Story => {
  const story = createStory({
    founder: 'steward',
    hostile: 'steward',
    ...Object.fromEntries(voters.map((name) => [name, 'member'] as const)),
  });
  story.succeed('x', { by: 'founder', removes: ['hostile'] });
  story.succeed('h', { by: 'hostile', removes: ['founder'] });
  where.forEach((side, place) => {
    for (const epoch of ['x', 'h']) {
      if (side === epoch || side === 'both') story.arrive(epoch, voters[place] ?? '');
    }
  });
  return story;
};

/** Which side stands: where somebody is sent who has gone nowhere yet. */
const standingOf = (story: Story): string | undefined => {
  const facts = story.factsFor('voter 0');
  const lineage: Lineage = lineageOf(
    { ...facts, me: { device: phoneOf('voter 0'), arrivedIn: [] } },
    story.viewsFor('voter 0'),
  );
  return lineage.dispute ? undefined : lineage.current;
};

describe('a dispute, whoever went where', () => {
  it('is decided by more than half of the members who went to one side alone', () => {
    fc.assert(
      fc.property(rivals, (where) => {
        const count = (side: string): number => where.filter((each) => each === side).length;
        const expected = count('x') >= 4 ? 'x' : count('h') >= 4 ? 'h' : undefined;
        expect(standingOf(quarrelled(where))).toBe(expected);
      }),
      options,
    );
  });

  it('is not turned round by one more arrival', () => {
    fc.assert(
      fc.property(
        rivals,
        fc.nat(voters.length - 1),
        fc.constantFrom('x', 'h'),
        (where, who, to) => {
          const story = quarrelled(where);
          const before = standingOf(story);
          story.arrive(to, voters[who] ?? '');
          const after = standingOf(story);
          expect(before === undefined || after === undefined || before === after).toBe(true);
          if (before === to && where[who] === 'none') expect(after).toBe(to);
        },
      ),
      options,
    );
  });
});

describe('a group that has moved', () => {
  it('is where it was, whatever a removed steward dates back with puppets and an accomplice', () => {
    const attack = fc.record({
      id: fc.constantFrom('0', 'y'),
      puppets: fc.nat(30),
      knew: fc.subarray(['founder', 'second', 'accomplice', ...voters]),
      keeps: fc.subarray(['founder', 'second', 'accomplice', ...voters]),
      isAdmittedInside: fc.boolean(),
      isToldToAll: fc.boolean(),
      goesOn: fc.constantFrom('no', 'on', 'merges x', 'merges x2'),
      isInside: fc.boolean(),
      removedIn: fc.constantFrom('x', 'x2'),
    });
    fc.assert(
      fc.property(attack, (how) => {
        const story = createStory({
          founder: 'steward',
          second: 'steward',
          hostile: 'steward',
          accomplice: 'member',
          ...Object.fromEntries(voters.map((name) => [name, 'member'] as const)),
        });
        const removal = (epoch: string): readonly string[] =>
          how.removedIn === epoch ? ['hostile'] : [];
        const honest = ['founder', 'second', ...voters];
        story.succeed('x', { by: 'founder', removes: removal('x') });
        story.arrive('x', ...honest);
        story.succeed('x2', { from: ['x'], by: 'second', removes: removal('x2') });
        story.arrive('x2', ...honest);
        story.admit('x2', { newcomer: 'member' });
        story.arrive('x2', 'newcomer');
        const puppets = Array.from({ length: how.puppets }, (_, place) => `puppet ${place}`);
        const roles = Object.fromEntries(puppets.map((name) => [name, 'steward'] as const));
        if (!how.isAdmittedInside) story.admit('first', roles);
        const known = new Set(['hostile', ...how.knew, ...puppets]);
        story.succeed(how.id, {
          by: 'hostile',
          removes: honest.filter((name) => !how.keeps.includes(name)),
          knew: [...known],
        });
        if (how.isAdmittedInside) story.admit(how.id, roles);
        story.arrive(how.id, 'hostile', 'accomplice', ...puppets);
        if (how.isInside) story.arrive('x2', 'accomplice');
        if (how.goesOn !== 'no') {
          const merged = how.goesOn.startsWith('merges')
            ? [how.goesOn.slice('merges '.length)]
            : [];
          const removes = merged.length > 0 ? [] : ['founder'];
          story.succeed('00', { from: [how.id, ...merged], by: 'hostile', removes });
          story.arrive('00', 'hostile', 'accomplice', ...puppets);
        }
        if (how.isToldToAll) story.disclose(how.goesOn === 'no' ? how.id : '00', 'x2');
        for (const who of [...honest, 'newcomer']) {
          const { current, cutOff, toMerge } = story.lineageFor(who);
          expect([who, current, cutOff, toMerge]).toEqual([who, 'x2', undefined, []]);
        }
      }),
      options,
    );
  });
});
