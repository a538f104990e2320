/**
 * Roster entries about who comes: invitations, their withdrawal, admissions, knocks declined. Plain
 * values and their codecs (`docs/protocol.md`, Roster entries); `changes.ts` writes the tag before
 * them. Whether one counts is decided in `roster.ts`.
 */
import type { ByteReader, ByteWriter } from '../lib/bytes.ts';
import { groupMembersMax, inviteUsesMax, memberDevicesMax, reasonBytesMax } from '../lib/limits.ts';
import {
  isAllZero,
  readDevice,
  readHandle,
  readRole,
  writeDevice,
  writeRole,
  type Role,
  type RosterDevice,
} from './member.ts';

/** A secret sealed to one device. */
export interface Envelope {
  /** Signing key of the device it is meant for, 32 bytes. */
  readonly device: Uint8Array;
  /** X-Wing ciphertext and sealed bytes. */
  readonly sealed: Uint8Array;
}

/** Whom an invite is for: somebody new, or another device of the member who wrote it. */
export const invitePurposes = ['newcomer', 'own-device'] as const;
export type InvitePurpose = (typeof invitePurposes)[number];

/** Lets somebody knock; confers nothing. */
export interface Invitation {
  readonly type: 'invitation';
  /** X25519 public key, 32 bytes: the invite's name. */
  readonly invite: Uint8Array;
  readonly purpose: InvitePurpose;
  readonly role: Role;
  readonly uses: number;
  /** Milliseconds since the Unix epoch. Advises the steward's app. */
  readonly expiresAt: number;
  /** Seeds of the invite (`inviteSeeds`), sealed to each device that may answer a knock on it. */
  readonly envelopes: readonly Envelope[];
}

/** Brings a device, and with its first device a member, into the group. */
export interface Admission {
  readonly type: 'admission';
  /** The invite that was used, 32 bytes. */
  readonly invite: Uint8Array;
  /** Hash of the knock that was answered, 32 bytes. */
  readonly knock: Uint8Array;
  /** 16 bytes: the member whose further device this is. Without it the device is a new member's. */
  readonly member?: Uint8Array;
  /** Of a new member. A member who adds a device keeps handle and role. */
  readonly handle: string;
  readonly role: Role;
  readonly device: RosterDevice;
}

/** No device answers knocks on the invite any more. */
export interface Withdrawal {
  readonly type: 'withdrawal';
  /** 32 bytes. */
  readonly invite: Uint8Array;
}

/** Turns one knock away. */
export interface Declining {
  readonly type: 'declining';
  /** Hash of the knock, 32 bytes. */
  readonly knock: Uint8Array;
  /** For the newcomer to read; may be empty. */
  readonly reason: string;
}

/** X-Wing ciphertext 1,120, two seeds of 32, authentication tag 16. */
const seedsEnvelopeBytes = 1120 + 64 + 16;

export const writeInvitation = (writer: ByteWriter, change: Invitation): ByteWriter => {
  writer.fixed(32, change.invite).uint(1, invitePurposes.indexOf(change.purpose));
  writeRole(writer, change.role).uint(1, change.uses).uint(6, change.expiresAt);
  writer.uint(2, change.envelopes.length);
  for (const envelope of change.envelopes) {
    writer.fixed(32, envelope.device).fixed(seedsEnvelopeBytes, envelope.sealed);
  }
  return writer;
};

export const readInvitation = (reader: ByteReader): Invitation => {
  const invite = reader.fixed(32);
  const purpose = invitePurposes[reader.uint(1)];
  reader.demand(purpose !== undefined, 'purpose');
  const role = readRole(reader);
  const uses = reader.uint(1);
  reader.demand(uses >= 1 && uses <= inviteUsesMax, 'uses');
  const expiresAt = reader.uint(6);
  const count = reader.uint(2);
  reader.demand(count <= groupMembersMax * memberDevicesMax, 'number of envelopes');
  const envelopes = reader.list(count, (each) => ({
    device: each.fixed(32),
    sealed: each.fixed(seedsEnvelopeBytes),
  }));
  return {
    type: 'invitation',
    invite,
    purpose: purpose ?? 'newcomer',
    role,
    uses,
    expiresAt,
    envelopes,
  };
};

const noMember = new Uint8Array(16);

export const writeAdmission = (writer: ByteWriter, change: Admission): ByteWriter => {
  if (change.member && isAllZero(change.member)) {
    throw new RangeError('writeAdmission: a member id of zeros stands for a new member');
  }
  writer
    .fixed(32, change.invite)
    .fixed(32, change.knock)
    .fixed(16, change.member ?? noMember);
  writeRole(writer.text(1, change.handle), change.role);
  return writeDevice(writer, change.device);
};

export const readAdmission = (reader: ByteReader): Admission => {
  const invite = reader.fixed(32);
  const knock = reader.fixed(32);
  const member = reader.fixed(16);
  return {
    type: 'admission',
    invite,
    knock,
    ...(isAllZero(member) ? {} : { member }),
    handle: readHandle(reader),
    role: readRole(reader),
    device: readDevice(reader),
  };
};

export const writeWithdrawal = (writer: ByteWriter, change: Withdrawal): ByteWriter =>
  writer.fixed(32, change.invite);

export const readWithdrawal = (reader: ByteReader): Withdrawal => ({
  type: 'withdrawal',
  invite: reader.fixed(32),
});

export const writeDeclining = (writer: ByteWriter, change: Declining): ByteWriter =>
  writer.fixed(32, change.knock).text(1, change.reason);

export const readDeclining = (reader: ByteReader): Declining => ({
  type: 'declining',
  knock: reader.fixed(32),
  reason: reader.text(1, reasonBytesMax),
});
