/**
 * What the vault holds, encoded: for every group the device's keys, the first and the current charter
 * and the secrets; for every open knock what is needed to go on waiting. Grammar: `docs/protocol.md`,
 * Vault. Knows nothing of how the vault is sealed or kept.
 */
import { equalBytes } from '../crypto/equal.ts';
import { decodeDeviceKeys, encodeDeviceKeys, type DeviceKeys } from '../identity/device.ts';
import { ByteWriter, compareBytes, readStrictly, type ByteReader } from '../lib/bytes.ts';
import {
  charterBytesMax,
  handleBytesMax,
  inviteLinkCharsMax,
  knockBytesMax,
  vaultSecretsMax,
} from '../lib/limits.ts';
import {
  charterHash,
  decodeCharter,
  encodeCharter,
  groupIdOf,
  type Charter,
} from '../roster/charter.ts';
import { isAscending } from '../roster/member.ts';
import type { EpochOrigin } from './epoch-book.ts';
import { boundedSecrets } from './origins.ts';

export interface Membership {
  readonly type: 'membership';
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly handle: string;
  readonly device: DeviceKeys;
  readonly origin: EpochOrigin;
}

export interface OpenKnock {
  readonly type: 'knock';
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly handle: string;
  readonly device: DeviceKeys;
  /** The invite link's fragment. */
  readonly fragment: string;
  /** The sealed knock: the same bytes are posted each time. */
  readonly sealed: Uint8Array;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

export type VaultRecord = Membership | OpenKnock;

const contentsVersion = 1;
const membershipTag = 1;
const knockTag = 2;
const currentFlags = { isFirst: 0, follows: 1 } as const;

/**
 * Throws `RangeError` for more than `vaultRecordsMax` records. Of a membership at most
 * `vaultSecretsMax` secrets are written: see `boundedSecrets`.
 */
export const encodeVaultContents = (records: readonly VaultRecord[]): Uint8Array => {
  const writer = new ByteWriter().uint(1, contentsVersion).uint(1, records.length);
  for (const record of records) {
    writer
      .uint(1, record.type === 'membership' ? membershipTag : knockTag)
      .fixed(32, record.groupId)
      .text(1, record.handle)
      .fixed(64, encodeDeviceKeys(record.device));
    if (record.type === 'membership') {
      writeOrigin(writer, record.origin);
    } else {
      writer.text(2, record.fragment).sized(2, record.sealed).fixed(32, record.hash);
    }
  }
  return writer.bytes();
};

/** Nothing for contents that this version cannot read. */
export const decodeVaultContents = (bytes: Uint8Array): readonly VaultRecord[] | undefined => {
  const read = readStrictly('vault', bytes, (reader) => {
    reader.demand(reader.uint(1) === contentsVersion, 'version');
    return reader.list(reader.uint(1), readRecord);
  });
  return read.ok ? read.value : undefined;
};

const readRecord = (reader: ByteReader): VaultRecord => {
  const tag = reader.uint(1);
  reader.demand(tag === membershipTag || tag === knockTag, 'kind of record');
  const groupId = reader.fixed(32).slice();
  const handle = reader.text(1, handleBytesMax);
  const device = required(reader, decodeDeviceKeys(reader.fixed(64).slice()));
  if (tag === knockTag) {
    return {
      type: 'knock',
      groupId,
      handle,
      device,
      fragment: reader.text(2, inviteLinkCharsMax),
      sealed: reader.sized(2, knockBytesMax).slice(),
      hash: reader.fixed(32).slice(),
    };
  }
  const origin = readOrigin(reader);
  reader.demand(equalBytes(charterHash(origin.first), groupId), 'group');
  return { type: 'membership', groupId, handle, device, origin };
};

/** A group that never changed its keys has one charter, which is written once. */
const writeOrigin = (writer: ByteWriter, origin: EpochOrigin): void => {
  const { first, current } = origin;
  writer.sized(4, encodeCharter(first));
  if (current.number === 0) writer.uint(1, currentFlags.isFirst);
  else writer.uint(1, currentFlags.follows).sized(4, encodeCharter(current));
  const secrets = boundedSecrets(origin, vaultSecretsMax);
  writer.uint(2, secrets.length);
  const inOrder = secrets.toSorted((left, right) => compareBytes(left.epochId, right.epochId));
  for (const { epochId, secret } of inOrder) writer.fixed(32, epochId).fixed(32, secret);
};

const readOrigin = (reader: ByteReader): EpochOrigin => {
  const first = readCharter(reader);
  const flag = reader.uint(1);
  reader.demand(flag === currentFlags.isFirst || flag === currentFlags.follows, 'flag');
  const isFirst = flag === currentFlags.isFirst;
  const current = isFirst ? first : readCharter(reader);
  reader.demand(first.number === 0 && isFirst === (current.number === 0), 'charters');
  reader.demand(equalBytes(groupIdOf(current), charterHash(first)), 'group of current charter');
  const count = reader.uint(2);
  reader.demand(count <= vaultSecretsMax, 'number of secrets');
  const secrets = reader.list(count, (each) => ({
    epochId: each.fixed(32).slice(),
    secret: each.fixed(32).slice(),
  }));
  reader.demand(isAscending(secrets.map(({ epochId }) => epochId)), 'order of secrets');
  for (const charter of [first, current]) {
    const id = charterHash(charter);
    reader.demand(
      secrets.some(({ epochId }) => equalBytes(epochId, id)),
      'secret of a charter',
    );
  }
  return { first, current, secrets };
};

const readCharter = (reader: ByteReader): Charter => {
  const charter = decodeCharter(reader.sized(4, charterBytesMax).slice());
  return required(reader, charter.ok ? charter.value : undefined);
};

const required = <Value>(reader: ByteReader, value: Value | undefined): Value => {
  reader.demand(value !== undefined, 'record');
  return value as Value;
};
