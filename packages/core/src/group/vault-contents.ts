/**
 * What the vault holds, encoded: for every group the device's keys, the charter and the secret; for
 * every open knock what is needed to go on waiting. Grammar: `docs/protocol.md`, Vault. Knows
 * nothing of how the vault is sealed or kept.
 */
import { decodeDeviceKeys, encodeDeviceKeys, type DeviceKeys } from '../identity/device.ts';
import { ByteWriter, readStrictly, type ByteReader } from '../lib/bytes.ts';
import {
  charterBytesMax,
  handleBytesMax,
  inviteLinkCharsMax,
  knockBytesMax,
} from '../lib/limits.ts';
import { decodeCharter, encodeCharter, type Charter } from '../roster/charter.ts';

export interface Membership {
  readonly type: 'membership';
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly handle: string;
  readonly device: DeviceKeys;
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
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
/** Groups on one device. */
const recordsMax = 255;

export const encodeVaultContents = (records: readonly VaultRecord[]): Uint8Array => {
  const writer = new ByteWriter().uint(1, contentsVersion).uint(1, records.length);
  for (const record of records) {
    writer
      .uint(1, record.type === 'membership' ? membershipTag : knockTag)
      .fixed(32, record.groupId)
      .text(1, record.handle)
      .fixed(64, encodeDeviceKeys(record.device));
    if (record.type === 'membership') {
      writer.sized(4, encodeCharter(record.charter)).fixed(32, record.secret);
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
    const count = reader.uint(1);
    reader.demand(count <= recordsMax, 'number of groups');
    return reader.list(count, readRecord);
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
  const charter = decodeCharter(reader.sized(4, charterBytesMax).slice());
  return {
    type: 'membership',
    groupId,
    handle,
    device,
    charter: required(reader, charter.ok ? charter.value : undefined),
    secret: reader.fixed(32).slice(),
  };
};

const required = <Value>(reader: ByteReader, value: Value | undefined): Value => {
  reader.demand(value !== undefined, 'record');
  return value as Value;
};
