/** Locking as the interface sees it: results and a few actions. No keys are visible here. */
import type { PassphraseRefusal } from '../identity/passphrase.ts';
import type { VaultRefusal } from '../identity/vault.ts';
import type { Result } from '../lib/result.ts';
import type { StoreRefusal } from './ports.ts';
import type { SamphireRefusal } from './samphire.ts';

export type Protection = 'unprotected' | 'locked' | 'unlocked';

export type LockRefusal =
  | VaultRefusal
  | StoreRefusal
  | PassphraseRefusal
  /** Not which part was wrong, nor whether there is a second passphrase. */
  | { readonly type: 'passphrase-wrong'; readonly pauseMs: number }
  | { readonly type: 'passphrase-paused'; readonly pauseMs: number }
  | { readonly type: 'passphrase-same-as-duress' };

export interface Locking {
  /** Reads the vault's file; 'unprotected' too where there is none yet. */
  protection(): Promise<Result<Protection, SamphireRefusal>>;
  /** Seals the vault with a passphrase (measures Argon2id on this device first, about a second). */
  protect(passphrase: string): Promise<Result<void, LockRefusal>>;
  /** Other tabs lock. The second passphrase stays. */
  changePassphrase(current: string, next: string): Promise<Result<void, LockRefusal>>;
  /** Takes the protection away again, and the second passphrase with it. */
  unprotect(current: string): Promise<Result<void, LockRefusal>>;
  /** 'duress': the second passphrase was given; nothing was opened and the caller wipes the device. */
  unlock(passphrase: string): Promise<Result<'unlocked' | 'duress', LockRefusal>>;
  /** Milliseconds until another passphrase is looked at; 0 if now. */
  pauseMs(): number;
  /**
   * Closes every open group and knock, forgets all keys; by default in every tab of the device.
   * Resolves when all is closed here; refused as locked is everything from the call on.
   */
  lock(where?: 'device' | 'tab'): Promise<void>;
  /** Sets, or with nothing clears, the passphrase that wipes. Needs the vault to be unlocked. */
  setDuress(current: string, duress: string | undefined): Promise<Result<void, LockRefusal>>;
  hasDuress(): Promise<Result<boolean, SamphireRefusal>>;
}
