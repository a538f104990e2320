import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeSignallingMessage, encodePublish } from './signalling-message.ts';

const limits = { signallingBytesMax: 65_536, topicBytesMax: 256, topicsPerConnectionMax: 64 };
const decode = (text: string) => decodeSignallingMessage(Buffer.from(text), limits);

/** `SAMPHIRE_FUZZ_RUNS=1000000` for the run by hand. */
const fuzzRuns = Number(process.env['SAMPHIRE_FUZZ_RUNS'] ?? 20_000);
/** What one input may take on a busy machine; quality asks for 20 ms, measured over the mean. */
const fuzzMsMean = 20;

const message = fc.oneof(
  fc.record({
    type: fc.constantFrom('subscribe', 'unsubscribe'),
    topics: fc.array(fc.oneof(fc.string(), fc.jsonValue())),
  }),
  fc.record({ type: fc.constant('publish'), topic: fc.string(), data: fc.jsonValue() }),
  fc.record({ type: fc.constant('ping') }),
  fc.dictionary(fc.constantFrom('type', 'topic', 'topics', 'data', '__proto__'), fc.jsonValue()),
  fc.jsonValue(),
);

/** Well-formed messages, their bytes cut, flipped and repeated, and bytes of no meaning. */
const input = fc.oneof(
  message.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  fc.tuple(message, fc.nat(), fc.nat({ max: 255 }), fc.nat()).map(([value, place, byte, cut]) => {
    const bytes = Buffer.from(JSON.stringify(value) ?? '');
    if (bytes.length > 0) bytes[place % bytes.length] = byte;
    return bytes.subarray(0, bytes.length === 0 ? 0 : bytes.length - (cut % bytes.length));
  }),
  fc
    .tuple(fc.constantFrom('[', '{"a":', '"\\u', '1e9', '\u0000', '\ud800'), fc.nat({ max: 9_000 }))
    .map(([piece, times]) =>
      Buffer.from(`{"type":"publish","topic":"t","data":${piece.repeat(times)}`),
    ),
  fc.uint8Array({ maxLength: 512 }),
);

describe('decodeSignallingMessage', () => {
  it('reads the four messages of y-webrtc', () => {
    const seen = [
      '{"type":"subscribe","topics":["a","b"]}',
      '{"type":"unsubscribe","topics":[]}',
      '{"type":"publish","topic":"a","data":{"type":"announce","from":"x"}}',
      '{"type":"ping"}',
    ].map((text) => decode(text));
    expect(seen).toEqual([
      { ok: true, value: { type: 'subscribe', topics: ['a', 'b'] } },
      { ok: true, value: { type: 'unsubscribe', topics: [] } },
      {
        ok: true,
        value: { type: 'publish', topic: 'a', data: { type: 'announce', from: 'x' } },
      },
      { ok: true, value: { type: 'ping' } },
    ]);
  });

  it('names the reason of each refusal', () => {
    const reasonOf = (text: string): string => {
      const decoded = decode(text);
      return decoded.ok ? 'accepted' : decoded.refusal.type;
    };
    expect(reasonOf('x'.repeat(65_537))).toBe('oversize');
    expect(reasonOf('{"type":"ping"} ')).toBe('accepted');
    expect(reasonOf('{"type":"ping"}{')).toBe('not-json');
    expect(reasonOf('7')).toBe('wrong-shape');
    expect(reasonOf('{"type":"ping","__proto__":{}}')).toBe('wrong-shape');
    expect(reasonOf('{"type":"toString"}')).toBe('unknown-type');
    expect(reasonOf('{"type":"publish","topic":"","data":0}')).toBe('topic-length');
    expect(reasonOf(JSON.stringify({ type: 'subscribe', topics: Array(65).fill('a') }))).toBe(
      'too-many-topics',
    );
    const nested = (depth: number): string =>
      `{"type":"publish","topic":"a","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(reasonOf(nested(33))).toBe('accepted');
    expect(reasonOf(nested(34))).toBe('too-deep');
    expect(reasonOf(nested(30_000))).toBe('too-deep');
  });

  it(
    'answers every input with a message or a typed refusal, and never sends on more than the bound',
    () => {
      const seen = { messages: 0, refusals: 0 };
      const startMs = performance.now();
      fc.assert(
        fc.property(input, (bytes) => {
          const decoded = decodeSignallingMessage(bytes, limits);
          seen[decoded.ok ? 'messages' : 'refusals'] += 1;
          if (!decoded.ok) return typeof decoded.refusal.type === 'string';
          if (decoded.value.type !== 'publish') return true;
          const encoded = encodePublish(decoded.value, 2, limits);
          return !encoded.ok || encoded.value.length <= limits.signallingBytesMax + 64;
        }),
        { numRuns: fuzzRuns, seed: 1 },
      );
      expect(seen.messages).toBeGreaterThan(fuzzRuns / 20);
      expect(seen.refusals).toBeGreaterThan(fuzzRuns / 4);
      expect((performance.now() - startMs) / fuzzRuns).toBeLessThan(fuzzMsMean);
    },
    60_000 + fuzzRuns,
  );

  it('sends on exactly the data that came', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (data) => {
        const text = JSON.stringify({ type: 'publish', topic: 't', data });
        const decoded = decode(text);
        if (!decoded.ok || decoded.value.type !== 'publish') throw new Error('not a publish');
        const encoded = encodePublish(decoded.value, 3, limits);
        if (!encoded.ok) throw new Error(encoded.refusal.type);
        const sent = JSON.parse(Buffer.from(encoded.value).toString()) as unknown;
        expect(JSON.stringify(sent)).toBe(`${text.slice(0, -1)},"clients":3}`);
      }),
      { seed: 2 },
    );
  });
});
