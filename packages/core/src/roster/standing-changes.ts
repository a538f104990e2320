/**
 * Roster entries about those who are in: a role raised, a member or a device that asks to go. Plain
 * values and their codecs (`docs/protocol.md`, Roster entries); `changes.ts` writes the tag before
 * them. Whether one counts is decided in `roster.ts`.
 */
import type { ByteReader, ByteWriter } from '../lib/bytes.ts';
import { isAllZero, readRole, writeRole, type Role } from './member.ts';

/** Raises a member's role. Lowering one takes new keys, and so a succession. */
export interface Promotion {
  readonly type: 'promotion';
  /** 16 bytes. */
  readonly member: Uint8Array;
  readonly role: Role;
}

/** Asks to go: takes effect by the next succession of a steward. */
export interface Leaving {
  readonly type: 'leaving';
  /** Signing key of one of the author's own member's devices, 32 bytes; without it all of it goes. */
  readonly device?: Uint8Array;
}

const scopes = { member: 0, device: 1 } as const;
const noDevice = new Uint8Array(32);

export const writePromotion = (writer: ByteWriter, change: Promotion): ByteWriter =>
  writeRole(writer.fixed(16, change.member), change.role);

export const readPromotion = (reader: ByteReader): Promotion => ({
  type: 'promotion',
  member: reader.fixed(16),
  role: readRole(reader),
});

export const writeLeaving = (writer: ByteWriter, change: Leaving): ByteWriter =>
  change.device
    ? writer.uint(1, scopes.device).fixed(32, change.device)
    : writer.uint(1, scopes.member).fixed(32, noDevice);

export const readLeaving = (reader: ByteReader): Leaving => {
  const scope = reader.uint(1);
  const device = reader.fixed(32);
  reader.demand(scope === scopes.device || scope === scopes.member, 'scope');
  reader.demand(scope === scopes.device || isAllZero(device), 'device of a whole member');
  return scope === scopes.device ? { type: 'leaving', device } : { type: 'leaving' };
};
