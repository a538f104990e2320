/**
 * Locking: what a tab has open is closed, and its keys are overwritten, when the device is locked
 * here or in another tab. Knows the vault's file and the tab's key for it; not what is in the vault,
 * and not how a group is closed.
 */
import { slowHash, type SlowHash } from '../crypto/slow.ts';
import { protectionOf, type VaultRefusal } from '../identity/vault.ts';
import { readSealedVault } from '../identity/vault-sealed.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Locking, Protection } from './locking.ts';
import { createPassphrases, overwriteInside } from './passphrases.ts';
import type { StoreRefusal, VaultStore } from './ports.ts';
import { VaultKeys, type VaultFile } from './vault-keys.ts';
import { changeFile } from './vault.ts';

export interface LockOptions {
  readonly env: Env;
  readonly store: VaultStore;
  /** In place of hashing on this thread. */
  readonly hashSlowly?: SlowHash;
}

export interface Lock {
  readonly keys: VaultKeys;
  readonly locking: Locking;
  /**
   * Opens something that works with `secrets`. At the next lock it is closed by what `closerOf`
   * returned, and then the secrets are overwritten. `letGo` says that it is closed already, and the
   * secrets are overwritten at once: nothing else may share their bytes.
   */
  hold<Value, Refusal extends { readonly type: string }>(
    secrets: unknown,
    open: () => Promise<Result<Value, Refusal>>,
    closerOf: (value: Value, letGo: () => void) => Closer,
  ): Promise<Result<Value, Refusal | VaultRefusal>>;
}

type Closer = () => void | Promise<void>;

/** Locks are counted in 32 bits; the count only has to change. */
const locksEnd = 2 ** 32;

export const createLock = ({ env, store, hashSlowly = slowHash }: LockOptions): Lock => {
  const closers = new Set<Closer>();
  let closing: Promise<unknown> = Promise.resolve();

  const closeAll = (): void => {
    const overwriteSecrets = keys.forgetSecrets();
    const open = [...closers];
    closers.clear();
    // What closes writes what it still has to write, and signs it: keys go after that.
    const closed = Promise.allSettled(open.map(async (close) => close())).then(overwriteSecrets);
    closing = Promise.all([closing, closed]);
  };
  const keys = new VaultKeys(env, closeAll);
  const passphrases = createPassphrases({ env, store, keys, hashSlowly });

  /** What another tab may have done: another passphrase or none, locked, wiped. */
  const notice = (file: VaultFile): void => {
    if (keys.isHolding) {
      const opened = keys.openSealed(file);
      if (opened.ok) overwriteInside(opened.value.inside);
    } else if (closers.size > 0) {
      const protection = file && protectionOf(file);
      if (!protection?.ok || protection.value === 'passphrase') closeAll();
    }
  };
  store.onWrite(() => {
    // With nothing to lose the disk is left alone: it may be being wiped.
    if (!keys.isHolding && closers.size === 0) return;
    void store.read().then((kept) => {
      if (kept.ok) notice(kept.value);
    });
  });

  const look = async (): Promise<Result<Protection, VaultRefusal | StoreRefusal>> => {
    const kept = await store.read();
    if (!kept.ok) return kept;
    const file = kept.value;
    notice(file);
    keys.lookAnew();
    const protection = file && protectionOf(file);
    if (!file || !protection) return accepted('unprotected');
    if (!protection.ok) return protection;
    if (protection.value === 'none') return accepted('unprotected');
    const parts = readSealedVault(file);
    if (!parts.ok) return parts;
    if (!keys.isHolding) {
      passphrases.seen(parts.value.tries);
      return accepted('locked');
    }
    const opened = keys.openSealed(file);
    if (!opened.ok) return opened;
    overwriteInside(opened.value.inside);
    return accepted('unlocked');
  };

  const tellOtherTabs = async (): Promise<void> => {
    const parting = keys.copy();
    try {
      await changeFile(store, (file) =>
        parting.sealAnew(file, (inside) => ({ ...inside, locks: (inside.locks + 1) % locksEnd })),
      );
    } finally {
      parting.release();
    }
  };

  return {
    keys,
    hold: async (secrets, open, closerOf) => {
      const { generation } = keys;
      keys.remember(secrets);
      const opening = open();
      // What is being opened while the device is locked is waited for, and closed.
      let close: Closer = async () => {
        const opened = await opening;
        if (opened.ok) await closerOf(opened.value, () => undefined)();
      };
      const closer: Closer = () => close();
      const letGo = (): void => {
        closers.delete(closer);
        keys.dismiss(secrets);
      };
      closers.add(closer);
      const opened = await opening;
      if (keys.generation !== generation) return refused({ type: 'vault-locked' });
      if (opened.ok) close = closerOf(opened.value, letGo);
      else letGo();
      return opened;
    },
    locking: {
      ...passphrases,
      protection: look,
      protect: async (passphrase) => {
        const protection = await look();
        if (!protection.ok) return protection;
        if (protection.value === 'unprotected') return passphrases.protect(passphrase);
        return refused({ type: 'vault-locked' });
      },
      unlock: async (passphrase) => {
        const protection = await look();
        if (!protection.ok) return protection;
        if (protection.value === 'unprotected') return accepted('unlocked');
        return passphrases.unlock(passphrase);
      },
      lock: async (where = 'device') => {
        const telling = keys.isHolding && where === 'device' ? tellOtherTabs() : undefined;
        if (keys.isHolding) keys.lose();
        else closeAll();
        await Promise.all([telling, closing]);
      },
      hasDuress: async () => {
        const kept = await store.read();
        if (!kept.ok) return kept;
        if (!keys.isHolding) {
          const contents = keys.open(kept.value);
          return contents.ok ? accepted(false) : contents;
        }
        const opened = keys.openSealed(kept.value);
        if (!opened.ok) return opened;
        const hasDuress = opened.value.inside.duressKey !== undefined;
        overwriteInside(opened.value.inside);
        return accepted(hasDuress);
      },
    },
  };
};
