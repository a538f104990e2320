/**
 * What an open group is to the interface that shows it: plain readonly values and a few actions.
 * No ciphers, no ledgers, no links are visible here.
 */
import type * as Y from 'yjs';
import type { Result } from '../lib/result.ts';
import type { DirectoryRefusal } from '../kinds/directory.ts';
import type { Role } from '../roster/member.ts';
import type { DeviceView, Governing, GovernRefusal, WriteObstacle } from './governing.ts';
import type { LinkStatus, StoreRefusal } from './ports.ts';

/** Hex of 32 bytes. */
export type GroupId = string;
/** Hex of a device's 32-byte signing key. */
export type DeviceId = string;
/** Hex of 16 bytes. */
export type MemberId = string;
/** Hex of 16 bytes. */
export type DocumentId = string;
export type { Role };

export interface MemberView {
  readonly id: MemberId;
  readonly handle: string;
  readonly role: Role;
  readonly devices: readonly DeviceView[];
  readonly isMe: boolean;
  /** Present now over some link. */
  readonly isPresent: boolean;
  /** The document that the member says to have open, if present. */
  readonly openDocument?: DocumentId;
  /** Holds every entry that this device has written. */
  readonly hasEverything: boolean;
}

export interface DocumentSummary {
  readonly id: DocumentId;
  readonly kind: string;
  readonly title: string;
  readonly isArchived: boolean;
}

export interface GroupStatus {
  /** What of this device's own edits is safe on this disk. */
  readonly saved: 'saved' | 'saving' | 'not-saved';
  readonly storeRefusal?: StoreRefusal;
  /** Why nothing can be written here now; nothing if it can. */
  readonly obstacle?: WriteObstacle;
  /** Members other than oneself whose device is known to hold all of one's own entries. */
  readonly reachedMembers: number;
  readonly otherMembers: number;
  readonly links: readonly LinkStatus[];
  /** Entries that wait for a parent which has not arrived. */
  readonly waitingEntries: number;
  /** Entries set aside (forks, refused by the document guard): kept, not in the documents. */
  readonly setAsideEntries: number;
  /** Milliseconds since the Unix epoch at which a peer was last connected. */
  readonly lastPeerAt?: number;
}

export interface InviteView {
  readonly id: string;
  readonly role: Role;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly usesLeft: number;
  /** For newcomers, or for another device of one's own. */
  readonly purpose: 'newcomer' | 'own-device';
  /** Everything a newcomer needs, base64url, to stand behind `#` in a link. */
  readonly fragment: string;
}

export interface KnockView {
  /** Hex of the knock's hash. */
  readonly id: string;
  readonly handle: string;
  /** Four words once they are computed (about a second). */
  readonly words?: readonly string[];
  /** Another open knock, or a member, has the same handle. */
  readonly handleIsTaken: boolean;
  readonly arrivedAt: number;
  /** Of a newcomer, or of another device of one's own. */
  readonly purpose: InviteView['purpose'];
  readonly state: 'open' | 'admitting' | 'admitted';
}

export type InviteRefusal =
  | { readonly type: 'invite-malformed' }
  | { readonly type: 'invite-unknown-version' }
  | { readonly type: 'invite-expired'; readonly expiredAt: number }
  | { readonly type: 'invite-used-up' }
  | { readonly type: 'invite-withdrawn' }
  | { readonly type: 'knock-declined'; readonly reason: string }
  | { readonly type: 'invite-already-member' }
  | { readonly type: 'invite-relays-unreachable' };

export type WriteRefusal =
  | { readonly type: 'not-admitted-yet' }
  | { readonly type: 'not-allowed' }
  | { readonly type: 'handle-empty' }
  | { readonly type: 'handle-too-long' }
  | { readonly type: 'feed-full' }
  | DirectoryRefusal
  | { readonly type: 'knock-unknown' }
  | StoreRefusal;

/** A document in plain form. Held only in memory. */
export interface OpenDocument {
  readonly id: DocumentId;
  readonly kind: string;
  /**
   * Edited through its kind's typed edits. The group writes what changes as entries. Another object
   * after `onReplaced` has told so.
   */
  readonly doc: Y.Doc;
  /** Told in the rare case that a fork was settled and the document was built anew. */
  onReplaced(listener: () => void): () => void;
  /** The member whose device wrote under this Yjs client id; never a claim. */
  memberByClient(client: number): MemberId | undefined;
  close(): void;
}

export interface OpenGroup extends Governing {
  readonly id: GroupId;
  readonly me: { readonly member: MemberId; readonly device: DeviceId };
  /** The group's own name, or an empty text before its directory has arrived. */
  name(): string;
  members(): readonly MemberView[];
  documents(): readonly DocumentSummary[];
  status(): GroupStatus;
  invites(): readonly InviteView[];
  knocks(): readonly KnockView[];
  /** Told after anything above may have changed; at most once a frame's worth of work. */
  subscribe(listener: () => void): () => void;

  rename(name: string): Result<void, WriteRefusal>;
  /** The new document is empty: whoever creates it opens it and lets its kind fill it. */
  createDocument(kind: string, title: string): Result<DocumentId, WriteRefusal>;
  renameDocument(id: DocumentId, title: string): Result<void, WriteRefusal>;
  archiveDocument(id: DocumentId, isArchived: boolean): Result<void, WriteRefusal>;
  openDocument(id: DocumentId): Result<OpenDocument, WriteRefusal>;
  /** Says to others which document is on the screen. */
  showPresence(document: DocumentId | undefined): void;

  createInvite(options: {
    readonly role: Role;
    readonly uses: number;
    readonly expiresAt: number;
  }): Promise<Result<InviteView, WriteRefusal>>;
  /** Of another device of one's own, where its member may have one more. */
  admit(knock: string): Promise<Result<void, GovernRefusal>>;

  /** Writes what is still being gathered; resolves when it is durable. */
  flush(): Promise<Result<void, WriteRefusal>>;
  close(): Promise<void>;
}
