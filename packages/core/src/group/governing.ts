/**
 * How a group governs itself, as its interface sees it: roles, devices, removal, key changes,
 * disputes, history, and what was set aside. Plain readonly values and a few actions.
 */
import type { Policy } from '../roster/charter.ts';
import type { Role } from '../roster/member.ts';
import type { Result } from '../lib/result.ts';
import type { DeviceId, DocumentId, InviteView, MemberId, WriteRefusal } from './types.ts';

export type { Policy };

export interface DeviceView {
  readonly id: DeviceId;
  /** The one that this is shown on. */
  readonly isThis: boolean;
  readonly isPresent: boolean;
  /** Entries of this device held here. */
  readonly entries: number;
  /** Milliseconds since the Unix epoch, by the clock of that device: when it last wrote something. */
  readonly lastDeedAt?: number;
  /** It has moved to the keys that are in use now: its removal receipt. */
  readonly hasMoved: boolean;
}

/** Why nothing can be written here now. */
export type WriteObstacle =
  /** Its admission has not arrived yet. */
  | { readonly type: 'awaiting-admission' }
  /** The group's history has not arrived yet: whether this is the group is not known before. */
  | { readonly type: 'checking-history' }
  | { readonly type: 'reader' }
  /** Cut off: the group goes on with new keys. `by`: who changed them, if that is known. */
  | { readonly type: 'removed'; readonly by?: MemberId; readonly sealedTo: number };

/** Stewards removed each other; nobody is followed until somebody chooses. */
export interface DisputeView {
  readonly sides: readonly DisputeSide[];
}

export interface DisputeSide {
  /** Hex of the epoch's id: for `follow`. */
  readonly id: string;
  /** Who began it. */
  readonly by: MemberId;
  readonly removes: readonly MemberId[];
  /** Members who have chosen it, and how many would settle it. */
  readonly followers: number;
  readonly needed: number;
  readonly isFollowedHere: boolean;
}

/** What happened to who belongs, oldest first. */
export interface RosterEvent {
  readonly id: string;
  readonly type:
    | 'founded'
    | 'invited'
    | 'invite-withdrawn'
    | 'admitted'
    | 'device-added'
    | 'declined'
    | 'promoted'
    | 'demoted'
    | 'left'
    | 'device-dropped'
    | 'removed'
    | 'device-removed'
    | 'keys-changed'
    | 'policy-changed';
  /** Who did it. Members who are gone are named too. */
  readonly by?: { readonly member: MemberId; readonly handle: string };
  readonly about?: { readonly member: MemberId; readonly handle: string };
  readonly device?: DeviceId;
  readonly role?: Role;
  /** Milliseconds since the Unix epoch, by the clock of the device that wrote it. */
  readonly claimedAt?: number;
}

/** A change that is kept and readable, and not in its document. */
export interface SetAsideView {
  readonly id: string;
  readonly document: DocumentId;
  readonly by?: { readonly member: MemberId; readonly handle: string };
  readonly isMine: boolean;
  readonly claimedAt: number;
  /** Why, as the name of a rule. */
  readonly rule: string;
  /** What it would have written, line by line. */
  readonly lines: readonly string[];
}

/** What a device that is cut off had received, and what it could read. */
export interface Exposure {
  /** Entries of the group held here, and how many of them the device is known to hold. */
  readonly entries: number;
  readonly entriesKnownToBeHeld: number;
  /** Documents that it could read. */
  readonly documents: readonly DocumentId[];
  /** Open invites that were taken back. */
  readonly invitesWithdrawn: number;
}

export interface KeysView {
  /** 0 for the founding keys. */
  readonly number: number;
  /** How many devices have moved to them, of how many. */
  readonly moved: number;
  readonly devices: number;
}

/** A device says that it holds what it does not send. */
export interface WithheldView {
  readonly member: MemberId;
  readonly device: DeviceId;
  readonly entries: number;
}

export type GovernRefusal =
  | WriteRefusal
  | { readonly type: 'member-unknown' }
  | { readonly type: 'device-unknown' }
  /** A group always has a steward. */
  | { readonly type: 'last-steward' }
  | { readonly type: 'last-device' }
  | { readonly type: 'role-unchanged' }
  | { readonly type: 'too-many-devices' }
  | { readonly type: 'invite-unknown' }
  | { readonly type: 'reason-too-long' }
  | { readonly type: 'dispute-unsettled' }
  | { readonly type: 'set-aside-unknown' }
  /** It rests on what is not in the document. */
  | { readonly type: 'cannot-be-written-again' };

export type Target = { readonly member: MemberId } | { readonly device: DeviceId };

export interface Governing {
  policy(): Policy;
  keys(): KeysView;
  dispute(): DisputeView | undefined;
  withheld(): readonly WithheldView[];
  rosterHistory(): readonly RosterEvent[];
  /** Short words of the roster and of everything held: equal on devices that hold the same. */
  fingerprint(): readonly string[];
  setAside(): readonly SetAsideView[];
  /** Writes a change that was set aside again, as one's own. */
  writeAgain(id: string): Promise<Result<void, GovernRefusal>>;

  /** An invite for another device of one's own. */
  createDeviceInvite(expiresAt: number): Promise<Result<InviteView, GovernRefusal>>;
  withdrawInvite(id: string): Promise<Result<void, GovernRefusal>>;
  /** Turns a knock away; the newcomer reads the reason (at most 200 bytes, may be empty). */
  declineKnock(knock: string, reason: string): Promise<Result<void, GovernRefusal>>;
  /** Up is an entry; down changes the keys. */
  changeRole(member: MemberId, role: Role): Promise<Result<void, GovernRefusal>>;
  /** Cuts off and changes the keys. Works without any connection. */
  remove(target: Target): Promise<Result<Exposure, GovernRefusal>>;
  /** As `remove`, and takes back every open invite that the member could answer. */
  cutOff(member: MemberId): Promise<Result<Exposure, GovernRefusal>>;
  /** Before it is done: what `remove` would say. */
  exposureOf(target: Target): Exposure;
  leave(): Promise<Result<void, GovernRefusal>>;
  /** Drops another device of one's own. */
  dropDevice(device: DeviceId): Promise<Result<void, GovernRefusal>>;
  changePolicy(policy: Policy): Promise<Result<void, GovernRefusal>>;
  /** New keys for the same people. */
  changeKeys(): Promise<Result<void, GovernRefusal>>;
  /** In a dispute: goes with one side. */
  follow(side: string): Promise<Result<void, GovernRefusal>>;
}
