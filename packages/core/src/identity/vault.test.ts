import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealBytes } from '../crypto/seal.ts';
import { concatBytes } from '../lib/bytes.ts';
import { createSeededEnv } from '../testing/env.ts';
import { openVault, sealVault } from './vault.ts';

const env = createSeededEnv(5);
const contents = Uint8Array.of(1, 2, 3);
const headerBytes = 34;

test('a vault opens to what was put in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 10_000 }), (bytes) => {
      expect(openVault(sealVault(bytes, env))).toEqual({ ok: true, value: bytes });
    }),
  );
});

test('the same contents never make the same file twice, and do not stand in it readably', () => {
  const text = new Uint8Array(64).fill(0x61);
  const first = sealVault(text, env);
  expect(sealVault(text, env)).not.toEqual(first);
  expect(String.fromCharCode(...first)).not.toContain('aaaa');
});

test('the length of the file says little about the contents', () => {
  const lengthOf = (bytes: number): number => sealVault(new Uint8Array(bytes), env).length;
  expect(lengthOf(0)).toBe(lengthOf(4_092));
  const lengths = new Set(Array.from({ length: 1_000 }, (_, extra) => lengthOf(10_000 + extra)));
  expect(lengths.size).toBeLessThan(5);
});

test('an altered, cut or lengthened vault is damaged', () => {
  const file = sealVault(contents, env);
  fc.assert(
    fc.property(fc.integer({ min: 2 * 8, max: file.length * 8 - 1 }), (bit) => {
      const altered = file.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openVault(altered)).toEqual({ ok: false, refusal: { type: 'vault-damaged' } });
    }),
  );
  for (const length of [0, 1, 2, 33, 57, 58, 73, file.length - 1]) {
    expect(openVault(file.subarray(0, length))).toMatchObject({
      refusal: { type: 'vault-damaged' },
    });
  }
  expect(openVault(concatBytes(file, contents))).toMatchObject({ ok: false });
});

test("a newer version's vault is told from a damaged one", () => {
  const file = sealVault(contents, env);
  const newer = file.slice();
  newer[0] = 2;
  expect(openVault(newer)).toEqual({
    ok: false,
    refusal: { type: 'vault-unknown-version', version: 2 },
  });
  const protectedOtherwise = file.slice();
  protectedOtherwise[1] = 2;
  expect(openVault(protectedOtherwise)).toMatchObject({
    refusal: { type: 'vault-unknown-version', version: 1 },
  });
});

test('a well-sealed vault with contents that are not padded as agreed is damaged', () => {
  const file = sealVault(contents, env);
  const header = file.slice(0, headerBytes);
  const nonce = file.slice(headerBytes, headerBytes + 24);
  const withContents = (padded: Uint8Array): Uint8Array =>
    concatBytes(header, nonce, sealBytes(header.slice(2), nonce, padded, header));
  const stray = new Uint8Array(4_096);
  stray[4_095] = 1;
  const tooLong = new Uint8Array(4_096).fill(255, 0, 4);
  expect(openVault(withContents(new Uint8Array(4_096)))).toMatchObject({ ok: true });
  for (const padded of [stray, tooLong, new Uint8Array(4_097), new Uint8Array(3)]) {
    expect(openVault(withContents(padded))).toMatchObject({ refusal: { type: 'vault-damaged' } });
  }
});

test('opening never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(openVault(bytes).ok).toBe(false);
      expect(openVault(concatBytes(Uint8Array.of(1, 0), bytes)).ok).toBe(false);
    }),
  );
});
