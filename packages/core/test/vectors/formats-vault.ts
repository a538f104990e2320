/**
 * The vault with a passphrase, made anew from fixed seeds, by the slow hash itself. Knows neither
 * Node nor a test runner.
 */
import { slowHash } from '../../src/crypto/slow.ts';
import { keyFromPassphrase, readPassphrase } from '../../src/identity/passphrase.ts';
import {
  openInside,
  readSealedVault,
  sealInside,
  sealSlot,
  tryKey,
  type VaultInside,
} from '../../src/identity/vault-sealed.ts';
import { compareBytes } from '../../src/lib/bytes.ts';
import type { Made } from './check-formats.ts';
import { timeMs } from './formats-people.ts';
import { fixedBytes, fixedEnv } from './formats-seeds.ts';

const facts = { cost: { memoryKib: 65_536, passes: 3 }, salt: fixedBytes(16, 1) };
const dataKey = fixedBytes(32, 2);
const contents = fixedBytes(100, 3);

const keyOf = async (text: string): Promise<Uint8Array> => {
  const spelled = readPassphrase(text, 'new');
  if (!spelled.ok) throw new TypeError('a passphrase that may be set');
  return keyFromPassphrase(spelled.value, facts, slowHash);
};

export const vaultFormats = async (): Promise<Made> => {
  // Decomposed, with a space that is none, and one at the end.
  const key = await keyOf('cafe\u0301\u00a0in Calais ');
  const duressKey = await keyOf('what the tide took away');
  const env = fixedEnv(4, timeMs);
  const slot = sealSlot(facts, key, dataKey, env);
  const seal = (inside: VaultInside): Uint8Array =>
    sealInside({ ...facts, slot }, dataKey, inside, env);
  const alone = seal({ locks: 1, duressKey: undefined, contents });
  const withDuress = seal({ locks: 2, duressKey, contents });
  const opens = (file: Uint8Array, locks: number): boolean => {
    const parts = readSealedVault(file);
    const tried = parts.ok ? tryKey(parts.value, key) : undefined;
    if (!parts.ok || tried?.type !== 'opens') return false;
    const inside = openInside(parts.value, tried.dataKey);
    return inside?.locks === locks && compareBytes(inside.contents, contents) === 0;
  };
  const typeOf = (file: Uint8Array, tried: Uint8Array): string => {
    const parts = readSealedVault(file);
    return parts.ok ? tryKey(parts.value, tried).type : parts.refusal.type;
  };
  return {
    values: {
      'passphrase key': key,
      'duress key': duressKey,
      slot,
      'vault with a passphrase': alone,
      'vault with a second passphrase': withDuress,
    },
    opens: {
      'with the passphrase': () => opens(alone, 1) && opens(withDuress, 2),
      'and tells the second one': () =>
        typeOf(withDuress, duressKey) === 'duress' && typeOf(alone, duressKey) === 'wrong',
    },
  };
};
