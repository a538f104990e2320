/**
 * Stewards against stewards: each removing the other, three in a ring, one who is removed while
 * letting somebody in, and whoever has been promoted after having written. The members decide, and
 * nobody loses what they wrote.
 */
import { expect, test } from 'vitest';
import { createDeviceKeys } from '../../../packages/core/src/identity/device.ts';
import { entryTypes } from '../../../packages/core/src/ledger/content.ts';
import { unwrap } from '../../../packages/core/src/testing/cast.ts';
import { expectSound } from '../aftermath.ts';
import { createCompany, during, type Company, type Honest } from '../company.ts';
import { HostileFeed, parentsHeldBy } from '../hostile-feed.ts';
import {
  asMember,
  deliver,
  handlesOf,
  listOf,
  memberIdOf,
  placeOf,
  push,
  removes,
  rulesAgainst,
  sealByHand,
  writeChange,
  writeWord,
} from './stage.ts';
import { hexFromBytes } from '../../../packages/core/src/lib/bytes.ts';

const minuteMs = 60_000;
const alone = (company: Company): void =>
  company.network.partition(...company.honest.map(({ name }) => [name]));

const personOf = ({ honest }: Company, name: string): Honest => {
  const found = honest.find((each) => each.name === name);
  if (!found) throw new RangeError(`nobody is called ${name}`);
  return found;
};

const follow = async (company: Company, who: Honest, whom: Honest): Promise<void> => {
  const id = hexFromBytes(memberIdOf(whom));
  const side = who.group.dispute()?.sides.find(({ by }) => by === id)?.id ?? '';
  unwrap(await during(company.env, who.group.follow(side)));
};

test('two stewards who remove each other: those left decide, and have what everybody wrote', async () => {
  const company = await createCompany({
    seed: 240,
    honest: ['Mira', 'Sami', 'Amal', 'Zora', 'Omar'],
    roles: { Sami: 'steward' },
  });
  const [mira, sami] = company.honest;
  const others = ['Amal', 'Zora', 'Omar'].map((name) => personOf(company, name));
  for (const person of company.honest) push(company, person, person.name);
  await company.env.advance(minuteMs);
  alone(company);
  await removes(company, mira, sami);
  await removes(company, sami, mira);
  company.network.partition(['Mira', 'Sami'], ['Amal'], ['Zora'], ['Omar']);
  await company.env.advance(minuteMs);
  company.network.heal();
  await company.env.advance(3 * minuteMs);
  for (const { group } of others) expect(group.dispute()?.sides).toHaveLength(2);
  // The hostile member is asked too, and keeps silent: it takes all three.
  for (const person of others) await follow(company, person, mira);
  await company.env.advance(5 * minuteMs);
  const left = [mira, ...others];
  for (const person of left) {
    expect(handlesOf(person)).toEqual(['Amal', 'Hostile', 'Mira', 'Omar', 'Zora']);
    expect(person.group.dispute()).toBeUndefined();
    expect(new Set(listOf(company, person))).toEqual(
      new Set(['Mira', 'Sami', 'Amal', 'Zora', 'Omar']),
    );
  }
  await expectSound(company, { honest: left });
  expect(new Set(listOf(company, sami))).toEqual(new Set(listOf(company, mira)));
}, 60_000);

test('three stewards in a ring are three groups of one each until a fourth decides', async () => {
  const company = await createCompany({
    seed: 241,
    honest: ['Mira', 'Sami', 'Amal', 'Zora'],
    roles: { Sami: 'steward', Amal: 'steward' },
  });
  const [mira, sami, amal, zora] = company.honest as readonly [Honest, Honest, Honest, Honest];
  push(company, zora, 'before');
  await company.env.advance(minuteMs);
  // The hostile member, an elector too, would have to be convinced otherwise.
  await removes(company, mira, company.hostile);
  await company.env.advance(2 * minuteMs);
  alone(company);
  await removes(company, mira, sami);
  await removes(company, sami, amal);
  await removes(company, amal, mira);
  company.network.partition(['Mira', 'Sami', 'Amal'], ['Zora']);
  await company.env.advance(2 * minuteMs);
  expect(new Set([mira, sami, amal].map((each) => placeOf(company, each).id)).size).toBe(3);
  company.network.heal();
  await company.env.advance(3 * minuteMs);
  expect(zora.group.dispute()?.sides).toHaveLength(3);
  push(company, zora, 'while undecided');
  await follow(company, zora, mira);
  await company.env.advance(5 * minuteMs);
  expect(placeOf(company, zora).id).toBe(placeOf(company, mira).id);
  for (const person of [mira, zora]) {
    expect(listOf(company, person)).toEqual(['before', 'while undecided']);
    expect(handlesOf(person)).toEqual(['Amal', 'Mira', 'Zora']);
  }
  await company.env.advance(minuteMs);
  expect(mira.group.fingerprint()).toEqual(zora.group.fingerprint());
}, 60_000);

test('a steward who is removed while letting somebody in lets nobody in', async () => {
  const company = await createCompany({ seed: 242, hostileRole: 'steward' });
  const [mira] = company.honest;
  const keys = createDeviceKeys(company.env);
  const salt = company.env.random(16);
  const device = { signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt };
  const feed = new HostileFeed(company);
  writeChange(company, feed, {
    type: 'admission',
    invite: company.env.random(32),
    knock: company.env.random(32),
    handle: 'Accomplice',
    role: 'member',
    device,
  });
  await removes(company, mira, company.hostile);
  await company.env.advance(2 * minuteMs);
  const place = placeOf(company, mira).id;
  await deliver(company, feed.update());
  const accomplice = new HostileFeed(company, {
    author: { name: 'Accomplice', role: 'member', keys, salt },
  });
  writeWord(accomplice, 'harm', { parents: [feed.tipLink.slice(0, 16)] });
  await deliver(company, accomplice.update());
  for (const person of company.honest) {
    expect(handlesOf(person)).toEqual(['Mira', 'Sami']);
    expect(listOf(company, person)).toEqual([]);
    expect(placeOf(company, person).id).toBe(place);
  }
  await expectSound(company);
});

test('a reader who is promoted wins nothing for what was written before', async () => {
  const company = await createCompany({ seed: 243, hostileRole: 'reader' });
  const [mira] = company.honest;
  const before = new HostileFeed(company);
  writeWord(before, 'as a reader');
  await deliver(company, before.update());
  const member = hexFromBytes(memberIdOf(company.hostile));
  unwrap(await during(company.env, mira.group.changeRole(member, 'member')));
  await company.env.advance(minuteMs);
  const after = new HostileFeed(company, { instance: 1 });
  writeWord(after, 'dated back', { parents: [] });
  await deliver(company, after.update());
  for (const person of company.honest) {
    expect(rulesAgainst(company, company.hostile, person)).toEqual([
      'author-may-not',
      'author-may-not',
    ]);
    expect(listOf(company, person)).toEqual([]);
  }
  await expectSound(company);
});

test("one steward's succession under another's name opens for nobody", async () => {
  const company = await createCompany({ seed: 244 });
  const [mira, sami] = company.honest;
  const made = sealByHand(company, { author: mira });
  const feed = new HostileFeed(company);
  writeChange(company, feed, made.change);
  await deliver(company, feed.update());
  for (const person of [mira, sami]) {
    expect(rulesAgainst(company, company.hostile, person)).toEqual(['author-may-not']);
    expect(person.group.keys().number).toBe(0);
  }
  await expectSound(company);
});

test('a steward in office ends keys once, and none that its device has left', async () => {
  const company = await createCompany({ seed: 245, hostileRole: 'steward' });
  const { hostile } = company;
  const [mira] = company.honest;
  unwrap(await during(company.env, mira.group.changeKeys()));
  await company.env.advance(2 * minuteMs);
  const { id, keys } = placeOf(company, mira);
  const moved = new HostileFeed(company, { epoch: keys });
  moved.write(entryTypes.arrival, new Uint8Array(), { parents: parentsHeldBy(company) });
  await deliver(company, moved.update(), { epoch: keys });
  for (const person of company.honest) {
    expect(person.group.keys()).toEqual({ number: 1, moved: 3, devices: 3 });
  }
  const feed = new HostileFeed(company);
  for (const members of [company.charter.members, [asMember(hostile)]]) {
    writeChange(company, feed, sealByHand(company, { members }).change, { parents: [] });
  }
  await deliver(company, feed.update());
  for (const person of company.honest) {
    expect(rulesAgainst(company, hostile, person)).toEqual(['second-succession']);
    expect(placeOf(company, person).id).toBe(id);
    expect(person.group.dispute()).toBeUndefined();
  }
  await expectSound(company);
  for (const person of company.honest) expect(placeOf(company, person).id).toBe(id);
});
