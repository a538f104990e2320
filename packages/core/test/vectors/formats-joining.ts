/**
 * The formats of charters and of joining, made anew from fixed seeds. Knows neither Node nor a
 * test runner.
 */
import { knockWords } from '../../src/identity/knock-words.ts';
import { compareBytes, concatBytes } from '../../src/lib/bytes.ts';
import type { Invitation } from '../../src/roster/changes.ts';
import { charterHash, decodeCharter, encodeCharter } from '../../src/roster/charter.ts';
import {
  decodeInviteLink,
  encodeInviteLink,
  inviterHash,
  knockTopic,
  openInviteSeeds,
  sealInviteSeeds,
} from '../../src/roster/invite.ts';
import { openKnock, sealKnock } from '../../src/roster/knock.ts';
import {
  openTurningAway,
  sealTurningAway,
  turnedAwayFor,
  type TurningAway,
} from '../../src/roster/turning-away.ts';
import { openWelcome, sealWelcome, type Welcome } from '../../src/roster/welcome.ts';
import type { Made } from './check-formats.ts';
import {
  charter,
  founder,
  groupId,
  inviteKey,
  inviteSeeds,
  laterCharter,
  laterSecret,
  newcomer,
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
  const invitation: Invitation = {
    type: 'invitation',
    invite: inviteKey,
    purpose: 'newcomer',
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
  const answered = { hash: knock.hash, wrapping: newcomer.wrapping.publicKey };
  const begun: Welcome = { first: charter, current: charter, secrets: [{ epochId: groupId, secret }] };
  const grown: Welcome = {
    first: charter,
    current: laterCharter,
    secrets: [...begun.secrets, { epochId: charterHash(laterCharter), secret: laterSecret }].toSorted(
      (left, right) => compareBytes(left.epochId, right.epochId),
    ),
  };
  const welcomes = [begun, grown].map((each) =>
    sealWelcome(each, answered, founder, fixedEnv(3, timeMs)),
  );
  const answers = turnedAwayFor.map((reason): TurningAway => ({
    reason,
    text: reason === 'knock-declined' ? 'Ask Mira ټ first' : '',
  }));
  const turnedAway = answers.map((each) =>
    sealTurningAway(each, { ...answered, groupId }, founder, fixedEnv(4, timeMs)),
  );
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
  return {
    values: {
      'first charter': encodeCharter(charter),
      'group id': groupId,
      'later charter': encodeCharter(laterCharter),
      'epoch id of later charter': charterHash(laterCharter),
      'invite link': link,
      'knock topic': knockTopic(inviteSeeds.topicSeed),
      'inviter hash': inviter,
      knock: knock.sealed,
      'knock hash': knock.hash,
      'knock words': words.join(' '),
      'welcome while the first keys are in use': welcomes[0] ?? '',
      'welcome after keys were changed': welcomes[1] ?? '',
      ...Object.fromEntries(
        answers.map(({ reason }, index) => [`turning away: ${reason}`, turnedAway[index] ?? '']),
      ),
    },
    opens: {
      'charters read back': () =>
        readsCharter(encodeCharter(charter)) && readsCharter(encodeCharter(laterCharter)),
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
      'welcomes open': () => {
        const expected = { groupId, knock: knock.hash, inviter };
        return [begun, grown].every((each, index) => {
          const read = openWelcome(welcomes[index] ?? new Uint8Array(), expected, newcomer);
          return (
            read.ok &&
            isSame(charterHash(read.value.current), charterHash(each.current)) &&
            read.value.secrets.length === each.secrets.length
          );
        });
      },
      'answers that turn away open': () => {
        const expected = { groupId, knock: knock.hash, inviter };
        return answers.every(({ reason, text }, index) => {
          const read = openTurningAway(turnedAway[index] ?? new Uint8Array(), expected, newcomer);
          return read?.reason === reason && read.text === text;
        });
      },
    },
  };
};
