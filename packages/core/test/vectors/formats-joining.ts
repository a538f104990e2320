/**
 * The formats of the roster and of joining, made anew from fixed seeds. Knows neither Node nor a
 * test runner.
 */
import { knockWords } from '../../src/identity/knock-words.ts';
import { compareBytes, concatBytes, hexFromBytes } from '../../src/lib/bytes.ts';
import {
  decodeRosterChange,
  encodeRosterChange,
  type RosterChange,
} from '../../src/roster/changes.ts';
import { charterHash, decodeCharter, encodeCharter } from '../../src/roster/charter.ts';
import {
  decodeInviteLink,
  encodeInviteLink,
  inviterHash,
  knockTopic,
  openInviteSeeds,
  sealInviteSeeds,
} from '../../src/roster/invite.ts';
import { openKnock, openWelcome, sealKnock, sealWelcome } from '../../src/roster/knock.ts';
import type { Made } from './check-formats.ts';
import {
  charter,
  founder,
  groupId,
  inviteKey,
  inviteSeeds,
  laterCharter,
  newcomer,
  newcomerSalt,
  relays,
  secret,
  timeMs,
} from './formats-people.ts';
import { fixedEnv } from './formats-seeds.ts';

export const joiningFormats = async (): Promise<Made> => {
  const inviter = inviterHash(founder.signing.publicKey);
  const deviceOfFounder = {
    signing: founder.signing.publicKey,
    wrapping: founder.wrapping.publicKey,
  };
  const invitation: RosterChange = {
    type: 'invitation',
    invite: inviteKey,
    role: 'member',
    uses: 1,
    expiresAt: timeMs,
    envelopes: [sealInviteSeeds(inviteSeeds, groupId, deviceOfFounder, fixedEnv(1, timeMs))],
  };
  const link = encodeInviteLink({
    groupId,
    topicSeed: inviteSeeds.topicSeed,
    invite: inviteKey,
    inviter,
    expiresAt: timeMs,
    relays,
  });
  const facts = { groupId, invite: inviteKey, handle: 'Sami' };
  const knock = sealKnock(facts, newcomer, fixedEnv(2, timeMs));
  const admission: RosterChange = {
    type: 'admission',
    invite: inviteKey,
    knock: knock.hash,
    handle: 'Sami',
    role: 'member',
    device: {
      signing: newcomer.signing.publicKey,
      wrapping: newcomer.wrapping.publicKey,
      salt: newcomerSalt,
    },
  };
  const answered = { hash: knock.hash, wrapping: newcomer.wrapping.publicKey };
  const welcome = sealWelcome({ charter, secret }, answered, founder, fixedEnv(3, timeMs));
  const words = await knockWords({
    knock: knock.hash,
    invite: inviteKey,
    inviterKey: inviter,
    groupId,
  });
  const isSame = (left: Uint8Array, right: Uint8Array): boolean => compareBytes(left, right) === 0;
  const readsCharter = (bytes: Uint8Array): boolean => {
    const read = decodeCharter(bytes);
    return read.ok && isSame(encodeCharter(read.value), bytes);
  };
  const readsChange = (change: RosterChange): boolean => {
    const read = decodeRosterChange(encodeRosterChange(change));
    return read.ok && isSame(encodeRosterChange(read.value), encodeRosterChange(change));
  };
  return {
    values: {
      'first charter': encodeCharter(charter),
      'group id': groupId,
      'later charter': encodeCharter(laterCharter),
      'epoch id of later charter': charterHash(laterCharter),
      invitation: encodeRosterChange(invitation),
      admission: encodeRosterChange(admission),
      'invite link': link,
      'knock topic': knockTopic(inviteSeeds.topicSeed),
      'inviter hash': inviter,
      knock: knock.sealed,
      'knock hash': knock.hash,
      'knock words': words.join(' '),
      welcome,
    },
    opens: {
      'charters read back': () =>
        readsCharter(encodeCharter(charter)) && readsCharter(encodeCharter(laterCharter)),
      'roster entries read back': () => readsChange(invitation) && readsChange(admission),
      'invitation gives its seeds': () => {
        const seeds = openInviteSeeds(invitation, groupId, founder);
        return (
          seeds !== undefined &&
          isSame(
            concatBytes(seeds.topicSeed, seeds.inviteSeed),
            concatBytes(inviteSeeds.topicSeed, inviteSeeds.inviteSeed),
          )
        );
      },
      'invite link reads back': () => {
        const read = decodeInviteLink(link);
        return read.ok && encodeInviteLink(read.value) === link;
      },
      'knock opens': () => {
        const expected = { groupId, invite: inviteKey, inviteSeed: inviteSeeds.inviteSeed };
        const read = openKnock(knock.sealed, expected);
        return read.ok && read.value.handle === 'Sami' && isSame(read.value.hash, knock.hash);
      },
      'welcome opens': () => {
        const read = openWelcome(welcome, { groupId, knock: knock.hash }, newcomer);
        return read.ok && hexFromBytes(read.value.secret) === hexFromBytes(secret);
      },
    },
  };
};
