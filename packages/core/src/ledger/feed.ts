/**
 * Feeds: the names under which the instances of a device write. Names and ids are derived, so that
 * no device key stands in the clear on disk or on a relay, and nobody can choose another's.
 */
import { authenticate } from '../crypto/derive.ts';
import { hashBytes } from '../crypto/hash.ts';
import { base64urlFromBytes, safeIntegerFromBytes } from '../lib/bytes.ts';
import { deviceInstancesMax } from '../lib/limits.ts';
import type { Epoch } from './epoch.ts';

export interface Feed {
  /** In which it is written, and whose keys seal it. */
  readonly epoch: Epoch;
  /** Hex of the device's signing key. */
  readonly device: string;
  /** 32 bytes. */
  readonly signing: Uint8Array;
  readonly instance: number;
  /** 32 bytes. */
  readonly nameBytes: Uint8Array;
  /** Name of the root array in the ledger: base64url of `nameBytes`. */
  readonly name: string;
  /** Yjs client id in the ledger: 53 bits. */
  readonly clientId: number;
  /** Yjs client id in documents: 53 bits. */
  readonly documentClientId: number;
}

export const feedOf = (
  epoch: Epoch,
  device: { readonly id: string; readonly signing: Uint8Array },
  salt: Uint8Array,
  instance: number,
): Feed => {
  const place = Uint8Array.of(instance);
  const nameBytes = authenticate(epoch.feedNameKey, device.signing, place, salt);
  return {
    epoch,
    device: device.id,
    signing: device.signing,
    instance,
    nameBytes,
    name: base64urlFromBytes(nameBytes),
    clientId: safeIntegerFromBytes(hashBytes('feed-client', nameBytes)),
    documentClientId: safeIntegerFromBytes(
      hashBytes('doc-client', epoch.groupId, epoch.epochId, device.signing, place, salt),
    ),
  };
};

/** Every feed that a device may write under one salt. */
export const feedsOf = (
  epoch: Epoch,
  device: { readonly id: string; readonly signing: Uint8Array },
  salt: Uint8Array,
): readonly Feed[] =>
  Array.from({ length: deviceInstancesMax }, (_, instance) =>
    feedOf(epoch, device, salt, instance),
  );
