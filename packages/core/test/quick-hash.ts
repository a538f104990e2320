/**
 * A passphrase's hash that costs nothing, for tests in which the slow one would say no more. Depends
 * on everything that the slow one depends on.
 */
import { deriveKey } from '../src/crypto/derive.ts';
import type { SlowHash } from '../src/crypto/slow.ts';

export const quickHash: SlowHash = async (secret, salt, { memoryKib, passes }, length) =>
  deriveKey(secret, salt, `quick-${memoryKib}-${passes}`, length);
