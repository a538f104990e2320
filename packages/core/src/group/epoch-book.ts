/**
 * The epochs that this device has the keys of. It only grows, and outlives a ledger that is built
 * anew: what was unsealed once need not be unsealed again. Whether an epoch belongs to the group's
 * history is decided by counting, not here.
 */
import { epochFromSecret, type Epoch } from '../ledger/epoch.ts';
import { bytesFromHex, hexFromBytes } from '../lib/bytes.ts';
import { charterHash, groupIdOf, type Charter } from '../roster/charter.ts';
import type { Welcome } from '../roster/welcome.ts';

/** Hex of 32 bytes. */
export type EpochId = string;

export interface KnownEpoch {
  readonly id: EpochId;
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly keys: Epoch;
}

export type { EpochSecret } from '../roster/welcome.ts';

/** What a device begins with: from founding, from a welcome, from its vault. */
export type EpochOrigin = Welcome;

/** Wrong ones can only be told by whoever is in: more than this many are somebody's noise. */
const candidatesMax = 16;

export class EpochBook {
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly root: KnownEpoch;
  /** The epoch that this device was told of, whose charter nothing has confirmed yet. */
  readonly hint: KnownEpoch;
  readonly #byId = new Map<EpochId, KnownEpoch>();
  readonly #secrets = new Map<EpochId, Uint8Array>();
  readonly #candidates = new Map<EpochId, readonly Uint8Array[]>();

  constructor(origin: EpochOrigin) {
    this.groupId = groupIdOf(origin.first);
    for (const { epochId, secret } of origin.secrets) {
      this.#secrets.set(hexFromBytes(epochId), secret.slice());
    }
    this.root = this.#addKnown(origin.first);
    this.hint = this.#addKnown(origin.current);
  }

  get all(): readonly KnownEpoch[] {
    return [...this.#byId.values()];
  }

  get(id: EpochId): KnownEpoch | undefined {
    return this.#byId.get(id);
  }

  secretOf(id: EpochId): Uint8Array | undefined {
    return this.#secrets.get(id);
  }

  /** What somebody begins with who is let into `current`, or this device when it is opened again. */
  originAt(current: KnownEpoch): EpochOrigin {
    const secrets = [...this.#secrets].toSorted(([left], [right]) => (left < right ? -1 : 1));
    return {
      first: this.root.charter,
      current: current.charter,
      secrets: secrets.flatMap(([id, secret]) => {
        const epochId = bytesFromHex(id);
        return epochId ? [{ epochId, secret: secret.slice() }] : [];
      }),
    };
  }

  /** Somebody says that this is an epoch's secret. Whether it is shows when a charter is opened. */
  noteCandidate(id: EpochId, secret: Uint8Array): void {
    if (this.#byId.has(id)) return;
    const others = this.#candidates.get(id) ?? [];
    if (others.length < candidatesMax) this.#candidates.set(id, [...others, secret]);
  }

  /** None of them was it. */
  dropCandidates(id: EpochId): void {
    this.#candidates.delete(id);
  }

  /** Secrets that may open an epoch's charter. */
  candidatesFor(id: EpochId): readonly Uint8Array[] {
    const known = this.#secrets.get(id);
    return [...(known ? [known] : []), ...(this.#candidates.get(id) ?? [])];
  }

  add(charter: Charter, secret: Uint8Array): KnownEpoch {
    const id = hexFromBytes(charterHash(charter));
    this.#secrets.set(id, secret);
    const known = this.#byId.get(id);
    if (known) return known;
    const keys = epochFromSecret(this.groupId, charterHash(charter), secret);
    const added = { id, charter, secret, keys };
    this.#byId.set(id, added);
    return added;
  }

  /** Overwrites every key: nothing can be opened with this book any more. */
  forget(): void {
    for (const secret of this.#secrets.values()) secret.fill(0);
    for (const { keys } of this.#byId.values()) {
      keys.contentKey.fill(0);
      keys.feedNameKey.fill(0);
    }
  }

  #addKnown(charter: Charter): KnownEpoch {
    const secret = this.#secrets.get(hexFromBytes(charterHash(charter)));
    if (!secret) throw new TypeError('EpochBook: an epoch without its secret');
    return this.add(charter, secret);
  }
}
