/**
 * Succession: how a new epoch's charter and secret travel inside the ledger of the one before. The
 * charter is sealed with the secret, the secret wrapped for each device that goes on; who is not
 * meant learns how many are. Grammar: `docs/protocol.md`, Succession. Knows nothing of entries, nor
 * of whether a charter is just: that is judged by its parents.
 */
import { deriveKey } from '../crypto/derive.ts';
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal.ts';
import { unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { ByteWriter, compareBytes, concatBytes, paddedLength, readStrictly } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { charterBytesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import type { Handover, SuccessionChange } from './changes.ts';
import {
  charterHash,
  decodeCharter,
  encodeCharter,
  secretMatches,
  type Charter,
} from './charter.ts';
import { isAllZero, type RosterDevice } from './member.ts';

export interface SuccessionFacts {
  /** Signing key of the device that writes the entry, 32 bytes: nobody else can say it was theirs. */
  readonly author: Uint8Array;
  /** Of the new epoch: never a group's first. */
  readonly charter: Charter;
  /** Of the new epoch, 32 bytes. */
  readonly secret: Uint8Array;
  /** 32 bytes for each of the charter's parents, in their order. */
  readonly parentSecrets: readonly Uint8Array[];
  /** Every device that goes on. */
  readonly devices: readonly Pick<RosterDevice, 'wrapping'>[];
}

/** What a sealed charter holds. Each parent's secret is to be checked by that parent's charter. */
export interface OpenedCharter {
  readonly charter: Charter;
  readonly parentSecrets: readonly Uint8Array[];
}

export type SuccessionRefusal =
  /** Sealed with another secret, by another author, for another group, or a byte was altered. */
  | { readonly type: 'succession-secret-wrong' }
  | { readonly type: 'succession-malformed' }
  /** The charter is not the one that the entry names. */
  | { readonly type: 'succession-other-epoch' }
  | { readonly type: 'succession-other-group' }
  /** The charter commits to another secret. */
  | { readonly type: 'succession-secret-uncommitted' };

const nonceBytes = 24;
const secretBytes = 32;

/**
 * Seals a charter and wraps its secret for each device. Throws `RangeError` for a first charter, one
 * over `charterBytesMax`, or where secrets and parents differ in number.
 */
export const sealSuccession = (facts: SuccessionFacts, env: Env): SuccessionChange =>
  runThrough(sealingSuccession(facts, env));

/** The same with a pause after each device: milliseconds each, for hundreds of them. */
export function* sealingSuccession(facts: SuccessionFacts, env: Env): Steps<SuccessionChange> {
  const { charter, secret, devices } = facts;
  const epochId = charterHash(charter);
  const sealed = sealCharter(facts, epochId, env);
  const context = envelopeContext(charter.groupId, epochId);
  const envelopes: Uint8Array[] = [];
  for (const { wrapping } of devices) {
    envelopes.push(wrapBytes(wrapping, secret, context, env.random));
    yield;
  }
  return { type: 'succession', epochId, sealed, envelopes: envelopes.toSorted(compareBytes) };
}

/** The secret, if it was wrapped for this device too. Pauses after each attempt. */
export function* openEnvelopes(
  change: SuccessionChange,
  groupId: Uint8Array,
  device: DeviceKeys,
): Steps<Uint8Array | undefined> {
  const context = envelopeContext(groupId, change.epochId);
  for (const envelope of change.envelopes) {
    const secret = unwrapBytes(device.wrapping.seed, envelope, context);
    if (secret?.length === secretBytes) return secret;
    yield;
  }
  return undefined;
}

/**
 * The charter, if the secret opens it, it is the one named, of this group, and commits to the secret.
 * `author`: signing key of the device in whose feed the entry stands, 32 bytes.
 */
export const openCharter = (
  change: Pick<SuccessionChange, 'epochId' | 'sealed'>,
  author: Uint8Array,
  groupId: Uint8Array,
  secret: Uint8Array,
): Result<OpenedCharter, SuccessionRefusal> => {
  const padded = openSealed(change, author, groupId, secret);
  if (!padded) return refused({ type: 'succession-secret-wrong' });
  const opened = decodePadded(padded);
  zeroBytes(padded);
  if (!opened) return refused({ type: 'succession-malformed' });
  const { charter } = opened;
  if (!equalBytes(charterHash(charter), change.epochId)) {
    return refused({ type: 'succession-other-epoch' });
  }
  // A first charter names no group: nobody can be led into another by a succession.
  if (!equalBytes(charter.groupId, groupId)) return refused({ type: 'succession-other-group' });
  return secretMatches(charter, secret)
    ? accepted(opened)
    : refused({ type: 'succession-secret-uncommitted' });
};

const envelopeContext = (groupId: Uint8Array, epochId: Uint8Array): Uint8Array =>
  hashBytes('succession-envelope', groupId, epochId);

const charterContext = (groupId: Uint8Array, epochId: Uint8Array, author: Uint8Array): Uint8Array =>
  concatBytes(groupId, epochId, author);

const sealCharter = (facts: SuccessionFacts, epochId: Uint8Array, env: Env): Uint8Array => {
  const { author, charter, secret, parentSecrets } = facts;
  if (charter.number === 0)
    throw new RangeError('sealSuccession: a first charter succeeds nothing');
  if (parentSecrets.length !== charter.parents.length) {
    throw new RangeError('sealSuccession: one secret for each parent');
  }
  const encoded = encodeCharter(charter);
  if (encoded.length > charterBytesMax) throw new RangeError('sealSuccession: charter too large');
  const padded = encodePadded(encoded, parentSecrets);
  const nonce = env.random(nonceBytes);
  const key = charterKey(secret, epochId);
  const context = charterContext(charter.groupId, epochId, author);
  const text = sealBytes(key, nonce, padded, context);
  for (const spent of [key, padded]) zeroBytes(spent);
  return concatBytes(nonce, text);
};

const openSealed = (
  { epochId, sealed }: Pick<SuccessionChange, 'epochId' | 'sealed'>,
  author: Uint8Array,
  groupId: Uint8Array,
  secret: Uint8Array,
): Uint8Array | undefined => {
  if (sealed.length < nonceBytes) return undefined;
  const key = charterKey(secret, epochId);
  const [nonce, text] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes)];
  const padded = openBytes(key, nonce, text, charterContext(groupId, epochId, author));
  zeroBytes(key);
  return padded;
};

const charterKey = (secret: Uint8Array, epochId: Uint8Array): Uint8Array =>
  deriveKey(secret, epochId, 'charter');

/** Charter (4-byte size), a secret for each parent, zeros up to Padmé's length. */
const encodePadded = (charter: Uint8Array, secrets: readonly Uint8Array[]): Uint8Array => {
  const writer = new ByteWriter().sized(4, charter);
  for (const secret of secrets) writer.fixed(secretBytes, secret);
  const text = writer.bytes();
  const padded = new Uint8Array(paddedLength(text.length));
  padded.set(text);
  zeroBytes(text);
  return padded;
};

/** What it gives has bytes of its own: those that were read are overwritten afterwards. */
const decodePadded = (padded: Uint8Array): OpenedCharter | undefined => {
  const read = readStrictly('sealed charter', padded, (reader) => {
    const charter = decodeCharter(reader.sized(4, charterBytesMax).slice());
    if (!charter.ok) return undefined;
    const { parents } = charter.value;
    const parentSecrets = reader.list(parents.length, (each) => each.fixed(secretBytes).slice());
    const textLength = padded.length - reader.left;
    reader.demand(paddedLength(textLength) === padded.length, 'length of padding');
    reader.demand(isAllZero(reader.rest()), 'padding');
    return { charter: charter.value, parentSecrets };
  });
  return read.ok ? read.value : undefined;
};

const handoverContext = (
  groupId: Uint8Array,
  epochId: Uint8Array,
  device: Uint8Array,
): Uint8Array => hashBytes('handover-envelope', groupId, epochId, device);

/** Wraps an epoch's secret for one device that had no envelope. */
export const sealHandover = (
  facts: {
    readonly groupId: Uint8Array;
    readonly epochId: Uint8Array;
    readonly secret: Uint8Array;
    readonly device: Pick<RosterDevice, 'signing' | 'wrapping'>;
  },
  env: Env,
): Handover => {
  const { groupId, epochId, secret, device } = facts;
  const context = handoverContext(groupId, epochId, device.signing);
  const envelope = wrapBytes(device.wrapping, secret, context, env.random);
  return { type: 'handover', epochId, device: device.signing, envelope };
};

/** The secret, if it is this device's. It is to be checked by the epoch's charter: `openCharter`. */
export const openHandover = (
  { epochId, device: recipient, envelope }: Handover,
  groupId: Uint8Array,
  device: DeviceKeys,
): Uint8Array | undefined => {
  if (!equalBytes(recipient, device.signing.publicKey)) return undefined;
  const context = handoverContext(groupId, epochId, recipient);
  const secret = unwrapBytes(device.wrapping.seed, envelope, context);
  return secret?.length === secretBytes ? secret : undefined;
};
