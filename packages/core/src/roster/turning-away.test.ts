import { describe, expect, test } from 'vitest';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes } from '../crypto/sign.ts';
import { wrapBytes } from '../crypto/wrap.ts';
import { createDeviceKeys } from '../identity/device.ts';
import { ByteWriter } from '../lib/bytes.ts';
import { reasonBytesMax } from '../lib/limits.ts';
import { createSeededEnv } from '../testing/env.ts';
import { inviterHash } from './invite.ts';
import {
  openTurningAway,
  sealTurningAway,
  turnedAwayFor,
  type TurningAway,
} from './turning-away.ts';

const env = createSeededEnv(11);
const inviter = createDeviceKeys(env);
const newcomer = createDeviceKeys(env);
const hostile = createDeviceKeys(env);
const groupId = env.random(32);
const hash = env.random(32);
const knock = { groupId, hash, wrapping: newcomer.wrapping.publicKey };
const expected = { groupId, knock: hash, inviter: inviterHash(inviter.signing.publicKey) };
const expired: TurningAway = { reason: 'invite-expired', text: '' };

/** Signed by the inviter's device, whatever it says. */
const spoken = (reason: number, text: string): Uint8Array => {
  const body = new ByteWriter()
    .uint(1, 1)
    .fixed(32, hash)
    .uint(1, reason)
    .text(1, text)
    .fixed(32, inviter.signing.publicKey)
    .bytes();
  const proof = signBytes(inviter.signing.seed, hashBytes('turning-away', groupId, body));
  const signed = new ByteWriter().rest(body).fixed(64, proof).bytes();
  const context = hashBytes('turning-away-wrap', groupId, hash);
  return wrapBytes(knock.wrapping, signed, context, env.random);
};

describe('turning away', () => {
  test.each(turnedAwayFor)('tells the newcomer “%s”', (reason) => {
    const sealed = sealTurningAway({ reason, text: '' }, knock, inviter, env);
    expect(openTurningAway(sealed, expected, newcomer)).toEqual({ reason, text: '' });
  });

  test('tells in words why a knock was declined', () => {
    const answer: TurningAway = { reason: 'knock-declined', text: 'Ask Mira first. ټ' };
    const sealed = sealTurningAway(answer, knock, inviter, env);
    expect(openTurningAway(sealed, expected, newcomer)).toEqual(answer);
  });

  test('has words for nothing else, and no more than fit', () => {
    const longest = 'x'.repeat(reasonBytesMax);
    expect(openTurningAway(spoken(3, longest), expected, newcomer)?.text).toBe(longest);
    const bad: readonly (readonly [number, string])[] = [
      [3, `${longest}x`],
      [0, 'x'],
      [1, 'x'],
      [2, 'x'],
      [4, ''],
    ];
    for (const [reason, text] of bad) {
      expect(openTurningAway(spoken(reason, text), expected, newcomer)).toBeUndefined();
      const named = turnedAwayFor[reason];
      if (!named) continue;
      const answer = { reason: named, text };
      expect(() => sealTurningAway(answer, knock, inviter, env)).toThrow(RangeError);
    }
  });

  test('is not believed from anybody but the device that the link names', () => {
    const sealed = sealTurningAway({ ...expired, reason: 'invite-used-up' }, knock, hostile, env);
    expect(openTurningAway(sealed, expected, newcomer)).toBeUndefined();
  });

  test('is not believed for another knock, in another group, or by another device', () => {
    const sealed = sealTurningAway(expired, knock, inviter, env);
    const other = env.random(32);
    expect(openTurningAway(sealed, { ...expected, knock: other }, newcomer)).toBeUndefined();
    expect(openTurningAway(sealed, { ...expected, groupId: other }, newcomer)).toBeUndefined();
    expect(openTurningAway(sealed, expected, hostile)).toBeUndefined();
  });

  test('is nothing where a byte was altered', () => {
    const sealed = sealTurningAway(expired, knock, inviter, env);
    for (const place of [0, 1_119, 1_130, sealed.length - 1]) {
      const altered = sealed.map((byte, at) => (at === place ? byte ^ 1 : byte));
      expect(openTurningAway(altered, expected, newcomer)).toBeUndefined();
    }
  });
});
