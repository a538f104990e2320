/**
 * What happened to who belongs, readable: every roster change that took effect, in all the epochs
 * that the present one came from, oldest first and in the same order on every device. What a
 * succession did is found by comparing its charter with those before it. A succession that the group
 * did not follow from here, and what a removed device wrote beyond its removal, changed nothing and
 * are left out. Pure.
 */
import { compareNodes, type EntryNode } from '../ledger/graph.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { parentBytes } from '../ledger/content.ts';
import type { RosterChange } from '../roster/changes.ts';
import type { Policy } from '../roster/charter.ts';
import { deviceIdOf, memberIdFromDevice } from '../roster/member.ts';
import { boundOf, type BoundFacts } from './counting/bounds.ts';
import type { CountedChange } from './counting/epoch-roster.ts';
import type { EpochState } from './counting/epoch-state.ts';
import type { History } from './counting/history.ts';
import type { CountedSuccession } from './counting/successions.ts';
import type { RosterEvent } from './governing.ts';

type Person = NonNullable<RosterEvent['by']>;
/** Where an event stands, and what an entry says of it. */
type Told = Omit<RosterEvent, 'id' | 'by' | 'claimedAt'>;

interface Dated {
  readonly node: EntryNode;
  readonly by: string | undefined;
  readonly told: readonly Told[];
  /** What is told only once, though it may be written for each of several keys. */
  readonly once?: string;
}

export const rosterHistoryOf = (history: History): readonly RosterEvent[] => {
  const states = [...history.current.ancestry].flatMap((id) => history.stateOf(id) ?? []);
  const people = new People(history.states);
  const bounds = history.boundFacts;
  const changes = states.flatMap(({ roster }) =>
    roster.changes.filter(({ node }) => tookEffect(node, history, bounds)),
  );
  const dated = [
    ...changes.map((change) => datedChange(change, people)),
    ...states.flatMap((state) => datedSuccession(state, history, people)),
  ].toSorted((left, right) => compareNodes(left.node, right.node));
  const root = states.find(({ begunBy }) => begunBy === undefined);
  return [
    ...(root ? [founded(root, history, people)] : []),
    ...[...onlyFirst(dated), ...goneOnWithout(history)].flatMap((each) => eventsOf(each, people)),
  ];
};

/** Names by id, of everybody who was ever in an epoch that is known here. */
class People {
  readonly #handles = new Map<string, string>();
  readonly #memberByDevice = new Map<string, string>();

  constructor(states: readonly EpochState[]) {
    for (const { roster } of states) {
      for (const { id, handle, devices } of roster.roster.memberById.values()) {
        this.#handles.set(id, handle);
        for (const device of devices) this.#memberByDevice.set(device, id);
      }
    }
  }

  person(member: string): Person {
    return { member, handle: this.#handles.get(member) ?? '' };
  }

  ownerOf(device: string): Person | undefined {
    const member = this.#memberByDevice.get(device);
    return member === undefined ? undefined : this.person(member);
  }
}

/** What a device that is gone wrote after it was cut off, or dated back, let nobody in. */
const tookEffect = (
  { chain, place }: EntryNode,
  { current }: History,
  bounds: BoundFacts,
): boolean =>
  current.roster.roster.deviceById.has(chain.feed.device) || place < boundOf(chain, bounds);

const founded = ({ id, charter }: EpochState, history: History, people: People): RosterEvent => {
  const [first, ...others] = charter.members.filter(({ role }) => role === 'steward');
  const seconds = history.firstClaimedSeconds(id);
  return {
    id,
    type: 'founded',
    ...(first && others.length === 0 ? { by: people.person(hexFromBytes(first.id)) } : {}),
    ...(seconds === undefined ? {} : { claimedAt: seconds * 1000 }),
  };
};

const eventsOf = ({ node, by, told }: Dated, people: People): readonly RosterEvent[] => {
  const link = hexFromBytes(node.chain.linkAt(node.place).subarray(0, parentBytes));
  const seconds = node.content?.claimedSeconds;
  return told.map((each, index) => ({
    id: `${link}:${index}`,
    ...(by === undefined ? {} : { by: people.person(by) }),
    ...each,
    ...(seconds === undefined ? {} : { claimedAt: seconds * 1000 }),
  }));
};

const datedChange = ({ node, author, change }: CountedChange, people: People): Dated => {
  const told = toldOf(change, author.member, people);
  const once = onceOf(change);
  return { node, by: author.member, told, ...(once === undefined ? {} : { once }) };
};

const toldOf = (change: RosterChange, author: string | undefined, people: People): Told[] => {
  switch (change.type) {
    case 'invitation':
      // For a device of one's own it lets nobody in; its role would read as if it did.
      return change.purpose === 'own-device' && author !== undefined
        ? [{ type: 'invited', about: people.person(author) }]
        : [{ type: 'invited', role: change.role }];
    case 'withdrawal':
      return [{ type: 'invite-withdrawn' }];
    case 'admission': {
      const { role } = change;
      const device = deviceIdOf(change.device);
      if (change.member) {
        const about = people.person(hexFromBytes(change.member));
        return [{ type: 'device-added', about, device }];
      }
      const member = hexFromBytes(memberIdFromDevice(change.device.signing));
      const about = { member, handle: change.handle };
      return [{ type: 'admitted', about, device, role }];
    }
    case 'promotion':
      return [
        { type: 'promoted', about: people.person(hexFromBytes(change.member)), role: change.role },
      ];
    case 'leaving': {
      const about = author === undefined ? {} : { about: people.person(author) };
      return change.device
        ? [{ type: 'device-dropped', ...about, device: hexFromBytes(change.device) }]
        : [{ type: 'left', ...about }];
    }
    case 'declining':
      return [{ type: 'declined' }];
    case 'succession':
    case 'handover':
    case 'disclosure':
      // What a succession did is found by comparison; the others move keys, not people.
      return [];
  }
};

/** A charter of two parents repeats what each did: only what neither had done is new. */
const datedSuccession = (state: EpochState, history: History, people: People): Dated[] => {
  const { begunBy, taken, charter } = state;
  if (!begunBy) return [];
  const parents = charter.parents.flatMap((id) => history.stateOf(hexFromBytes(id)) ?? []);
  const asked = parents.map(({ roster }) => roster.atPast(begunBy.node).leaving);
  const wasGone = (kind: 'members' | 'devices', id: string): boolean =>
    parents.some(({ removed }) => removed[kind].has(id)) ||
    asked.some((each) => each[kind].has(id));
  const members = [...taken.members].filter((id) => !wasGone('members', id)).toSorted();
  const told: Told[] = members.map((id) => ({ type: 'removed', about: people.person(id) }));
  for (const device of [...taken.devices].toSorted()) {
    const about = people.ownerOf(device);
    const goesAlone = about === undefined || !taken.members.has(about.member);
    if (!goesAlone || wasGone('devices', device)) continue;
    told.push({ type: 'device-removed', ...(about ? { about } : {}), device });
  }
  for (const [id, role] of [...taken.caps].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const wasLowered = parents.some((parent) => hasLowered(parent, id, history));
    if (parents.length > 1 && wasLowered) continue;
    told.push({ type: 'demoted', about: people.person(id), role });
  }
  const isNewPolicy = parents.every(
    (parent) => !isSamePolicy(parent.charter.policy, charter.policy),
  );
  if (isNewPolicy) told.push({ type: 'policy-changed' });
  if (told.length === 0) told.push({ type: 'keys-changed' });
  return [{ node: begunBy.node, by: begunBy.author.member, told }];
};

const hasLowered = (state: EpochState, member: string, history: History): boolean =>
  [...state.ancestry].some((id) => history.stateOf(id)?.taken.caps.has(member));

const isSamePolicy = (left: Policy, right: Policy): boolean =>
  left.whoAdmits === right.whoAdmits && left.inviteRole === right.inviteRole;

/** The group went on, and this device was not taken along: that is all that can be known here. */
const goneOnWithout = ({ lineage, successions, current }: History): Dated[] => {
  const { cutOff } = lineage;
  const last: CountedSuccession | undefined = successions.find(
    ({ id }) => id === cutOff?.id && !current.ancestry.has(id),
  );
  return last
    ? [{ node: last.node, by: last.author.member, told: [{ type: 'keys-changed' }] }]
    : [];
};

const onlyFirst = (dated: readonly Dated[]): readonly Dated[] => {
  const seen = new Set<string>();
  return dated.filter(({ once }) => {
    if (once === undefined) return true;
    const isFirst = !seen.has(once);
    seen.add(once);
    return isFirst;
  });
};

/**
 * Open invites are written again for new keys, and whoever was let in while they changed is let in
 * again: neither happened twice.
 */
const onceOf = (change: RosterChange): string | undefined => {
  if (change.type === 'invitation') return `invited:${hexFromBytes(change.invite)}`;
  if (change.type === 'admission') return `admitted:${deviceIdOf(change.device)}`;
  return undefined;
};
