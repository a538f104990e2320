/**
 * A steward who means harm writes charters: whatever gives somebody more than they had, or cannot be
 * a charter at all, is set aside by its rule, and cuts nobody off.
 */
import { describe, expect, test } from 'vitest';
import { createDeviceKeys } from '../../../packages/core/src/identity/device.ts';
import { groupMembersMax } from '../../../packages/core/src/lib/limits.ts';
import type { RosterChange } from '../../../packages/core/src/roster/changes.ts';
import { decodeCharter, encodeCharter } from '../../../packages/core/src/roster/charter.ts';
import type { Role, RosterMember } from '../../../packages/core/src/roster/member.ts';
import { createCompany, type Company, type Person } from '../company.ts';
import { ascending, playDeeds, type Deed } from './deeds.ts';
import { asMember, memberIdOf, sealByHand } from './stage.ts';

/** What a steward cannot do with a succession: charters only take away. */
const charterDeeds: readonly Deed[] = [
  {
    name: 'raising an accomplice',
    rule: 'charter-no-role-raised',
    change: (company) =>
      changedBy(company, ({ role, ...rest }) => ({ ...rest, role: above(role) })),
  },
  {
    name: 'adding somebody',
    rule: 'charter-nobody-added',
    change: (company) => {
      const keys = createDeviceKeys(company.env);
      const salt = company.env.random(16);
      const puppet: Person = { name: 'Puppet', role: 'member', keys, salt };
      const members = ascending([...company.charter.members, asMember(puppet)]);
      return sealByHand(company, { members }).change;
    },
  },
  {
    name: "replacing another's device",
    rule: 'charter-nobody-added',
    change: (company) => {
      const { signing, wrapping } = createDeviceKeys(company.env);
      const keys = { signing: signing.publicKey, wrapping: wrapping.publicKey };
      return changedBy(company, (member) => ({
        ...member,
        devices: member.devices.map((device) => ({ ...device, ...keys })),
      }));
    },
  },
  {
    name: "replacing another's wrapping key",
    rule: 'charter-keys-as-they-were',
    change: (company) => {
      const wrapping = createDeviceKeys(company.env).wrapping.publicKey;
      return changedBy(company, (member) => ({
        ...member,
        devices: member.devices.map((device) => ({ ...device, wrapping })),
      }));
    },
  },
  {
    name: "grinding another's feed names with a salt",
    rule: 'charter-keys-as-they-were',
    change: (company) =>
      changedBy(company, (member) => ({
        ...member,
        devices: member.devices.map((device) => ({ ...device, salt: company.env.random(16) })),
      })),
  },
  {
    name: "taking another's name",
    rule: 'charter-keys-as-they-were',
    change: (company) => changedBy(company, (member) => ({ ...member, handle: 'Mira' })),
  },
  {
    name: 'an empty roster',
    rule: 'succession-malformed',
    change: (company) => sealByHand(company, { members: [], sealedTo: company.honest }).change,
  },
  {
    name: 'no steward left',
    rule: 'succession-malformed',
    change: (company) =>
      sealByHand(company, {
        members: company.charter.members.map((member) => ({ ...member, role: 'member' })),
      }).change,
  },
  {
    name: 'somebody twice',
    rule: 'succession-malformed',
    change: (company) =>
      sealByHand(company, {
        members: company.charter.members.flatMap((member) => [member, member]),
        sealedTo: company.honest,
      }).change,
  },
  {
    name: 'more members than a group may have',
    rule: 'succession-malformed',
    change: (company) =>
      sealByHand(company, {
        members: crowd(company, groupMembersMax + 1),
        sealedTo: company.honest,
      }).change,
  },
  {
    name: 'the keys of another secret',
    rule: 'succession-secret-uncommitted',
    change: (company) =>
      sealByHand(company, { charter: { commitment: company.env.random(32) } }).change,
  },
  {
    name: 'skipping numbers',
    rule: 'charter-number',
    change: (company) => sealByHand(company, { charter: { number: 7 } }).change,
  },
  {
    name: 'following an epoch that it does not lie in',
    rule: 'charter-elsewhere',
    change: (company) =>
      sealByHand(company, { charter: { parents: [company.env.random(32)] } }).change,
  },
];

const above = (role: Role): Role => (role === 'reader' ? 'member' : 'steward');

/** The charter with Sami's record changed. */
const changedBy = (
  company: Company,
  change: (member: RosterMember) => RosterMember,
): RosterChange => {
  const sami = memberIdOf(company.honest[1]).join();
  const members = company.charter.members.map((member) =>
    member.id.join() === sami ? change(member) : member,
  );
  return sealByHand(company, { members, sealedTo: company.honest }).change;
};

const crowd = ({ env }: Company, count: number): readonly RosterMember[] =>
  ascending(
    Array.from({ length: count }, (_, place) => ({
      id: env.random(16),
      handle: `Puppet ${place}`,
      role: place === 0 ? 'steward' : 'member',
      devices: [{ signing: env.random(32), wrapping: env.random(1216), salt: env.random(16) }],
    })),
  );

describe('a steward, by a charter', () => {
  playDeeds(charterDeeds, 'steward', 203);
});

test('a charter of 10,000 members is no charter to anybody', async () => {
  const company = await createCompany({ seed: 204 });
  const charter = { ...company.charter, members: crowd(company, 10_000) };
  expect(() =>
    sealByHand(company, { charter: { ...charter, number: 1 }, sealedTo: company.honest }),
  ).toThrow(RangeError);
  expect(decodeCharter(encodeCharter(charter))).toEqual({
    ok: false,
    refusal: { type: 'malformed', what: 'charter' },
  });
});
