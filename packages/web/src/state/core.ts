/** What the app takes from core, apart from the kinds. The ways to its code stand in `start.ts`. */
export { inviteUsesMax } from '@samphire/core/lib/limits';
export { accepted, refused } from '@samphire/core/lib/result';
export type {
  DocumentId,
  DocumentSummary,
  Doorbell,
  Env,
  GroupId,
  GroupStatus,
  GroupSummary,
  InviteFacts,
  InviteRefusal,
  InviteView,
  KnockView,
  Knocking,
  Link,
  LinkStatus,
  MemberView,
  OpenDocument,
  OpenGroup,
  Platform,
  Replica,
  Result,
  Samphire,
  SamphireRefusal,
  Store,
  VaultStore,
} from '@samphire/core';
