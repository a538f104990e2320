/**
 * What counts: whether an entry takes effect, judged by its author's right in the entry's own past
 * and by nothing else (`docs/protocol.md`, What counts). The answer for a set of entries is the same
 * on every device, whatever the order in which they came.
 */
import { entryTypes } from '../ledger/content.ts';
import { decodeForkProof, type ForkProof } from '../ledger/fork.ts';
import { heightInPast, type EntryNode } from '../ledger/graph.ts';
import type { Chain } from '../ledger/chain.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { higherRole, mayDo } from '../roster/authority.ts';
import { decodeRosterChange, type RosterChange } from '../roster/changes.ts';
import type { Charter } from '../roster/charter.ts';
import { deviceIdOf, type Role } from '../roster/member.ts';
import {
  applyRosterChange,
  roleOfDevice,
  rosterFromCharter,
  type RosterView,
} from '../roster/roster.ts';

/** An update of a document, by somebody who had the right to write it. */
export interface DocumentEntry {
  readonly node: EntryNode;
  /** Hex of 16 bytes. */
  readonly document: string;
  readonly update: Uint8Array;
}

export interface Counted {
  readonly documents: readonly DocumentEntry[];
  readonly forks: readonly ForkProof[];
  readonly rosterChanged: boolean;
}

/** Why an entry is set aside: kept, readable, not in the documents. */
export type SetAsideRule =
  | 'unreadable'
  | 'author-may-not'
  | 'roster-change-refused'
  | 'fork-malformed';

interface AdmissionPlace {
  readonly chain: Chain;
  readonly place: number;
  readonly role: Role;
}

const documentIdBytes = 16;

export class Counting {
  readonly #charterRoster: RosterView;
  #roster: RosterView;
  readonly #admissionsByDevice = new Map<string, AdmissionPlace[]>();
  readonly #lastDocumentByChain = new Map<Chain, string>();
  readonly setAside: { readonly node: EntryNode; readonly rule: SetAsideRule }[] = [];

  constructor(charter: Charter) {
    this.#charterRoster = rosterFromCharter(charter);
    this.#roster = this.#charterRoster;
  }

  get roster(): RosterView {
    return this.#roster;
  }

  /** The document that a feed wrote to last, by what is opened. */
  lastDocumentOf(chain: Chain): string | undefined {
    return this.#lastDocumentByChain.get(chain);
  }

  /** Counts opened entries. `nodes` in Lamport order, each only once. */
  count(nodes: readonly EntryNode[]): Counted {
    const before = this.#roster;
    const documents: DocumentEntry[] = [];
    const forks: ForkProof[] = [];
    for (const node of nodes) {
      const rule = this.#countOne(node, documents, forks);
      if (rule) this.setAside.push({ node, rule });
    }
    return { documents, forks, rosterChanged: this.#roster !== before };
  }

  /** The role that the author of an entry had by what lies in the entry's past. */
  roleInPast(node: EntryNode): Role | undefined {
    const { device } = node.chain.feed;
    const admitted = (this.#admissionsByDevice.get(device) ?? [])
      .filter(({ chain, place }) => heightInPast(node, chain) > place)
      .map(({ role }) => role);
    const byCharter = roleOfDevice(this.#charterRoster, device);
    const held = byCharter ? [byCharter, ...admitted] : admitted;
    return held.length === 0 ? undefined : held.reduce(higherRole);
  }

  #countOne(
    node: EntryNode,
    documents: DocumentEntry[],
    forks: ForkProof[],
  ): SetAsideRule | undefined {
    const { content } = node;
    if (!content) return 'unreadable';
    switch (content.type) {
      case entryTypes.roster:
        return this.#countRosterChange(node, content.payload);
      case entryTypes.document:
      case entryTypes.sameDocument: {
        const entry = this.#documentEntry(node, content.type, content.payload);
        if (!entry) return 'unreadable';
        if (!this.#may(node, 'write-documents')) return 'author-may-not';
        documents.push(entry);
        return undefined;
      }
      case entryTypes.fork: {
        const proof = decodeForkProof(content.payload);
        if (!proof) return 'fork-malformed';
        if (!this.#may(node, 'report-fork')) return 'author-may-not';
        forks.push(proof);
        return undefined;
      }
      default:
        // A part of a value to come, or a type of a later version: kept and ignored.
        return undefined;
    }
  }

  #may(node: EntryNode, deed: Parameters<typeof mayDo>[1]): boolean {
    const role = this.roleInPast(node);
    return role !== undefined && mayDo(role, deed, this.#roster.policy);
  }

  /** Which document an update belongs to is noted even where its author may not write. */
  #documentEntry(node: EntryNode, type: number, payload: Uint8Array): DocumentEntry | undefined {
    if (type === entryTypes.sameDocument) {
      const document = this.#lastDocumentByChain.get(node.chain);
      return document === undefined ? undefined : { node, document, update: payload };
    }
    if (payload.length < documentIdBytes) return undefined;
    const document = hexFromBytes(payload.subarray(0, documentIdBytes));
    this.#lastDocumentByChain.set(node.chain, document);
    return { node, document, update: payload.subarray(documentIdBytes) };
  }

  #countRosterChange(node: EntryNode, payload: Uint8Array): SetAsideRule | undefined {
    const change = decodeRosterChange(payload);
    if (!change.ok) return 'unreadable';
    const applied = applyRosterChange(
      this.#roster,
      { signing: node.chain.feed.signing, role: this.roleInPast(node) },
      change.value,
    );
    if (!applied.ok) return 'roster-change-refused';
    this.#roster = applied.value;
    if (change.value.type === 'admission') this.#noteAdmission(node, change.value);
    return undefined;
  }

  #noteAdmission(node: EntryNode, change: Extract<RosterChange, { type: 'admission' }>): void {
    const device = deviceIdOf(change.device);
    const places = this.#admissionsByDevice.get(device) ?? [];
    this.#admissionsByDevice.set(device, [
      ...places,
      { chain: node.chain, place: node.place, role: change.role },
    ]);
  }
}
