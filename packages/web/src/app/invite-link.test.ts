import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inviteFromCode, inviteFromHash, inviteFromPaste, inviteLink } from './invite-link.ts';

const fragment = 'AbC-_9';
const newcomer = { fragment, purpose: 'newcomer' } as const;
const ownDevice = { fragment, purpose: 'own-device' } as const;
const origin = 'https://relay.example';

describe('an invite link', () => {
  it.each([newcomer, ownDevice])('is read as it was written', (invite) => {
    const link = inviteLink(origin, invite);
    expect(inviteFromHash(new URL(link).hash)).toEqual(invite);
    expect(inviteFromPaste(`  ${link}\n`)).toEqual(invite);
    expect(inviteFromCode(link)).toEqual({ ok: true, value: invite });
  });

  it('is found in its end, and bare', () => {
    expect(inviteFromPaste('#join=AbC-_9')).toEqual(newcomer);
    expect(inviteFromPaste('#device=AbC-_9')).toEqual(ownDevice);
    expect(inviteFromPaste('AbC-_9')).toEqual(newcomer);
  });

  it('is none in the address of a screen', () => {
    for (const hash of ['', '#', '#/join', '#/device', '#/1/needs/abc'])
      expect(inviteFromHash(hash)).toBeUndefined();
  });
});

describe('a scanned code', () => {
  it.each([
    ['of another origin', `http://other.example:8080/some/path#join=${fragment}`],
    ['in capitals before the mark', `HTTPS://RELAY.EXAMPLE/#join=${fragment}`],
    ['that is the end of a link', `#join=${fragment}`],
    ['that is a bare fragment', fragment],
  ])('is taken from a link %s', (_, text) => {
    expect(inviteFromCode(text)).toEqual({ ok: true, value: newcomer });
  });

  it.each([
    ['nothing', ''],
    ['another address', 'https://hostile.example/'],
    ['a script', `javascript:alert(1)//#join=${fragment}`],
    ['a script in an address', `data:text/html,<script>#join=${fragment}`],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['markup behind the mark', `${origin}/#join=<b>bold</b>`],
    ['words before the link', `Open ${origin}/#join=${fragment}`],
    ['words behind the link', `${origin}/#join=${fragment} now`],
    ['a second mark', `${origin}/#join=#join=${fragment}`],
    ['a network to join', 'WIFI:T:WPA;S:harbour;P:secret;;'],
    ['more than an invite can be', 'A'.repeat(4_097)],
    ['an address without an end', `https://${'a'.repeat(3_000)}#join=${fragment}`],
  ])('is refused if it says %s', (_, text) => {
    expect(inviteFromCode(text)).toEqual({ ok: false, refusal: { type: 'code-not-an-invite' } });
  });

  it('hands on nothing but base64url, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true })),
        (text) => {
          const read = inviteFromCode(text);
          if (read.ok) expect(read.value.fragment).toMatch(/^[A-Za-z0-9_-]+$/);
        },
      ),
      { numRuns: 40 },
    );
  });
});
