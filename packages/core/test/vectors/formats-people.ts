/**
 * The people of the frozen formats: a founder, a newcomer and a group of fixed seeds, so that every
 * byte of every format follows. Knows neither Node nor a test runner.
 */
import { deviceKeysOf, fixedBytes } from './formats-seeds.ts';
import { boxKeyFromSeed } from '../../src/crypto/box.ts';
import { epochFromSecret } from '../../src/ledger/epoch.ts';
import { feedOf, type Feed } from '../../src/ledger/feed.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import { charterHash, commitSecret, noGroupId, type Charter } from '../../src/roster/charter.ts';
import { memberIdFromDevice } from '../../src/roster/member.ts';

export const founder = deviceKeysOf(1);
export const newcomer = deviceKeysOf(2);
export const secret = fixedBytes(32, 3);
export const founderSalt = fixedBytes(16, 4);
export const newcomerSalt = fixedBytes(16, 5);
export const inviteSeeds = { topicSeed: fixedBytes(32, 6), inviteSeed: fixedBytes(32, 7) };
export const inviteKey = boxKeyFromSeed(inviteSeeds.inviteSeed).publicKey;
export const relays = ['wss://relay.example/signal'];
/** 2026-11-01, 00:00 UTC. */
export const timeMs = 1_793_491_200_000;

export const charter: Charter = {
  groupId: noGroupId,
  number: 0,
  parents: [],
  members: [
    {
      id: memberIdFromDevice(founder.signing.publicKey),
      handle: 'Mira ټ',
      role: 'steward',
      devices: [
        {
          signing: founder.signing.publicKey,
          wrapping: founder.wrapping.publicKey,
          salt: founderSalt,
        },
      ],
    },
  ],
  relays,
  policy: { whoAdmits: 'stewards', inviteRole: 'member' },
  commitment: commitSecret(noGroupId, secret),
};
export const groupId = charterHash(charter);
export const epoch = epochFromSecret(groupId, groupId, secret);

export const laterSecret = fixedBytes(32, 9);
/** A later charter, with every field in use. */
export const laterCharter: Charter = {
  ...charter,
  groupId,
  number: 1,
  parents: [groupId],
  policy: { whoAdmits: 'members', inviteRole: 'reader' },
  commitment: commitSecret(groupId, laterSecret),
};

export const feedOfFounder = (instance: number): Feed => {
  const signing = founder.signing.publicKey;
  return feedOf(epoch, { id: hexFromBytes(signing), signing }, founderSalt, instance);
};
