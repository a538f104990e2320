/**
 * The two ports that an open group owns: `Link` (how ledgers meet) and `Store` (where a ledger is
 * kept). Implementations live in `links/` and `stores/` and pass the contract suites of `testing/`.
 * Nothing here knows WebRTC, IndexedDB or what an entry means.
 */
import type { Result } from '../lib/result.ts';
import type { LedgerDoc } from '../ledger/ledger.ts';

/** Height and newest link of one feed: `H(link ‖ signature)` of its last entry. */
export interface Head {
  readonly feed: string;
  /** Number of entries held. */
  readonly height: number;
  /** 32 bytes. */
  readonly digest: Uint8Array;
}

/** What the guard said of one update; per feed that was not simply admitted, the rule that refused. */
export interface Verdict {
  /** Entries that are new and now in the ledger. */
  readonly admitted: number;
  /** Entries that were held already, byte for byte. */
  readonly known: number;
  readonly refusals: readonly FeedRefusal[];
  /** True when the sender must have made it up: no honest peer could have sent this. */
  readonly forged: boolean;
}

export interface FeedRefusal {
  /** The rule's name in the guard's table. */
  readonly rule: string;
  readonly feed?: string;
}

/** Who is at the other end of a connection, once proven by its device key. */
export interface PeerIdentity {
  /** Hex of the device's signing key. */
  readonly device: string;
  readonly member: string;
}

/**
 * What an open group offers to its links. All of it speaks of sealed bytes.
 */
export interface Replica {
  /** Room name and password (from the epoch's secret): base64url text. Never to be logged. */
  readonly room: { readonly name: string; readonly password: string };
  /** Yjs state vector of the ledger (encoding version 1). */
  stateVector(): Uint8Array;
  /** Everything that the holder of `stateVector` lacks, as a canonical update, or nothing. */
  updateSince(stateVector: Uint8Array): Uint8Array | undefined;
  heads(): readonly Head[];
  /** The 32-byte links of a feed from place `from` on, for finding where two branches part. */
  linksOf(feed: string, from: number): readonly Uint8Array[];
  /** The entries of a feed from place `from` on, as a canonical update. */
  branchOf(feed: string, from: number): Uint8Array | undefined;
  /** Judged by the guard, then kept. Never throws for bad bytes. */
  receive(update: Uint8Array): Promise<Verdict>;
  /** Compares a peer's heads with ours. */
  compare(heads: readonly Head[]): HeadsComparison;
  /** Judges another branch of a feed; a proven fork is recorded in our own feed. */
  receiveBranch(update: Uint8Array): Promise<Verdict>;
  /** Our signed proof of being a device of this group, bound to `challenge`. */
  prove(challenge: Uint8Array): Uint8Array;
  /** Who made this proof, if it is a device of the roster now. */
  identify(proof: Uint8Array, challenge: Uint8Array): PeerIdentity | undefined;
  /** Our signed presence (at most 256 bytes) to pass on. */
  presence(): Uint8Array;
  receivePresence(bytes: Uint8Array): void;
  /** Told after new entries are kept (own: durably). `update` is canonical. */
  onUpdate(listener: (update: Uint8Array) => void): () => void;
  /** Told when presence of our own changed. */
  onPresence(listener: () => void): () => void;
  /** Told when the roster changed, so that unproven peers are asked again. */
  onRoster(listener: () => void): () => void;
  /** A link says what a proven peer holds now (for "2 of 5 members have it"). */
  peerHolds(identity: PeerIdentity, stateVector: Uint8Array): void;
}

export interface HeadsComparison {
  /** They hold entries that we lack. */
  readonly behind: boolean;
  /** We hold entries that they lack. */
  readonly ahead: boolean;
  /** Equal height, different digest: feeds that have forked. */
  readonly forked: readonly string[];
  /** Unequal heights: compare links to be sure that one is a continuation of the other. */
  readonly unequal: readonly string[];
}

/** A way by which ledgers meet. Constructed idle; nothing is opened before `start`. */
export interface Link {
  readonly name: 'mesh' | 'tabs' | 'relay' | 'courier' | 'memory';
  start(replica: Replica): void;
  stop(): Promise<void>;
  status(): LinkStatus;
  onStatus(listener: () => void): () => void;
}

export interface LinkStatus {
  /** Which link this is, for whoever shows several. */
  readonly name?: Link['name'];
  readonly state: 'stopped' | 'searching' | 'connected';
  /** Peers that proved a device of the roster. */
  readonly peers: readonly PeerIdentity[];
  /** Signalling addresses and whether each is reached now. */
  readonly addresses: readonly { readonly address: string; readonly reached: boolean }[];
  /** A large transfer under way, in bytes. */
  readonly progress?: { readonly done: number; readonly total: number };
}

/**
 * A board where sealed notes can be left under a topic: knocks and welcomes travel by it. Over
 * signalling only those who listen at the moment hear a note.
 */
export interface Doorbell {
  post(topic: string, note: Uint8Array): void;
  listen(topic: string, hear: (note: Uint8Array) => void): () => void;
  stop(): void;
}

export type StoreRefusal =
  | { readonly type: 'store-unavailable'; readonly reason: string }
  | { readonly type: 'store-full' }
  | { readonly type: 'store-closed' }
  | { readonly type: 'store-damaged' };

/** What a store found when it was opened. */
export interface StoreContents {
  /** Rows read into the ledger. */
  readonly rows: number;
  /**
   * Rows that cannot be read. Everything else is in the ledger; a write of one's own may be lost.
   * They are reported at every opening until `replace`.
   */
  readonly damagedRows: number;
  /** The newest note that was left, if it is there still. */
  readonly note?: Uint8Array;
}

/** Where one epoch's ledger is kept. Only sealed bytes pass through it. */
export interface Store {
  /**
   * The origin with which the group applies to the ledger what it gives to `keep`. The store
   * keeps by itself (relaxed) what reaches the ledger with any other origin.
   */
  readonly origin: unknown;
  /** Fills `ledger` with everything kept. Called once, before `keep` and `replace`. */
  open(ledger: LedgerDoc): Promise<Result<StoreContents, StoreRefusal>>;
  /**
   * Keeps an update, in the order of the calls. `durable` resolves only when the bytes survive a
   * crash of the tab (own entries, before they are published); `relaxed` as soon as they are
   * handed over. A refused update is not kept, and does not hold back later ones.
   */
  keep(update: Uint8Array, durability: 'durable' | 'relaxed'): Promise<Result<void, StoreRefusal>>;
  /** Leaves a note beside the ledger, in place of the last one. Nothing rests on its being kept. */
  leaveNote(note: Uint8Array): Promise<void>;
  /**
   * Durably replaces everything that this store has read or kept, damaged rows too, by this one
   * update (a damaged store, a switched branch). What another tab kept meanwhile stays.
   * `ledger` is the document kept from now on, where it is another than the one opened.
   */
  replace(update: Uint8Array, ledger?: LedgerDoc): Promise<Result<void, StoreRefusal>>;
  /**
   * The lowest instance (0 to 31, not in `retired`) that no other tab of this device holds; held
   * until released or the tab ends.
   */
  lease(retired: ReadonlySet<number>): Promise<InstanceLease | undefined>;
  /** Told when the store was closed from outside, for instance by an upgrade in another tab. */
  onLost(listener: (refusal: StoreRefusal) => void): () => void;
  close(): Promise<void>;
  /** Deletes everything kept; resolves when that is verified. */
  erase(): Promise<Result<void, StoreRefusal>>;
}

export interface InstanceLease {
  readonly instance: number;
  /** Resolves when another tab can have it. */
  release(): Promise<void>;
}

/** Where the vault's sealed bytes are kept: one value for the whole device. */
export interface VaultStore {
  read(): Promise<Result<Uint8Array | undefined, StoreRefusal>>;
  /**
   * Reads, changes and durably writes in one step that no other tab can come between. `change` is
   * called once, synchronously; what it throws is thrown, and nothing is written.
   */
  update(
    change: (current: Uint8Array | undefined) => Uint8Array,
  ): Promise<Result<void, StoreRefusal>>;
  /** Told when another tab wrote or erased. */
  onWrite(listener: () => void): () => void;
  /** Deletes the vault; resolves when that is verified. */
  erase(): Promise<Result<void, StoreRefusal>>;
}
