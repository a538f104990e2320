/** What the app's state takes from core. */
import type { InviteRefusal, OpenGroup } from '../../../core/src/group/types.ts';
import type { StoreRefusal } from '../../../core/src/group/ports.ts';
import type { Result } from '../../../core/src/lib/result.ts';

export { inviteUsesMax } from '../../../core/src/lib/limits.ts';
export { accepted, refused } from '../../../core/src/lib/result.ts';
export type {
  DocumentId,
  DocumentSummary,
  GroupStatus,
  InviteView,
  KnockView,
  MemberView,
  OpenDocument,
} from '../../../core/src/group/types.ts';
export type {
  Doorbell,
  Link,
  LinkStatus,
  Store,
  VaultStore,
} from '../../../core/src/group/ports.ts';
export type { Env } from '../../../core/src/lib/env.ts';
export type { Result, OpenGroup, InviteRefusal };

export interface GroupSummary {
  readonly id: string;
  readonly handle: string;
  readonly state: 'member' | 'knocking';
  readonly name?: string;
}
export interface InviteFacts {
  readonly groupId: string;
  readonly relays: readonly string[];
  readonly expiresAt: number;
}
export type HandleRefusal =
  | { readonly type: 'handle-empty' }
  | { readonly type: 'handle-too-long' };
export type OpenRefusal = StoreRefusal;
export type CreateRefusal = HandleRefusal | StoreRefusal;
export type KnockRefusal = HandleRefusal | InviteRefusal | StoreRefusal;
export interface Knocking {
  words(): readonly string[] | undefined;
  readonly state: 'knocking' | 'welcomed' | 'refused';
  readonly refusal?: InviteRefusal | StoreRefusal;
  subscribe(listener: () => void): () => void;
  group(): OpenGroup | undefined;
  cancel(): void;
}
export interface Samphire {
  ready(): Promise<Result<readonly GroupSummary[], OpenRefusal>>;
  groups(): readonly GroupSummary[];
  createGroup(wish: {
    readonly name: string;
    readonly handle: string;
    readonly relays: readonly string[];
  }): Promise<Result<OpenGroup, CreateRefusal>>;
  openGroup(id: string): Promise<Result<OpenGroup, OpenRefusal>>;
  readInvite(fragment: string): Result<InviteFacts, InviteRefusal>;
  knock(wish: {
    readonly fragment: string;
    readonly handle: string;
  }): Promise<Result<Knocking, KnockRefusal>>;
}
