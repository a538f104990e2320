/** Runs the vector check in Node; a browser runs the same check from a page. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { nobleBackend } from '../../src/crypto/noble-backend.ts';
import { chooseBackend, currentBackend } from '../../src/crypto/backend.ts';
import { checkCryptoVectors } from './check-crypto.ts';
import { tally } from './tally.ts';

const load = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), 'utf8'));

test('every published vector holds with both backends', { timeout: 60_000 }, async () => {
  const reports = await checkCryptoVectors(load);
  expect(reports.flatMap((report) => report.failures.map((id) => `${report.name}: ${id}`))).toEqual(
    [],
  );
  expect(reports.map((report) => `${report.name}: ${report.passed}`)).toMatchInlineSnapshot(`
    [
      "sha256 (noble): 76",
      "hmac-sha256 (noble): 5",
      "hkdf-sha256 (noble): 105",
      "xchacha20-poly1305 (noble): 284",
      "ed25519 signing (noble): 34",
      "ed25519 verifying (noble): 145",
      "ed25519 keys (noble): 78",
      "ed25519 edge signatures (noble): 24",
      "ed25519 small order (noble): 196",
      "x25519 (noble): 521",
      "x-wing (noble): 3",
      "frozen formats (noble): 14",
      "wasm backend: 1",
      "sha256 (wasm): 76",
      "hmac-sha256 (wasm): 5",
      "hkdf-sha256 (wasm): 105",
      "xchacha20-poly1305 (wasm): 284",
      "ed25519 signing (wasm): 34",
      "ed25519 verifying (wasm): 145",
      "ed25519 keys (wasm): 78",
      "ed25519 edge signatures (wasm): 24",
      "ed25519 small order (wasm): 196",
      "x25519 (wasm): 521",
      "x-wing (wasm): 3",
      "frozen formats (wasm): 14",
      "ml-kem-768: 1",
    ]
  `);
  expect(currentBackend().name).toBe('noble');
});

test('a check that meets a wrong backend says so', { timeout: 60_000 }, async () => {
  const wrong = { ...nobleBackend, sha256: () => new Uint8Array(32) };
  chooseBackend(wrong);
  const { symmetricChecks } = await import('./check-symmetric.ts');
  const [hashes] = await symmetricChecks(load);
  const report = tally('sha256', hashes?.cases ?? []);
  chooseBackend(nobleBackend);
  expect(report).toMatchObject({ passed: 0, failed: 76 });
});

test('a set without cases, and a case that throws, have failed', () => {
  expect(tally('nothing', [])).toMatchObject({ failed: 1, failures: ['no cases'] });
  const holds = (): boolean => {
    throw new RangeError('out of bounds');
  };
  expect(tally('one', [{ id: 7, holds }])).toMatchObject({ failures: ['7: out of bounds'] });
});
