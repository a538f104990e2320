/**
 * Roster entries: the changes that members write into the ledger about who belongs. Plain values
 * and their canonical encodings (`docs/protocol.md`, Roster entries). Whether a change counts is
 * decided in `roster.ts`, by its author's right, never here.
 */
import { ByteWriter, readStrictly, type ByteReader, type MalformedRefusal } from '../lib/bytes.ts';
import { groupMembersMax, inviteUsesMax, memberDevicesMax } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';
import {
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

/** Lets somebody knock; confers nothing. */
export interface Invitation {
  readonly type: 'invitation';
  /** X25519 public key, 32 bytes: the invite's name. */
  readonly invite: Uint8Array;
  readonly role: Role;
  readonly uses: number;
  /** Milliseconds since the Unix epoch. Advises the steward's app. */
  readonly expiresAt: number;
  /** Seeds of the invite (`inviteSeeds`), sealed to each device that may admit. */
  readonly envelopes: readonly Envelope[];
}

/** Brings a device, and with its first device a member, into the group. */
export interface Admission {
  readonly type: 'admission';
  /** The invite that was used, 32 bytes. */
  readonly invite: Uint8Array;
  /** Hash of the knock that was answered, 32 bytes. */
  readonly knock: Uint8Array;
  readonly handle: string;
  readonly role: Role;
  readonly device: RosterDevice;
}

export type RosterChange = Invitation | Admission;

const invitationTag = 1;
const admissionTag = 2;
/** X-Wing ciphertext 1,120, two seeds of 32, authentication tag 16. */
const envelopeBytes = 1120 + 64 + 16;

export const encodeRosterChange = (change: RosterChange): Uint8Array => {
  const writer = new ByteWriter();
  if (change.type === 'invitation') {
    writer.uint(1, invitationTag).fixed(32, change.invite);
    writeRole(writer, change.role).uint(1, change.uses).uint(6, change.expiresAt);
    writer.uint(2, change.envelopes.length);
    for (const envelope of change.envelopes) {
      writer.fixed(32, envelope.device).fixed(envelopeBytes, envelope.sealed);
    }
    return writer.bytes();
  }
  writer.uint(1, admissionTag).fixed(32, change.invite).fixed(32, change.knock);
  writeRole(writer.text(1, change.handle), change.role);
  return writeDevice(writer, change.device).bytes();
};

export const decodeRosterChange = (bytes: Uint8Array): Result<RosterChange, MalformedRefusal> =>
  readStrictly('roster entry', bytes, (reader) => {
    const tag = reader.uint(1);
    reader.demand(tag === invitationTag || tag === admissionTag, 'unknown roster entry');
    return tag === invitationTag ? readInvitation(reader) : readAdmission(reader);
  });

const readInvitation = (reader: ByteReader): Invitation => {
  const invite = reader.fixed(32);
  const role = readRole(reader);
  const uses = reader.uint(1);
  reader.demand(uses >= 1 && uses <= inviteUsesMax, 'uses');
  const expiresAt = reader.uint(6);
  const count = reader.uint(2);
  reader.demand(count <= groupMembersMax * memberDevicesMax, 'number of envelopes');
  const envelopes = reader.list(count, (each) => ({
    device: each.fixed(32),
    sealed: each.fixed(envelopeBytes),
  }));
  return { type: 'invitation', invite, role, uses, expiresAt, envelopes };
};

const readAdmission = (reader: ByteReader): Admission => ({
  type: 'admission',
  invite: reader.fixed(32),
  knock: reader.fixed(32),
  handle: readHandle(reader),
  role: readRole(reader),
  device: readDevice(reader),
});
