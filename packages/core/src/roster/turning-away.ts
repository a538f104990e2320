/**
 * Turning away: the answer to a knock that cannot let anybody in, because the invite is used up or
 * its time is over. Signed by the device that made the invite, which the link names, and sealed to
 * the newcomer: nobody else on the topic can tell a newcomer to go. Grammar: `docs/protocol.md`,
 * Joining.
 */
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import { unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { ByteWriter, readStrictly } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { inviterHash } from './invite.ts';
import type { Knock } from './knock.ts';

export const turningAwayVersion = 1;
export const turnedAwayFor = ['invite-used-up', 'invite-expired'] as const;
export type TurnedAwayFor = (typeof turnedAwayFor)[number];

const context = (groupId: Uint8Array, knock: Uint8Array): Uint8Array =>
  hashBytes('turning-away-wrap', groupId, knock);

/** Version 1, knock 32, reason 1, signing key 32, signature 64; sealed to the newcomer's device. */
export const sealTurningAway = (
  reason: TurnedAwayFor,
  knock: Pick<Knock, 'groupId' | 'hash' | 'wrapping'>,
  inviter: DeviceKeys,
  env: Env,
): Uint8Array => {
  const body = new ByteWriter()
    .uint(1, turningAwayVersion)
    .fixed(32, knock.hash)
    .uint(1, turnedAwayFor.indexOf(reason))
    .fixed(32, inviter.signing.publicKey)
    .bytes();
  const proof = signBytes(inviter.signing.seed, hashBytes('turning-away', knock.groupId, body));
  const signed = new ByteWriter().rest(body).fixed(64, proof).bytes();
  return wrapBytes(knock.wrapping, signed, context(knock.groupId, knock.hash), env.random);
};

/** The reason, if it is the inviter's answer to this very knock. */
export const openTurningAway = (
  sealed: Uint8Array,
  expected: {
    readonly groupId: Uint8Array;
    /** Hash of the knock, 32 bytes. */
    readonly knock: Uint8Array;
    /** Hash of the inviting device's key, from the link, 32 bytes. */
    readonly inviter: Uint8Array;
  },
  device: DeviceKeys,
): TurnedAwayFor | undefined => {
  const { groupId, knock, inviter } = expected;
  const signed = unwrapBytes(device.wrapping.seed, sealed, context(groupId, knock));
  const read =
    signed &&
    readStrictly('turning away', signed, (reader) => {
      reader.demand(reader.uint(1) === turningAwayVersion, 'version');
      const about = reader.fixed(32);
      const reason = turnedAwayFor[reader.uint(1)];
      return { about, reason, signer: reader.fixed(32), proof: reader.fixed(64) };
    });
  if (!signed || !read?.ok) return undefined;
  const { about, reason, signer, proof } = read.value;
  const body = signed.subarray(0, signed.length - 64);
  const isInviters =
    equalBytes(about, knock) &&
    equalBytes(inviterHash(signer), inviter) &&
    verifyBytes(signer, hashBytes('turning-away', groupId, body), proof);
  return isInviters ? reason : undefined;
};
