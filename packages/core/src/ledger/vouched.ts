/**
 * Vouched heads: what this device has verified before, under a MAC that only it can make, so that
 * opening again need not verify a year's signatures once more. A link vouches for every byte before
 * it; whoever changes the disk changes the links, and everything is verified as at first. Grammar:
 * `docs/protocol.md`, Vouched heads.
 */
import { authenticate, deriveKey } from '../crypto/derive.ts';
import { equalBytes } from '../crypto/equal.ts';
import { ByteWriter, concatBytes, readStrictly } from '../lib/bytes.ts';
import { updateFeedsMax } from '../lib/limits.ts';
import type { Ledger } from './ledger.ts';

export interface VouchedHead {
  readonly height: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
}

/** By ledger client id. */
export type VouchedHeads = ReadonlyMap<number, VouchedHead>;

const version = 1;
const macBytes = 32;

/** Of one device in one group; 32 bytes. `seed`: the device's signing seed. */
export const vouchingKey = (seed: Uint8Array, groupId: Uint8Array): Uint8Array =>
  deriveKey(seed, groupId, 'vouched-heads');

/** Version 1, count 4, then client id 7, height 4, link 32 each; MAC 32. */
export const encodeVouched = (key: Uint8Array, ledger: Ledger): Uint8Array => {
  const chains = ledger.chains.filter((chain) => chain.height > 0);
  const writer = new ByteWriter().uint(1, version).uint(4, chains.length);
  for (const chain of chains) {
    const link = chain.linkAt(chain.height - 1);
    writer.uint(7, chain.feed.clientId).uint(4, chain.height).fixed(32, link);
  }
  const body = writer.bytes();
  return concatBytes(body, authenticate(key, body));
};

/** Nothing is vouched for by a note that is not this device's own. */
export const decodeVouched = (key: Uint8Array, note: Uint8Array): VouchedHeads => {
  const nobody: VouchedHeads = new Map();
  if (note.length <= macBytes) return nobody;
  const body = note.subarray(0, note.length - macBytes);
  if (!equalBytes(authenticate(key, body), note.subarray(body.length))) return nobody;
  const read = readStrictly('vouched heads', body, (reader) => {
    reader.demand(reader.uint(1) === version, 'version');
    const count = reader.uint(4);
    reader.demand(count <= updateFeedsMax, 'number of feeds');
    return new Map(
      reader.list(count, (each): [number, VouchedHead] => [
        each.uint(7),
        { height: each.uint(4), link: each.fixed(32).slice() },
      ]),
    );
  });
  return read.ok ? read.value : nobody;
};
