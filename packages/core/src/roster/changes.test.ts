import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceOf, fixedBytes, founder, member, newcomer } from '../../test/actors.ts';
import { fuzzOptions, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { reasonBytesMax, sealedCharterBytesMax } from '../lib/limits.ts';
import {
  decodeRosterChange,
  encodeRosterChange,
  rosterChangeTags,
  type Admission,
  type Declining,
  type Invitation,
  type RosterChange,
  type SuccessionChange,
} from './changes.ts';
import { charterSealBytes, secretEnvelopeBytes } from './epoch-changes.ts';
import { memberIdFromDevice } from './member.ts';

const invitation: Invitation = {
  type: 'invitation',
  invite: fixedBytes(32, 1),
  purpose: 'newcomer',
  role: 'member',
  uses: 3,
  expiresAt: 1_793_491_200_000,
  envelopes: [{ device: founder.signing.publicKey, sealed: new Uint8Array(1200) }],
};
const admission: Admission = {
  type: 'admission',
  invite: invitation.invite,
  knock: fixedBytes(32, 2),
  handle: 'newcomer',
  role: 'member',
  device: deviceOf(newcomer),
};
const envelopes = [1, 2].map((first) => new Uint8Array(secretEnvelopeBytes).fill(first));
const succession: SuccessionChange = {
  type: 'succession',
  epochId: fixedBytes(32, 3),
  sealed: fixedBytes(charterSealBytes + 1, 4),
  envelopes,
};
const declining: Declining = { type: 'declining', knock: fixedBytes(32, 2), reason: 'ټ' };
const ownMember = memberIdFromDevice(member.signing.publicKey);
const samples: readonly RosterChange[] = [
  invitation,
  { ...invitation, purpose: 'own-device', role: 'reader', envelopes: [] },
  admission,
  { ...admission, member: ownMember },
  { type: 'withdrawal', invite: invitation.invite },
  { type: 'promotion', member: ownMember, role: 'steward' },
  { type: 'leaving' },
  { type: 'leaving', device: member.signing.publicKey },
  succession,
  {
    type: 'handover',
    epochId: succession.epochId,
    device: member.signing.publicKey,
    envelope: fixedBytes(secretEnvelopeBytes, 5),
  },
  { type: 'disclosure', epochId: succession.epochId, secret: fixedBytes(32, 6) },
  declining,
  { ...declining, reason: '' },
];

const isRead = (bytes: Uint8Array): boolean => decodeRosterChange(bytes).ok;
/** Written in spite of what the types say. */
const encoded = (change: object): Uint8Array => encodeRosterChange(change as RosterChange);

describe('a roster entry', () => {
  it('reads back as it was written, of every kind', () => {
    expect(new Set(samples.map(({ type }) => type)).size).toBe(
      Object.keys(rosterChangeTags).length,
    );
    for (const each of samples) {
      const bytes = encodeRosterChange(each);
      expect(bytes[0]).toBe(rosterChangeTags[each.type]);
      expect(decodeRosterChange(bytes)).toEqual({ ok: true, value: each });
    }
  });

  it('has one spelling: any other bytes are refused or are canonical themselves', () => {
    const accepted = new Set<string>();
    fc.assert(
      fc.property(nearlyBytes(samples.map(encodeRosterChange)), (bytes) => {
        const read = decodeRosterChange(bytes);
        if (!read.ok) return;
        accepted.add(read.value.type);
        expect(isEqual(encodeRosterChange(read.value), bytes)).toBe(true);
      }),
      fuzzOptions,
    );
    expect(accepted.size).toBe(Object.keys(rosterChangeTags).length);
  });

  it('is refused with no kind, an unknown one, or anything behind it', () => {
    const bad = [new Uint8Array(), Uint8Array.of(0), Uint8Array.of(10), Uint8Array.of(3)];
    const longer = samples.map((each) => Uint8Array.of(...encodeRosterChange(each), 0));
    expect([...bad, ...longer].filter(isRead)).toEqual([]);
    expect(decodeRosterChange(new Uint8Array())).toEqual({
      ok: false,
      refusal: { type: 'malformed', what: 'roster entry' },
    });
  });

  it('is refused where an invitation or an admission is not sound', () => {
    const bad = [
      encoded({ ...invitation, uses: 0 }),
      encoded({ ...invitation, uses: 101 }),
      encoded(invitation).with(33, 2),
      encoded(invitation).with(34, 3),
      encoded({ ...admission, handle: ' ' }),
    ];
    expect(bad.filter(isRead)).toEqual([]);
    // Zeros stand for no member: nobody can be written down under that id.
    expect(() => encoded({ ...admission, member: new Uint8Array(16) })).toThrow(RangeError);
  });

  it('is refused where a promotion, a leaving or a declining is not sound', () => {
    const leaving = encoded({ type: 'leaving', device: member.signing.publicKey });
    const bad = [
      encoded({ type: 'promotion', member: ownMember, role: 'member' }).with(17, 3),
      leaving.with(1, 0),
      leaving.with(1, 2),
      encoded({ ...declining, reason: 'x'.repeat(reasonBytesMax + 1) }),
      encoded(declining).with(34, 0xff),
    ];
    expect(bad.filter(isRead)).toEqual([]);
    expect(isRead(encoded({ ...declining, reason: 'x'.repeat(reasonBytesMax) }))).toBe(true);
  });

  it('is refused where a succession names nobody, twice, out of order, or seals nothing', () => {
    const bad: readonly Partial<SuccessionChange>[] = [
      { envelopes: [] },
      { envelopes: envelopes.toReversed() },
      { envelopes: [...envelopes, ...envelopes.slice(1)] },
      { sealed: new Uint8Array(charterSealBytes) },
      { sealed: new Uint8Array(sealedCharterBytesMax + 1) },
    ];
    expect(bad.filter((change) => isRead(encoded({ ...succession, ...change })))).toEqual([]);
  });
});
