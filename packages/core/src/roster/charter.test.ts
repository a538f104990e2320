import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  deviceOf,
  fixedBytes,
  founder,
  groupId,
  member,
  memberOf,
  secret,
} from '../../test/actors.ts';
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { charterBytesMax, groupRelaysMax, memberDevicesMax } from '../lib/limits.ts';
import {
  charterHash,
  decodeCharter,
  encodeCharter,
  groupIdOf,
  noGroupId,
  secretMatches,
  type Charter,
} from './charter.ts';
import { refusalOfHandle, type RosterMember } from './member.ts';

const malformed = { ok: false, refusal: { type: 'malformed', what: 'charter' } };
const later = charterOf(charter.members, {
  groupId,
  number: 1,
  parents: [fixedBytes(32, 1), fixedBytes(32, 2)],
});
const read = (change: Partial<Charter>, of = charter) =>
  decodeCharter(encodeCharter({ ...of, ...change }));

describe('a charter', () => {
  it('reads back as it was written, the first and later ones', () => {
    for (const each of [charter, later]) {
      expect(decodeCharter(encodeCharter(each))).toEqual({ ok: true, value: each });
    }
  });

  it('has as group id its own hash if it is the first, else the one it names', () => {
    expect(groupIdOf(charter)).toEqual(charterHash(charter));
    expect(groupIdOf(later)).toEqual(groupId);
    expect(charterHash(later)).not.toEqual(charterHash({ ...later, relays: [] }));
  });

  it('commits to one secret of its group', () => {
    expect(secretMatches(charter, secret)).toBe(true);
    expect(secretMatches(charter, fixedBytes(32, 7))).toBe(false);
    expect(secretMatches(charter, secret.subarray(1))).toBe(false);
    expect(secretMatches({ ...charter, groupId: fixedBytes(32, 1) }, secret)).toBe(false);
  });

  it('is refused where it is not sound', () => {
    const [first, second] = charter.members as [RosterMember, RosterMember];
    const unsound: readonly Partial<Charter>[] = [
      { groupId: fixedBytes(32, 1) },
      { number: 1 },
      { parents: [fixedBytes(32, 1)] },
      { members: [] },
      { members: [second, first] },
      { members: [first, first] },
      { members: charter.members.map((each) => ({ ...each, role: 'member' as const })) },
      { members: [{ ...first, devices: [] }, second] },
      { members: [{ ...first, handle: '' }, second] },
      { members: [{ ...first, handle: ' first' }, second] },
      { members: [first, { ...second, devices: [...second.devices, ...second.devices] }] },
      { members: [first, { ...second, devices: first.devices }] },
      { relays: Array.from({ length: groupRelaysMax + 1 }, () => 'wss://r') },
    ];
    expect(unsound.map((change) => read(change))).toEqual(unsound.map(() => malformed));
    const unsoundLater: readonly Partial<Charter>[] = [
      { groupId: noGroupId },
      { parents: [] },
      { parents: later.parents.toReversed() },
      { parents: [later.parents[0] ?? noGroupId, later.parents[0] ?? noGroupId] },
    ];
    expect(unsoundLater.map((change) => read(change, later))).toEqual(
      unsoundLater.map(() => malformed),
    );
    const many = Array.from({ length: memberDevicesMax + 1 }, () => deviceOf(founder));
    expect(read({ members: [{ ...first, devices: many }, second] })).toEqual(malformed);
    expect(decodeCharter(new Uint8Array(charterBytesMax + 1))).toEqual(malformed);
  });

  it('of another version is refused as that', () => {
    const bytes = encodeCharter(charter);
    bytes[0] = 2;
    expect(decodeCharter(bytes)).toEqual({
      ok: false,
      refusal: { type: 'charter-unknown-version', version: 2 },
    });
    expect(decodeCharter(new Uint8Array())).toEqual(malformed);
  });

  it('has one spelling: any other bytes are refused or are canonical themselves', () => {
    const small = charterOf([memberOf(member, 'm', 'steward')]);
    let accepted = 0;
    fc.assert(
      fc.property(nearlyBytes([encodeCharter(small), encodeCharter(later)]), (bytes) => {
        const decoded = decodeCharter(bytes);
        if (!decoded.ok) return;
        accepted += 1;
        expect(isEqual(encodeCharter(decoded.value), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('a handle', () => {
  it('is something, and not too long in UTF-8; spaces around it do not count', () => {
    expect(['Mira', ' ټ ', 'x'.repeat(64), ` ${'x'.repeat(64)} `].map(refusalOfHandle)).toEqual(
      Array(4).fill(undefined),
    );
    expect(['', '  ', '\n'].map(refusalOfHandle)).toEqual(Array(3).fill({ type: 'handle-empty' }));
    expect(['x'.repeat(65), 'ټ'.repeat(33)].map(refusalOfHandle)).toEqual(
      Array(2).fill({ type: 'handle-too-long' }),
    );
  });
});
