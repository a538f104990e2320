/**
 * What one tab may do with the vault's file: it opens it with the key that it holds, or without one
 * where there is no passphrase, and seals it as it was protected. Everything secret that came out of
 * it is remembered here and overwritten when the tab locks. Knows no passphrase and no disk.
 *
 * A tab that held a key and meets a file that is no longer its own (another tab changed the
 * passphrase, took it away, locked the device, wiped it) loses the key, and answers `vault-locked`
 * until somebody looks anew: it never writes an unprotected file by itself.
 */
import { equalBytes, zeroBytes } from '../crypto/equal.ts';
import { openVault, sealVault, type VaultRefusal } from '../identity/vault.ts';
import {
  openInside,
  readSealedVault,
  sealInside,
  type SealedVault,
  type VaultInside,
} from '../identity/vault-sealed.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';

/** The file, or nothing where there is none. */
export type VaultFile = Uint8Array | undefined;

export interface HeldKey {
  /** 32 bytes. */
  readonly dataKey: Uint8Array;
  /** The slot that it was sealed in: another one there means another data key. */
  readonly slot: Uint8Array;
  readonly locks: number;
}

export interface OpenedVault {
  readonly vault: SealedVault;
  readonly inside: VaultInside;
}

export class VaultKeys {
  readonly #env: Env;
  readonly #onLost: () => void;
  #secrets = new Set<unknown>();
  #held: HeldKey | undefined;
  #isLost = false;
  #generation = 0;

  /** `onLost` is told whenever the key is lost, at once. */
  constructor(env: Env, onLost: () => void) {
    this.#env = env;
    this.#onLost = onLost;
  }

  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  /** Another one after secrets were forgotten: nothing that was decoded before is to be used. */
  get generation(): number {
    return this.#generation;
  }

  /** Contents of the file; nothing where there is none. */
  open(file: VaultFile): Result<Uint8Array | undefined, VaultRefusal> {
    if (this.#isLost) return refused({ type: 'vault-locked' });
    if (this.#held) {
      const opened = this.openSealed(file);
      if (!opened.ok) return opened;
      const { contents, duressKey } = opened.value.inside;
      if (duressKey) zeroBytes(duressKey);
      return accepted(contents);
    }
    return file ? openUnlocked(file) : accepted(undefined);
  }

  /** The file with other contents, as protected as it is. Nothing that cannot be opened is sealed. */
  seal(file: VaultFile, contents: Uint8Array): Result<Uint8Array, VaultRefusal> {
    if (this.#held) return this.sealAnew(file, (inside) => ({ ...inside, contents }));
    const opened = this.open(file);
    return opened.ok ? accepted(sealVault(contents, this.#env)) : opened;
  }

  /** With a key held: the file with something changed inside. */
  sealAnew(
    file: VaultFile,
    change: (inside: VaultInside) => VaultInside,
    next: Pick<HeldKey, 'dataKey' | 'slot'> | undefined = this.#held,
  ): Result<Uint8Array, VaultRefusal> {
    const opened = this.openSealed(file);
    if (!opened.ok) return opened;
    if (!next) return refused({ type: 'vault-locked' });
    const { vault, inside } = opened.value;
    const facts = { cost: vault.cost, salt: vault.salt, slot: next.slot };
    const changed = change(inside);
    const sealed = sealInside(facts, next.dataKey, changed, this.#env);
    for (const key of [inside.duressKey, changed.duressKey]) if (key) zeroBytes(key);
    zeroBytes(inside.contents);
    return accepted(sealed);
  }

  /** With a key held: what it opens. The key is lost where the file is no longer its own. */
  openSealed(file: VaultFile): Result<OpenedVault, VaultRefusal> {
    const held = this.#held;
    if (!held) return refused({ type: 'vault-locked' });
    const vault = file ? readSealedVault(file) : undefined;
    if (!vault?.ok || !equalBytes(vault.value.slot, held.slot)) {
      this.lose();
      return refused({ type: 'vault-locked' });
    }
    const inside = openInside(vault.value, held.dataKey);
    if (!inside) return refused({ type: 'vault-damaged' });
    if (inside.locks !== held.locks) {
      this.lose();
      return refused({ type: 'vault-locked' });
    }
    return accepted({ vault: vault.value, inside });
  }

  /** Takes the key over: it is overwritten here, when it is lost. */
  hold(held: HeldKey): void {
    this.release();
    this.#held = { ...held, slot: held.slot.slice() };
    this.#isLost = false;
  }

  /** The key forgotten because there is no need of one: the protection was taken away. */
  release(): void {
    if (this.#held) zeroBytes(this.#held.dataKey);
    this.#held = undefined;
  }

  /** Forgets the key. What it opened is still there: open groups write with it until they close. */
  lose(): void {
    if (!this.#held) return;
    this.release();
    this.#isLost = true;
    this.#onLost();
  }

  /** Whoever looks at the device anew takes it as it is. */
  lookAnew(): void {
    this.#isLost = false;
  }

  /** The same key once more, for a last change after this one is lost. */
  copy(): VaultKeys {
    const copy = new VaultKeys(this.#env, () => undefined);
    if (this.#held) copy.hold({ ...this.#held, dataKey: this.#held.dataKey.slice() });
    return copy;
  }

  /** Everything in it that is bytes is overwritten when secrets are forgotten. */
  remember(secrets: unknown): void {
    this.#secrets.add(secrets);
  }

  /** Overwritten before all others: whatever worked with it is closed. */
  dismiss(secrets: unknown): void {
    if (this.#secrets.delete(secrets)) overwrite(secrets);
  }

  /** What was remembered so far is the returned function's to overwrite, once nothing uses it. */
  forgetSecrets(): () => void {
    const secrets = this.#secrets;
    this.#secrets = new Set();
    this.#generation += 1;
    return () => overwrite([...secrets]);
  }
}

const openUnlocked = (file: Uint8Array): Result<Uint8Array, VaultRefusal> => {
  const contents = openVault(file);
  if (contents.ok || contents.refusal.type !== 'vault-locked') return contents;
  // A damaged file with a passphrase is told as damaged before anybody types.
  const parts = readSealedVault(file);
  return parts.ok ? contents : parts;
};

const overwrite = (value: unknown): void => {
  if (value instanceof Uint8Array) zeroBytes(value);
  else if (Array.isArray(value)) for (const each of value) overwrite(each);
  else if (typeof value === 'object' && value !== null) overwrite(Object.values(value));
};
