import { describe, expect, test } from 'vitest';
import { createDeviceKeys } from '../identity/device.ts';
import { createSeededEnv } from '../testing/env.ts';
import { inviterHash } from './invite.ts';
import { openTurningAway, sealTurningAway, turnedAwayFor } from './turning-away.ts';

const env = createSeededEnv(11);
const inviter = createDeviceKeys(env);
const newcomer = createDeviceKeys(env);
const hostile = createDeviceKeys(env);
const groupId = env.random(32);
const hash = env.random(32);
const knock = { groupId, hash, wrapping: newcomer.wrapping.publicKey };
const expected = { groupId, knock: hash, inviter: inviterHash(inviter.signing.publicKey) };

describe('turning away', () => {
  test.each(turnedAwayFor)('tells the newcomer “%s”', (reason) => {
    const sealed = sealTurningAway(reason, knock, inviter, env);
    expect(openTurningAway(sealed, expected, newcomer)).toBe(reason);
  });

  test('is not believed from anybody but the device that the link names', () => {
    const sealed = sealTurningAway('invite-used-up', knock, hostile, env);
    expect(openTurningAway(sealed, expected, newcomer)).toBeUndefined();
  });

  test('is not believed for another knock, in another group, or by another device', () => {
    const sealed = sealTurningAway('invite-expired', knock, inviter, env);
    const other = env.random(32);
    expect(openTurningAway(sealed, { ...expected, knock: other }, newcomer)).toBeUndefined();
    expect(openTurningAway(sealed, { ...expected, groupId: other }, newcomer)).toBeUndefined();
    expect(openTurningAway(sealed, expected, hostile)).toBeUndefined();
  });

  test('is nothing where a byte was altered', () => {
    const sealed = sealTurningAway('invite-expired', knock, inviter, env);
    for (const place of [0, 1_119, 1_130, sealed.length - 1]) {
      const altered = sealed.map((byte, at) => (at === place ? byte ^ 1 : byte));
      expect(openTurningAway(altered, expected, newcomer)).toBeUndefined();
    }
  });
});
