/**
 * Knock: what a newcomer, or another device of a member, leaves for a group. Signed whole, sealed to
 * the invite's key. Grammar: `docs/protocol.md`, Joining. Knows nothing of how the bytes travel, nor
 * of the answer: see `welcome.ts` and `turning-away.ts`.
 */
import { boxBytes, unboxBytes } from '../crypto/box.ts';
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import type { DeviceKeys } from '../identity/device.ts';
import type { Env } from '../lib/env.ts';
import { ByteWriter, readStrictly } from '../lib/bytes.ts';
import { knockBytesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { isSoundDevice, readHandle } from './member.ts';

export const knockVersion = 1;

export interface Knock {
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  /** The invite's X25519 public key, 32 bytes. */
  readonly invite: Uint8Array;
  readonly handle: string;
  /** 32 bytes. */
  readonly signing: Uint8Array;
  /** 1,216 bytes. */
  readonly wrapping: Uint8Array;
  /** Hash of the signed bytes, 32 bytes: names the knock. */
  readonly hash: Uint8Array;
}

export type KnockRefusal =
  | { readonly type: 'knock-malformed' }
  | { readonly type: 'knock-not-for-this-invite' }
  | { readonly type: 'knock-proof-wrong' };

/** Context of the seal: a knock cannot be replayed to another invite or group. */
const knockContext = (groupId: Uint8Array, invite: Uint8Array): Uint8Array =>
  hashBytes('knock-box', groupId, invite);

/** Signs and seals a knock. The same knock may be posted again and again. */
export const sealKnock = (
  facts: { readonly groupId: Uint8Array; readonly invite: Uint8Array; readonly handle: string },
  device: DeviceKeys,
  env: Env,
): { readonly sealed: Uint8Array; readonly hash: Uint8Array } => {
  const body = new ByteWriter()
    .uint(1, knockVersion)
    .fixed(32, facts.groupId)
    .fixed(32, facts.invite)
    .text(1, facts.handle)
    .fixed(32, device.signing.publicKey)
    .fixed(1216, device.wrapping.publicKey)
    .bytes();
  const hash = hashBytes('knock', body);
  const signed = new ByteWriter()
    .rest(body)
    .fixed(64, signBytes(device.signing.seed, hash))
    .bytes();
  return {
    sealed: boxBytes(facts.invite, signed, knockContext(facts.groupId, facts.invite), env.random),
    hash,
  };
};

/** Opens and judges a knock with the invite's private seed. */
export const openKnock = (
  sealed: Uint8Array,
  expected: {
    readonly groupId: Uint8Array;
    readonly invite: Uint8Array;
    readonly inviteSeed: Uint8Array;
  },
): Result<Knock, KnockRefusal> => {
  if (sealed.length > knockBytesMax) return refused({ type: 'knock-malformed' });
  const context = knockContext(expected.groupId, expected.invite);
  const signed = unboxBytes(expected.inviteSeed, sealed, context);
  if (!signed) return refused({ type: 'knock-not-for-this-invite' });
  const read = readStrictly('knock', signed, (reader) => {
    reader.demand(reader.uint(1) === knockVersion, 'version');
    return {
      groupId: reader.fixed(32),
      invite: reader.fixed(32),
      handle: readHandle(reader),
      signing: reader.fixed(32),
      wrapping: reader.fixed(1216),
      signature: reader.fixed(64),
    };
  });
  if (!read.ok) return refused({ type: 'knock-malformed' });
  const { signature, ...knock } = read.value;
  if (!equalBytes(knock.groupId, expected.groupId) || !equalBytes(knock.invite, expected.invite)) {
    return refused({ type: 'knock-not-for-this-invite' });
  }
  const hash = hashBytes('knock', signed.subarray(0, signed.length - 64));
  const isProven = isSoundDevice(knock) && verifyBytes(knock.signing, hash, signature);
  return isProven ? accepted({ ...knock, hash }) : refused({ type: 'knock-proof-wrong' });
};
