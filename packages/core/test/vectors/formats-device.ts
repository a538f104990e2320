/**
 * What a device keeps and what it shows of itself, made anew from fixed seeds. Knows neither Node nor
 * a test runner.
 */
import { identifyPeer, provePeer } from '../../src/group/peer-proof.ts';
import { originOf } from '../../src/group/origins.ts';
import { Presence } from '../../src/group/presence.ts';
import { decodeVaultContents, encodeVaultContents } from '../../src/group/vault-contents.ts';
import { sealVault } from '../../src/identity/vault.ts';
import { compareBytes, hexFromBytes } from '../../src/lib/bytes.ts';
import { charterHash } from '../../src/roster/charter.ts';
import { encodeInviteLink, inviterHash } from '../../src/roster/invite.ts';
import { sealKnock } from '../../src/roster/knock.ts';
import { rosterFromCharter } from '../../src/roster/roster.ts';
import type { Made } from './check-formats.ts';
import {
  charter,
  epoch,
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
import { fixedBytes, fixedEnv } from './formats-seeds.ts';

export const deviceFormats = (): Made => {
  const fragment = encodeInviteLink({
    groupId,
    topicSeed: inviteSeeds.topicSeed,
    invite: inviteKey,
    inviter: inviterHash(founder.signing.publicKey),
    expiresAt: timeMs,
    relays,
  });
  const facts = { groupId, invite: inviteKey, handle: 'Sami' };
  const young = originOf(charter, secret);
  const later = { epochId: charterHash(laterCharter), secret: laterSecret };
  const grown = { ...young, current: laterCharter, secrets: [...young.secrets, later] };
  const founding = { type: 'membership', groupId, handle: 'Mira ټ', device: founder } as const;
  const contents = encodeVaultContents([
    { ...founding, origin: grown },
    {
      type: 'knock',
      groupId: fixedBytes(32, 1),
      handle: 'Sami',
      device: newcomer,
      fragment,
      ...sealKnock(facts, newcomer, fixedEnv(2, timeMs)),
    },
  ]);
  const shown = new Presence(epoch.epochId, founder, fixedEnv(1, timeMs));
  const nothingShown = shown.sign();
  shown.show(hexFromBytes(fixedBytes(16, 1)));
  const documentShown = shown.sign();
  const challenge = fixedBytes(40, 1);
  const proof = provePeer(epoch.epochId, challenge, founder);
  return {
    values: {
      'vault contents': contents,
      'vault contents of a group whose keys never changed': encodeVaultContents([
        { ...founding, origin: young },
      ]),
      'empty vault contents': encodeVaultContents([]),
      vault: sealVault(contents, fixedEnv(1, timeMs)),
      'presence without a document': nothingShown,
      'presence with a document': documentShown,
      'peer proof': proof,
    },
    opens: {
      'vault contents read back': () => {
        const records = decodeVaultContents(contents);
        return records !== undefined && compareBytes(encodeVaultContents(records), contents) === 0;
      },
      'presence is learned': () => {
        const seen = new Presence(epoch.epochId, newcomer, fixedEnv(1, timeMs));
        const device = hexFromBytes(founder.signing.publicKey);
        const learned = seen.learn(documentShown, (id) => id === device);
        return learned && seen.documentOf(device) === hexFromBytes(fixedBytes(16, 1));
      },
      'peer is identified': () =>
        identifyPeer(epoch.epochId, proof, challenge, rosterFromCharter(charter))?.device ===
        hexFromBytes(founder.signing.publicKey),
    },
  };
};
