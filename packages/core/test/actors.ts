/**
 * People with keys from seeds and a group that one of them founded, for tests of the roster and of
 * joining. Knows no ledger.
 */
import { deviceKeysOf, fixedBytes, fixedEnv } from './vectors/formats-seeds.ts';
import { commitSecret, groupIdOf, noGroupId, type Charter } from '../src/roster/charter.ts';
import {
  memberIdFromDevice,
  type Role,
  type RosterDevice,
  type RosterMember,
} from '../src/roster/member.ts';
import type { DeviceKeys } from '../src/identity/device.ts';
import { compareBytes } from '../src/lib/bytes.ts';

export { fixedBytes, fixedEnv };

export const founder = deviceKeysOf(1);
export const member = deviceKeysOf(2);
export const newcomer = deviceKeysOf(3);
export const hostile = deviceKeysOf(4);
export const timeMs = 1_793_491_200_000;
export const env = fixedEnv(5, timeMs);
export const secret = fixedBytes(32, 6);

export const deviceOf = (keys: DeviceKeys, salt = 1): RosterDevice => ({
  signing: keys.signing.publicKey,
  wrapping: keys.wrapping.publicKey,
  salt: fixedBytes(16, salt),
});

export const memberOf = (keys: DeviceKeys, handle: string, role: Role): RosterMember => ({
  id: memberIdFromDevice(keys.signing.publicKey),
  handle,
  role,
  devices: [deviceOf(keys)],
});

export const charterOf = (
  members: readonly RosterMember[],
  change: Partial<Charter> = {},
): Charter => ({
  groupId: noGroupId,
  number: 0,
  parents: [],
  members: members.toSorted((left, right) => compareBytes(left.id, right.id)),
  relays: ['wss://relay.example/signal'],
  policy: { whoAdmits: 'stewards', inviteRole: 'member' },
  commitment: commitSecret(change.groupId ?? noGroupId, secret),
  ...change,
});

export const charter = charterOf([
  memberOf(founder, 'founder', 'steward'),
  memberOf(member, 'member', 'member'),
]);
export const groupId = groupIdOf(charter);
