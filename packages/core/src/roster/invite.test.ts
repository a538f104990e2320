import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  deviceOf,
  env,
  fixedBytes,
  fixedEnv,
  founder,
  groupId,
  member,
  timeMs,
} from '../../test/actors.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { hashBytes } from '../crypto/hash.ts';
import { wrapBytes } from '../crypto/wrap.ts';
import { base64urlFromBytes, bytesFromBase64url, concatBytes } from '../lib/bytes.ts';
import { inviteLinkCharsMax } from '../lib/limits.ts';
import type { Invitation } from './changes.ts';
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
    purpose: 'newcomer',
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
