import * as fc from 'fast-check';
import { fromBase64, toBase64 } from 'lib0/buffer';
import { describe, expect, it } from 'vitest';
import { openSignal, readSignal, sealSignal } from './sealed-signal.ts';

const keyOf = (bytes: number): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(32).fill(bytes), 'AES-GCM', true, [
    'encrypt',
    'decrypt',
  ]);

const from = '6f1c7a52-1111-4222-8333-444455556666';
const to = '0a0b0c0d-1111-4222-8333-444455556666';

describe('sealed signals', () => {
  it('open with the key that sealed them', async () => {
    const key = await keyOf(1);
    const sealed = await sealSignal(key, { type: 'announce', from });
    expect(readSignal(await openSignal(key, sealed))).toEqual({
      type: 'announce',
      from,
      to: undefined,
    });
  });

  it('are what y-webrtc writes: algorithm, iv of 12 bytes, ciphertext, each with its length', async () => {
    const bytes = fromBase64(await sealSignal(await keyOf(1), { type: 'announce', from }));
    expect([...bytes.subarray(0, 9)]).toEqual([7, ...Buffer.from('AES-GCM'), 12]);
    expect(bytes[21]).toBe(bytes.length - 22);
  });

  it('stay closed under another key, altered, cut or with something behind', async () => {
    const key = await keyOf(1);
    const sealed = fromBase64(await sealSignal(key, { type: 'announce', from }));
    const altered = sealed.slice();
    altered[30] = (altered[30] ?? 0) ^ 1;
    expect(await openSignal(await keyOf(2), toBase64(sealed))).toBeUndefined();
    expect(await openSignal(key, toBase64(altered))).toBeUndefined();
    expect(await openSignal(key, toBase64(sealed.subarray(0, 40)))).toBeUndefined();
    expect(await openSignal(key, toBase64(Uint8Array.of(...sealed, 0)))).toBeUndefined();
  });

  it('never throw, whatever comes in their place', async () => {
    const key = await keyOf(1);
    const anything = fc.oneof(fc.anything(), fc.string(), fc.base64String());
    await fc.assert(
      fc.asyncProperty(anything, async (data) => {
        expect(await openSignal(key, data)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('may hold nested lists without end and still do no harm', async () => {
    const key = await keyOf(1);
    let nested: unknown = 0;
    for (let depth = 0; depth < 2_000; depth += 1) nested = [nested];
    const sealed = await sealSignal(key, { type: 'signal', from, to, signal: nested });
    expect(readSignal(await openSignal(key, sealed))).toBeUndefined();
  });
});

describe('a signal', () => {
  const candidate = { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMLineIndex: 0 };
  it.each([
    ['an offer', { type: 'offer', sdp: 'v=0' }],
    ['an answer', { type: 'answer', sdp: 'v=0' }],
    ['a candidate', { type: 'candidate', candidate: { ...candidate, sdpMid: '0' } }],
  ])('is taken with %s', (_, signal) => {
    const value = { type: 'signal', from, to, token: 1.5, signal };
    expect(readSignal(value)).toEqual(value);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'announce'],
    ['no sender', { type: 'announce' }],
    ['a sender that is no text', { type: 'announce', from: 7 }],
    ['a sender of a kilobyte', { type: 'announce', from: 'x'.repeat(1_024) }],
    ['an unknown type', { type: 'goodbye', from }],
    ['no receiver', { type: 'signal', from, signal: { type: 'offer', sdp: '' } }],
    ['no signal', { type: 'signal', from, to }],
    ['a signal of null', { type: 'signal', from, to, signal: null }],
    ['a token that is no number', { type: 'signal', from, to, token: '1', signal: {} }],
    ['an offer without description', { type: 'signal', from, to, signal: { type: 'offer' } }],
    ['a wish to renegotiate', { type: 'signal', from, to, signal: { type: 'renegotiate' } }],
    [
      'a wish for a camera',
      { type: 'signal', from, to, signal: { type: 'transceiverRequest', transceiverRequest: {} } },
    ],
    [
      'a candidate for no line',
      {
        type: 'signal',
        from,
        to,
        signal: {
          type: 'candidate',
          candidate: { candidate: '', sdpMid: null, sdpMLineIndex: null },
        },
      },
    ],
  ])('is refused with %s', (_, value) => {
    expect(readSignal(value)).toBeUndefined();
  });
});
