/**
 * What `reopen.ts` shows to its row: both sides' disks, filled once, and the milliseconds of opening
 * each again.
 */
export interface Opening {
  readonly ms: number;
  /** Edits of the document that can be read. */
  readonly readable: number;
}

export interface OurOpening extends Opening {
  /** Rows from the disk into the ledger's Y.Doc. */
  readonly loadMs: number;
  /** Judged by the guard, and opened in the order of the hash graph. */
  readonly judgeMs: number;
  /** Through the document guard into the first document. */
  readonly applyMs: number;
}

export interface Filling {
  readonly entries: number;
  readonly devices: number;
  readonly writersPerRound: number;
  /** Newest edits that lie in rows of their own, since the last merging of rows. */
  readonly singleRows: number;
}
