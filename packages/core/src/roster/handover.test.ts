import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  deviceOf,
  env,
  fixedBytes,
  founder,
  groupId,
  member,
  newcomer,
  secret,
} from '../../test/actors.ts';
import { runThrough } from '../lib/steps.ts';
import { decodeRosterChange, encodeRosterChange } from './changes.ts';
import { openEnvelopes, openHandover, sealHandover, sealSuccession } from './succession.ts';

const later = charterOf(charter.members, { groupId, number: 1, parents: [groupId] });
const succession = sealSuccession(
  {
    author: founder.signing.publicKey,
    charter: later,
    secret,
    parentSecrets: [fixedBytes(32, 8)],
    devices: [deviceOf(newcomer)],
  },
  env,
);
const { epochId } = succession;

describe('a handover', () => {
  const handover = sealHandover({ groupId, epochId, secret, device: deviceOf(newcomer) }, env);

  it('gives one device the secret, and no other', () => {
    expect(openHandover(handover, groupId, newcomer)).toEqual(secret);
    expect(openHandover(handover, groupId, member)).toBeUndefined();
    expect(decodeRosterChange(encodeRosterChange(handover))).toEqual({ ok: true, value: handover });
  });

  it('opens for no other epoch or group, and is no envelope of a succession', () => {
    const other = fixedBytes(32, 3);
    expect(openHandover({ ...handover, epochId: other }, groupId, newcomer)).toBeUndefined();
    expect(openHandover(handover, other, newcomer)).toBeUndefined();
    expect(
      openHandover({ ...handover, device: member.signing.publicKey }, groupId, newcomer),
    ).toBeUndefined();
    const misused = { ...succession, envelopes: [handover.envelope] };
    expect(runThrough(openEnvelopes(misused, groupId, newcomer))).toBeUndefined();
    const [envelope = handover.envelope] = succession.envelopes;
    expect(openHandover({ ...handover, envelope }, groupId, newcomer)).toBeUndefined();
  });
});
