/**
 * Welcome: what lets a newcomer in. It brings the first charter, which the group's id vouches for,
 * all secrets, so that the whole history can be read, and the current charter as a hint: whether it
 * truly follows from the first the newcomer finds out by counting. Signed whole, sealed to the
 * newcomer's device. Grammar: `docs/protocol.md`, Joining. Knows nothing of how the bytes travel.
 */
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import { unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { ByteWriter, compareBytes, readStrictly, type ByteReader } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { charterBytesMax, welcomeBytesMax, welcomeSecretsMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { mayDo } from './authority.ts';
import {
  charterHash,
  decodeCharter,
  encodeCharter,
  groupIdOf,
  secretMatches,
  type Charter,
} from './charter.ts';
import { inviterHash } from './invite.ts';
import type { Knock } from './knock.ts';
import { isAscending, isSoundDevice } from './member.ts';

export const welcomeVersion = 1;

export interface EpochSecret {
  /** 32 bytes. */
  readonly epochId: Uint8Array;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export interface Welcome {
  /** Its hash is the group's id. */
  readonly first: Charter;
  /** A hint, where it is not the first. */
  readonly current: Charter;
  /** Ascending by epoch id; those of the first and of the current are among them. */
  readonly secrets: readonly EpochSecret[];
}

export type WelcomeRefusal =
  | { readonly type: 'welcome-malformed' }
  | { readonly type: 'welcome-not-for-this-knock' }
  | { readonly type: 'welcome-other-group' }
  /** One of the two charters' secrets is missing, or not the one that it commits to. */
  | { readonly type: 'welcome-secret-wrong' }
  | { readonly type: 'welcome-proof-wrong' };

/** What a newcomer knows from the link and from its own knock, 32 bytes each. */
export interface ExpectedWelcome {
  readonly groupId: Uint8Array;
  /** Hash of the knock. */
  readonly knock: Uint8Array;
  /** Hash of the inviting device's key. */
  readonly inviter: Uint8Array;
}

const currentFlags = { isFirst: 0, follows: 1 } as const;
const signatureBytes = 64;

const welcomeContext = (groupId: Uint8Array, knock: Uint8Array): Uint8Array =>
  hashBytes('welcome-wrap', groupId, knock);

/** Throws `RangeError` for more than `welcomeSecretsMax` secrets: others are found in the successions. */
export const sealWelcome = (
  welcome: Welcome,
  knock: Pick<Knock, 'hash' | 'wrapping'>,
  signer: DeviceKeys,
  env: Env,
): Uint8Array => {
  const groupId = groupIdOf(welcome.first);
  const body = encodeBody(welcome, knock.hash, signer.signing.publicKey);
  const proof = signBytes(signer.signing.seed, hashBytes('welcome', groupId, body));
  const signed = new ByteWriter().rest(body).fixed(signatureBytes, proof).bytes();
  const context = welcomeContext(groupId, knock.hash);
  const sealed = wrapBytes(knock.wrapping, signed, context, env.random);
  for (const spent of [body, signed]) zeroBytes(spent);
  return sealed;
};

const encodeBody = (
  { first, current, secrets }: Welcome,
  knock: Uint8Array,
  signer: Uint8Array,
): Uint8Array => {
  if (secrets.length > welcomeSecretsMax) throw new RangeError('sealWelcome: too many secrets');
  const [firstBytes, currentBytes] = [encodeCharter(first), encodeCharter(current)];
  const writer = new ByteWriter().uint(1, welcomeVersion).fixed(32, knock).sized(4, firstBytes);
  if (equalBytes(firstBytes, currentBytes)) writer.uint(1, currentFlags.isFirst);
  else writer.uint(1, currentFlags.follows).sized(4, currentBytes);
  writer.uint(2, secrets.length);
  const inOrder = secrets.toSorted((left, right) => compareBytes(left.epochId, right.epochId));
  for (const { epochId, secret } of inOrder) writer.fixed(32, epochId).fixed(32, secret);
  return writer.fixed(32, signer).bytes();
};

/**
 * Opens a welcome. Its signer must be the device that made the invite, which the link names, or one
 * that the current charter lets admit; the first charter must hash to the group's id.
 */
export const openWelcome = (
  sealed: Uint8Array,
  expected: ExpectedWelcome,
  device: DeviceKeys,
): Result<Welcome, WelcomeRefusal> => {
  if (sealed.length > welcomeBytesMax) return refused({ type: 'welcome-malformed' });
  const context = welcomeContext(expected.groupId, expected.knock);
  const signed = unwrapBytes(device.wrapping.seed, sealed, context);
  if (!signed) return refused({ type: 'welcome-not-for-this-knock' });
  const read = readStrictly('welcome', signed, readSigned);
  const digest = hashBytes('welcome', expected.groupId, signed.subarray(0, -signatureBytes));
  zeroBytes(signed);
  if (!read.ok || !read.value.welcome) return refused({ type: 'welcome-malformed' });
  const { knock, welcome, signer, proof } = read.value;
  if (!equalBytes(knock, expected.knock)) return refused({ type: 'welcome-not-for-this-knock' });
  const refusal = refusalOfWelcome(welcome, expected.groupId);
  if (refusal) return refused(refusal);
  const isProven =
    mayWelcome(welcome.current, signer, expected.inviter) && verifyBytes(signer, digest, proof);
  return isProven ? accepted(welcome) : refused({ type: 'welcome-proof-wrong' });
};

/** What it gives has bytes of its own: those that were read are overwritten afterwards. */
const readSigned = (reader: ByteReader) => {
  reader.demand(reader.uint(1) === welcomeVersion, 'version');
  return {
    knock: reader.fixed(32).slice(),
    welcome: readWelcome(reader),
    signer: reader.fixed(32).slice(),
    proof: reader.fixed(signatureBytes).slice(),
  };
};

const readWelcome = (reader: ByteReader): Welcome | undefined => {
  const first = decodeCharter(reader.sized(4, charterBytesMax).slice());
  const flag = reader.uint(1);
  reader.demand(flag === currentFlags.isFirst || flag === currentFlags.follows, 'flag');
  const current =
    flag === currentFlags.isFirst ? first : decodeCharter(reader.sized(4, charterBytesMax).slice());
  const count = reader.uint(2);
  reader.demand(count <= welcomeSecretsMax, 'number of secrets');
  const secrets = reader.list(count, (each) => ({
    epochId: each.fixed(32).slice(),
    secret: each.fixed(32).slice(),
  }));
  reader.demand(isAscending(secrets.map(({ epochId }) => epochId)), 'order of secrets');
  if (!first.ok || !current.ok) return undefined;
  const isFirst = current.value.number === 0;
  reader.demand(isFirst === (flag === currentFlags.isFirst), 'first charter twice');
  return { first: first.value, current: current.value, secrets };
};

const refusalOfWelcome = (
  { first, current, secrets }: Welcome,
  groupId: Uint8Array,
): WelcomeRefusal | undefined => {
  const isOfGroup = [groupIdOf(first), charterHash(first), groupIdOf(current)].every((id) =>
    equalBytes(id, groupId),
  );
  if (!isOfGroup) return { type: 'welcome-other-group' };
  for (const charter of new Set([first, current])) {
    const devices = charter.members.flatMap((member) => member.devices);
    if (!devices.every(isSoundDevice)) return { type: 'welcome-malformed' };
    const id = charterHash(charter);
    const known = secrets.find(({ epochId }) => equalBytes(epochId, id));
    if (!known || !secretMatches(charter, known.secret)) return { type: 'welcome-secret-wrong' };
  }
  return undefined;
};

const mayWelcome = (current: Charter, signer: Uint8Array, inviter: Uint8Array): boolean =>
  equalBytes(inviterHash(signer), inviter) ||
  current.members.some(
    ({ role, devices }) =>
      mayDo(role, 'admit', current.policy) &&
      devices.some(({ signing }) => equalBytes(signing, signer)),
  );
