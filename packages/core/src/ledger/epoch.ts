/**
 * The keys of one epoch, derived from its secret (`docs/protocol.md`, Group, epoch, charter). Only
 * what this version uses is derived. Never logged, never stored in the clear.
 */
import { deriveKey } from '../crypto/derive.ts';
import { base64urlFromBytes, hexFromBytes } from '../lib/bytes.ts';

export interface Epoch {
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  /** 32 bytes. */
  readonly epochId: Uint8Array;
  /** Hex of the same. */
  readonly id: string;
  /** Seals what is inside entries; 32 bytes. */
  readonly contentKey: Uint8Array;
  /** Names feeds; 32 bytes. */
  readonly feedNameKey: Uint8Array;
  readonly room: { readonly name: string; readonly password: string };
  /** Names the database on this device: base64url, says nothing. */
  readonly storeName: string;
}

export const epochFromSecret = (
  groupId: Uint8Array,
  epochId: Uint8Array,
  secret: Uint8Array,
): Epoch => {
  const derive = (use: string): Uint8Array => deriveKey(secret, epochId, use);
  return {
    groupId,
    epochId,
    id: hexFromBytes(epochId),
    contentKey: derive('content'),
    feedNameKey: derive('feed-name'),
    room: {
      name: base64urlFromBytes(derive('room-name')),
      password: base64urlFromBytes(derive('room-password')),
    },
    storeName: base64urlFromBytes(derive('store-name')),
  };
};
