/** The fold gives one roster in any order of the same entries: tried on entries of every kind. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  charter,
  deviceOf,
  fixedBytes,
  founder,
  hostile,
  member,
  newcomer,
} from '../../test/actors.ts';
import { deviceKeysOf } from '../../test/vectors/formats-seeds.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { bytesFromHex, hexFromBytes } from '../lib/bytes.ts';
import type { RosterChange } from './changes.ts';
import { memberIdFromDevice, roles } from './member.ts';
import {
  applyRosterChange,
  rosterFromCharter,
  type ChangeAuthor,
  type RosterView,
} from './roster.ts';

type Written = readonly [ChangeAuthor, RosterChange];

const people = [founder, member, newcomer, hostile];
/** In nobody's hands yet. */
const spare = deviceKeysOf(5);
const memberIds = people.map((keys) => memberIdFromDevice(keys.signing.publicKey));
const role = fc.constantFrom(...roles);
const person = fc.constantFrom(...people);
const memberId = fc.constantFrom(...memberIds);
/** Few names, so that entries meet. */
const name = fc.constantFrom(1, 2).map((first) => fixedBytes(32, first));

const author: fc.Arbitrary<ChangeAuthor> = fc.record({
  signing: person.map((keys) => keys.signing.publicKey),
  role,
  member: memberId.map(hexFromBytes),
});

/** A device with its own wrapping key or somebody else's, in most cases one that many may claim. */
const device = fc
  .tuple(fc.oneof(fc.constant(spare), person), person, fc.constantFrom(1, 2))
  .map(([keys, { wrapping }, salt]) => ({
    ...deviceOf(keys, salt),
    wrapping: wrapping.publicKey,
  }));

const admission = fc.record({
  type: fc.constant('admission' as const),
  invite: name,
  knock: name,
  handle: fc.constantFrom('a', 'b', 'c'),
  role,
  device,
});

/** Mostly by the member whose device it is to be. */
const furtherDevice: fc.Arbitrary<Written> = fc
  .tuple(author, admission, fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, memberId))
  .map(([who, change, another]) => [
    who,
    { ...change, member: another ?? bytesFromHex(who.member ?? '') ?? new Uint8Array() },
  ]);

const other: fc.Arbitrary<RosterChange> = fc.oneof(
  fc.record({
    type: fc.constant('invitation' as const),
    invite: name,
    purpose: fc.constantFrom('newcomer' as const, 'own-device' as const),
    role,
    uses: fc.constantFrom(1, 2),
    expiresAt: fc.constant(0),
    envelopes: fc.constant([]),
  }),
  fc.record({ type: fc.constant('withdrawal' as const), invite: name }),
  fc.record({ type: fc.constant('promotion' as const), member: memberId, role }),
  fc.constant({ type: 'leaving' as const }),
  fc
    .constantFrom(...people, spare)
    .map(({ signing }) => ({ type: 'leaving' as const, device: signing.publicKey })),
  fc.record({
    type: fc.constant('declining' as const),
    knock: name,
    reason: fc.constantFrom('', 'x', 'y'),
  }),
  fc.record({ type: fc.constant('disclosure' as const), epochId: name, secret: name }),
  name.map((epochId) => ({
    type: 'handover' as const,
    epochId,
    device: epochId,
    envelope: new Uint8Array(1168),
  })),
  name.map((epochId) => ({
    type: 'succession' as const,
    epochId,
    sealed: new Uint8Array(41),
    envelopes: [],
  })),
);

const fold = (
  from: RosterView,
  order: readonly Written[],
  counted: (change: RosterChange) => void = () => {},
): RosterView =>
  order.reduce((view, [who, change]) => {
    const result = applyRosterChange(view, who, change);
    if (result.ok) counted(change);
    return result.ok ? result.value : view;
  }, from);

/** What is shown, in an order of its own. What the fold remembers may differ where it cannot matter. */
const shown = (view: RosterView): unknown => {
  const byKey = <Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] =>
    [...map].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const sorted = (set: ReadonlySet<string>): readonly string[] => [...set].toSorted();
  return {
    members: byKey(view.memberById),
    devices: byKey(view.deviceById),
    invites: byKey(view.inviteById),
    admitted: byKey(view.admittedByInvite).map(([id, set]) => [id, sorted(set)]),
    withdrawn: sorted(view.withdrawnInvites),
    declined: byKey(view.declinedKnocks),
    leaving: [sorted(view.leaving.members), sorted(view.leaving.devices)],
  };
};

/** An author is in before writing: in the past of every entry, its author's admission lies. */
const begun = fold(
  rosterFromCharter({ ...charter, policy: { whoAdmits: 'members', inviteRole: 'reader' } }),
  [newcomer, hostile].map((keys) => [
    { signing: founder.signing.publicKey, role: 'member' },
    {
      type: 'admission',
      invite: fixedBytes(32, 3),
      knock: fixedBytes(32, 3),
      handle: 'z',
      role: 'reader',
      device: deviceOf(keys, 5),
    },
  ]),
);

/** Folds entries in two orders, and again on top; returns how often each kind took effect. */
const tryOrders = (written: fc.Arbitrary<Written>, numRuns: number): Map<string, number> => {
  const ordered = fc
    .array(written, { minLength: 2, maxLength: 10 })
    .chain((entries) =>
      fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
    );
  const applied = new Map<string, number>();
  fc.assert(
    fc.property(ordered, ([entries, shuffled]) => {
      const one = fold(begun, entries, ({ type }) =>
        applied.set(type, (applied.get(type) ?? 0) + 1),
      );
      expect(shown(fold(begun, shuffled))).toEqual(shown(one));
      expect(shown(fold(one, shuffled))).toEqual(shown(one));
    }),
    { numRuns, seed: 1 },
  );
  return applied;
};

it('is the same roster in whatever order entries of every kind come, and however often', () => {
  const written = fc.oneof(furtherDevice, fc.tuple(author, fc.oneof(admission, other)));
  // Few runs: keys are judged at every admission.
  const applied = tryOrders(written, Math.ceil(fuzzRuns / 400));
  expect(applied.size).toBe(9);
  expect(applied.get('admission')).toBeGreaterThan(50);
});

it('is the same roster in whatever order entries come that admit nobody', () => {
  const applied = tryOrders(fc.tuple(author, other), Math.ceil(fuzzRuns / 10));
  expect(applied.size).toBe(8);
  expect(Math.min(...applied.values())).toBeGreaterThan(50);
});

it('is the same roster whether a device asks to go before it is admitted, or after', () => {
  const leaving = fc
    .tuple(author, fc.constant({ type: 'leaving' as const, device: spare.signing.publicKey }))
    .map((written): Written => written);
  tryOrders(fc.oneof(furtherDevice, leaving), Math.ceil(fuzzRuns / 800));
});
