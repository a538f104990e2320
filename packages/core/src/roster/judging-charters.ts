/**
 * Whether a charter may follow from its parents: succession only takes away, a merge is computed.
 * Pure, over rosters as they were at the past of the succession entries. An ordered table of named
 * rules; the first one broken is the one that is named. Knows nothing of secrets, entries, or of
 * which of several charters the group follows (`lineage.ts`).
 */
import { equalBytes } from '../crypto/equal.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Charter } from './charter.ts';
import { deviceIdOf, roles, type Role, type RosterDevice, type RosterMember } from './member.ts';
import { mergedMembers, type MergeSide } from './merging-members.ts';

/** An epoch that a charter follows from. */
export interface CharterParent extends MergeSide {
  readonly number: number;
}

export interface CharterFacts {
  readonly charter: Charter;
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  /** Of the succession entry: hex of the member's id and of the device's signing key. */
  readonly author: { readonly member: string; readonly device: string };
  /** In the order of the charter's parents. */
  readonly parents: readonly [CharterParent] | readonly [CharterParent, CharterParent];
}

export interface CharterBreach {
  readonly type: 'charter-breach';
  readonly rule: CharterRule;
}

interface Rule<Name extends string> {
  readonly name: Name;
  readonly sentence: string;
  readonly holds: (facts: CharterFacts) => boolean;
}

const rule = <const Name extends string>(definition: Rule<Name>): Rule<Name> => definition;

/** For a rule about charters with one parent: `holds` for each member beside its earlier record. */
const eachMember =
  (holds: (member: RosterMember, earlier: RosterMember | undefined) => boolean) =>
  ({ charter, parents }: CharterFacts): boolean => {
    if (parents.length === 2) return true;
    const earlier = new Map(parents[0].members.map((each) => [hexFromBytes(each.id), each]));
    return charter.members.every((each) => holds(each, earlier.get(hexFromBytes(each.id))));
  };

const sameDevice = (left: RosterDevice, right: RosterDevice): boolean =>
  equalBytes(left.signing, right.signing) &&
  equalBytes(left.wrapping, right.wrapping) &&
  equalBytes(left.salt, right.salt);

const sameMember = (left: RosterMember, right: RosterMember | undefined): boolean =>
  right !== undefined &&
  equalBytes(left.id, right.id) &&
  left.handle === right.handle &&
  left.role === right.role &&
  left.devices.length === right.devices.length &&
  left.devices.every((device, place) => {
    const other = right.devices[place];
    return other !== undefined && sameDevice(device, other);
  });

const rank = (role: Role): number => roles.indexOf(role);

/** In this order. */
const rules = [
  rule({
    name: 'group',
    sentence: 'It names the group that its parents belong to.',
    holds: ({ charter, groupId }) => equalBytes(charter.groupId, groupId),
  }),
  rule({
    name: 'number',
    sentence:
      'Its number is one more than the largest of its parents’, of which it has one or two.',
    holds: ({ charter, parents }) =>
      charter.parents.length === parents.length &&
      charter.number === Math.max(...parents.map(({ number }) => number)) + 1,
  }),
  rule({
    name: 'by-a-steward',
    sentence: 'Its author’s device acted as a steward in a parent.',
    holds: ({ author, parents }) =>
      parents.some(({ members }) =>
        members.some(
          ({ id, role, devices }) =>
            hexFromBytes(id) === author.member &&
            role === 'steward' &&
            devices.some((device) => deviceIdOf(device) === author.device),
        ),
      ),
  }),
  rule({
    name: 'steward-left',
    sentence: 'Somebody in it is a steward.',
    holds: ({ charter }) => charter.members.some(({ role }) => role === 'steward'),
  }),
  rule({
    name: 'nobody-added',
    sentence: 'With one parent, it names only members and devices that its parent had.',
    holds: eachMember(
      ({ devices }, earlier) =>
        earlier !== undefined &&
        devices.every(({ signing }) =>
          earlier.devices.some((each) => equalBytes(each.signing, signing)),
        ),
    ),
  }),
  rule({
    name: 'keys-as-they-were',
    sentence: 'With one parent, handles, keys and salts are those that its parent had.',
    holds: eachMember(
      ({ handle, devices }, earlier) =>
        earlier?.handle === handle &&
        devices.every((device) => earlier.devices.some((each) => sameDevice(each, device))),
    ),
  }),
  rule({
    name: 'no-role-raised',
    sentence: 'With one parent, nobody’s role is higher than it was.',
    holds: eachMember(
      ({ role }, earlier) => earlier !== undefined && rank(role) <= rank(earlier.role),
    ),
  }),
  rule({
    name: 'merge-as-computed',
    sentence: 'With two parents, its members are those that everybody computes from both.',
    holds: ({ charter, parents }) => {
      if (parents.length === 1) return true;
      const merged = mergedMembers(...parents);
      return (
        merged.ok &&
        merged.value.length === charter.members.length &&
        merged.value.every((each, place) => sameMember(each, charter.members[place]))
      );
    },
  }),
] as const;

export type CharterRule = (typeof rules)[number]['name'];

/** Which rule a charter breaks, if any. */
export const refusalOfCharter = (facts: CharterFacts): CharterBreach | undefined => {
  const broken = rules.find(({ holds }) => !holds(facts));
  return broken && { type: 'charter-breach', rule: broken.name };
};

/** The rules by name and sentence, for the documentation and for those who read a refusal. */
export const charterRules: readonly { readonly name: CharterRule; readonly sentence: string }[] =
  rules.map(({ name, sentence }) => ({ name, sentence }));
