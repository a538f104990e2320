/**
 * Invites: the link that lets somebody knock. The fragment carries all that a newcomer needs and
 * nothing that confers membership; the private halves travel sealed inside the ledger. Grammar:
 * `docs/protocol.md`, Invite.
 */
import { boxKeyFromSeed } from '../crypto/box.ts';
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { unwrapBytes, wrapBytes } from '../crypto/wrap.ts';
import type { DeviceKeys } from '../identity/device.ts';
import type { Env } from '../lib/env.ts';
import {
  base64urlFromBytes,
  bytesFromBase64url,
  ByteWriter,
  concatBytes,
  readStrictly,
} from '../lib/bytes.ts';
import { inviteLinkCharsMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { readRelays } from './charter.ts';
import type { Envelope, Invitation } from './changes.ts';

export const inviteVersion = 1;

/** What stands behind `#` in an invite link. */
export interface InviteLink {
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  /** 32 bytes; names the topic and the mailbox where knocks are left. */
  readonly topicSeed: Uint8Array;
  /** X25519 public key that knocks are sealed to, 32 bytes. */
  readonly invite: Uint8Array;
  /** Hash of the inviting device's signing key, 32 bytes. */
  readonly inviter: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly relays: readonly string[];
}

/** The private half of an invite, known to those who may admit. */
export interface InviteSeeds {
  /** 32 bytes. */
  readonly topicSeed: Uint8Array;
  /** X25519 private seed, 32 bytes. */
  readonly inviteSeed: Uint8Array;
}

export type InviteLinkRefusal =
  | { readonly type: 'invite-malformed' }
  | { readonly type: 'invite-unknown-version' }
  | { readonly type: 'invite-expired'; readonly expiredAt: number };

const checkBytes = 4;

export const createInviteSeeds = (env: Env): InviteSeeds => ({
  topicSeed: env.random(32),
  inviteSeed: env.random(32),
});

export const inviteKeyOf = (seeds: InviteSeeds): Uint8Array =>
  boxKeyFromSeed(seeds.inviteSeed).publicKey;

export const inviterHash = (signing: Uint8Array): Uint8Array => hashBytes('inviter', signing);

/** Topic on which knocks and welcomes of this invite are left. */
export const knockTopic = (topicSeed: Uint8Array): string =>
  base64urlFromBytes(hashBytes('knock-topic', topicSeed));

export const encodeInviteLink = (link: InviteLink): string => {
  const writer = new ByteWriter()
    .uint(1, inviteVersion)
    .fixed(32, link.groupId)
    .fixed(32, link.topicSeed)
    .fixed(32, link.invite)
    .fixed(32, link.inviter)
    .uint(6, link.expiresAt)
    .uint(1, link.relays.length);
  for (const relay of link.relays) writer.text(2, relay);
  const body = writer.bytes();
  return base64urlFromBytes(
    concatBytes(body, hashBytes('invite-link', body).subarray(0, checkBytes)),
  );
};

/** Reads what a person pasted. A mistyped or cut link is malformed, never another group's. */
export const decodeInviteLink = (fragment: string): Result<InviteLink, InviteLinkRefusal> => {
  const bytes =
    fragment.length <= inviteLinkCharsMax ? bytesFromBase64url(fragment.trim()) : undefined;
  if (!bytes || bytes.length <= checkBytes) return refused({ type: 'invite-malformed' });
  const body = bytes.subarray(0, bytes.length - checkBytes);
  const check = hashBytes('invite-link', body).subarray(0, checkBytes);
  if (!equalBytes(check, bytes.subarray(body.length))) return refused({ type: 'invite-malformed' });
  if (body[0] !== inviteVersion) return refused({ type: 'invite-unknown-version' });
  const read = readStrictly('invite', body.subarray(1), (reader) => ({
    groupId: reader.fixed(32),
    topicSeed: reader.fixed(32),
    invite: reader.fixed(32),
    inviter: reader.fixed(32),
    expiresAt: reader.uint(6),
    relays: readRelays(reader),
  }));
  return read.ok ? accepted(read.value) : refused({ type: 'invite-malformed' });
};

/** The clock advises only: a group's stewards decide. */
export const refusalOfExpiry = (
  link: Pick<InviteLink, 'expiresAt'>,
  env: Env,
): InviteLinkRefusal | undefined =>
  env.now() > link.expiresAt ? { type: 'invite-expired', expiredAt: link.expiresAt } : undefined;

const envelopeContext = (groupId: Uint8Array, invite: Uint8Array): Uint8Array =>
  hashBytes('invite-envelope', groupId, invite);

/** Seals the invite's private half to one device that may admit. */
export const sealInviteSeeds = (
  seeds: InviteSeeds,
  groupId: Uint8Array,
  device: { readonly signing: Uint8Array; readonly wrapping: Uint8Array },
  env: Env,
): Envelope => ({
  device: device.signing,
  sealed: wrapBytes(
    device.wrapping,
    concatBytes(seeds.topicSeed, seeds.inviteSeed),
    envelopeContext(groupId, inviteKeyOf(seeds)),
    env.random,
  ),
});

/** The private half, if it was sealed to this device and belongs to this invite. */
export const openInviteSeeds = (
  invitation: Invitation,
  groupId: Uint8Array,
  device: DeviceKeys,
): InviteSeeds | undefined => {
  const envelope = invitation.envelopes.find((each) =>
    equalBytes(each.device, device.signing.publicKey),
  );
  if (!envelope) return undefined;
  const context = envelopeContext(groupId, invitation.invite);
  const opened = unwrapBytes(device.wrapping.seed, envelope.sealed, context);
  if (opened?.length !== 64) return undefined;
  const seeds = { topicSeed: opened.slice(0, 32), inviteSeed: opened.slice(32) };
  return equalBytes(inviteKeyOf(seeds), invitation.invite) ? seeds : undefined;
};
