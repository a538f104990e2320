import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  deviceOf,
  fixedBytes,
  founder,
  groupId,
  hostile,
  member,
  newcomer,
} from '../../test/actors.ts';
import { nearlyBytes } from '../../test/fuzz.ts';
import { deriveKey } from '../crypto/derive.ts';
import { sealBytes } from '../crypto/seal.ts';
import { createDeviceKeys } from '../identity/device.ts';
import { ByteWriter, compareBytes, concatBytes, paddedLength } from '../lib/bytes.ts';
import { charterBytesMax, groupMembersMax } from '../lib/limits.ts';
import { runThrough } from '../lib/steps.ts';
import { createSeededEnv } from '../testing/env.ts';
import { decodeRosterChange, encodeRosterChange, type SuccessionChange } from './changes.ts';
import { charterHash, commitSecret, encodeCharter, type Charter } from './charter.ts';
import {
  openCharter,
  openEnvelopes,
  sealingSuccession,
  sealSuccession,
  type SuccessionFacts,
} from './succession.ts';

const secret = fixedBytes(32, 7);
const author = founder.signing.publicKey;
const later: Charter = charterOf(charter.members, {
  groupId,
  number: 2,
  parents: [fixedBytes(32, 1), fixedBytes(32, 2)],
  commitment: commitSecret(groupId, secret),
});
const epochId = charterHash(later);
const parentSecrets = [fixedBytes(32, 8), fixedBytes(32, 9)];
const chance = createSeededEnv(3);
const facts: SuccessionFacts = {
  author,
  charter: later,
  secret,
  parentSecrets,
  devices: [deviceOf(founder), deviceOf(member)],
};
const change = sealSuccession(facts, chance);

const secretFor = (keys: typeof founder, of = change, group = groupId) =>
  runThrough(openEnvelopes(of, group, keys));
const outcomeOf = (
  of: Pick<SuccessionChange, 'epochId' | 'sealed'>,
  by = author,
  group = groupId,
  key = secret,
): string => {
  const opened = openCharter(of, by, group, key);
  return opened.ok ? 'ok' : opened.refusal.type;
};

describe('a succession', () => {
  it('gives each device that goes on the secret, and with it the charter and its parents’ secrets', () => {
    for (const keys of [founder, member]) expect(secretFor(keys)).toEqual(secret);
    expect(openCharter(change, author, groupId, secret)).toEqual({
      ok: true,
      value: { charter: later, parentSecrets },
    });
    expect(change.epochId).toEqual(epochId);
  });

  it('tells others only how many go on, and how large the charter is, roughly', () => {
    expect([newcomer, hostile].map((keys) => secretFor(keys))).toEqual([undefined, undefined]);
    expect(change.envelopes.map(({ length }) => length)).toEqual([1168, 1168]);
    const text = 4 + encodeCharter(later).length + 64;
    expect(change.sealed.length).toBe(24 + paddedLength(text) + 16);
    expect(change.sealed.length).toBeGreaterThan(24 + text + 16);
  });

  it('names nobody: its envelopes stand in the order of their bytes', () => {
    const other = sealSuccession({ ...facts, devices: facts.devices.toReversed() }, chance);
    for (const { envelopes } of [change, other]) {
      expect(envelopes.toSorted(compareBytes)).toEqual(envelopes);
    }
    const bytes = encodeRosterChange(change);
    expect(decodeRosterChange(bytes)).toEqual({ ok: true, value: change });
  });

  it('opens in no other group, for no other epoch, and under no other author', () => {
    const other = fixedBytes(32, 3);
    expect(secretFor(member, change, other)).toBeUndefined();
    expect(secretFor(member, { ...change, epochId: other })).toBeUndefined();
    const outcomes = [
      outcomeOf(change, author, other),
      outcomeOf({ ...change, epochId: other }),
      // Copied whole into another steward's feed, it would have another past.
      outcomeOf(change, member.signing.publicKey),
      outcomeOf(change, author, groupId, other),
      outcomeOf({ ...change, sealed: change.sealed.with(40, (change.sealed[40] ?? 0) ^ 1) }),
      outcomeOf({ ...change, sealed: change.sealed.subarray(0, 20) }),
    ];
    expect(outcomes).toEqual(Array(6).fill('succession-secret-wrong'));
    expect(outcomeOf(change)).toBe('ok');
  });

  /** Sealed as it should be, whatever is inside. */
  const forge = (padded: Uint8Array, id = epochId, group = groupId): SuccessionChange => {
    const nonce = fixedBytes(24, 1);
    const key = deriveKey(secret, id, 'charter');
    const text = sealBytes(key, nonce, padded, concatBytes(group, id, author));
    return { ...change, epochId: id, sealed: concatBytes(nonce, text) };
  };
  const padded = (bytes: Uint8Array, secrets = parentSecrets, more = 0): Uint8Array => {
    const writer = new ByteWriter().sized(4, bytes);
    for (const each of secrets) writer.fixed(32, each);
    const text = writer.bytes();
    const whole = new Uint8Array(paddedLength(text.length) + more);
    whole.set(text);
    return whole;
  };
  const encoded = encodeCharter(later);

  it('is refused with another charter inside than the entry names', () => {
    const other = charterHash({ ...later, number: 3 });
    expect(outcomeOf(forge(padded(encoded), other))).toBe('succession-other-epoch');
    expect(outcomeOf(forge(padded(encoded)))).toBe('ok');
  });

  it('is refused with a charter of another group, or a first one', () => {
    const group = fixedBytes(32, 3);
    const others = { ...later, groupId: group, commitment: commitSecret(group, secret) };
    const first = { ...charter, commitment: commitSecret(charter.groupId, secret) };
    const [elsewhere, begun] = [others, first].map((each) =>
      forge(
        padded(encodeCharter(each), each.parents.length === 0 ? [] : parentSecrets),
        charterHash(each),
      ),
    );
    expect(elsewhere && outcomeOf(elsewhere)).toBe('succession-other-group');
    expect(begun && outcomeOf(begun)).toBe('succession-other-group');
  });

  it('is refused where the charter commits to another secret', () => {
    const others = { ...later, commitment: commitSecret(groupId, fixedBytes(32, 5)) };
    expect(outcomeOf(forge(padded(encodeCharter(others)), charterHash(others)))).toBe(
      'succession-secret-uncommitted',
    );
  });

  it('is malformed with a broken charter, too few secrets, other padding, or something behind', () => {
    const whole = padded(encoded);
    const malformed = [
      padded(encoded.with(0, 2)),
      padded(encoded, parentSecrets.slice(1)).subarray(0, encoded.length + 40),
      padded(encoded, [...parentSecrets, fixedBytes(32, 1)]),
      padded(encoded, parentSecrets, 1),
      whole.subarray(0, whole.length - 1),
      whole.with(whole.length - 1, 1),
      new Uint8Array(),
    ];
    expect(malformed.map((bytes) => outcomeOf(forge(bytes)))).toEqual(
      malformed.map(() => 'succession-malformed'),
    );
  });

  it('never throws, whatever the bytes inside', () => {
    const refusals = new Set<string>();
    fc.assert(
      fc.property(nearlyBytes([padded(encoded)]), (bytes) => {
        refusals.add(outcomeOf(forge(bytes)));
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(refusals).toContain('succession-malformed');
    expect(refusals).toContain('succession-other-epoch');
  });

  it('is made for later charters only, with a secret for each parent, and no larger than fits', () => {
    const [first] = charter.members;
    const device = first?.devices[0] ?? deviceOf(founder);
    const crowd = Array.from({ length: groupMembersMax }, (_, index) => ({
      ...(first ?? { handle: 'one of many', role: 'steward' as const }),
      id: new Uint8Array(16).with(0, index % 256).with(1, index >> 8),
      devices: [device, device],
    }));
    const large = { ...later, members: crowd };
    expect(encodeCharter(large).length).toBeGreaterThan(charterBytesMax);
    const bad: readonly Partial<SuccessionFacts>[] = [
      { charter, parentSecrets: [] },
      { parentSecrets: parentSecrets.slice(1) },
      { charter: large },
    ];
    for (const each of bad) {
      expect(() => sealSuccession({ ...facts, ...each }, chance)).toThrow(RangeError);
    }
  });
});

describe('sealing and opening for many devices', () => {
  const keys = Array.from({ length: 6 }, () => createDeviceKeys(chance));
  const devices = keys.map(({ wrapping }) => ({ wrapping: wrapping.publicKey }));
  let sealed = change;
  let pauses = 0;
  beforeAll(() => {
    const steps = sealingSuccession({ ...facts, devices }, chance);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        sealed = step.value;
        return;
      }
      pauses += 1;
    }
  });

  it('pauses between them', () => {
    expect(pauses).toBe(6);
    const attempts = keys.map((each) => {
      const steps = openEnvelopes(sealed, groupId, each);
      let count = 1;
      for (let step = steps.next(); !step.done; step = steps.next()) count += 1;
      return count;
    });
    // Each device finds its own in a place of its own.
    expect(attempts.toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6]);
    const strangers = openEnvelopes(sealed, groupId, hostile);
    expect(Array.from(strangers)).toHaveLength(6);
  });
});
