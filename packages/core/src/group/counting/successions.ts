/**
 * The successions that were written: each judged by its author's right, opened where this device has
 * a key for it, and told as facts to the lineage. Which of them the group followed is not decided
 * here.
 */
import { hashBytes } from '../../crypto/hash.ts';
import type { DeviceKeys } from '../../identity/device.ts';
import type { EntryNode } from '../../ledger/graph.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import type { Steps } from '../../lib/steps.ts';
import type { SuccessionChange } from '../../roster/changes.ts';
import { encodeCharter, type Charter } from '../../roster/charter.ts';
import type { SuccessionFact } from '../../roster/lineage.ts';
import { deviceIdOf } from '../../roster/member.ts';
import type { ChangeAuthor } from '../../roster/roster.ts';
import { openCharter, openEnvelopes } from '../../roster/succession.ts';
import type { EpochBook, EpochId } from '../epoch-book.ts';

/** A succession whose author had the right to it. */
export interface CountedSuccession {
  readonly id: EpochId;
  readonly node: EntryNode;
  readonly change: SuccessionChange;
  /** The epoch in whose ledger it lies. */
  readonly in: EpochId;
  readonly author: ChangeAuthor & { readonly member: string };
  /** Members of that epoch's roster by the entry's own past. */
  readonly electors: ReadonlySet<string>;
}

/** What is inside a succession, for those who can open it. */
export interface OpenedSuccession {
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** In the order of the charter's parents, 32 bytes each. */
  readonly parentSecrets: readonly Uint8Array[];
}

/** One that opens, and is not what a succession may be. */
export interface BrokenSuccession {
  /** The rule that it breaks. */
  readonly breach: string;
  /** That opened it, 32 bytes. */
  readonly secret: Uint8Array;
}

/**
 * Opens a succession with what is known already, or with this device's key. A breach is told only
 * where nothing opens it soundly.
 */
export function* openSuccession(
  succession: CountedSuccession,
  book: EpochBook,
  device: DeviceKeys,
): Steps<OpenedSuccession | BrokenSuccession | undefined> {
  const { change, id } = succession;
  let broken: BrokenSuccession | undefined;
  const openWith = (secret: Uint8Array | undefined): OpenedSuccession | undefined => {
    const opened = secret && openCharter(change, succession.author.signing, book.groupId, secret);
    if (secret && opened?.ok) return { ...opened.value, secret };
    if (opened?.ok === false && opened.refusal.type !== 'succession-secret-wrong') {
      broken = { breach: opened.refusal.type, secret: secret ?? new Uint8Array() };
    }
    return undefined;
  };
  for (const candidate of book.candidatesFor(id)) {
    const opened = openWith(candidate);
    if (opened) return opened;
  }
  book.dropCandidates(id);
  const opened = openWith(yield* openEnvelopes(change, book.groupId, device));
  return opened ?? broken;
}

/** What the lineage needs to know. `charter`: nothing where it could not be opened. */
export const factOf = (
  succession: CountedSuccession,
  charter: Charter | undefined,
): SuccessionFact => ({
  id: succession.id,
  parents: charter ? charter.parents.map(hexFromBytes) : [succession.in],
  author: {
    member: succession.author.member,
    device: hexFromBytes(succession.author.signing),
  },
  members: charter && membersOf(charter),
  electors: succession.electors,
  face: charter ? faceOf(charter) : succession.id,
  sealedTo: succession.change.envelopes.length,
});

export const membersOf = (charter: Charter): NonNullable<SuccessionFact['members']> =>
  new Map(
    charter.members.map((member) => [
      hexFromBytes(member.id),
      { role: member.role, devices: member.devices.map(deviceIdOf) },
    ]),
  );

/** Two charters with the same face differ in nothing but their secret. */
const faceOf = (charter: Charter): string => {
  const faceless = { ...charter, commitment: new Uint8Array(32) };
  return hexFromBytes(hashBytes('charter-face', encodeCharter(faceless)));
};
