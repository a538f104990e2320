/**
 * What counts: whether an entry takes effect, in which epoch the group is, and who belongs to it
 * (`docs/protocol.md`, What counts). A pure function of the entries held: the answer is the same on
 * every device, whatever the order in which they came, the link, or anybody's clock.
 */
import type { DeviceKeys } from '../../identity/device.ts';
import type { Chain } from '../../ledger/chain.ts';
import { entryTypes } from '../../ledger/content.ts';
import { decodeForkProof, type ForkProof } from '../../ledger/fork.ts';
import { compareNodes, type EntryNode } from '../../ledger/graph.ts';
import type { Steps } from '../../lib/steps.ts';
import { mayDo, type Deed } from '../../roster/authority.ts';
import { decodeRosterChange, type RosterChange } from '../../roster/changes.ts';
import type { RosterView } from '../../roster/roster.ts';
import type { EpochBook, EpochId } from '../epoch-book.ts';
import { boundOf } from './bounds.ts';
import { readDocumentEntry, type DocumentEntry } from './document-entry.ts';
import { EpochRoster, isInPast } from './epoch-roster.ts';
import type { EpochState } from './epoch-state.ts';
import { History } from './history.ts';

export interface Counted {
  /** Updates that count from now on, in Lamport order. */
  readonly documents: readonly DocumentEntry[];
  readonly forks: readonly ForkProof[];
  /** Rosters, epochs, or where this device is. */
  readonly rosterChanged: boolean;
  /** Where this device is in another epoch now: how much of each feed was in its documents before. */
  readonly hadBefore?: ReadonlyMap<Chain, number>;
  /** What was delivered before counts no more: everything must be delivered anew. */
  readonly mustRebuild: boolean;
}

/** Why an entry is set aside: kept, readable, not in the documents. */
export interface SetAside {
  readonly node: EntryNode;
  readonly rule: string;
  /** Where it is an update of a document. */
  readonly entry?: DocumentEntry;
}

export class Counting {
  readonly #history: History;
  /** Of epochs that nothing has confirmed: who speaks there, and what to judge when something does. */
  readonly #provisional = new Map<EpochId, EpochRoster>();
  readonly #deferred = new Map<EpochId, EntryNode[]>();
  readonly #lastDocumentByChain = new Map<Chain, string>();
  readonly #refused: SetAside[] = [];
  /** Written by devices that do not belong now, beyond what counts of them. */
  #beyond: DocumentEntry[] = [];
  #pending: DocumentEntry[] = [];
  #forks: ForkProof[] = [];
  /** One more than the place of the newest update delivered of each feed. */
  readonly #deliveredTo = new Map<Chain, number>();
  /** How far feeds count whose devices do not belong now, as of this settling. */
  readonly #bounds = new Map<Chain, number>();

  constructor(book: EpochBook, device: DeviceKeys) {
    this.#history = new History(book, device);
    if (book.hint !== book.root) {
      this.#provisional.set(book.hint.id, new EpochRoster(book.hint.charter));
    }
  }

  get history(): History {
    return this.#history;
  }

  /** The roster of the epoch that this device is in. */
  get roster(): RosterView {
    return this.#history.current.roster.roster;
  }

  /** Of any epoch with a known charter, confirmed or not: who may speak in its room. */
  rosterOf(epoch: EpochId): RosterView | undefined {
    return (this.#history.stateOf(epoch)?.roster ?? this.#provisional.get(epoch))?.roster;
  }

  /** Waits to be confirmed: entries of epochs that nothing leads to. */
  get unconfirmed(): number {
    return [...this.#deferred.values()].reduce((sum, nodes) => sum + nodes.length, 0);
  }

  get setAside(): readonly SetAside[] {
    const beyond = this.#beyond.map((entry) => ({
      node: entry.node,
      rule: 'after-removal',
      entry,
    }));
    return [...this.#refused, ...beyond];
  }

  /** The document that a feed wrote to last, by what is opened. */
  lastDocumentOf(chain: Chain): string | undefined {
    return this.#lastDocumentByChain.get(chain);
  }

  /** Takes opened entries in, each only once, in Lamport order. True if feeds became known. */
  *learn(nodes: readonly EntryNode[]): Steps<boolean> {
    let learned = false;
    // What is confirmed on the way is appended while it is walked.
    const queue = [...nodes];
    for (const node of queue) {
      const { epoch } = node.chain.feed;
      const state = this.#history.stateOf(epoch.id);
      if (state) {
        const before = state.roster.roster.deviceById;
        yield* this.#countOne(node, state);
        learned ||= state.roster.roster.deviceById !== before;
      } else {
        learned = this.#defer(node, epoch.id) || learned;
      }
      for (const confirmed of this.#history.takeConfirmed()) {
        learned = true;
        queue.push(...(this.#deferred.get(confirmed) ?? []));
        this.#deferred.delete(confirmed);
        this.#provisional.delete(confirmed);
      }
    }
    return learned;
  }

  /** After everything at hand was learned: what counts now that did not before. */
  settle(): Counted {
    const { changed, moved } = this.#history.settle();
    this.#bounds.clear();
    const hadBefore = moved ? new Map(this.#deliveredTo) : undefined;
    // What counts late may be what others rest on that were refused without it.
    const isLate = this.#beyond.some(({ node }) => this.#isWithin(node.chain, node.place));
    const mustRebuild = isLate || (moved && this.#holdsTooMuch());
    const candidates = [...this.#pending, ...this.#beyond].toSorted((left, right) =>
      compareNodes(left.node, right.node),
    );
    this.#pending = [];
    this.#beyond = [];
    const documents: DocumentEntry[] = [];
    for (const entry of candidates) {
      const { chain, place } = entry.node;
      if (!this.#isWithin(chain, place)) {
        this.#beyond.push(entry);
        continue;
      }
      documents.push(entry);
      this.#deliveredTo.set(chain, Math.max(place + 1, this.#deliveredTo.get(chain) ?? 0));
    }
    const forks = this.#forks;
    this.#forks = [];
    return {
      documents,
      forks,
      rosterChanged: changed,
      mustRebuild,
      ...(hadBefore ? { hadBefore } : {}),
    };
  }

  /** A device that belongs now counts whenever it wrote; another only as far as it was taken along. */
  boundFor(chain: Chain): number {
    if (this.roster.deviceById.has(chain.feed.device)) return Number.POSITIVE_INFINITY;
    const bound = this.#bounds.get(chain) ?? boundOf(chain, this.#history.boundFacts);
    this.#bounds.set(chain, bound);
    return bound;
  }

  #isWithin(chain: Chain, place: number): boolean {
    return place < this.boundFor(chain);
  }

  #holdsTooMuch(): boolean {
    return [...this.#deliveredTo].some(([chain, height]) => !this.#isWithin(chain, height - 1));
  }

  #defer(node: EntryNode, epoch: EpochId): boolean {
    const nodes = this.#deferred.get(epoch);
    if (nodes) nodes.push(node);
    else this.#deferred.set(epoch, [node]);
    const roster = this.#provisional.get(epoch);
    const change = roster && rosterChangeOf(node);
    if (!roster || !change) return false;
    const before = roster.roster.deviceById;
    roster.apply(node, change);
    return roster.roster.deviceById !== before;
  }

  *#countOne(node: EntryNode, state: EpochState): Steps<void> {
    const { content } = node;
    if (!content) {
      this.#setAside(node, 'unreadable');
      return;
    }
    this.#history.noteClaimed(node, state.id);
    switch (content.type) {
      case entryTypes.roster: {
        const change = rosterChangeOf(node);
        const rule = change ? yield* this.#history.take(node, state, change) : 'unreadable';
        if (rule) this.#setAside(node, rule);
        for (const late of this.#history.takeLate()) this.#setAside(late.node, late.rule);
        return;
      }
      case entryTypes.arrival:
        // Nobody has an epoch's keys before its succession: else its author could take it back.
        if (state.begunBy && !isInPast(node, state.begunBy.node)) {
          this.#setAside(node, 'arrival-before-succession');
        } else if (this.#may(node, state, 'read')) this.#history.noteArrival(node, state);
        else this.#setAside(node, 'author-may-not');
        return;
      case entryTypes.document:
      case entryTypes.sameDocument: {
        const entry = readDocumentEntry(node, this.#lastDocumentByChain);
        if (!entry) this.#setAside(node, 'unreadable');
        else if (this.#may(node, state, 'write-documents')) this.#pending.push(entry);
        else this.#setAside(node, 'author-may-not', entry);
        return;
      }
      case entryTypes.fork: {
        const proof = decodeForkProof(content.payload);
        if (!proof) this.#setAside(node, 'fork-malformed');
        else if (this.#may(node, state, 'report-fork')) this.#forks.push(proof);
        else this.#setAside(node, 'author-may-not');
        return;
      }
      default:
      // A part of a value to come, or a type of a later version: kept and ignored.
    }
  }

  #may(node: EntryNode, state: EpochState, deed: Deed): boolean {
    const role = state.roster.roleInPast(node);
    return role !== undefined && mayDo(role, deed, state.charter.policy);
  }

  #setAside(node: EntryNode, rule: string, entry?: DocumentEntry): void {
    this.#refused.push({ node, rule, ...(entry ? { entry } : {}) });
  }
}

const rosterChangeOf = (node: EntryNode): RosterChange | undefined => {
  if (node.content?.type !== entryTypes.roster) return undefined;
  const change = decodeRosterChange(node.content.payload);
  return change.ok ? change.value : undefined;
};
