import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  env,
  fixedBytes,
  fixedEnv,
  groupId,
  hostile,
  newcomer,
  timeMs,
} from '../../test/actors.ts';
import { fuzzRuns, nearlyBytes } from '../../test/fuzz.ts';
import { boxBytes, boxKeyFromSeed } from '../crypto/box.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes } from '../crypto/sign.ts';
import { ByteWriter, concatBytes } from '../lib/bytes.ts';
import { knockBytesMax } from '../lib/limits.ts';
import { createInviteSeeds, inviteKeyOf } from './invite.ts';
import { openKnock, sealKnock } from './knock.ts';

const seeds = createInviteSeeds(env);
const invite = inviteKeyOf(seeds);
const typeOf = (result: {
  readonly ok: boolean;
  readonly refusal?: { readonly type: string };
}): string => (result.ok ? 'ok' : (result.refusal?.type ?? ''));

const expected = { groupId, invite, inviteSeed: seeds.inviteSeed };
const knock = sealKnock({ groupId, invite, handle: 'newcomer' }, newcomer, env);

describe('a knock', () => {
  it('opens with the invite’s seed and says who knocks', () => {
    expect(openKnock(knock.sealed, expected)).toEqual({
      ok: true,
      value: {
        groupId,
        invite,
        handle: 'newcomer',
        signing: newcomer.signing.publicKey,
        wrapping: newcomer.wrapping.publicKey,
        hash: knock.hash,
      },
    });
  });

  it('is nothing to another invite or group, nor altered, nor too large', () => {
    const other = createInviteSeeds(fixedEnv(9, timeMs));
    const replayed = [
      openKnock(knock.sealed, {
        ...expected,
        invite: inviteKeyOf(other),
        inviteSeed: other.inviteSeed,
      }),
      openKnock(knock.sealed, { ...expected, groupId: fixedBytes(32, 1) }),
      openKnock(knock.sealed.with(50, (knock.sealed[50] ?? 0) ^ 1), expected),
      openKnock(new Uint8Array(), expected),
    ];
    expect(replayed.map(typeOf)).toEqual(Array(4).fill('knock-not-for-this-invite'));
    expect(typeOf(openKnock(new Uint8Array(knockBytesMax + 1), expected))).toBe('knock-malformed');
  });

  const seal = (signed: Uint8Array): Uint8Array =>
    boxBytes(
      boxKeyFromSeed(seeds.inviteSeed).publicKey,
      signed,
      hashBytes('knock-box', groupId, invite),
      env.random,
    );
  const bodyOf = (change: {
    group?: Uint8Array;
    handle?: string;
    signing?: Uint8Array;
    wrapping?: Uint8Array;
    version?: number;
  }): Uint8Array =>
    new ByteWriter()
      .uint(1, change.version ?? 1)
      .fixed(32, change.group ?? groupId)
      .fixed(32, invite)
      .text(1, change.handle ?? 'hostile')
      .fixed(32, change.signing ?? hostile.signing.publicKey)
      .fixed(1216, change.wrapping ?? hostile.wrapping.publicKey)
      .bytes();
  const signed = (body: Uint8Array): Uint8Array =>
    concatBytes(body, signBytes(hostile.signing.seed, hashBytes('knock', body)));

  it('is refused with a wrong proof, unsound keys, another group inside, or malformed', () => {
    expect(typeOf(openKnock(seal(signed(bodyOf({}))), expected))).toBe('ok');
    expect(
      typeOf(openKnock(seal(signed(bodyOf({ signing: newcomer.signing.publicKey }))), expected)),
    ).toBe('knock-proof-wrong');
    expect(typeOf(openKnock(seal(concatBytes(bodyOf({}), new Uint8Array(64))), expected))).toBe(
      'knock-proof-wrong',
    );
    expect(
      typeOf(
        openKnock(seal(signed(bodyOf({ wrapping: new Uint8Array(1216).fill(255) }))), expected),
      ),
    ).toBe('knock-proof-wrong');
    expect(typeOf(openKnock(seal(signed(bodyOf({ group: fixedBytes(32, 1) }))), expected))).toBe(
      'knock-not-for-this-invite',
    );
    const bad = [
      bodyOf({ version: 2 }),
      bodyOf({ handle: '' }),
      bodyOf({ handle: ' x' }),
      bodyOf({}).subarray(1),
    ];
    expect(bad.map((body) => typeOf(openKnock(seal(signed(body)), expected)))).toEqual(
      Array(4).fill('knock-malformed'),
    );
  });

  it('never throws, whatever the bytes: sealed for the invite, or not', () => {
    const inside = nearlyBytes([signed(bodyOf({}))]);
    fc.assert(
      fc.property(inside, fc.boolean(), (bytes, isSealed) => {
        expect(typeof openKnock(isSealed ? seal(bytes) : bytes, expected).ok).toBe('boolean');
      }),
      { numRuns: Math.ceil(fuzzRuns / 20), seed: 1 },
    );
  });
});
