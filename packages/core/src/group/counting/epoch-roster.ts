/**
 * The roster of one epoch and the authority in it: who may do what by what lies in an entry's own
 * past, and by nothing else. It folds what counts; which entries reach it is decided elsewhere.
 */
import type { Chain } from '../../ledger/chain.ts';
import { heightInPast, type EntryNode } from '../../ledger/graph.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import { higherRole } from '../../roster/authority.ts';
import type { RosterChange } from '../../roster/changes.ts';
import { claimOfAdmission, strongerClaim, type DeviceClaim } from '../../roster/claims.ts';
import type { Charter } from '../../roster/charter.ts';
import { deviceIdOf, memberIdFromDevice, type Role } from '../../roster/member.ts';
import { refusalOfLimits } from '../../roster/refusing.ts';
import {
  applyRosterChange,
  foldRosterChange,
  rosterFromCharter,
  type ChangeAuthor,
  type Removed,
  type RosterRefusal,
  type RosterView,
} from '../../roster/roster.ts';

/** A roster change that counts, and where it stands. */
export interface CountedChange {
  readonly node: EntryNode;
  readonly author: ChangeAuthor;
  readonly change: RosterChange;
}

/** Something that gives a role or a membership from one place of a feed on. */
interface Grant<Value> {
  readonly chain: Chain;
  readonly place: number;
  readonly value: Value;
}

export const isInPast = (
  node: EntryNode,
  { chain, place }: { readonly chain: Chain; readonly place: number },
): boolean => heightInPast(node, chain) > place;

export class EpochRoster {
  readonly #atFirst: RosterView;
  #roster: RosterView;
  readonly #changes: CountedChange[] = [];
  /** By device: as whose it was admitted. */
  readonly #members = new Map<string, Grant<DeviceClaim>[]>();
  /** By member. */
  readonly #roles = new Map<string, Grant<Role>[]>();

  constructor(charter: Charter, removed?: Removed) {
    this.#atFirst = rosterFromCharter(charter, removed);
    this.#roster = this.#atFirst;
  }

  get roster(): RosterView {
    return this.#roster;
  }

  get changes(): readonly CountedChange[] {
    return this.#changes;
  }

  /** The author of an entry as it was by what lies in the entry's past. */
  authorOf(node: EntryNode): ChangeAuthor {
    const { device, signing } = node.chain.feed;
    const member = this.#memberInPast(node, device);
    const role = member === undefined ? undefined : this.#roleInPast(node, member);
    return { signing, role, ...(member === undefined ? {} : { member }) };
  }

  roleInPast(node: EntryNode): Role | undefined {
    return this.authorOf(node).role;
  }

  /** The roster by what lies in the past of an entry: the same on every device. */
  atPast(node: EntryNode): RosterView {
    let roster = this.#atFirst;
    for (const { node: before, author, change } of this.#changes) {
      if (isInPast(node, before)) roster = foldRosterChange(roster, author, change);
    }
    return roster;
  }

  /** Takes a change in, if its author had the right to it. */
  apply(node: EntryNode, change: RosterChange): RosterRefusal | undefined {
    const author = this.authorOf(node);
    const isAdmission = change.type === 'admission';
    // Judged by the past, so that every device gives the same answer.
    const full = isAdmission ? refusalOfLimits(this.atPast(node), change) : undefined;
    if (full) return full;
    const applied = applyRosterChange(this.#roster, author, change);
    if (!applied.ok) return applied.refusal;
    this.#roster = applied.value;
    this.#changes.push({ node, author, change });
    this.#note(node, author, change);
    return undefined;
  }

  #memberInPast(node: EntryNode, device: string): string | undefined {
    const known = this.#atFirst.deviceById.get(device)?.member;
    if (known !== undefined) return known;
    const admitted = (this.#members.get(device) ?? [])
      .filter((grant) => isInPast(node, grant))
      .map(({ value }) => value);
    const [first] = admitted;
    return first && admitted.reduce(strongerClaim, first).member;
  }

  #roleInPast(node: EntryNode, member: string): Role | undefined {
    const granted = (this.#roles.get(member) ?? [])
      .filter((grant) => isInPast(node, grant))
      .map(({ value }) => value);
    const atFirst = this.#atFirst.memberById.get(member)?.role;
    const held = atFirst ? [atFirst, ...granted] : granted;
    return held.length === 0 ? undefined : held.reduce(higherRole);
  }

  #note({ chain, place }: EntryNode, author: ChangeAuthor, change: RosterChange): void {
    if (change.type === 'promotion') {
      append(this.#roles, hexFromBytes(change.member), { chain, place, value: change.role });
    }
    if (change.type !== 'admission') return;
    const member = hexFromBytes(change.member ?? memberIdFromDevice(change.device.signing));
    const claim = claimOfAdmission(change, author.role ?? 'reader');
    append(this.#members, deviceIdOf(change.device), { chain, place, value: claim });
    if (!change.member) append(this.#roles, member, { chain, place, value: change.role });
  }
}

const append = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};
