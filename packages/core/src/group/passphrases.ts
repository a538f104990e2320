/**
 * Passphrases on the vault: set, tried, changed, taken away, and a second one that wipes. Knows the
 * vault's file and the tab's key for it; not what is in the vault, nor what is open meanwhile.
 *
 * The salt stays as it was set: a change of passphrase with another one would show that no second
 * passphrase is set, since that one's key cannot be made anew. The data key changes instead, so that
 * an older copy of the file and its passphrase do not open a newer one.
 */
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import { keyBytes } from '../crypto/sizes.ts';
import type { SlowHash } from '../crypto/slow.ts';
import { keyFromPassphrase, measureCost, readPassphrase } from '../identity/passphrase.ts';
import { sealVault } from '../identity/vault.ts';
import {
  openInside,
  readSealedVault,
  sealInside,
  sealSlot,
  tryKey,
  vaultSaltBytes,
  withTries,
  type SealedVault,
  type TriedKey,
  type VaultInside,
} from '../identity/vault-sealed.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { LockRefusal, Locking } from './locking.ts';
import { createPassphrasePause } from './passphrase-pause.ts';
import type { VaultStore } from './ports.ts';
import { encodeVaultContents } from './vault-contents.ts';
import type { VaultKeys } from './vault-keys.ts';
import { changeFile } from './vault.ts';

export interface PassphrasesOptions {
  readonly env: Env;
  readonly store: VaultStore;
  readonly keys: VaultKeys;
  readonly hashSlowly: SlowHash;
}

export interface Passphrases extends Pick<
  Locking,
  'protect' | 'changePassphrase' | 'unprotect' | 'setDuress' | 'pauseMs'
> {
  /** Of a vault that has a passphrase. */
  unlock(passphrase: string): Answer<'unlocked' | 'duress'>;
  /** What the file says of wrong passphrases, seen before anybody types. */
  seen(tries: number): void;
}

type Answer<Value> = Promise<Result<Value, LockRefusal>>;

interface Tried {
  readonly vault: SealedVault;
  readonly key: Uint8Array;
  readonly tried: TriedKey;
}

export const createPassphrases = (options: PassphrasesOptions): Passphrases => {
  const { env, store, keys, hashSlowly } = options;
  const pause = createPassphrasePause(env);
  let turn: Promise<unknown> = Promise.resolve();

  /** Passphrases are looked at one after another, so that no pause is gone round. */
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const acting = turn.then(act);
    turn = acting.catch(() => undefined);
    return acting;
  };

  /** Counts, then tries: who ends the app meanwhile has not tried for nothing. */
  const tryPassphrase = async (text: string): Answer<Tried> => {
    const spelled = readPassphrase(text, 'tried');
    if (!spelled.ok) return spelled;
    let vault: SealedVault | undefined;
    const counted = await changeFile<LockRefusal>(store, (current) => {
      const parts = current && readSealedVault(current);
      if (!current || !parts) return refused({ type: 'vault-locked' });
      if (!parts.ok) return parts;
      pause.seen(parts.value.tries);
      const pauseMs = pause.leftMs();
      if (pauseMs > 0) return refused({ type: 'passphrase-paused', pauseMs });
      vault = parts.value;
      return accepted(withTries(current, vault.tries + 1));
    });
    // A full disk keeps nobody out; the tab counts by itself then.
    if (!counted.ok && (!vault || counted.refusal.type !== 'store-full')) return counted;
    if (!vault) return refused({ type: 'vault-locked' });
    pause.trying();
    const key = await keyFromPassphrase(spelled.value, vault, hashSlowly);
    return accepted({ vault, key, tried: tryKey(vault, key) });
  };
  const wrong = (): Result<never, LockRefusal> =>
    refused({ type: 'passphrase-wrong', pauseMs: pause.wrong() });
  const right = async (): Promise<void> => {
    pause.right();
    // Where it cannot be written, the count only begins another pause after the next start.
    await changeFile<LockRefusal>(store, (current) => {
      const parts = current && readSealedVault(current);
      if (!current || !parts?.ok) return refused({ type: 'vault-locked' });
      return accepted(withTries(current, 0));
    });
  };

  /** The passphrase asked for once more, before something about it is changed. */
  const ask = async (text: string): Answer<Omit<Tried, 'tried'>> => {
    if (!keys.isHolding) return refused({ type: 'vault-locked' });
    const asked = await tryPassphrase(text);
    if (!asked.ok) return asked;
    const { vault, key, tried } = asked.value;
    if (tried.type !== 'opens') return wrong();
    zeroBytes(tried.dataKey);
    await right();
    return accepted({ vault, key });
  };

  const protect = async (passphrase: string): Answer<void> => {
    const spelled = readPassphrase(passphrase, 'new');
    if (!spelled.ok) return spelled;
    const facts = { cost: await measureCost(env, hashSlowly), salt: env.random(vaultSaltBytes) };
    const key = await keyFromPassphrase(spelled.value, facts, hashSlowly);
    const dataKey = env.random(keyBytes);
    const slot = sealSlot(facts, key, dataKey, env);
    zeroBytes(key);
    const written = await changeFile<LockRefusal>(store, (current) => {
      // It has one already, maybe from another tab.
      if (keys.isHolding) return refused({ type: 'vault-locked' });
      const opened = keys.open(current);
      if (!opened.ok) return opened;
      const contents = opened.value ?? encodeVaultContents([]);
      const inside = { locks: 0, duressKey: undefined, contents };
      return accepted(sealInside({ ...facts, slot }, dataKey, inside, env));
    });
    if (written.ok) keys.hold({ dataKey, slot, locks: 0 });
    return written;
  };

  const changePassphrase = async (current: string, next: string): Answer<void> => {
    const spelled = readPassphrase(next, 'new');
    if (!spelled.ok) return spelled;
    const asked = await ask(current);
    if (!asked.ok) return asked;
    zeroBytes(asked.value.key);
    const { vault } = asked.value;
    const key = await keyFromPassphrase(spelled.value, vault, hashSlowly);
    const dataKey = env.random(keyBytes);
    const slot = sealSlot(vault, key, dataKey, env);
    let locks = 0;
    const written = await changeFile<LockRefusal>(store, (file) => {
      const opened = keys.openSealed(file);
      if (!opened.ok) return opened;
      const { inside } = opened.value;
      const isDuress = inside.duressKey !== undefined && equalBytes(inside.duressKey, key);
      overwriteInside(inside);
      if (isDuress) return refused({ type: 'passphrase-same-as-duress' });
      locks = inside.locks;
      return keys.sealAnew(file, (unchanged) => unchanged, { dataKey, slot });
    });
    zeroBytes(key);
    if (written.ok) keys.hold({ dataKey, slot, locks });
    return written;
  };

  const unprotect = async (current: string): Answer<void> => {
    const asked = await ask(current);
    if (!asked.ok) return asked;
    zeroBytes(asked.value.key);
    const written = await changeFile<LockRefusal>(store, (file) => {
      const opened = keys.openSealed(file);
      if (!opened.ok) return opened;
      const unprotected = sealVault(opened.value.inside.contents, env);
      overwriteInside(opened.value.inside);
      return accepted(unprotected);
    });
    if (written.ok) keys.release();
    return written;
  };

  const setDuress = async (current: string, duress: string | undefined): Answer<void> => {
    const spelled = duress === undefined ? undefined : readPassphrase(duress, 'new');
    if (spelled && !spelled.ok) return spelled;
    const asked = await ask(current);
    if (!asked.ok) return asked;
    const { vault, key } = asked.value;
    const duressKey = spelled && (await keyFromPassphrase(spelled.value, vault, hashSlowly));
    const isSame = duressKey !== undefined && equalBytes(duressKey, key);
    zeroBytes(key);
    if (isSame) return refused({ type: 'passphrase-same-as-duress' });
    const written = await changeFile<LockRefusal>(store, (file) =>
      keys.sealAnew(file, (inside) => ({ ...inside, duressKey })),
    );
    if (duressKey) zeroBytes(duressKey);
    return written;
  };

  const unlock = async (passphrase: string): Answer<'unlocked' | 'duress'> => {
    const asked = await tryPassphrase(passphrase);
    if (!asked.ok) return asked;
    const { vault, key, tried } = asked.value;
    zeroBytes(key);
    if (tried.type === 'duress') return accepted('duress');
    if (tried.type === 'wrong') return wrong();
    const { dataKey } = tried;
    const inside = openInside(vault, dataKey);
    if (!inside) return refused({ type: 'vault-damaged' });
    keys.hold({ dataKey, slot: vault.slot, locks: inside.locks });
    overwriteInside(inside);
    await right();
    return accepted('unlocked');
  };

  return {
    protect: (passphrase) => inTurn(() => protect(passphrase)),
    changePassphrase: (current, next) => inTurn(() => changePassphrase(current, next)),
    unprotect: (current) => inTurn(() => unprotect(current)),
    setDuress: (current, duress) => inTurn(() => setDuress(current, duress)),
    unlock: (passphrase) => inTurn(() => unlock(passphrase)),
    pauseMs: () => pause.leftMs(),
    seen: (tries) => pause.seen(tries),
  };
};

export const overwriteInside = (inside: VaultInside): void => {
  zeroBytes(inside.contents);
  if (inside.duressKey) zeroBytes(inside.duressKey);
};
