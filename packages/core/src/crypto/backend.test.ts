import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { chooseBackend, currentBackend, loadFastCrypto } from './backend.ts';
import type { Backend } from './backend.ts';
import { hashBytes } from './hash.ts';
import { nobleBackend } from './noble-backend.ts';
import { openBytes, sealBytes } from './seal.ts';
import { loadWasmBackend } from './wasm-backend.ts';

const wasmBackend = await loadWasmBackend();
const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });
const key = bytes(32, 32);
const nonce = bytes(24, 24);
const context = bytes(0, 100);

afterEach(() => {
  chooseBackend(nobleBackend);
  vi.doUnmock('./wasm-backend.ts');
});

test('plain JavaScript serves until WebAssembly has been loaded, then both give the same', async () => {
  const [secret, once, text] = [new Uint8Array(32), new Uint8Array(24), Uint8Array.of(1, 2, 3)];
  expect(currentBackend().name).toBe('noble');
  const before = [hashBytes('entry', text), sealBytes(secret, once, text, text)];
  await loadFastCrypto();
  expect(currentBackend().name).toBe('wasm');
  expect([hashBytes('entry', text), sealBytes(secret, once, text, text)]).toEqual(before);
  await loadFastCrypto();
  expect(currentBackend().name).toBe('wasm');
});

test('both backends hash and seal to the same bytes, and open what the other sealed', () => {
  fc.assert(
    fc.property(key, nonce, context, bytes(0, 2_000), (secret, once, around, text) => {
      expect(wasmBackend.sha256(text)).toEqual(nobleBackend.sha256(text));
      const sealed = nobleBackend.seal(secret, once, text, around);
      expect(wasmBackend.seal(secret, once, text, around)).toEqual(sealed);
      expect(wasmBackend.open(secret, once, sealed, around)).toEqual(text);
      expect(nobleBackend.open(secret, once, sealed, around)).toEqual(text);
    }),
  );
});

test('both backends give the same verdict on altered bytes', () => {
  const alteration = fc.record({
    where: fc.constantFrom('key', 'nonce', 'context', 'sealed'),
    how: fc.constantFrom('flip', 'shorten', 'lengthen', 'nothing'),
    place: fc.nat(),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  const verdicts = { opened: 0, refused: 0 };
  fc.assert(
    fc.property(key, nonce, bytes(1, 40), bytes(0, 400), alteration, (k, n, c, text, change) => {
      const parts = { key: k, nonce: n, context: c, sealed: nobleBackend.seal(k, n, text, c) };
      const isFixed = change.where === 'key' || change.where === 'nonce';
      const how = isFixed && change.how !== 'nothing' ? 'flip' : change.how;
      const altered = { ...parts, [change.where]: alter(parts[change.where], how, change) };
      const verdictOf = (backend: Backend): Uint8Array | undefined =>
        backend.open(altered.key, altered.nonce, altered.sealed, altered.context);
      const verdict = verdictOf(nobleBackend);
      expect(verdictOf(wasmBackend)).toEqual(verdict);
      expect(verdict).toEqual(how === 'nothing' ? text : undefined);
      verdicts[verdict === undefined ? 'refused' : 'opened'] += 1;
    }),
    { numRuns: 1_000, seed: 20_261_122 },
  );
  expect(verdicts.opened).toBeGreaterThan(100);
  expect(verdicts.refused).toBeGreaterThan(500);
});

const alter = (
  part: Uint8Array,
  how: 'flip' | 'shorten' | 'lengthen' | 'nothing',
  at: { readonly place: number; readonly bit: number },
): Uint8Array => {
  if (how === 'shorten') return part.subarray(0, at.place % part.length);
  if (how === 'lengthen') return Uint8Array.of(...part, at.bit);
  if (how === 'nothing') return part;
  const place = at.place % part.length;
  return part.map((byte, index) => (index === place ? byte ^ (1 << at.bit) : byte));
};

test('a megabyte passes through both backends alike', () => {
  const [secret, once] = [new Uint8Array(32).fill(3), new Uint8Array(24).fill(4)];
  const text = Uint8Array.from({ length: 1_048_576 }, (_, place) => place & 255);
  const sealed = wasmBackend.seal(secret, once, text, once);
  expect(nobleBackend.open(secret, once, sealed, once)).toEqual(text);
  expect(wasmBackend.sha256(text)).toEqual(nobleBackend.sha256(text));
});

test('bytes too short for a tag open to nothing with both', () => {
  for (const backend of [nobleBackend, wasmBackend]) {
    const opened = backend.open(
      new Uint8Array(32),
      new Uint8Array(24),
      new Uint8Array(15),
      new Uint8Array(0),
    );
    expect(opened).toBeUndefined();
  }
});

test('plain JavaScript judges when WebAssembly fails for a reason of its own', async () => {
  const { default: sodium } = await import('libsodium-wrappers');
  const [secret, once, text] = [new Uint8Array(32), new Uint8Array(24), Uint8Array.of(1)];
  const sealed = nobleBackend.seal(secret, once, text, text);
  // What the library throws when its memory cannot grow: no Error, and no verdict.
  const decrypt = vi
    .spyOn(sodium, 'crypto_aead_xchacha20poly1305_ietf_decrypt')
    .mockImplementation(() => {
      throw { message: '_malloc() failed', length: 17 } as unknown as Error;
    });
  expect(wasmBackend.open(secret, once, sealed, text)).toEqual(text);
  expect(wasmBackend.open(secret, once, sealed, once)).toBeUndefined();
  expect(decrypt).toHaveBeenCalledTimes(2);
  decrypt.mockRestore();
});

test.each([
  ['cannot start', () => Promise.reject(new Error('no WebAssembly here'))],
  ['hashes wrongly', () => Promise.resolve({ ...wasmBackend, sha256: () => new Uint8Array(32) })],
  ['seals wrongly', () => Promise.resolve({ ...wasmBackend, seal: () => new Uint8Array(32) })],
  ['opens nothing', () => Promise.resolve({ ...wasmBackend, open: () => undefined })],
  ['opens everything', () => Promise.resolve({ ...wasmBackend, open: (key: Uint8Array) => key })],
])('plain JavaScript goes on when WebAssembly %s', async (_, load) => {
  vi.doMock('./wasm-backend.ts', () => ({ loadWasmBackend: load }));
  await loadFastCrypto();
  expect(currentBackend().name).toBe('noble');
});

test('sealing and opening refuse keys and nonces of the wrong size, with either backend', () => {
  const [secret, once, text] = [new Uint8Array(32), new Uint8Array(24), new Uint8Array(40)];
  for (const backend of [nobleBackend, wasmBackend]) {
    chooseBackend(backend);
    expect(() => sealBytes(once, once, text, text)).toThrow('seal key: expected 32 bytes, got 24');
    expect(() => sealBytes(secret, secret, text, text)).toThrow('seal nonce');
    expect(() => openBytes(once, once, text, text)).toThrow(RangeError);
    expect(() => openBytes(secret, secret, text, text)).toThrow(RangeError);
    expect(openBytes(secret, once, text, text)).toBeUndefined();
  }
});
