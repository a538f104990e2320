import { describe, expect, it } from 'vitest';
import {
  charter as firstCharter,
  charterOf,
  deviceOf,
  fixedBytes,
  founder,
  groupId,
  hostile,
  member,
  memberOf,
  newcomer,
} from '../../test/actors.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Charter } from './charter.ts';
import {
  charterRules,
  refusalOfCharter,
  type CharterFacts,
  type CharterParent,
} from './judging-charters.ts';
import { deviceIdOf, type RosterMember } from './member.ts';
import { mergedMembers, nothingTaken, takenBetween, type MergeSide } from './merging-members.ts';

const people = [
  memberOf(founder, 'founder', 'steward'),
  memberOf(member, 'member', 'member'),
  memberOf(hostile, 'hostile', 'member'),
] as const;
const [first, second, third] = people;
const author = {
  member: hexFromBytes(first.id),
  device: hexFromBytes(founder.signing.publicKey),
};
const parent: CharterParent = { number: 4, members: people, taken: nothingTaken };
const later = (members: readonly RosterMember[], change: Partial<Charter> = {}): Charter =>
  charterOf(members, { groupId, number: 5, parents: [fixedBytes(32, 1)], ...change });
const ruleOf = (charter: Charter, change: Partial<CharterFacts> = {}): string | undefined =>
  refusalOfCharter({ charter, groupId, author, parents: [parent], ...change })?.rule;

describe('a charter with one parent', () => {
  it('takes away members, devices and roles, and may change policy and relays', () => {
    expect(ruleOf(later(people))).toBeUndefined();
    expect(ruleOf(later([first]))).toBeUndefined();
    expect(ruleOf(later([first, { ...second, role: 'reader' }]))).toBeUndefined();
    expect(
      ruleOf(
        later([first], { relays: [], policy: { whoAdmits: 'members', inviteRole: 'reader' } }),
      ),
    ).toBeUndefined();
    const twoDevices = { ...second, devices: [deviceOf(member), deviceOf(newcomer)] };
    const members = [first, twoDevices];
    expect(ruleOf(later([first, second]), { parents: [{ ...parent, members }] })).toBeUndefined();
  });

  it('lets a steward step down, as long as another is left', () => {
    const members = [first, { ...second, role: 'steward' as const }];
    const down = [{ ...first, role: 'reader' as const }, members[1] ?? second];
    expect(ruleOf(later(down), { parents: [{ ...parent, members }] })).toBeUndefined();
    expect(ruleOf(later(down.slice(0, 1)), { parents: [{ ...parent, members }] })).toBe(
      'steward-left',
    );
  });

  it('is refused by rule', () => {
    const key = { ...second, devices: [{ ...deviceOf(member), wrapping: new Uint8Array(1216) }] };
    const refusals: readonly [Charter, string][] = [
      [later(people, { groupId: fixedBytes(32, 9) }), 'group'],
      [later(people, { number: 4 }), 'number'],
      [later(people, { number: 6 }), 'number'],
      [later(people, { parents: [fixedBytes(32, 1), fixedBytes(32, 2)] }), 'number'],
      [later([second, third]), 'steward-left'],
      [later([...people, memberOf(newcomer, 'newcomer', 'member')]), 'nobody-added'],
      [
        later([first, { ...second, devices: [deviceOf(member), deviceOf(newcomer)] }]),
        'nobody-added',
      ],
      // Another member's device is not one's own.
      [later([first, { ...second, devices: [deviceOf(hostile)] }]), 'nobody-added'],
      [later([first, key]), 'keys-as-they-were'],
      [later([first, { ...second, devices: [deviceOf(member, 2)] }]), 'keys-as-they-were'],
      [later([first, { ...second, handle: 'founder' }]), 'keys-as-they-were'],
      [later([first, { ...second, role: 'steward' }]), 'no-role-raised'],
    ];
    expect(refusals.map(([charter]) => ruleOf(charter))).toEqual(refusals.map(([, rule]) => rule));
    expect(ruleOf(firstCharter)).toBe('group');
  });

  it('is written by a steward of its parent, on a device that the parent has', () => {
    const by = (of: RosterMember, device = of.devices[0]) =>
      ruleOf(later(people), {
        author: { member: hexFromBytes(of.id), device: device ? deviceIdOf(device) : '' },
      });
    expect(by(first)).toBeUndefined();
    expect(by(second)).toBe('by-a-steward');
    expect(by(first, deviceOf(hostile))).toBe('by-a-steward');
    expect(by(memberOf(newcomer, 'newcomer', 'steward'))).toBe('by-a-steward');
  });
});

describe('a charter with two parents', () => {
  const guest = memberOf(newcomer, 'newcomer', 'member');
  const left: CharterParent = {
    number: 5,
    members: [first, second],
    taken: takenBetween(people, later([first, second])),
  };
  const right: CharterParent = { number: 7, members: [...people, guest], taken: nothingTaken };
  const parents = [left, right] as const;
  const change = { number: 8, parents: [fixedBytes(32, 1), fixedBytes(32, 2)] };

  it('names exactly those whom everybody computes', () => {
    expect(ruleOf(later([first, second, guest], change), { parents })).toBeUndefined();
    expect(
      ruleOf(later([first, second, guest], change), { parents: [right, left] }),
    ).toBeUndefined();
    const others = [
      [first, second],
      [first, second, third, guest],
      [first, second, { ...guest, role: 'steward' as const }],
      [first, second, { ...guest, handle: 'other' }],
      [first, second, { ...guest, devices: [deviceOf(newcomer, 2)] }],
      [first, guest, third],
    ];
    expect(others.map((each) => ruleOf(later(each, change), { parents }))).toEqual(
      others.map(() => 'merge-as-computed'),
    );
  });

  it('counts on from the larger number', () => {
    const members = [first, second, guest];
    expect(ruleOf(later(members, { ...change, number: 6 }), { parents })).toBe('number');
    expect(ruleOf(later(members, { ...change, parents: [fixedBytes(32, 1)] }), { parents })).toBe(
      'number',
    );
  });

  it('is written by a steward of one of them, and not at all where no steward is left', () => {
    const by = (keys: typeof hostile) => ({
      member: hexFromBytes(memberOf(keys, '', 'reader').id),
      device: hexFromBytes(keys.signing.publicKey),
    });
    const merged = later([first, second, guest], change);
    expect(ruleOf(merged, { parents, author: by(hostile) })).toBe('by-a-steward');
    const without: MergeSide = { members: [second], taken: takenBetween(people, { members: [] }) };
    expect(mergedMembers(without, right)).toEqual({
      ok: false,
      refusal: { type: 'merge-leaves-no-steward' },
    });
    expect(ruleOf(merged, { parents: [{ ...without, number: 5 }, right] })).toBe(
      'merge-as-computed',
    );
  });
});

describe('the rules', () => {
  it('are one table, each with its sentence', () => {
    expect(charterRules.map(({ name }) => name)).toEqual([
      'group',
      'number',
      'by-a-steward',
      'steward-left',
      'nobody-added',
      'keys-as-they-were',
      'no-role-raised',
      'merge-as-computed',
    ]);
    expect(charterRules.every(({ sentence }) => sentence.endsWith('.'))).toBe(true);
  });
});
