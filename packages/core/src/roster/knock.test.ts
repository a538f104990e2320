import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  deviceOf,
  env,
  fixedBytes,
  fixedEnv,
  founder,
  groupId,
  hostile,
  member,
  memberOf,
  newcomer,
  secret,
  timeMs,
} from '../../test/actors.ts';
import { fuzzRuns, nearlyBytes } from '../../test/fuzz.ts';
import { boxBytes, boxKeyFromSeed } from '../crypto/box.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes } from '../crypto/sign.ts';
import { wrapBytes } from '../crypto/wrap.ts';
import { base64urlFromBytes, bytesFromBase64url, ByteWriter, concatBytes } from '../lib/bytes.ts';
import { inviteLinkCharsMax, knockBytesMax, welcomeBytesMax } from '../lib/limits.ts';
import type { Invitation } from './changes.ts';
import { commitSecret, encodeCharter, groupIdOf, noGroupId, type Charter } from './charter.ts';
import {
  createInviteSeeds,
  decodeInviteLink,
  encodeInviteLink,
  inviteKeyOf,
  inviterHash,
  knockTopic,
  openInviteSeeds,
  refusalOfExpiry,
  sealInviteSeeds,
  type InviteLink,
} from './invite.ts';
import { openKnock, openWelcome, sealKnock, sealWelcome } from './knock.ts';

const seeds = createInviteSeeds(env);
const invite = inviteKeyOf(seeds);
const link: InviteLink = {
  groupId,
  topicSeed: seeds.topicSeed,
  invite,
  inviter: inviterHash(founder.signing.publicKey),
  expiresAt: timeMs,
  relays: charter.relays,
};
const fragment = encodeInviteLink(link);
const typeOf = (result: {
  readonly ok: boolean;
  readonly refusal?: { readonly type: string };
}): string => (result.ok ? 'ok' : (result.refusal?.type ?? ''));

describe('an invite link', () => {
  it('reads back what it was made of, spaces around it aside', () => {
    expect(decodeInviteLink(fragment)).toEqual({ ok: true, value: link });
    expect(decodeInviteLink(` ${fragment}\n`)).toEqual({ ok: true, value: link });
    expect(knockTopic(seeds.topicSeed)).toHaveLength(43);
  });

  it('is malformed when mistyped, cut, lengthened or of nothing at all', () => {
    const bytes = bytesFromBase64url(fragment) ?? new Uint8Array();
    const flip = (place: number): string =>
      base64urlFromBytes(bytes.map((byte, index) => (index === place ? byte ^ 1 : byte)));
    const others = [
      '',
      'AAAA',
      '…',
      fragment.slice(0, -1),
      `${fragment}A`,
      `#${fragment}`,
      flip(40),
      flip(bytes.length - 1),
      'A'.repeat(inviteLinkCharsMax + 1),
    ];
    expect(others.map((text) => typeOf(decodeInviteLink(text)))).toEqual(
      others.map(() => 'invite-malformed'),
    );
  });

  it('of another version is told apart, and one with a sound check is still read strictly', () => {
    const checked = (body: Uint8Array): string =>
      base64urlFromBytes(concatBytes(body, hashBytes('invite-link', body).subarray(0, 4)));
    const body = (bytesFromBase64url(fragment) ?? new Uint8Array()).slice(0, -4);
    expect(decodeInviteLink(checked(body))).toMatchObject({ ok: true });
    expect(typeOf(decodeInviteLink(checked(body.with(0, 2))))).toBe('invite-unknown-version');
    expect(typeOf(decodeInviteLink(checked(concatBytes(body, new Uint8Array(1)))))).toBe(
      'invite-malformed',
    );
    expect(typeOf(decodeInviteLink(checked(body.slice(0, -1))))).toBe('invite-malformed');
  });

  it('expires by the reader’s clock, which only advises', () => {
    expect(refusalOfExpiry(link, env)).toBeUndefined();
    expect(refusalOfExpiry(link, fixedEnv(1, timeMs + 1))).toEqual({
      type: 'invite-expired',
      expiredAt: timeMs,
    });
  });

  it('is never thrown over, whatever was pasted', () => {
    const text = fc.oneof(
      fc.string(),
      fc.nat(fragment.length).map((end) => fragment.slice(0, end)),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const read = decodeInviteLink(pasted);
        expect(read.ok).toBe(pasted === fragment);
      }),
      { numRuns: fuzzRuns, seed: 1 },
    );
  });
});

describe('the seeds of an invite', () => {
  const invitation: Invitation = {
    type: 'invitation',
    invite,
    role: 'member',
    uses: 1,
    expiresAt: timeMs,
    envelopes: [sealInviteSeeds(seeds, groupId, deviceOf(founder), env)],
  };

  it('open for the device that they were sealed to, in this group and for this invite', () => {
    expect(openInviteSeeds(invitation, groupId, founder)).toEqual(seeds);
    expect(openInviteSeeds(invitation, groupId, member)).toBeUndefined();
    expect(openInviteSeeds(invitation, fixedBytes(32, 1), founder)).toBeUndefined();
    expect(
      openInviteSeeds({ ...invitation, invite: fixedBytes(32, 1) }, groupId, founder),
    ).toBeUndefined();
  });

  it('are no use if they belong to another invite, or are not seeds', () => {
    const others = createInviteSeeds(fixedEnv(9, timeMs));
    const context = hashBytes('invite-envelope', groupId, invite);
    const sealed = (bytes: Uint8Array): Invitation => ({
      ...invitation,
      envelopes: [
        {
          device: founder.signing.publicKey,
          sealed: wrapBytes(founder.wrapping.publicKey, bytes, context, env.random),
        },
      ],
    });
    expect(
      openInviteSeeds(sealed(concatBytes(others.topicSeed, others.inviteSeed)), groupId, founder),
    ).toBeUndefined();
    expect(openInviteSeeds(sealed(new Uint8Array(63)), groupId, founder)).toBeUndefined();
  });
});

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

describe('a welcome', () => {
  const answered = { hash: knock.hash, wrapping: newcomer.wrapping.publicKey };
  const welcome = sealWelcome({ charter, secret }, answered, founder, env);
  const wanted = { groupId, knock: knock.hash };
  const open = (bytes: Uint8Array, want = wanted, keys = newcomer) =>
    typeOf(openWelcome(bytes, want, keys));
  const forge = (
    of: Charter,
    by: typeof founder,
    change: {
      secret?: Uint8Array;
      knock?: Uint8Array;
      group?: Uint8Array;
      spoil?: (signed: Uint8Array) => Uint8Array;
    } = {},
  ): Uint8Array => {
    const body = new ByteWriter()
      .uint(1, 1)
      .fixed(32, change.knock ?? knock.hash)
      .sized(4, encodeCharter(of))
      .fixed(32, change.secret ?? secret)
      .fixed(32, by.signing.publicKey)
      .bytes();
    const whole = concatBytes(
      body,
      signBytes(by.signing.seed, hashBytes('welcome', change.group ?? groupId, body)),
    );
    const context = hashBytes('welcome-wrap', groupId, knock.hash);
    return wrapBytes(
      newcomer.wrapping.publicKey,
      change.spoil?.(whole) ?? whole,
      context,
      env.random,
    );
  };

  it('gives the charter and the secret, followed back to the group’s id', () => {
    expect(openWelcome(welcome, wanted, newcomer)).toEqual({
      ok: true,
      value: { charter, secret },
    });
    expect(open(forge(charter, founder))).toBe('ok');
  });

  it('is nothing to another knock, group or device', () => {
    expect(open(welcome, { ...wanted, knock: fixedBytes(32, 1) })).toBe(
      'welcome-not-for-this-knock',
    );
    expect(open(welcome, { ...wanted, groupId: fixedBytes(32, 1) })).toBe(
      'welcome-not-for-this-knock',
    );
    expect(open(welcome, wanted, hostile)).toBe('welcome-not-for-this-knock');
    expect(open(welcome.with(30, (welcome[30] ?? 0) ^ 1))).toBe('welcome-not-for-this-knock');
    expect(open(forge(charter, founder, { knock: fixedBytes(32, 1) }))).toBe(
      'welcome-not-for-this-knock',
    );
    expect(open(new Uint8Array(welcomeBytesMax + 1))).toBe('welcome-malformed');
  });

  it('is refused with another group’s charter, another secret, or signed by no steward', () => {
    const mine = charterOf([memberOf(hostile, 'hostile', 'steward')]);
    expect(open(forge(mine, hostile))).toBe('welcome-other-group');
    expect(open(forge(charter, founder, { secret: fixedBytes(32, 9) }))).toBe(
      'welcome-secret-wrong',
    );
    expect(open(forge(charter, member))).toBe('welcome-proof-wrong');
    expect(open(forge(charter, hostile))).toBe('welcome-proof-wrong');
    expect(open(forge(charter, founder, { group: fixedBytes(32, 1) }))).toBe('welcome-proof-wrong');
    expect(
      open(
        forge(charter, {
          ...hostile,
          signing: { ...hostile.signing, publicKey: founder.signing.publicKey },
        }),
      ),
    ).toBe('welcome-proof-wrong');
  });

  it('is malformed with another version, a broken charter, something behind it, or unsound keys', () => {
    const spoils = [
      (whole: Uint8Array) => whole.with(0, 2),
      (whole: Uint8Array) => whole.with(37, 9),
      (whole: Uint8Array) => concatBytes(whole, new Uint8Array(1)),
      () => new Uint8Array(3),
    ];
    expect(spoils.map((spoil) => open(forge(charter, founder, { spoil })))).toEqual(
      Array(4).fill('welcome-malformed'),
    );
    const lamed = memberOf(founder, 'founder', 'steward');
    const unsound = charterOf([
      {
        ...lamed,
        devices: lamed.devices.map((device) => ({
          ...device,
          wrapping: new Uint8Array(1216).fill(255),
        })),
      },
    ]);
    const own = groupIdOf(unsound);
    const body = new ByteWriter()
      .uint(1, 1)
      .fixed(32, knock.hash)
      .sized(4, encodeCharter(unsound))
      .fixed(32, secret)
      .fixed(32, founder.signing.publicKey)
      .bytes();
    const whole = concatBytes(
      body,
      signBytes(founder.signing.seed, hashBytes('welcome', own, body)),
    );
    const sealed = wrapBytes(
      newcomer.wrapping.publicKey,
      whole,
      hashBytes('welcome-wrap', own, knock.hash),
      env.random,
    );
    expect(open(sealed, { groupId: own, knock: knock.hash })).toBe('welcome-malformed');
    expect(unsound.commitment).toEqual(commitSecret(noGroupId, secret));
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(nearlyBytes([welcome]), (bytes) => {
        expect(typeof openWelcome(bytes, wanted, newcomer).ok).toBe('boolean');
      }),
      { numRuns: Math.ceil(fuzzRuns / 20), seed: 1 },
    );
  });
});
