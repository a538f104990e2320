import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedBytes } from '../../test/actors.ts';
import { compareBytes, hexFromBytes } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax } from '../lib/limits.ts';
import {
  deviceIdOf,
  memberIdFromDevice,
  roles,
  type Role,
  type RosterDevice,
  type RosterMember,
} from './member.ts';
import {
  mergedMembers,
  nothingTaken,
  takenBetween,
  takenTogether,
  type MergeSide,
  type Taken,
} from './merging-members.ts';

/** Made once: hundreds of thousands of devices are named below. */
const keys = Array.from({ length: 128 }, (_, number) => fixedBytes(32, number));
const ids = keys.map(memberIdFromDevice);
const keyAt = (number: number): Uint8Array => keys[number] ?? keys[0] ?? new Uint8Array(32);

const device = (number: number, salt = 1): RosterDevice => ({
  signing: keyAt(number),
  wrapping: Uint8Array.of(number),
  salt: new Uint8Array(16).fill(salt),
});
const person = (
  number: number,
  role: Role,
  devices: readonly number[] = [number],
): RosterMember => ({
  id: ids[number] ?? new Uint8Array(16),
  handle: `member ${number}`,
  role,
  devices: devices.map((each) => device(each)),
});
const idOf = (number: number): string => hexFromBytes(person(number, 'reader').id);
const keyOf = (number: number): string => deviceIdOf(device(number));
const side = (members: readonly RosterMember[], taken: Partial<Taken> = {}): MergeSide => ({
  members,
  taken: { ...nothingTaken, ...taken },
});
const merged = (left: MergeSide, right: MergeSide): readonly RosterMember[] => {
  const result = mergedMembers(left, right);
  if (!result.ok) throw new Error(result.refusal.type);
  return result.value;
};
const brief = (members: readonly RosterMember[]) =>
  Object.fromEntries(
    members.map(({ handle, role, devices }) => [handle, `${role} ${devices.length}`]),
  );

const steward = person(1, 'steward');

describe('what a charter takes away', () => {
  it('is members, devices and roles', () => {
    const before = [
      steward,
      person(2, 'member', [2, 3]),
      person(4, 'steward'),
      person(5, 'member'),
    ];
    const after = [steward, person(2, 'member', [2]), person(4, 'member')];
    expect(takenBetween(before, { members: after })).toEqual({
      members: new Set([idOf(5)]),
      devices: new Set([keyOf(3), keyOf(5)]),
      caps: new Map([[idOf(4), 'member']]),
    });
    expect(takenBetween(before, { members: before })).toEqual(nothingTaken);
  });

  it('adds up over a line, with the lowest role', () => {
    const caps = (role: Role): Taken => ({ ...nothingTaken, caps: new Map([['m', role]]) });
    expect(takenTogether([caps('member'), caps('reader'), caps('member')]).caps.get('m')).toBe(
      'reader',
    );
    expect(takenTogether([])).toEqual(nothingTaken);
  });
});

describe('who belongs after a merge', () => {
  it('was admitted on either side and taken away on neither', () => {
    const left = side([steward, person(2, 'member'), person(6, 'reader')], {
      members: new Set([idOf(3)]),
      devices: new Set([keyOf(3)]),
    });
    const right = side([steward, person(2, 'member'), person(3, 'member'), person(7, 'member')]);
    expect(brief(merged(left, right))).toEqual({
      'member 1': 'steward 1',
      'member 2': 'member 1',
      'member 6': 'reader 1',
      'member 7': 'member 1',
    });
  });

  it('has the devices of both sides, without those dropped; with none left, is gone', () => {
    const left = side([steward, person(2, 'member', [2, 8])], { devices: new Set([keyOf(3)]) });
    const right = side([steward, person(2, 'member', [2, 3, 9]), person(3, 'member')]);
    const members = merged(left, right);
    expect(members.flatMap(({ devices }) => devices.map(deviceIdOf)).toSorted()).toEqual(
      [1, 2, 8, 9].map(keyOf).toSorted(),
    );
  });

  it('keeps the higher role, unless the other side lowered it', () => {
    const promoted = side([steward, person(2, 'steward')]);
    expect(brief(merged(promoted, side([steward, person(2, 'member')])))['member 2']).toBe(
      'steward 1',
    );
    const caps = new Map<string, Role>([[idOf(2), 'reader']]);
    const lowered = side([steward, person(2, 'reader')], { caps });
    expect(brief(merged(promoted, lowered))['member 2']).toBe('reader 1');
    // Lowered, then raised again on the same side.
    const raised = side([steward, person(2, 'member')], { caps });
    expect(brief(merged(promoted, raised))['member 2']).toBe('member 1');
  });

  it('keeps a device with the member whose id follows from its key, whoever else claims it', () => {
    const [thief, victim] = [2, 3];
    const claimed = person(thief, 'member', [thief, victim]);
    for (const [left, right] of [
      [person(victim, 'member'), claimed],
      [claimed, person(victim, 'member')],
    ] as const) {
      const members = merged(side([steward, left]), side([steward, right]));
      expect(brief(members)).toEqual({
        'member 1': 'steward 1',
        [`member ${thief}`]: 'member 1',
        [`member ${victim}`]: 'member 1',
      });
    }
  });

  it('has no more devices than the limit: those that both sides know come first', () => {
    const many = Array.from({ length: memberDevicesMax }, (_, place) => 100 + place);
    const left = side([{ ...steward, devices: many.map((each) => device(each)) }]);
    const right = side([person(1, 'steward', [1, 2, 107])]);
    const [only] = merged(left, right);
    expect(only?.devices.length).toBe(memberDevicesMax);
    expect(only?.devices.map(deviceIdOf)).toContain(keyOf(107));
  });

  it('is nobody where no steward is left, or where there are too many', () => {
    const taken = { members: new Set([idOf(1)]) };
    expect(mergedMembers(side([person(2, 'member')], taken), side([steward]))).toEqual({
      ok: false,
      refusal: { type: 'merge-leaves-no-steward' },
    });
    const crowd = (from: number): readonly RosterMember[] =>
      Array.from({ length: groupMembersMax }, (_, place) => ({
        ...steward,
        id: Uint8Array.from({ length: 16 }, (_byte, at) =>
          at < 2 ? (from + place) >> (8 * at) : 0,
        ),
        devices: [
          {
            ...device(1),
            signing: Uint8Array.from({ length: 32 }, (_byte, at) =>
              at < 2 ? (from + place) >> (8 * at) : 7,
            ),
          },
        ],
      }));
    expect(mergedMembers(side(crowd(0)), side(crowd(1)))).toEqual({
      ok: false,
      refusal: { type: 'merge-too-large', members: groupMembersMax + 1 },
    });
  });
});

const anySide: fc.Arbitrary<MergeSide> = fc
  .record({
    people: fc.uniqueArray(
      fc.record({
        number: fc.nat(7),
        role: fc.constantFrom(...roles),
        devices: fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 4 }),
        salt: fc.nat(3),
        handle: fc.constantFrom('one', 'other'),
      }),
      { selector: ({ number }) => number, maxLength: 6 },
    ),
    members: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
    devices: fc.subarray([0, 2, 4, 8, 12]),
    caps: fc.array(fc.tuple(fc.nat(7), fc.constantFrom(...roles)), { maxLength: 3 }),
  })
  .map((of) => ({
    members: of.people.map(({ number, role, devices, salt, handle }) => ({
      ...person(number, role),
      handle,
      devices: devices.map((each) => device(each, salt)),
    })),
    taken: {
      members: new Set(of.members.slice(0, 2).map(idOf)),
      devices: new Set(of.devices.map(keyOf)),
      caps: new Map(of.caps.map(([number, role]) => [idOf(number), role])),
    },
  }));

describe('a merge, whatever the sides', () => {
  it('is the same if they are exchanged or listed in another order', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anySide, anySide, (left, right) => {
        const result = mergedMembers(left, right);
        accepted += result.ok ? 1 : 0;
        const turned = (of: MergeSide): MergeSide => ({ ...of, members: of.members.toReversed() });
        expect(mergedMembers(right, left)).toEqual(result);
        expect(mergedMembers(turned(left), turned(right))).toEqual(result);
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  it('is a roster that a charter can hold: ascending, no device twice, nobody without one', () => {
    fc.assert(
      fc.property(anySide, anySide, (left, right) => {
        const result = mergedMembers(left, right);
        if (!result.ok) return;
        const members = result.value;
        const order = members.map(({ id }) => id);
        expect(order).toEqual(order.toSorted(compareBytes));
        const named = members.flatMap(({ devices }) => devices.map(deviceIdOf));
        expect(new Set(named).size).toBe(named.length);
        for (const { id, devices } of members) {
          expect(devices.length).toBeGreaterThan(0);
          expect(left.taken.members.has(hexFromBytes(id))).toBe(false);
          expect(right.taken.members.has(hexFromBytes(id))).toBe(false);
        }
        for (const key of named) {
          expect(left.taken.devices.has(key) || right.taken.devices.has(key)).toBe(false);
        }
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});
