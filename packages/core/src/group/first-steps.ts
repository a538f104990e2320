/**
 * What a device makes before it is in a group: the group itself, if it founds one, or a knock. Keys of
 * its own for each. Pure but for chance.
 */
import { createDeviceKeys } from '../identity/device.ts';
import type { Env } from '../lib/env.ts';
import { commitSecret, groupIdOf, noGroupId, type Charter } from '../roster/charter.ts';
import type { InviteLink } from '../roster/invite.ts';
import { sealKnock } from '../roster/knock.ts';
import { memberIdFromDevice } from '../roster/member.ts';
import { originOf } from './origins.ts';
import type { Membership, OpenKnock } from './vault-contents.ts';

/** A group of one: the founder, a steward, with a first charter and a fresh secret. */
export const foundGroup = (env: Env, handle: string, relays: readonly string[]): Membership => {
  const device = createDeviceKeys(env);
  const secret = env.random(32);
  const charter: Charter = {
    groupId: noGroupId,
    number: 0,
    parents: [],
    members: [
      {
        id: memberIdFromDevice(device.signing.publicKey),
        handle,
        role: 'steward',
        devices: [
          {
            signing: device.signing.publicKey,
            wrapping: device.wrapping.publicKey,
            salt: env.random(16),
          },
        ],
      },
    ],
    relays,
    policy: { whoAdmits: 'stewards', inviteRole: 'member' },
    commitment: commitSecret(noGroupId, secret),
  };
  const origin = originOf(charter, secret);
  return { type: 'membership', groupId: groupIdOf(charter), handle, device, origin };
};

/** Device keys of its own for every group, so that nothing links two groups. */
export const prepareKnock = (
  env: Env,
  handle: string,
  fragment: string,
  link: InviteLink,
): OpenKnock => {
  const device = createDeviceKeys(env);
  const facts = { groupId: link.groupId, invite: link.invite, handle };
  const { sealed, hash } = sealKnock(facts, device, env);
  return { type: 'knock', groupId: link.groupId.slice(), handle, device, fragment, sealed, hash };
};
