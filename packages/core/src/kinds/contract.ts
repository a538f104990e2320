/**
 * What every kind of document has in common. A kind is one file (or folder) of pure functions over
 * a `Y.Doc`: schema, validator, versions and migration, typed edits, derived view, import, export.
 * It knows no links, no keys and no clock: whoever edits passes an `Editor`.
 */
import type * as Y from 'yjs';
import type { Result } from '../lib/result.ts';

/** Who edits, when, and with which fresh ids. The clock is a claim; nothing is decided by it. */
export interface Editor {
  readonly member: string;
  /** Milliseconds since the Unix epoch, as this device believes. */
  now(): number;
  /** A fresh id: 16 hex characters. */
  newId(): string;
}

/** How a view finds the author of a contribution: by the Yjs client id that carries it. */
export interface Authors {
  memberByClient(client: number): string | undefined;
}

export type KindRefusal =
  | { readonly type: 'document-newer'; readonly version: number }
  | { readonly type: 'document-damaged'; readonly field: string };

export interface Kind<View> {
  readonly name: string;
  /** Version that this code writes. */
  readonly version: number;
  /** Fills an empty document. */
  create(doc: Y.Doc, editor: Editor): void;
  /**
   * The derived view. Unknown fields are left alone; damaged ones are named in the view, never
   * thrown. Only a newer major version refuses.
   */
  view(doc: Y.Doc, authors: Authors): Result<View, KindRefusal>;
}
