/**
 * Members, their devices and roles, as plain values, with their canonical encodings. Knows nothing
 * of entries or ledgers.
 */
import { hashBytes } from '../crypto/hash.ts';
import { isSoundSigningKey } from '../crypto/sign.ts';
import { isSoundWrapKey } from '../crypto/wrap.ts';
import {
  compareBytes,
  hexFromBytes,
  utf8FromText,
  type ByteReader,
  type ByteWriter,
} from '../lib/bytes.ts';
import { handleBytesMax, memberDevicesMax } from '../lib/limits.ts';

/** From least to most: a role may do whatever the one before it may. */
export const roles = ['reader', 'member', 'steward'] as const;
export type Role = (typeof roles)[number];

/** A device as the roster knows it: public keys and the salt that its admission added. */
export interface RosterDevice {
  /** Ed25519 public key, 32 bytes. */
  readonly signing: Uint8Array;
  /** X-Wing public key, 1,216 bytes. */
  readonly wrapping: Uint8Array;
  /** 16 random bytes of the admitting device, so that feed names cannot be ground. */
  readonly salt: Uint8Array;
}

export interface RosterMember {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly handle: string;
  readonly role: Role;
  readonly devices: readonly RosterDevice[];
}

/** Hex of the signing key: how a device is named in memory. */
export const deviceIdOf = (device: Pick<RosterDevice, 'signing'>): string =>
  hexFromBytes(device.signing);

/** Keys that every device can use, and no two devices see differently. */
export const isSoundDevice = (device: Pick<RosterDevice, 'signing' | 'wrapping'>): boolean =>
  isSoundSigningKey(device.signing) && isSoundWrapKey(device.wrapping);

/** A member's id follows from the first device's key, so that nobody can claim another's id. */
export const memberIdFromDevice = (signing: Uint8Array): Uint8Array =>
  hashBytes('member', signing).slice(0, 16);

export type HandleRefusal =
  | { readonly type: 'handle-empty' }
  | { readonly type: 'handle-too-long' };

/** Why a handle cannot be used, if so. Spaces around it do not count. */
export const refusalOfHandle = (handle: string): HandleRefusal | undefined => {
  if (handle.trim() === '') return { type: 'handle-empty' };
  return utf8FromText(handle.trim()).length > handleBytesMax
    ? { type: 'handle-too-long' }
    : undefined;
};

export const writeRole = (writer: ByteWriter, role: Role): ByteWriter =>
  writer.uint(1, roles.indexOf(role));

export const readRole = (reader: ByteReader): Role => {
  const role = roles[reader.uint(1)];
  reader.demand(role !== undefined, 'unknown role');
  return role ?? 'reader';
};

export const readHandle = (reader: ByteReader): string => {
  const handle = reader.text(1, handleBytesMax);
  reader.demand(handle.trim() === handle && handle !== '', 'empty handle');
  return handle;
};

export const writeDevice = (writer: ByteWriter, device: RosterDevice): ByteWriter =>
  writer.fixed(32, device.signing).fixed(1216, device.wrapping).fixed(16, device.salt);

export const readDevice = (reader: ByteReader): RosterDevice => ({
  signing: reader.fixed(32),
  wrapping: reader.fixed(1216),
  salt: reader.fixed(16),
});

export const writeMember = (writer: ByteWriter, member: RosterMember): ByteWriter => {
  writer.fixed(16, member.id).text(1, member.handle);
  writeRole(writer, member.role).uint(1, member.devices.length);
  for (const device of member.devices) writeDevice(writer, device);
  return writer;
};

export const readMember = (reader: ByteReader): RosterMember => {
  const id = reader.fixed(16);
  const handle = readHandle(reader);
  const role = readRole(reader);
  const count = reader.uint(1);
  reader.demand(count >= 1 && count <= memberDevicesMax, 'number of devices');
  const devices = reader.list(count, readDevice);
  reader.demand(isAscending(devices.map((device) => device.signing)), 'order of devices');
  return { id, handle, role, devices };
};

/** Strictly ascending in byte order: one order, no doubles. */
export const isAscending = (keys: readonly Uint8Array[]): boolean =>
  keys.every((key, place) => {
    const before = keys[place - 1];
    return before === undefined || compareBytes(before, key) < 0;
  });

/** How "none" is written where a key or an id belongs. */
export const isAllZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
