/**
 * A group as it was founded with everybody in it at once: its first charter and the devices' keys.
 * Knows no ledger, and nothing of what will be measured.
 */
import type { EpochOrigin } from '../../packages/core/src/group/epoch-book.ts';
import { originOf } from '../../packages/core/src/group/origins.ts';
import type { DeviceKeys } from '../../packages/core/src/identity/device.ts';
import { compareBytes } from '../../packages/core/src/lib/bytes.ts';
import { commitSecret, noGroupId, type Charter } from '../../packages/core/src/roster/charter.ts';
import { memberIdFromDevice, type RosterMember } from '../../packages/core/src/roster/member.ts';

export interface Founding {
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** What each of its devices begins with. */
  readonly origin: EpochOrigin;
}

/** `people`: the devices of each member. All are stewards. */
export const foundWith = (
  people: readonly (readonly DeviceKeys[])[],
  random: (length: number) => Uint8Array,
): Founding => {
  const secret = random(32);
  const charter: Charter = {
    groupId: noGroupId,
    number: 0,
    parents: [],
    members: people
      .map((devices, place) => memberOf(devices, `member ${place}`, random))
      .toSorted((left, right) => compareBytes(left.id, right.id)),
    relays: [],
    policy: { whoAdmits: 'stewards', inviteRole: 'member' },
    commitment: commitSecret(noGroupId, secret),
  };
  return { charter, secret, origin: originOf(charter, secret) };
};

const memberOf = (
  devices: readonly DeviceKeys[],
  handle: string,
  random: (length: number) => Uint8Array,
): RosterMember => {
  const [first] = devices;
  if (!first) throw new RangeError('foundWith: a member without a device');
  return {
    id: memberIdFromDevice(first.signing.publicKey),
    handle,
    role: 'steward',
    devices: devices
      .map(({ signing, wrapping }) => ({
        signing: signing.publicKey,
        wrapping: wrapping.publicKey,
        salt: random(16),
      }))
      .toSorted((left, right) => compareBytes(left.signing, right.signing)),
  };
};
