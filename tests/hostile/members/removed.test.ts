/**
 * Those who were removed, and what they write all the same: on into the old keys, dated back, a
 * succession of their own, made to look as if it had been written first.
 */
import { describe, expect, test } from 'vitest';
import { entryTypes } from '../../../packages/core/src/ledger/content.ts';
import { createDeviceKeys } from '../../../packages/core/src/identity/device.ts';
import { hexFromBytes } from '../../../packages/core/src/lib/bytes.ts';
import { expectSound } from '../aftermath.ts';
import { createCompany, type Company, type Honest, type Person } from '../company.ts';
import { HostileFeed, parentsHeldBy } from '../hostile-feed.ts';
import { ascending } from './deeds.ts';
import {
  asMember,
  deliver,
  handlesOf,
  listOf,
  placeOf,
  push,
  removes,
  rulesAgainst,
  sealByHand,
  writeChange,
  writeWord,
  type Making,
} from './stage.ts';

const minuteMs = 60_000;
/** Virtual time is dear: long after everybody has moved is as good as months. */
const longMs = 20 * minuteMs;

/** Everybody has moved on to keys that the hostile member does not have. */
const withHostileRemoved = async (
  seed: number,
  hostileRole: 'member' | 'steward',
  honest: readonly string[] = ['Mira', 'Sami'],
): Promise<Company> => {
  const company = await createCompany({ seed, hostileRole, honest });
  push(company, company.honest[1], 'before');
  await company.env.advance(5_000);
  await removes(company, company.honest[0], company.hostile);
  await company.env.advance(2 * minuteMs);
  for (const { group } of company.honest) {
    expect(group.keys()).toEqual({ number: 1, moved: honest.length, devices: honest.length });
  }
  return company;
};

const expectNothingWon = async (company: Company, place: string): Promise<void> => {
  for (const person of company.honest) {
    expect(placeOf(company, person).id, person.name).toBe(place);
    expect(handlesOf(person)).toEqual(company.honest.map(({ name }) => name).toSorted());
    expect(person.group.status().obstacle).toBeUndefined();
    const followed = person.group.dispute()?.sides.find((side) => side.isFollowedHere);
    expect(followed?.id ?? place).toBe(place);
    expect(listOf(company, person)).toContain('before');
  }
  await expectSound(company);
  for (const person of company.honest) expect(placeOf(company, person).id).toBe(place);
};

describe('a removed device', () => {
  test.each([
    ['resting on nothing', 0],
    ['by a clock of ten years ago', 10 * 365 * 86_400],
  ])('writes on into the old keys, %s: after-removal', async (_, agoSeconds) => {
    const company = await withHostileRemoved(210, 'member');
    const place = placeOf(company, company.honest[0]).id;
    const feed = new HostileFeed(company);
    const claimedSeconds = Math.floor(company.env.now() / 1000) - agoSeconds;
    writeWord(feed, 'harm', { claimedSeconds });
    await deliver(company, feed.update());
    for (const person of company.honest) {
      expect(rulesAgainst(company, company.hostile, person)).toEqual(['after-removal']);
      expect(person.group.setAside().map(({ rule }) => rule)).toEqual(['after-removal']);
      expect(listOf(company, person)).toEqual(['before']);
    }
    await expectNothingWon(company, place);
  });

  test('cannot come back by an admission, whoever is made to write it', async () => {
    const company = await withHostileRemoved(211, 'member', ['Mira', 'Sami']);
    const mira = company.honest[0];
    const epoch = placeOf(company, mira).keys;
    // A steward's own key in the wrong hands: the entry is as good as the steward's.
    const feed = new HostileFeed(company, { author: mira, epoch, instance: 9 });
    feed.write(entryTypes.arrival, new Uint8Array(), { parents: parentsHeldBy(company) });
    const { signing, wrapping } = company.hostile.keys;
    writeChange(company, feed, {
      type: 'admission',
      invite: company.env.random(32),
      knock: company.env.random(32),
      handle: 'Back again',
      role: 'member',
      device: {
        signing: signing.publicKey,
        wrapping: wrapping.publicKey,
        salt: company.env.random(16),
      },
    });
    await deliver(company, feed.update(), { from: mira, epoch });
    for (const person of company.honest) {
      expect(rulesAgainst(company, mira, person)).toEqual(['removed-before']);
    }
    await expectNothingWon(company, epoch.id);
  });
});

describe('a removed steward', () => {
  const alone = (company: Company, ...kept: readonly Person[]): Making => ({
    members: ascending([company.hostile, ...kept].map(asMember)),
  });

  /** Gives the succession to every honest device, in the room of the keys that it ends. */
  const giveAll = async (company: Company, feed: HostileFeed): Promise<void> => {
    for (const to of company.honest as readonly Honest[]) {
      await deliver(company, feed.update(), { to });
    }
  };

  const plays: readonly [string, (company: Company) => Making][] = [
    ['that keeps only itself', (company) => alone(company)],
    ['that keeps only an accomplice', (company) => alone(company, company.honest[1])],
    [
      'that keeps everybody but the one who removed it',
      (company) => alone(company, ...company.honest.slice(1)),
    ],
    ['that keeps everybody', () => ({})],
  ];

  test.each(plays)(
    'answers with a fake-concurrent succession %s, months later and dated back',
    async (_, makingOf) => {
      const company = await withHostileRemoved(212, 'steward', ['Mira', 'Sami', 'Amal', 'Zora']);
      const place = placeOf(company, company.honest[0]).id;
      const claimedSeconds = Math.floor(company.env.now() / 1000) - 600;
      await company.env.advance(longMs);
      const feed = new HostileFeed(company);
      writeChange(company, feed, sealByHand(company, makingOf(company)).change, {
        parents: [],
        claimedSeconds,
      });
      await giveAll(company, feed);
      await expectNothingWon(company, place);
    },
    60_000,
  );

  test('grinds its succession to a smaller id than the one that removed it, and wins nothing', async () => {
    const company = await withHostileRemoved(213, 'steward', ['Mira', 'Sami', 'Amal']);
    const place = placeOf(company, company.honest[0]).id;
    let made = sealByHand(company, alone(company, ...company.honest.slice(1)));
    while (hexFromBytes(made.change.epochId) > place) {
      made = sealByHand(company, alone(company, ...company.honest.slice(1)));
    }
    const feed = new HostileFeed(company);
    writeChange(company, feed, made.change, { parents: [] });
    await giveAll(company, feed);
    await expectNothingWon(company, place);
  });

  test('fills the old keys with puppets who all follow it, and moves nobody who has moved', async () => {
    const company = await withHostileRemoved(214, 'steward', ['Mira', 'Sami', 'Amal']);
    const place = placeOf(company, company.honest[0]).id;
    const puppets = Array.from({ length: 12 }, (_, index): Person => ({
      name: `Puppet ${index}`,
      role: 'member',
      keys: createDeviceKeys(company.env),
      salt: company.env.random(16),
    }));
    const feed = new HostileFeed(company);
    for (const { name, keys, salt } of puppets) {
      const device = { signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt };
      writeChange(
        company,
        feed,
        {
          type: 'admission',
          invite: company.env.random(32),
          knock: company.env.random(32),
          handle: name,
          role: 'member',
          device,
        },
        { parents: [] },
      );
    }
    const made = sealByHand(company, alone(company, ...company.honest.slice(1), ...puppets));
    writeChange(company, feed, made.change, { parents: [] });
    await giveAll(company, feed);
    for (const author of puppets) {
      const arrival = new HostileFeed(company, { author, epoch: made.epoch });
      arrival.write(entryTypes.arrival, new Uint8Array(), {
        parents: [feed.tipLink.slice(0, 16)],
      });
      await deliver(company, arrival.update());
    }
    await expectNothingWon(company, place);
  }, 60_000);
});

test('an honest edit that was made offline before the removal was known is not lost', async () => {
  const company = await createCompany({ seed: 215 });
  const [mira, sami] = company.honest;
  company.network.partition(['Mira'], ['Sami']);
  push(company, sami, 'made on the road');
  await removes(company, mira, company.hostile);
  await company.env.advance(minuteMs);
  const feed = new HostileFeed(company);
  writeWord(feed, 'brought along', { parents: [] });
  await deliver(company, feed.update(), { to: sami });
  push(company, sami, 'rests on it');
  await company.env.advance(minuteMs);
  await expectSound(company);
  expect(new Set(listOf(company))).toEqual(
    new Set(['brought along', 'made on the road', 'rests on it']),
  );
});
