/**
 * The charter: what begins an epoch. Plain values, one canonical encoding, and its hash, which is
 * the epoch's id (the first charter's hash is also the group's). Grammar: `docs/protocol.md`,
 * Charter. Knows nothing of ledgers or of who may do what.
 */
import { equalBytes } from '../crypto/equal.ts';
import { hashBytes } from '../crypto/hash.ts';
import { ByteWriter, readStrictly, type ByteReader, type MalformedRefusal } from '../lib/bytes.ts';
import {
  charterBytesMax,
  groupMembersMax,
  groupRelaysMax,
  relayAddressBytesMax,
} from '../lib/limits.ts';
import { refused, type Result } from '../lib/result.ts';
import {
  isAscending,
  readMember,
  readRole,
  writeMember,
  writeRole,
  type Role,
  type RosterMember,
} from './member.ts';

export const charterVersion = 1;

export interface Policy {
  readonly whoAdmits: 'stewards' | 'members';
  readonly inviteRole: Role;
}

export interface Charter {
  /** 32 bytes; all zero in a group's first charter. */
  readonly groupId: Uint8Array;
  /** 0 for the first. */
  readonly number: number;
  /** Epoch ids, ascending; empty for the first. */
  readonly parents: readonly Uint8Array[];
  /** Ascending by id. */
  readonly members: readonly RosterMember[];
  readonly relays: readonly string[];
  readonly policy: Policy;
  /** 32 bytes: `commitSecret`. */
  readonly commitment: Uint8Array;
}

export type CharterRefusal =
  | MalformedRefusal
  | { readonly type: 'charter-unknown-version'; readonly version: number };

export const noGroupId = new Uint8Array(32);

/** What a charter says of its secret, so that no two devices can be given different ones. */
export const commitSecret = (groupId: Uint8Array, secret: Uint8Array): Uint8Array =>
  hashBytes('secret', groupId, secret);

export const secretMatches = (charter: Charter, secret: Uint8Array): boolean =>
  secret.length === 32 && equalBytes(commitSecret(charter.groupId, secret), charter.commitment);

/** The epoch's id. */
export const charterHash = (charter: Charter): Uint8Array =>
  hashBytes('charter', encodeCharter(charter));

/** The group that a charter belongs to: named in it, or, for the first, its own hash. */
export const groupIdOf = (charter: Charter): Uint8Array =>
  charter.number === 0 ? charterHash(charter) : charter.groupId;

export const encodeCharter = (charter: Charter): Uint8Array => {
  const writer = new ByteWriter()
    .uint(1, charterVersion)
    .fixed(32, charter.groupId)
    .uint(4, charter.number)
    .uint(1, charter.parents.length);
  for (const parent of charter.parents) writer.fixed(32, parent);
  writer.uint(2, charter.members.length);
  for (const member of charter.members) writeMember(writer, member);
  writer.uint(1, charter.relays.length);
  for (const relay of charter.relays) writer.text(2, relay);
  writer.uint(1, charter.policy.whoAdmits === 'members' ? 1 : 0);
  writeRole(writer, charter.policy.inviteRole);
  return writer.fixed(32, charter.commitment).bytes();
};

export const decodeCharter = (bytes: Uint8Array): Result<Charter, CharterRefusal> => {
  if (bytes.length > charterBytesMax) return refused({ type: 'malformed', what: 'charter' });
  const version = bytes[0];
  if (version !== undefined && version !== charterVersion) {
    return refused({ type: 'charter-unknown-version', version });
  }
  return readStrictly('charter', bytes, readCharter);
};

const readCharter = (reader: ByteReader): Charter => {
  reader.demand(reader.uint(1) === charterVersion, 'version');
  const groupId = reader.fixed(32);
  const number = reader.uint(4);
  const parents = reader.list(reader.uint(1), (each) => each.fixed(32));
  const memberCount = reader.uint(2);
  reader.demand(memberCount >= 1 && memberCount <= groupMembersMax, 'number of members');
  const members = reader.list(memberCount, readMember);
  const relays = readRelays(reader);
  const whoAdmits = reader.uint(1);
  reader.demand(whoAdmits <= 1, 'policy');
  const charter: Charter = {
    groupId,
    number,
    parents,
    members,
    relays,
    policy: { whoAdmits: whoAdmits === 1 ? 'members' : 'stewards', inviteRole: readRole(reader) },
    commitment: reader.fixed(32),
  };
  demandSound(reader, charter);
  return charter;
};

/** Rules that widths cannot express. */
const demandSound = (reader: ByteReader, charter: Charter): void => {
  const isFirst = charter.number === 0;
  reader.demand(isFirst === equalBytes(charter.groupId, noGroupId), 'group of first charter');
  reader.demand(isFirst === (charter.parents.length === 0), 'parents');
  reader.demand(isAscending(charter.parents), 'order of parents');
  reader.demand(isAscending(charter.members.map((member) => member.id)), 'order of members');
  const devices = charter.members.flatMap((member) =>
    member.devices.map((device) => device.signing),
  );
  reader.demand(new Set(devices.map(String)).size === devices.length, 'device twice');
  reader.demand(
    charter.members.some((member) => member.role === 'steward'),
    'no steward',
  );
};

/** Relay addresses: also part of invites. */
export const readRelays = (reader: ByteReader): string[] => {
  const count = reader.uint(1);
  reader.demand(count <= groupRelaysMax, 'number of relays');
  return reader.list(count, (each) => each.text(2, relayAddressBytesMax));
};
