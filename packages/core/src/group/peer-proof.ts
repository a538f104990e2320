/**
 * The proof that a peer greets with: the device's key and its signature over a challenge that binds
 * both ends of the connection. Grammar: `docs/protocol.md`, Greeting.
 */
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { concatBytes, hexFromBytes } from '../lib/bytes.ts';
import type { RosterView } from '../roster/roster.ts';
import type { PeerIdentity } from './ports.ts';

const proofBytes = 32 + 64;

const hashOf = (epochId: Uint8Array, challenge: Uint8Array): Uint8Array =>
  hashBytes('peer', epochId, hashBytes('peer-challenge', challenge));

/** Signing key 32, signature 64. */
export const provePeer = (
  epochId: Uint8Array,
  challenge: Uint8Array,
  device: DeviceKeys,
): Uint8Array =>
  concatBytes(device.signing.publicKey, signBytes(device.signing.seed, hashOf(epochId, challenge)));

/** Who made the proof, if it is a device of the roster. */
export const identifyPeer = (
  epochId: Uint8Array,
  proof: Uint8Array,
  challenge: Uint8Array,
  roster: RosterView,
): PeerIdentity | undefined => {
  if (proof.length !== proofBytes) return undefined;
  const signing = proof.subarray(0, 32);
  const device = roster.deviceById.get(hexFromBytes(signing));
  if (!device || !verifyBytes(signing, hashOf(epochId, challenge), proof.subarray(32))) {
    return undefined;
  }
  return { device: device.id, member: device.member };
};
