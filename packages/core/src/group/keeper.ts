/**
 * The keeper: hands to the store what came in, tries again what was refused, and leaves the note by
 * which opening again is quick. It does not wait for the disk, and nobody waits for it; what is one's
 * own is the writer's business.
 */
import * as Y from 'yjs';
import type { Ledger } from '../ledger/ledger.ts';
import { decodeVouched, encodeVouched, vouchingKey, type VouchedHeads } from '../ledger/vouched.ts';
import type { Env } from '../lib/env.ts';
import { storeRetryMs, vouchingMs } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';
import type { Store, StoreRefusal } from './ports.ts';

export interface KeeperOptions {
  readonly store: Store;
  readonly env: Env;
  /** The device's signing seed, 32 bytes: only for what it vouches for to itself. */
  readonly seed: Uint8Array;
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly ledger: () => Ledger;
  readonly refused: (refusal: StoreRefusal) => void;
  /** Everything that came in is kept now. */
  readonly kept: () => void;
}

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #vouchingKey: Uint8Array;
  /** What came in and is still to be kept. */
  readonly #unkept: Uint8Array[] = [];
  #cancelVouching: (() => void) | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#vouchingKey = vouchingKey(options.seed, options.groupId);
  }

  /** What was verified in earlier sessions, by the note found beside the ledger. */
  vouchedBy(note: Uint8Array | undefined): VouchedHeads {
    return note ? decodeVouched(this.#vouchingKey, note) : new Map();
  }

  /** Notes what is verified by then: after a while, not at every entry. */
  vouchSoon(): void {
    const { env, store, ledger } = this.#options;
    this.#cancelVouching ??= env.after(vouchingMs, () => {
      this.#cancelVouching = undefined;
      void store.leaveNote(encodeVouched(this.#vouchingKey, ledger()));
    });
  }

  /** In order, and again after a while what was refused: a full disk may be cleared. */
  async keep(update: Uint8Array): Promise<void> {
    const { store, env, refused, kept } = this.#options;
    this.#unkept.push(update);
    if (this.#unkept.length > 1) return;
    for (let next = this.#unkept[0]; next; next = this.#unkept[0]) {
      const outcome = await store.keep(next, 'relaxed');
      if (outcome.ok) {
        this.#unkept.shift();
        continue;
      }
      refused(outcome.refusal);
      if (outcome.refusal.type === 'store-closed') return;
      await new Promise<void>((resume) => env.after(storeRetryMs, resume));
    }
    kept();
  }

  /** The ledger was built anew: it takes the place of everything kept. */
  async replace(): Promise<Result<void, StoreRefusal>> {
    const { doc } = this.#options.ledger();
    const replaced = await this.#options.store.replace(Y.encodeStateAsUpdate(doc), doc);
    if (!replaced.ok) this.#options.refused(replaced.refusal);
    return replaced;
  }

  stop(): void {
    this.#cancelVouching?.();
  }
}
