import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  env,
  fixedBytes,
  founder,
  groupId,
  hostile,
  member,
  memberOf,
  newcomer,
  secret,
} from '../../test/actors.ts';
import { fuzzRuns, nearlyBytes } from '../../test/fuzz.ts';
import { hashBytes } from '../crypto/hash.ts';
import { signBytes } from '../crypto/sign.ts';
import { wrapBytes } from '../crypto/wrap.ts';
import { ByteWriter, compareBytes, concatBytes } from '../lib/bytes.ts';
import { welcomeBytesMax, welcomeSecretsMax } from '../lib/limits.ts';
import { charterHash, encodeCharter, type Charter } from './charter.ts';
import { inviterHash } from './invite.ts';
import { openWelcome, sealWelcome, type EpochSecret, type Welcome } from './welcome.ts';

const knock = { hash: fixedBytes(32, 11), wrapping: newcomer.wrapping.publicKey };
const expected = {
  groupId,
  knock: knock.hash,
  inviter: inviterHash(founder.signing.publicKey),
};
/** Of the same group, with the founder gone: the member is its steward. */
const later = charterOf([memberOf(member, 'member', 'steward')], {
  groupId,
  number: 2,
  parents: [fixedBytes(32, 1)],
});
const secretsOf = (...charters: readonly Charter[]): readonly EpochSecret[] =>
  charters
    .map((each) => ({ epochId: charterHash(each), secret }))
    .toSorted((left, right) => compareBytes(left.epochId, right.epochId));
const young: Welcome = { first: charter, current: charter, secrets: secretsOf(charter) };
const grown: Welcome = { first: charter, current: later, secrets: secretsOf(charter, later) };

const outcomeOf = (bytes: Uint8Array, want = expected, keys = newcomer): string => {
  const opened = openWelcome(bytes, want, keys);
  return opened.ok ? 'ok' : opened.refusal.type;
};

interface Forged {
  readonly flag?: number;
  readonly first?: Charter;
  readonly current?: Charter;
  readonly secrets?: readonly EpochSecret[];
  readonly knock?: Uint8Array;
  readonly group?: Uint8Array;
  readonly by?: typeof founder;
  readonly spoil?: (signed: Uint8Array) => Uint8Array;
}

/** A welcome of anything, signed by anybody. */
const forge = (change: Forged): Uint8Array => {
  const { flag = change.current ? 1 : 0, first = charter, by = founder } = change;
  const { secrets = secretsOf(first, ...(change.current ? [change.current] : [])) } = change;
  const writer = new ByteWriter()
    .uint(1, 1)
    .fixed(32, change.knock ?? knock.hash)
    .sized(4, encodeCharter(first))
    .uint(1, flag);
  if (change.current) writer.sized(4, encodeCharter(change.current));
  writer.uint(2, secrets.length);
  for (const each of secrets) writer.fixed(32, each.epochId).fixed(32, each.secret);
  const body = writer.fixed(32, by.signing.publicKey).bytes();
  const digest = hashBytes('welcome', change.group ?? groupId, body);
  const whole = concatBytes(body, signBytes(by.signing.seed, digest));
  const context = hashBytes('welcome-wrap', groupId, knock.hash);
  return wrapBytes(knock.wrapping, change.spoil?.(whole) ?? whole, context, env.random);
};

describe('a welcome', () => {
  it('gives the charters and the secrets, whether or not the keys were ever changed', () => {
    for (const welcome of [young, grown]) {
      const opened = openWelcome(sealWelcome(welcome, knock, founder, env), expected, newcomer);
      expect(opened).toEqual({ ok: true, value: welcome });
    }
    const lengths = [young, grown].map((each) => sealWelcome(each, knock, founder, env).length);
    // The second charter with its size, and its secret.
    const more = 4 + encodeCharter(later).length + 64;
    expect((lengths[1] ?? 0) - (lengths[0] ?? 0)).toBe(more);
    expect(outcomeOf(forge({}))).toBe('ok');
    expect(outcomeOf(forge({ current: later }))).toBe('ok');
  });

  it('puts the secrets in order itself, and takes no more than there may be', () => {
    const unordered = { ...grown, secrets: grown.secrets.toReversed() };
    expect(openWelcome(sealWelcome(unordered, knock, founder, env), expected, newcomer)).toEqual({
      ok: true,
      value: grown,
    });
    const many = (count: number): Welcome => ({
      ...young,
      secrets: Array.from({ length: count }, (_, index) => ({
        epochId:
          index === 0 ? groupId : new Uint8Array(32).with(0, index % 256).with(1, index >> 8),
        secret,
      })),
    });
    expect(outcomeOf(sealWelcome(many(welcomeSecretsMax), knock, founder, env))).toBe('ok');
    const tooMany = many(welcomeSecretsMax + 1);
    expect(() => sealWelcome(tooMany, knock, founder, env)).toThrow(RangeError);
    const inOrder = tooMany.secrets.toSorted((a, b) => compareBytes(a.epochId, b.epochId));
    expect(outcomeOf(forge({ secrets: inOrder }))).toBe('welcome-malformed');
  });

  it('is nothing to another knock, group or device', () => {
    const welcome = sealWelcome(young, knock, founder, env);
    const other = fixedBytes(32, 1);
    const outcomes = [
      outcomeOf(welcome, { ...expected, knock: other }),
      outcomeOf(welcome, { ...expected, groupId: other }),
      outcomeOf(welcome, expected, hostile),
      outcomeOf(welcome.with(30, (welcome[30] ?? 0) ^ 1)),
      outcomeOf(forge({ knock: other })),
    ];
    expect(outcomes).toEqual(Array(5).fill('welcome-not-for-this-knock'));
    expect(outcomeOf(new Uint8Array(welcomeBytesMax + 1))).toBe('welcome-malformed');
  });

  it('is refused with a charter of another group, as the first or as the current one', () => {
    const mine = charterOf([memberOf(hostile, 'hostile', 'steward')]);
    const others = charterOf(later.members, { ...later, groupId: fixedBytes(32, 1) });
    expect(outcomeOf(forge({ first: mine, by: hostile }))).toBe('welcome-other-group');
    expect(outcomeOf(forge({ current: others }))).toBe('welcome-other-group');
  });

  it('is refused where a secret is missing or is not the one committed to', () => {
    const wrong = (epoch: Charter): EpochSecret[] =>
      secretsOf(charter, later).map((each) =>
        compareBytes(each.epochId, charterHash(epoch)) === 0
          ? { ...each, secret: fixedBytes(32, 9) }
          : each,
      );
    const lists = [wrong(charter), wrong(later), secretsOf(charter), secretsOf(later), []];
    expect(lists.map((secrets) => outcomeOf(forge({ current: later, secrets })))).toEqual(
      lists.map(() => 'welcome-secret-wrong'),
    );
  });

  it('is believed from the inviter and from whoever may admit now, and from nobody else', () => {
    // The founder made the invite and is gone; the member is a steward by now.
    expect(outcomeOf(forge({ current: later, by: member }))).toBe('ok');
    const byAnother = { ...expected, inviter: inviterHash(member.signing.publicKey) };
    expect(outcomeOf(forge({ current: later, by: founder }), byAnother)).toBe(
      'welcome-proof-wrong',
    );
    // In the first charter the member may not admit, unless the policy lets members.
    expect(outcomeOf(forge({ by: member }))).toBe('welcome-proof-wrong');
    const open = charterOf(charter.members, {
      groupId,
      number: 1,
      parents: [groupId],
      policy: { whoAdmits: 'members', inviteRole: 'member' },
    });
    expect(outcomeOf(forge({ current: open, by: member }))).toBe('ok');
    expect(outcomeOf(forge({ by: hostile }))).toBe('welcome-proof-wrong');
    expect(outcomeOf(forge({ group: fixedBytes(32, 1) }))).toBe('welcome-proof-wrong');
    const inFoundersName = {
      ...hostile,
      signing: { ...hostile.signing, publicKey: founder.signing.publicKey },
    };
    expect(outcomeOf(forge({ by: inFoundersName }))).toBe('welcome-proof-wrong');
  });

  it('is malformed in another version or order, with a broken charter, something behind it, or unsound keys', () => {
    const spoils: readonly ((whole: Uint8Array) => Uint8Array)[] = [
      (whole) => whole.with(0, 2),
      (whole) => whole.with(37, 9),
      (whole) => concatBytes(whole, new Uint8Array(1)),
      () => new Uint8Array(3),
    ];
    const malformed = [
      ...spoils.map((spoil) => forge({ spoil })),
      forge({ flag: 2 }),
      // The first charter may not be written twice, nor a later one be left out.
      forge({ current: charter, secrets: secretsOf(charter) }),
      forge({ first: later }),
      forge({ current: later, secrets: secretsOf(charter, later).toReversed() }),
    ];
    expect(malformed.map((bytes) => outcomeOf(bytes))).toEqual(
      malformed.map(() => 'welcome-malformed'),
    );
    const lamed = memberOf(founder, 'founder', 'steward');
    const wrapping = new Uint8Array(1216).fill(255);
    const unsound = charterOf(
      [{ ...lamed, devices: lamed.devices.map((device) => ({ ...device, wrapping })) }],
      { groupId, number: 1, parents: [groupId] },
    );
    expect(outcomeOf(forge({ current: unsound }))).toBe('welcome-malformed');
  });

  it('never throws, whatever the bytes: sealed for the newcomer, or not', () => {
    const signed = unsealed(grown);
    let opened = 0;
    fc.assert(
      fc.property(nearlyBytes([signed]), fc.boolean(), (bytes, isSealed) => {
        const result = openWelcome(
          isSealed ? forge({ spoil: () => bytes }) : bytes,
          expected,
          newcomer,
        );
        opened += isSealed ? 1 : 0;
        expect(result.ok).toBe(isSealed && compareBytes(bytes, signed) === 0);
      }),
      { numRuns: Math.ceil(fuzzRuns / 50), seed: 1 },
    );
    expect(opened).toBeGreaterThan(50);
  });
});

/** The signed bytes of a welcome by the founder, as they are before they are sealed. */
const unsealed = (welcome: Welcome): Uint8Array => {
  let signed = new Uint8Array();
  forge({
    current: welcome.current,
    spoil: (whole) => {
      signed = Uint8Array.from(whole);
      return whole;
    },
  });
  return signed;
};
