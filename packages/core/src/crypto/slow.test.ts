import { afterEach, expect, test, vi } from 'vitest';
import { bytesFromHex, hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import { slowHash, slowHashInScript } from './slow.ts';

const cost = { memoryKib: 64, passes: 2 };
const secret = utf8FromText('password');
const salt = utf8FromText('somesalt');

afterEach(() => {
  vi.unstubAllGlobals();
});

test("gives the digest of Argon2's own test program", async () => {
  // argon2 test.c, version 0x13: t=2, m=2^8, p=1.
  const hash = await slowHash(secret, salt, { memoryKib: 256, passes: 2 }, 32);
  expect(hexFromBytes(hash)).toBe(
    '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
  );
});

test('depends on secret, salt, memory, passes and length', async () => {
  const hashes = await Promise.all([
    slowHash(secret, salt, cost, 16),
    slowHash(salt, salt, cost, 16),
    slowHash(secret, utf8FromText('othersalt'), cost, 16),
    slowHash(secret, salt, { ...cost, memoryKib: 72 }, 16),
    slowHash(secret, salt, { ...cost, passes: 3 }, 16),
    slowHash(secret, salt, cost, 17),
  ]);
  expect(new Set(hashes.map((hash) => hexFromBytes(hash).slice(0, 32))).size).toBe(hashes.length);
});

test('plain JavaScript gives the same where WebAssembly cannot start', async () => {
  const inWasm = await slowHash(secret, salt, cost, 6);
  expect(await slowHashInScript(secret, salt, cost, 6)).toEqual(inWasm);
  vi.stubGlobal('WebAssembly', undefined);
  expect(await slowHash(secret, salt, cost, 6)).toEqual(inWasm);
});

test('refuses costs and lengths that are none', async () => {
  const refusals = [
    slowHash(secret, bytesFromHex('00') ?? salt, cost, 6),
    slowHash(secret, salt, { memoryKib: 7, passes: 1 }, 6),
    slowHash(secret, salt, { memoryKib: 8, passes: 0 }, 6),
    slowHash(secret, salt, cost, 3),
    slowHash(new Uint8Array(0), salt, cost, 6),
  ];
  for (const refusal of refusals) await expect(refusal).rejects.toThrow(RangeError);
});
