/**
 * The history of a group: its epochs, the successions between them, who has arrived where, and in
 * which epoch this device is. It confirms an epoch when a succession that counts leads to it.
 */
import type { DeviceKeys } from '../../identity/device.ts';
import type { EntryNode } from '../../ledger/graph.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import type { Steps } from '../../lib/steps.ts';
import { mayDo } from '../../roster/authority.ts';
import type { RosterChange, SuccessionChange } from '../../roster/changes.ts';
import { deviceIdOf } from '../../roster/member.ts';
import type { Lineage } from '../../roster/lineage.ts';
import { openHandover } from '../../roster/succession.ts';
import type { EpochBook, EpochId } from '../epoch-book.ts';
import type { BoundFacts } from './bounds.ts';
import { isInPast } from './epoch-roster.ts';
import { rootState, type EpochState } from './epoch-state.ts';
import { findLineage, type CountedArrival } from './finding-lineage.ts';
import { judgeSuccession } from './judging.ts';
import { openSuccession, type BrokenSuccession, type CountedSuccession } from './successions.ts';

/** Keys given later to a device that was let in while they changed. */
export interface CountedHandover {
  readonly node: EntryNode;
  /** The epoch in whose ledger it lies. */
  readonly in: EpochId;
  /** The epoch whose keys it gives. */
  readonly to: EpochId;
  /** Hex. */
  readonly device: string;
}

/** A broken succession, and what opens it. */
export interface Untold {
  readonly in: EpochId;
  /** 32 bytes. */
  readonly epochId: Uint8Array;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export class History {
  readonly #book: EpochBook;
  readonly #device: DeviceKeys;
  readonly #states = new Map<EpochId, EpochState>();
  readonly #successions: CountedSuccession[] = [];
  readonly #arrivals: CountedArrival[] = [];
  readonly #handovers: CountedHandover[] = [];
  readonly #firstClaimed = new Map<EpochId, number>();
  readonly #firstOwn = new Map<EpochId, number>();
  readonly #disclosed = new Set<string>();
  /** Entries of everybody who had the right to a succession. */
  readonly #written: EntryNode[] = [];
  readonly #broken = new Map<EpochId, Untold>();
  /** Found to be broken after they were taken in: nodes, and the rules that they break. */
  readonly #late: { readonly node: EntryNode; readonly rule: string }[] = [];
  readonly #confirmed: EpochId[] = [];
  #lineage: Lineage;
  #current: EpochState;
  #isStale = true;

  constructor(book: EpochBook, device: DeviceKeys) {
    this.#book = book;
    this.#device = device;
    this.#current = rootState(book.root);
    this.#states.set(book.root.id, this.#current);
    this.#lineage = this.#findLineage();
  }

  get lineage(): Lineage {
    return this.#lineage;
  }

  /** The epoch that this device is in. */
  get current(): EpochState {
    return this.#current;
  }

  get states(): readonly EpochState[] {
    return [...this.#states.values()];
  }

  get successions(): readonly CountedSuccession[] {
    return this.#successions;
  }

  get arrivals(): readonly CountedArrival[] {
    return this.#arrivals;
  }

  get handovers(): readonly CountedHandover[] {
    return this.#handovers;
  }

  /** Whether those who are in `epoch` have been told the keys of `other`, which it did not come from. */
  isDisclosed(other: EpochId, epoch: EpochId): boolean {
    return this.descends(epoch, other) || this.#disclosed.has(`${epoch}:${other}`);
  }

  stateOf(epoch: EpochId): EpochState | undefined {
    return this.#states.get(epoch);
  }

  /** Whether `descendant` is `ancestor`, or came from it. */
  descends(descendant: EpochId, ancestor: EpochId): boolean {
    return this.#states.get(descendant)?.ancestry.has(ancestor) ?? false;
  }

  /** Whether a device is in an epoch: it has arrived there, or the epoch is the first. */
  isHere(device: string, epoch: EpochId): boolean {
    const state = this.#states.get(epoch);
    const roster = state?.roster.roster;
    if (!roster?.deviceById.has(device)) return false;
    return (
      !state?.begunBy ||
      this.#arrivals.some((arrival) => arrival.device === device && arrival.epoch === epoch)
    );
  }

  get boundFacts(): BoundFacts {
    const beginnings = [...this.#current.ancestry].flatMap((id) => {
      const state = this.#states.get(id);
      if (!state?.begunBy) return [];
      const devices = new Set(
        state.charter.members.flatMap((member) => member.devices.map(deviceIdOf)),
      );
      return [{ id, succession: state.begunBy.node, devices }];
    });
    return {
      beginnings,
      arrivals: this.#arrivals,
      descends: (descendant, ancestor) => this.descends(descendant, ancestor),
    };
  }

  /** Takes a roster change in; the rule by which it is set aside, if it is. */
  *take(node: EntryNode, state: EpochState, change: RosterChange): Steps<string | undefined> {
    this.#isStale = true;
    if (change.type === 'succession') return yield* this.#takeSuccession(node, state, change);
    const refusal = state.roster.apply(node, change);
    if (refusal) return refusal.type;
    if (change.type === 'disclosure') {
      this.#disclosed.add(`${state.id}:${hexFromBytes(change.epochId)}`);
      this.#book.noteCandidate(hexFromBytes(change.epochId), change.secret.slice());
      yield* this.#openMore();
    }
    if (change.type === 'handover') {
      this.#handovers.push({
        node,
        in: state.id,
        to: hexFromBytes(change.epochId),
        device: hexFromBytes(change.device),
      });
      const secret = openHandover(change, this.#book.groupId, this.#device);
      if (secret) this.#book.noteCandidate(hexFromBytes(change.epochId), secret);
      yield* this.#openMore();
    }
    return undefined;
  }

  noteArrival(node: EntryNode, state: EpochState): void {
    const { member } = state.roster.authorOf(node);
    if (member === undefined) return;
    this.#isStale = true;
    this.#arrivals.push({ node, epoch: state.id, device: node.chain.feed.device, member });
  }

  /** The earliest time that anybody's clock gave in an epoch; decides nothing. */
  firstClaimedSeconds(epoch: EpochId): number | undefined {
    return this.#firstClaimed.get(epoch);
  }

  /** The earliest time that this device's own clock gave in an epoch. */
  firstOwnSeconds(epoch: EpochId): number | undefined {
    return this.#firstOwn.get(epoch);
  }

  noteClaimed({ chain, content }: EntryNode, epoch: EpochId): void {
    if (!content) return;
    const isOwn = chain.feed.device === deviceIdOf({ signing: this.#device.signing.publicKey });
    for (const seen of isOwn ? [this.#firstClaimed, this.#firstOwn] : [this.#firstClaimed]) {
      seen.set(epoch, Math.min(content.claimedSeconds, seen.get(epoch) ?? Infinity));
    }
  }

  /** Whether a device has been given the keys of an epoch by name. */
  isHandedTo(device: string, epoch: EpochId): boolean {
    return this.#handovers.some((handover) => handover.device === device && handover.to === epoch);
  }

  /** A broken succession that those whom it was not sealed to take for their removal. */
  get untold(): Untold | undefined {
    return [...this.#broken.values()].find(
      ({ in: epoch, epochId }) =>
        epoch === this.#current.id && !this.isDisclosed(hexFromBytes(epochId), epoch),
    );
  }

  /** Entries set aside since the last call, though they were taken in at first. */
  takeLate(): readonly { readonly node: EntryNode; readonly rule: string }[] {
    return this.#late.splice(0);
  }

  /** Epochs confirmed since the last call. */
  takeConfirmed(): readonly EpochId[] {
    return this.#confirmed.splice(0);
  }

  /** Finds anew where this device is, if anything happened to rosters or epochs. */
  settle(): { readonly changed: boolean; readonly moved: boolean } {
    if (!this.#isStale) return { changed: false, moved: false };
    this.#isStale = false;
    this.#lineage = this.#findLineage();
    const before = this.#current;
    this.#current = this.#states.get(this.#lineage.current) ?? before;
    return { changed: true, moved: this.#current !== before };
  }

  *#takeSuccession(
    node: EntryNode,
    state: EpochState,
    change: SuccessionChange,
  ): Steps<string | undefined> {
    const author = state.roster.authorOf(node);
    const { role, member } = author;
    if (role === undefined || member === undefined) return 'author-unknown';
    if (!mayDo(role, 'succeed', state.charter.policy)) return 'author-may-not';
    const { device } = node.chain.feed;
    // A broken one too: whoever cannot open it must come to the same answer.
    const written = this.#written.filter(
      (other) => other.chain.feed.epoch.id === state.id && other.chain.feed.device === device,
    );
    const isSecond = written.some((other) => isInPast(node, other));
    this.#written.push(node);
    const electors = new Set(state.roster.atPast(node).memberById.keys());
    const succession: CountedSuccession = {
      id: hexFromBytes(change.epochId),
      node,
      change,
      in: state.id,
      author: { ...author, member },
      electors,
    };
    if (isSecond) {
      const breach = yield* this.#breachOf(succession);
      if (breach) return breach;
      return 'second-succession';
    }
    this.#successions.push(succession);
    return yield* this.#open(succession);
  }

  *#breachOf(succession: CountedSuccession): Steps<string | undefined> {
    const opened = yield* openSuccession(succession, this.#book, this.#device);
    if (!opened || 'breach' in opened) return opened?.breach;
    const judged = judgeSuccession(succession, opened.charter, this.#states);
    return typeof judged === 'object' && 'breach' in judged ? judged.breach : undefined;
  }

  /** What could not be opened before may be opened now. */
  *#openMore(): Steps<void> {
    // What is refused leaves the list meanwhile.
    for (const succession of Array.from(this.#successions)) {
      if (this.#states.has(succession.id)) continue;
      const rule = yield* this.#open(succession);
      if (rule) this.#late.push({ node: succession.node, rule });
    }
  }

  *#open(succession: CountedSuccession): Steps<string | undefined> {
    if (this.#states.has(succession.id)) return undefined;
    const opened = yield* openSuccession(succession, this.#book, this.#device);
    if (!opened) return undefined;
    if ('breach' in opened) return this.#refuse(succession, opened);
    const { charter, secret, parentSecrets } = opened;
    charter.parents.forEach((parent, index) => {
      const parentSecret = parentSecrets[index];
      if (parentSecret) this.#book.noteCandidate(hexFromBytes(parent), parentSecret);
    });
    const judged = judgeSuccession(succession, charter, this.#states);
    if (judged === 'parent-unknown') return undefined;
    if ('breach' in judged) {
      return this.#refuse(succession, { breach: judged.breach, secret });
    }
    const known = this.#book.add(charter, secret);
    this.#states.set(known.id, judged.after(known));
    this.#confirmed.push(known.id);
    this.#isStale = true;
    yield* this.#openMore();
    return undefined;
  }

  /** It is as if it had not been written; nobody is cut off by it. */
  #refuse(succession: CountedSuccession, { breach, secret }: BrokenSuccession): string {
    this.#successions.splice(this.#successions.indexOf(succession), 1);
    const { id, in: epoch, change } = succession;
    this.#broken.set(id, { in: epoch, epochId: change.epochId, secret });
    return breach;
  }

  #findLineage(): Lineage {
    return findLineage({
      root: this.#book.root.id,
      device: deviceIdOf({ signing: this.#device.signing.publicKey }),
      states: this.#states,
      successions: this.#successions,
      arrivals: this.#arrivals,
    });
  }
}
