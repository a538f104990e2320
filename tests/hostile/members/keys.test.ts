/**
 * Keys that are not what they seem: different secrets for different devices, a wrong disclosure, a
 * handover of nonsense, a succession that leaves out by stealth. Whoever is cut off by what nobody
 * else follows comes back with the next keys.
 */
import { expect, test } from 'vitest';
import { expectSound } from '../aftermath.ts';
import { createCompany, during, type Company } from '../company.ts';
import { HostileFeed } from '../hostile-feed.ts';
import { unwrap } from '../../../packages/core/src/testing/cast.ts';
import { wrapBytes } from '../../../packages/core/src/crypto/wrap.ts';
import { hashBytes } from '../../../packages/core/src/crypto/hash.ts';
import { compareBytes } from '../../../packages/core/src/lib/bytes.ts';
import { sealHandover } from '../../../packages/core/src/roster/succession.ts';
import {
  deliver,
  expectSetAside,
  handlesOf,
  listOf,
  placeOf,
  push,
  sealByHand,
  writeChange,
} from './stage.ts';

const minuteMs = 60_000;

const changeKeys = async (company: Company): Promise<void> => {
  unwrap(await during(company.env, company.honest[0].group.changeKeys()));
  await company.env.advance(2 * minuteMs);
};

test('a wrong disclosure keeps nobody from the right secret', async () => {
  const company = await createCompany({ seed: 220 });
  const { env, hostile } = company;
  const made = sealByHand(company, { author: company.honest[0] });
  const feed = new HostileFeed(company);
  for (let time = 0; time < 20; time += 1) {
    const { epochId } = made.change;
    writeChange(company, feed, { type: 'disclosure', epochId, secret: env.random(32) });
  }
  await deliver(company, feed.update());
  const byMira = new HostileFeed(company, { author: company.honest[0], instance: 9 });
  writeChange(company, byMira, made.change);
  await deliver(company, byMira.update(), { from: hostile });
  await env.advance(minuteMs);
  for (const person of company.honest) {
    expect(placeOf(company, person).id, person.name).toBe(made.epoch.id);
    expect(person.group.keys()).toMatchObject({ number: 1, moved: 2, devices: 3 });
  }
  await expectSound(company);
});

test.each(['reader', 'member', 'steward'] as const)(
  'a handover of nonsense by a %s gives nothing and takes nothing',
  async (hostileRole) => {
    const company = await createCompany({ seed: 221, hostileRole });
    const [, sami] = company.honest;
    const { env } = company;
    const feed = new HostileFeed(company);
    const { groupId } = company.epoch;
    const device = { signing: sami.keys.signing.publicKey, wrapping: sami.keys.wrapping.publicKey };
    for (const epochId of [company.epoch.epochId, env.random(32)]) {
      const facts = { groupId, epochId, secret: env.random(32), device };
      writeChange(company, feed, sealHandover(facts, env));
    }
    await deliver(company, feed.update());
    expectSetAside(company, []);
    push(company, sami, 'goes on');
    await expectSound(company);
    await changeKeys(company);
    expect(listOf(company)).toEqual(['goes on']);
    await expectSound(company);
  },
);

test('different secrets for different devices lead nobody into different epochs', async () => {
  const company = await createCompany({ seed: 222, hostileRole: 'steward' });
  const { env, epoch, honest, hostile } = company;
  const [mira, sami] = honest;
  const made = sealByHand(company, { sealedTo: [mira, hostile] });
  const context = hashBytes('succession-envelope', epoch.groupId, made.change.epochId);
  const other = wrapBytes(sami.keys.wrapping.publicKey, env.random(32), context, env.random);
  const envelopes = [...made.change.envelopes, other].toSorted(compareBytes);
  push(company, sami, 'written before');
  await env.advance(5_000);
  const feed = new HostileFeed(company);
  writeChange(company, feed, { ...made.change, envelopes });
  await deliver(company, feed.update());
  await env.advance(minuteMs);
  expect(placeOf(company, mira).id).toBe(made.epoch.id);
  // Sami opens nothing with it: it is as if nothing had been sealed to that device, and it says so.
  expect(placeOf(company, sami).id).toBe(epoch.id);
  expect(sami.group.status().obstacle).toMatchObject({ type: 'removed' });
  expect(mira.group.keys()).toMatchObject({ moved: 1, devices: 3 });
  expect(listOf(company, sami)).toEqual(['written before']);
  expect(listOf(company, mira)).toEqual(['written before']);
});

test('a void succession that is not sealed to somebody cuts them off only until the others tell', async () => {
  const company = await createCompany({ seed: 223, hostileRole: 'steward' });
  const [mira, sami] = company.honest;
  push(company, sami, 'written before');
  await company.env.advance(5_000);
  const made = sealByHand(company, { charter: { number: 7 }, sealedTo: [mira] });
  const feed = new HostileFeed(company);
  writeChange(company, feed, made.change);
  await deliver(company, feed.update());
  expect(mira.group.status()).toMatchObject({ setAsideEntries: 1 });
  expect(mira.group.status().obstacle).toBeUndefined();
  await company.env.advance(minuteMs);
  for (const person of company.honest) {
    expect(person.group.status().obstacle, person.name).toBeUndefined();
    expect(person.group.status().setAsideEntries, person.name).toBe(1);
    expect(person.group.keys().number).toBe(0);
    expect(handlesOf(person)).toEqual(['Hostile', 'Mira', 'Sami']);
    expect(listOf(company, person)).toEqual(['written before']);
  }
  push(company, sami, 'and after');
  await company.env.advance(minuteMs);
  expect(listOf(company, mira)).toEqual(['written before', 'and after']);
});
