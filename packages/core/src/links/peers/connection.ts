/**
 * The port between ledger sync and whatever carries its messages: a data channel, another tab, a
 * network in memory. Messages arrive whole; order within a lane is expected, not relied upon.
 */

/** What is small overtakes what is large; each lane keeps its order. */
export type Lane = 'control' | 'bulk';

export interface PeerConnection {
  /** Unique among the connections of one link. */
  readonly id: string;
  /**
   * The two ends, as both of them see them alike (on a data channel the fingerprints of both
   * certificates): proofs are bound to them, so that nobody in between can pass proofs on.
   */
  readonly ours: Uint8Array;
  readonly theirs: Uint8Array;
  send(message: Uint8Array, lane: Lane): void;
  /** Ends it from our side. `PeerHandle.closed` follows or has been called. */
  close(): void;
}

/** Why a peer was let go; the first two cost it a pause before it may come back. */
export type DropReason =
  | 'forgeries'
  | 'malformed'
  | 'flood'
  | 'unproven'
  | 'banned'
  | 'unknown-version'
  | 'removed'
  | 'silent';

/** What the carrier tells about one connection. */
export interface PeerHandle {
  message(message: Uint8Array): void;
  /** Bytes that came in, of whatever kind. */
  arrived(bytes: number): void;
  /** Something that no peer of ours sends. */
  malformed(): void;
  /** Nothing more can be understood of what it sends. */
  broken(): void;
  /** How large an update this peer may send now. */
  bulkBytesMax(): number;
  progress(direction: 'sent' | 'received', done: number, total: number): void;
  closed(): void;
}
