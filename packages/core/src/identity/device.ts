/**
 * A device's own keys: one to sign with, one to receive secrets with. Knows no group, no member
 * and no storage; the vault keeps the seeds.
 */
import { signingKeyFromSeed } from '../crypto/sign.ts';
import type { SigningKey } from '../crypto/sign.ts';
import { keyBytes } from '../crypto/sizes.ts';
import { wrapKeyFromSeed } from '../crypto/wrap.ts';
import type { WrapKey } from '../crypto/wrap.ts';
import { concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';

export interface DeviceKeys {
  readonly signing: SigningKey;
  readonly wrapping: WrapKey;
}

/** Signing seed, then wrapping seed. */
const deviceKeysBytes = 2 * keyBytes;

/** Fresh keys from the environment's chance. */
export const createDeviceKeys = (env: Env): DeviceKeys => ({
  signing: signingKeyFromSeed(env.random(keyBytes)),
  wrapping: wrapKeyFromSeed(env.random(keyBytes)),
});

/** The secret part, for the vault: signing seed ‖ wrapping seed, 64 bytes. */
export const encodeDeviceKeys = (keys: DeviceKeys): Uint8Array =>
  concatBytes(keys.signing.seed, keys.wrapping.seed);

/** The keys of 64 bytes of seeds; nothing for another length (any 64 bytes are two seeds). */
export const decodeDeviceKeys = (seeds: Uint8Array): DeviceKeys | undefined => {
  if (seeds.length !== deviceKeysBytes) return undefined;
  return {
    signing: signingKeyFromSeed(seeds.slice(0, keyBytes)),
    wrapping: wrapKeyFromSeed(seeds.slice(keyBytes)),
  };
};
