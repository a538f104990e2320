/**
 * Turning away: the answer to a knock that lets nobody in, because the invite is used up, withdrawn
 * or its time is over, or because somebody declined. Signed by the device that made the invite, which
 * the link names, and sealed to the newcomer: nobody else on the topic can tell a newcomer to go.
 * Grammar: `docs/protocol.md`, Joining.
 */
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import { unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { ByteWriter, readStrictly, utf8FromText } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { reasonBytesMax } from '../lib/limits.ts';
import { inviterHash } from './invite.ts';
import type { Knock } from './knock.ts';

export const turningAwayVersion = 1;
export const turnedAwayFor = [
  'invite-used-up',
  'invite-expired',
  'invite-withdrawn',
  'knock-declined',
] as const;
export type TurnedAwayFor = (typeof turnedAwayFor)[number];

export interface TurningAway {
  readonly reason: TurnedAwayFor;
  /** In words, at most `reasonBytesMax`; empty unless the knock was declined. */
  readonly text: string;
}

const context = (groupId: Uint8Array, knock: Uint8Array): Uint8Array =>
  hashBytes('turning-away-wrap', groupId, knock);

const isSound = ({ reason, text }: TurningAway): boolean =>
  text === '' || (reason === 'knock-declined' && utf8FromText(text).length <= reasonBytesMax);

/**
 * Version 1, knock 32, reason 1, text with its size, signing key 32, signature 64; sealed to the
 * newcomer's device. Throws `RangeError` for a text that is too long, or with another reason.
 */
export const sealTurningAway = (
  answer: TurningAway,
  knock: Pick<Knock, 'groupId' | 'hash' | 'wrapping'>,
  inviter: DeviceKeys,
  env: Env,
): Uint8Array => {
  if (!isSound(answer)) throw new RangeError('sealTurningAway: text');
  const body = new ByteWriter()
    .uint(1, turningAwayVersion)
    .fixed(32, knock.hash)
    .uint(1, turnedAwayFor.indexOf(answer.reason))
    .text(1, answer.text)
    .fixed(32, inviter.signing.publicKey)
    .bytes();
  const proof = signBytes(inviter.signing.seed, hashBytes('turning-away', knock.groupId, body));
  const signed = new ByteWriter().rest(body).fixed(64, proof).bytes();
  return wrapBytes(knock.wrapping, signed, context(knock.groupId, knock.hash), env.random);
};

/** The answer, if it is the inviter's to this very knock. */
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
): TurningAway | undefined => {
  const { groupId, knock, inviter } = expected;
  const signed = unwrapBytes(device.wrapping.seed, sealed, context(groupId, knock));
  const read =
    signed &&
    readStrictly('turning away', signed, (reader) => {
      reader.demand(reader.uint(1) === turningAwayVersion, 'version');
      const about = reader.fixed(32);
      const reason = turnedAwayFor[reader.uint(1)];
      const text = reader.text(1, reasonBytesMax);
      return { about, reason, text, signer: reader.fixed(32), proof: reader.fixed(64) };
    });
  if (!signed || !read?.ok || read.value.reason === undefined) return undefined;
  const { about, signer, proof } = read.value;
  const body = signed.subarray(0, signed.length - 64);
  const answer: TurningAway = { reason: read.value.reason, text: read.value.text };
  const isInviters =
    isSound(answer) &&
    equalBytes(about, knock) &&
    equalBytes(inviterHash(signer), inviter) &&
    verifyBytes(signer, hashBytes('turning-away', groupId, body), proof);
  return isInviters ? answer : undefined;
};
