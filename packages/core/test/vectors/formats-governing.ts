/**
 * Every kind of roster entry, made anew from fixed seeds, with what is sealed in a succession and in
 * a handover. Knows neither Node nor a test runner.
 */
import type { DeviceKeys } from '../../src/identity/device.ts';
import { compareBytes } from '../../src/lib/bytes.ts';
import { runThrough } from '../../src/lib/steps.ts';
import {
  decodeRosterChange,
  encodeRosterChange,
  type RosterChange,
} from '../../src/roster/changes.ts';
import { charterHash } from '../../src/roster/charter.ts';
import { sealInviteSeeds } from '../../src/roster/invite.ts';
import { memberIdFromDevice, type RosterDevice } from '../../src/roster/member.ts';
import {
  openCharter,
  openEnvelopes,
  openHandover,
  sealHandover,
  sealSuccession,
} from '../../src/roster/succession.ts';
import type { Made } from './check-formats.ts';
import {
  founder,
  founderSalt,
  groupId,
  inviteKey,
  inviteSeeds,
  laterCharter,
  laterSecret,
  newcomer,
  newcomerSalt,
  secret,
  timeMs,
} from './formats-people.ts';
import { fixedBytes, fixedEnv } from './formats-seeds.ts';

const deviceOf = (keys: DeviceKeys, salt: Uint8Array): RosterDevice => ({
  signing: keys.signing.publicKey,
  wrapping: keys.wrapping.publicKey,
  salt,
});
const devices = [deviceOf(founder, founderSalt), deviceOf(newcomer, newcomerSalt)] as const;
const author = founder.signing.publicKey;
const epochId = charterHash(laterCharter);
const memberId = memberIdFromDevice(author);
const isSame = (left: Uint8Array | undefined, right: Uint8Array): boolean =>
  left !== undefined && compareBytes(left, right) === 0;

const invitation: RosterChange = {
  type: 'invitation',
  invite: inviteKey,
  purpose: 'newcomer',
  role: 'member',
  uses: 1,
  expiresAt: timeMs,
  envelopes: [sealInviteSeeds(inviteSeeds, groupId, devices[0], fixedEnv(1, timeMs))],
};
const admission: RosterChange = {
  type: 'admission',
  invite: inviteKey,
  knock: fixedBytes(32, 8),
  handle: 'Sami',
  role: 'member',
  device: devices[1],
};

export const governingFormats = (): Made => {
  const succession = sealSuccession(
    { author, charter: laterCharter, secret: laterSecret, parentSecrets: [secret], devices },
    fixedEnv(2, timeMs),
  );
  const handover = sealHandover(
    { groupId, epochId, secret: laterSecret, device: devices[1] },
    fixedEnv(3, timeMs),
  );
  const changes: Readonly<Record<string, RosterChange>> = {
    invitation,
    'invitation for an own device': { ...invitation, purpose: 'own-device', role: 'reader' },
    admission,
    'admission of a further device': { ...admission, member: memberId },
    withdrawal: { type: 'withdrawal', invite: inviteKey },
    promotion: { type: 'promotion', member: memberId, role: 'steward' },
    'leaving of a member': { type: 'leaving' },
    'leaving of a device': { type: 'leaving', device: newcomer.signing.publicKey },
    succession,
    handover,
    disclosure: { type: 'disclosure', epochId, secret: laterSecret },
    declining: { type: 'declining', knock: fixedBytes(32, 8), reason: 'Ask Mira ټ first' },
  };
  const readsBack = (change: RosterChange): boolean => {
    const bytes = encodeRosterChange(change);
    const read = decodeRosterChange(bytes);
    return read.ok && isSame(encodeRosterChange(read.value), bytes);
  };
  return {
    values: Object.fromEntries(
      Object.entries(changes).map(([name, change]) => [name, encodeRosterChange(change)]),
    ),
    opens: {
      'roster entries read back': () => Object.values(changes).every(readsBack),
      'succession gives both devices the secret': () =>
        [founder, newcomer].every((keys) =>
          isSame(runThrough(openEnvelopes(succession, groupId, keys)), laterSecret),
        ),
      'succession gives the charter and the secret before': () => {
        const read = openCharter(succession, author, groupId, laterSecret);
        return (
          read.ok &&
          isSame(charterHash(read.value.charter), epochId) &&
          isSame(read.value.parentSecrets[0], secret)
        );
      },
      'handover gives the secret': () =>
        isSame(openHandover(handover, groupId, newcomer), laterSecret),
    },
  };
};
