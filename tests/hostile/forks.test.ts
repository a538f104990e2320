/**
 * A member who means harm forks a feed: signs two entries for one place and shows one to some and
 * the other to others. Everybody must end with the same branch, whoever passed it on is not to
 * blame, and whoever built on the other branch goes on.
 */
import { describe, expect, test } from 'vitest';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { encodeForkProof, type ForkProof } from '../../packages/core/src/ledger/fork.ts';
import { firstTip } from '../../packages/core/src/ledger/entry.ts';
import { compareBytes, concatBytes } from '../../packages/core/src/lib/bytes.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf, type Company, type Honest } from './company.ts';
import { HostileFeed, parentsHeldBy } from './hostile-feed.ts';
import { contents, rawUpdate, values } from './raw-update.ts';
import { openDoor, pushed, type Wire } from './wire.ts';

interface Stage {
  readonly company: Company;
  /** A new connection to an honest device, by its place. */
  readonly meet: (to: number) => Wire;
}

const begin = async (
  seed: number,
  honest: readonly string[] = ['Mira', 'Sami'],
): Promise<Stage> => {
  const company = await createCompany({ seed, honest });
  docOf(company.honest[0], company.document).getArray('list').push(['blankets']);
  await company.env.advance(2_000);
  const doors = company.honest.map((person) => openDoor(company, person));
  const meet = (to: number): Wire => {
    const wire = doors[to]?.connect();
    if (!wire) throw new RangeError('meet: nobody there');
    wire.prove(company.hostile);
    return wire;
  };
  return { company, meet };
};

const give = async ({ company, meet }: Stage, to: number, update: Uint8Array): Promise<void> => {
  const wire = meet(to);
  wire.say(pushed(update));
  await company.env.advance(1_000);
  expect(wire.dropped()).toBeUndefined();
  wire.close();
};

const apart = ({ company }: Stage): void =>
  company.network.partition(...company.honest.map(({ name }) => [name]));

const writeWord = (company: Company, feed: HostileFeed, word: string, clock = 0): void => {
  const client = feed.feed.documentClientId;
  const place = clock > 0 ? { origin: { client, clock: clock - 1 } } : { parent: 'list' };
  feed.writeDocument(
    rawUpdate({ client, clock, structs: [{ ...contents.any(values.text(word)), ...place }] }),
    { parents: clock > 0 ? [] : parentsHeldBy(company) },
  );
};

const listOf = ({ company }: Stage, person: Honest): readonly unknown[] =>
  docOf(person, company.document).getArray('list').toJSON();

/** Branches of one feed that part at `place`, one word each; the one that stands first. */
const branchesAt = ({ company }: Stage, place: number, count: number): readonly HostileFeed[] => {
  const trunk = new HostileFeed(company);
  for (let at = 0; at < place; at += 1) trunk.write(entryTypes.join, new Uint8Array());
  const branches = Array.from({ length: count }, (_, index) => {
    const branch = trunk.branch();
    writeWord(company, branch, `branch ${index}`);
    return { branch, link: branch.tipLink };
  });
  return branches
    .toSorted((left, right) => compareBytes(left.link, right.link))
    .map(({ branch }) => branch);
};

const standing = async (stage: Stage, winner: HostileFeed): Promise<void> => {
  for (const { replica } of stage.company.honest) {
    const links = replica.linksOf(winner.feed.name, 0);
    expect(links.length).toBeGreaterThanOrEqual(winner.height);
    expect(links[winner.height - 1]).toEqual(winner.tipLink);
  }
};

describe('two branches given to two halves of the group', () => {
  test.each([0, 1, 63, 64, 100])('that part at place %i end as one', async (place) => {
    const stage = await begin(60 + place);
    apart(stage);
    const [winner, loser] = branchesAt(stage, place, 2);
    if (!winner || !loser) throw new Error('no branches');
    await give(stage, 0, loser.update());
    await give(stage, 1, winner.update());
    await expectSound(stage.company);
    await standing(stage, winner);
    for (const person of stage.company.honest) expect(listOf(stage, person)).toHaveLength(2);
    // One feed each, and the hostile one: nobody had to leave a feed that rested on the loser.
    for (const { replica } of stage.company.honest) expect(replica.heads()).toHaveLength(3);
  });

  test('and grown longer while they meet, entry by entry, get nobody blamed', async () => {
    const stage = await begin(70);
    const { company } = stage;
    apart(stage);
    const [winner, loser] = branchesAt(stage, 3, 2);
    if (!winner || !loser) throw new Error('no branches');
    await give(stage, 0, loser.update());
    await give(stage, 1, winner.update());
    company.network.heal();
    for (let round = 0; round < 12; round += 1) {
      for (const [to, branch] of [loser, winner].entries()) {
        branch.write(entryTypes.join, new Uint8Array());
        await give(stage, to, branch.update(branch.height - 1));
      }
    }
    await expectSound(company);
  });

  test('end as one when the losing branch is the longer one by far', async () => {
    const stage = await begin(71);
    apart(stage);
    const [winner, loser] = branchesAt(stage, 2, 2);
    if (!winner || !loser) throw new Error('no branches');
    for (let place = 0; place < 200; place += 1) loser.write(entryTypes.join, new Uint8Array());
    await give(stage, 0, loser.update());
    await give(stage, 1, winner.update());
    await expectSound(stage.company);
    await standing(stage, winner);
  });
});

test('three branches given to three devices end as one', async () => {
  for (const seed of [80, 81, 82]) {
    const stage = await begin(seed, ['Mira', 'Sami', 'Noor']);
    apart(stage);
    const branches = branchesAt(stage, 1, 3);
    // The order in which they meet differs from seed to seed.
    for (const [to] of stage.company.honest.entries()) {
      const branch = branches[(to + seed) % 3];
      if (branch) await give(stage, to, branch.update());
    }
    stage.company.network.partition(['Mira', 'Sami'], ['Noor']);
    await stage.company.env.advance(90_000);
    await expectSound(stage.company);
    const [winner] = branches;
    if (winner) await standing(stage, winner);
  }
});

test('a fork within a fork ends as one', async () => {
  const stage = await begin(85, ['Mira', 'Sami', 'Noor']);
  apart(stage);
  const [first, second] = branchesAt(stage, 0, 2);
  if (!first || !second) throw new Error('no branches');
  const left = second.branch();
  const right = second.branch();
  left.write(entryTypes.join, new Uint8Array());
  right.write(entryTypes.join, new Uint8Array());
  await give(stage, 0, left.update());
  await give(stage, 1, right.update());
  stage.company.network.partition(['Mira', 'Sami'], ['Noor']);
  await stage.company.env.advance(90_000);
  await give(stage, 2, first.update());
  await expectSound(stage.company);
  await standing(stage, first);
});

test('honest edits that rest on the losing branch do not stop their author', async () => {
  const stage = await begin(86, ['Mira', 'Sami', 'Noor']);
  const { company } = stage;
  const [mira, sami, noor] = company.honest;
  if (!noor) throw new Error('no third');
  const [winner, loser] = branchesAt(stage, 1, 2);
  if (!winner || !loser) throw new Error('no branches');
  company.network.partition(['Mira', 'Noor'], ['Sami']);
  await give(stage, 0, loser.update());
  await give(stage, 1, winner.update());
  docOf(mira, company.document).getArray('list').push(['on the losing branch']);
  await company.env.advance(5_000);
  docOf(noor, company.document).getArray('list').push(['on Mira']);
  docOf(sami, company.document).getArray('list').push(['on the other']);
  await company.env.advance(5_000);
  await expectSound(company);
  await standing(stage, winner);
  expect(listOf(stage, mira)).toContain('on the other');
  // Closed and opened again, they still write where everybody reads it.
  const reopened = [await mira.reopen(), sami, noor] as const;
  await expectSound(company, { honest: reopened });
});

test('an edit that is still being gathered while a fork is settled is not half lost', async () => {
  const stage = await begin(87);
  const { company } = stage;
  const [mira, sami] = company.honest;
  const [winner, loser] = branchesAt(stage, 0, 2);
  if (!winner || !loser) throw new Error('no branches');
  await give(stage, 0, loser.update());
  await company.env.advance(5_000);
  docOf(mira, company.document).getArray('list').push(['just typed']);
  docOf(sami, company.document).getArray('list').push(['just typed as well']);
  stage.meet(0).say(pushed(winner.update()));
  await company.env.advance(100);
  docOf(mira, company.document).getArray('list').push(['typed right after']);
  await company.env.advance(5_000);
  await expectSound(company);
  await standing(stage, winner);
});

describe('a proof of a fork', () => {
  const proofOf = (
    company: Company,
    clientId: number,
    branches: ForkProof['branches'],
    place = 0,
  ): ForkProof => {
    expect(company).toBeDefined();
    return { clientId, place, tip: firstTip, branches };
  };

  test('written by the one who forked settles it for those who hold the losing branch', async () => {
    const stage = await begin(90);
    const { company } = stage;
    const [winner, loser] = branchesAt(stage, 0, 2);
    if (!winner || !loser) throw new Error('no branches');
    await give(stage, 0, loser.update());
    const other = new HostileFeed(company, { instance: 1 });
    const proof = proofOf(company, winner.feed.clientId, [winner.entries, loser.entries]);
    other.write(entryTypes.fork, encodeForkProof(proof), { parents: parentsHeldBy(company) });
    await give(stage, 0, other.update());
    await expectSound(company);
    await standing(stage, winner);
  });

  test('that frames another, with an entry that the other never signed, changes nothing', async () => {
    const stage = await begin(91);
    const { company } = stage;
    const [mira, sami] = company.honest;
    const framed = new HostileFeed(company, { author: mira });
    const genuine = entriesOf(mira, framed.feed.name);
    framed.write(entryTypes.join, new Uint8Array(), { isSigned: false });
    const byHostileKey = new HostileFeed(company);
    byHostileKey.write(entryTypes.join, new Uint8Array());
    const before = mira.replica.heads();
    const other = new HostileFeed(company, { instance: 1 });
    for (const false_ of [
      framed.entries,
      byHostileKey.entries,
      genuine.slice(1, 2),
      genuine.slice(0, 1),
    ]) {
      for (const branches of [
        [genuine.slice(0, 1), false_],
        [false_, genuine.slice(0, 1)],
      ] as const) {
        const proof = proofOf(company, framed.feed.clientId, branches);
        other.write(entryTypes.fork, encodeForkProof(proof), { parents: parentsHeldBy(company) });
      }
    }
    await give(stage, 0, other.update());
    for (const { replica } of [mira, sami]) {
      expect(replica.heads()).toEqual(expect.arrayContaining([...before]));
    }
    await expectSound(company);
    expect(listOf(stage, mira)).toContain('blankets');
  });

  test('that cannot be read is set aside', async () => {
    const stage = await begin(92);
    const { company } = stage;
    const feed = new HostileFeed(company);
    for (const length of [0, 1, 50, 300]) feed.write(entryTypes.fork, company.env.random(length));
    await give(stage, 0, feed.update());
    expect(company.honest.map(({ group }) => group.status().setAsideEntries)).toEqual([4, 4]);
    await expectSound(company);
  });

  test('of branches too large to be written down does not stop anybody', async () => {
    const stage = await begin(93);
    const { company } = stage;
    apart(stage);
    const large = new Uint8Array(1_000_000);
    for (const to of [0, 1]) {
      const feed = new HostileFeed(company);
      for (let place = 0; place < 35; place += 1) {
        const sealed = concatBytes(company.env.random(24), large);
        feed.writeSealed(sealed, { isSigned: place === 34 });
      }
      await give(stage, to, feed.update());
    }
    await expectSound(company);
  }, 60_000);
});

const entriesOf = ({ ledgerDoc }: Honest, feed: string): readonly Uint8Array[] =>
  ledgerDoc().getArray<Uint8Array>(feed).toArray();
