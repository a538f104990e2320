/**
 * Deeds without the right to them: each is set aside by its rule on every honest device, and the
 * group is what it was.
 */
import { describe } from 'vitest';
import { ascending, playDeeds, type Deed } from './deeds.ts';
import { boxKeyFromSeed } from '../../../packages/core/src/crypto/box.ts';
import { createDeviceKeys, type DeviceKeys } from '../../../packages/core/src/identity/device.ts';
import type { Admission } from '../../../packages/core/src/roster/changes.ts';
import type { Company } from '../company.ts';
import { asMember, memberIdOf, sealByHand } from './stage.ts';

const admissionOf = (
  { env }: Company,
  { signing, wrapping }: DeviceKeys,
  facts: Partial<Admission> = {},
): Admission => ({
  type: 'admission',
  invite: env.random(32),
  knock: env.random(32),
  handle: 'Accomplice',
  role: 'reader',
  device: { signing: signing.publicKey, wrapping: wrapping.publicKey, salt: env.random(16) },
  ...facts,
});

/** What nobody below a steward may do. */
const stewardsDeeds: readonly Deed[] = [
  {
    name: 'raising oneself',
    rule: 'author-may-not',
    change: ({ hostile }) => ({ type: 'promotion', member: memberIdOf(hostile), role: 'steward' }),
  },
  {
    name: 'raising an accomplice',
    rule: 'author-may-not',
    change: ({ honest }) => ({ type: 'promotion', member: memberIdOf(honest[1]), role: 'steward' }),
  },
  {
    name: 'a succession that removes the founder',
    rule: 'author-may-not',
    change: (company) => {
      const [, sami] = company.honest;
      const members = [{ ...asMember(company.hostile), role: 'steward' as const }, asMember(sami)];
      return sealByHand(company, { members: ascending(members) }).change;
    },
  },
  {
    name: 'a succession that nobody can open',
    rule: 'author-may-not',
    change: (company) => sealByHand(company, { sealedTo: [company.hostile] }).change,
  },
  {
    name: 'an admission',
    rule: 'author-may-not',
    change: (company) => admissionOf(company, createDeviceKeys(company.env)),
  },
  {
    name: 'admitting oneself again, as a steward',
    rule: 'author-may-not',
    change: (company) => admissionOf(company, company.hostile.keys, { role: 'steward' }),
  },
  {
    name: 'an invitation for newcomers',
    rule: 'author-may-not',
    change: ({ env }) => ({
      type: 'invitation',
      invite: boxKeyFromSeed(env.random(32)).publicKey,
      purpose: 'newcomer',
      role: 'reader',
      uses: 1,
      expiresAt: 2_000_000_000_000,
      envelopes: [],
    }),
  },
  {
    name: 'turning a knock away',
    rule: 'author-may-not',
    change: ({ env }) => ({ type: 'declining', knock: env.random(32), reason: 'no' }),
  },
];

/** What nobody may do at all. */
const nobodysDeeds: readonly Deed[] = [
  {
    name: 'a device of its own for another member',
    rule: 'not-own-device',
    change: (company) =>
      admissionOf(company, createDeviceKeys(company.env), {
        member: memberIdOf(company.honest[0]),
      }),
  },
  {
    name: "taking another member's device for its own",
    rule: 'not-own-device',
    change: (company) =>
      admissionOf(company, company.honest[0].keys, { member: memberIdOf(company.hostile) }),
  },
  {
    name: "dropping another member's device",
    rule: 'not-own-device',
    change: ({ honest }) => ({ type: 'leaving', device: honest[0].keys.signing.publicKey }),
  },
];

describe('a member', () => {
  playDeeds([...stewardsDeeds, ...nobodysDeeds], 'member', 200);
});
describe('a reader', () => {
  playDeeds([...stewardsDeeds, ...nobodysDeeds], 'reader', 201);
});
describe('a steward, by an entry', () => {
  playDeeds(nobodysDeeds, 'steward', 202);
});
