/**
 * Knock and welcome: what a newcomer leaves for a group, and what lets the newcomer in. Signed
 * whole, sealed to the invite's key or to the newcomer's device. Grammar: `docs/protocol.md`,
 * Joining. Knows nothing of how the bytes travel.
 */
import { boxBytes, unboxBytes } from '../crypto/box.ts';
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { isSoundSigningKey, signBytes, verifyBytes } from '../crypto/sign.ts';
import { isSoundWrapKey, unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import type { Env } from '../lib/env.ts';
import { ByteWriter, readStrictly } from '../lib/bytes.ts';
import { charterBytesMax, knockBytesMax, welcomeBytesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import {
  charterHash,
  decodeCharter,
  encodeCharter,
  groupIdOf,
  secretMatches,
  type Charter,
} from './charter.ts';
import { deviceIdOf, readHandle } from './member.ts';

export const knockVersion = 1;
export const welcomeVersion = 1;

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

export type WelcomeRefusal =
  | { readonly type: 'welcome-malformed' }
  | { readonly type: 'welcome-not-for-this-knock' }
  | { readonly type: 'welcome-other-group' }
  | { readonly type: 'welcome-secret-wrong' }
  | { readonly type: 'welcome-proof-wrong' };

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

/** Keys that every device can use, and no two devices see differently. */
const isSoundDevice = (device: Pick<Knock, 'signing' | 'wrapping'>): boolean =>
  isSoundSigningKey(device.signing) && isSoundWrapKey(device.wrapping);

/** What a welcome gives: the charter (checked against the group's id) and the epoch's secret. */
export interface Welcome {
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

const welcomeContext = (groupId: Uint8Array, knock: Uint8Array): Uint8Array =>
  hashBytes('welcome-wrap', groupId, knock);

/** Signed by the steward's device and sealed to the newcomer's. */
export const sealWelcome = (
  welcome: Welcome,
  knock: Pick<Knock, 'hash' | 'wrapping'>,
  steward: DeviceKeys,
  env: Env,
): Uint8Array => {
  const groupId = groupIdOf(welcome.charter);
  const body = new ByteWriter()
    .uint(1, welcomeVersion)
    .fixed(32, knock.hash)
    .sized(4, encodeCharter(welcome.charter))
    .fixed(32, welcome.secret)
    .fixed(32, steward.signing.publicKey)
    .bytes();
  const proof = signBytes(steward.signing.seed, hashBytes('welcome', groupId, body));
  const signed = new ByteWriter().rest(body).fixed(64, proof).bytes();
  return wrapBytes(knock.wrapping, signed, welcomeContext(groupId, knock.hash), env.random);
};

/**
 * Opens a welcome and follows it back to the group's id: the charter must hash to it, and the
 * signer must be a steward's device in it.
 */
export const openWelcome = (
  sealed: Uint8Array,
  expected: { readonly groupId: Uint8Array; readonly knock: Uint8Array },
  device: DeviceKeys,
): Result<Welcome, WelcomeRefusal> => {
  if (sealed.length > welcomeBytesMax) return refused({ type: 'welcome-malformed' });
  const context = welcomeContext(expected.groupId, expected.knock);
  const signed = unwrapBytes(device.wrapping.seed, sealed, context);
  if (!signed) return refused({ type: 'welcome-not-for-this-knock' });
  const read = readStrictly('welcome', signed, (reader) => {
    reader.demand(reader.uint(1) === welcomeVersion, 'version');
    return {
      knock: reader.fixed(32),
      charter: reader.sized(4, charterBytesMax),
      secret: reader.fixed(32),
      signer: reader.fixed(32),
      proof: reader.fixed(64),
    };
  });
  if (!read.ok) return refused({ type: 'welcome-malformed' });
  const { knock, secret, signer, proof } = read.value;
  if (!equalBytes(knock, expected.knock)) return refused({ type: 'welcome-not-for-this-knock' });
  const decoded = decodeCharter(read.value.charter);
  if (!decoded.ok) return refused({ type: 'welcome-malformed' });
  const charter = decoded.value;
  if (!equalBytes(charterHash(charter), expected.groupId)) {
    return refused({ type: 'welcome-other-group' });
  }
  if (!charter.members.every((member) => member.devices.every(isSoundDevice))) {
    return refused({ type: 'welcome-malformed' });
  }
  if (!secretMatches(charter, secret)) return refused({ type: 'welcome-secret-wrong' });
  const body = signed.subarray(0, signed.length - 64);
  const isProven =
    isStewardDevice(charter, signer) &&
    verifyBytes(signer, hashBytes('welcome', expected.groupId, body), proof);
  return isProven
    ? accepted({ charter, secret: secret.slice() })
    : refused({ type: 'welcome-proof-wrong' });
};

const isStewardDevice = (charter: Charter, signing: Uint8Array): boolean =>
  charter.members.some(
    (member) =>
      member.role === 'steward' &&
      member.devices.some((device) => deviceIdOf(device) === deviceIdOf({ signing })),
  );
