/**
 * What is known of a group's epochs, and what follows from it: the plain values that `lineage.ts`
 * takes in and gives out. Ids are hex.
 */
import type { Role } from './member.ts';

/** A device, as the author of something. */
export interface SuccessionAuthor {
  readonly member: string;
  readonly device: string;
}

export interface EpochMember {
  readonly role: Role;
  /** Signing keys. */
  readonly devices: readonly string[];
}

/** A succession whose form and whose author's right are judged already; a device's first in an epoch. */
export interface SuccessionFact {
  /** The epoch that it begins. */
  readonly id: string;
  /**
   * One or two epochs, as its charter says; for one that cannot be opened here, the epoch in whose
   * ledger it lies.
   */
  readonly parents: readonly string[];
  readonly author: SuccessionAuthor;
  /** By member, as its charter says; nothing if it cannot be opened here: it was not sealed to us. */
  readonly members: ReadonlyMap<string, EpochMember> | undefined;
  /** Members of the parent's roster at the past of the entry: they decide a dispute. */
  readonly electors: ReadonlySet<string>;
  /** People, roles, devices, policy and relays as text: with equal parents, equal faces are twins. */
  readonly face: string;
  /** How many envelopes it carries. */
  readonly sealedTo: number;
}

/** A device's first entry in an epoch. */
export interface ArrivalFact {
  readonly epoch: string;
  readonly member: string;
  readonly device: string;
}

export interface LineageFacts {
  /** The first epoch. */
  readonly root: string;
  readonly successions: readonly SuccessionFact[];
  readonly arrivals: readonly ArrivalFact[];
  readonly me: {
    readonly device: string;
    /** Epochs that this very device has arrived in, oldest first. */
    readonly arrivedIn: readonly string[];
  };
}

/** What is worked out of an epoch's roster entries. Nobody and nothing for an epoch not opened here. */
export interface LineageViews {
  /** Whether a device belongs to an epoch, by its charter or by an admission. */
  readonly isIn: (epoch: string, device: string) => boolean;
  /** Whether it acts there as a steward, promotions included. */
  readonly isSteward: (epoch: string, member: string, device: string) => boolean;
  readonly rosterOf: (epoch: string) => ReadonlyMap<string, EpochMember> | undefined;
}

/** One of several successions between which the members decide. */
export interface Side {
  readonly id: string;
  readonly by: SuccessionAuthor;
  /** Members that it leaves out, ascending; nothing if it cannot be opened here. */
  readonly removes: readonly string[] | undefined;
  /**
   * Members who were there and follow it alone: among those whom it knew, or those whom a rival knew,
   * wherever it lacks most.
   */
  readonly followers: number;
  /** Followers with which it stands: more than half of the same members. */
  readonly needed: number;
  readonly isFollowedHere: boolean;
}

export interface Lineage {
  /** Where this device belongs now. */
  readonly current: string;
  /** From the first epoch to `current`. */
  readonly path: readonly string[];
  /** `current` and all its ancestors, through all parents of merges. */
  readonly ancestry: ReadonlySet<string>;
  /** The group went on from `current` without this device. */
  readonly cutOff: SuccessionFact | undefined;
  /**
   * What the members have not decided: the place that keeps this device from going on, if there is
   * one (then no side is followed here), else the first on its path.
   */
  readonly dispute: readonly Side[] | undefined;
  /** Ends of other lines that a steward's device merges with `current`, ascending. */
  readonly toMerge: readonly string[];
  /** Epochs that nobody belongs to: twins of others, rivals of one that stands, and what rests on them. */
  readonly voided: ReadonlySet<string>;
}
