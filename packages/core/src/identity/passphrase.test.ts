import { expect, test } from 'vitest';
import { fixedBytes } from '../../test/actors.ts';
import { slowHash, type SlowCost, type SlowHash } from '../crypto/slow.ts';
import { hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { passphraseCharactersMin, vaultHashMs, vaultMemoryKibMin } from '../lib/limits.ts';
import { accepted } from '../lib/result.ts';
import { keyFromPassphrase, measureCost, readPassphrase } from './passphrase.ts';

const tooShort = {
  ok: false,
  refusal: { type: 'passphrase-too-short', charactersMin: passphraseCharactersMin },
};
const tooLong = { ok: false, refusal: { type: 'passphrase-too-long' } };

const least = { memoryKib: vaultMemoryKibMin, passes: 3 };

test('one passphrase is one key, however the keyboard spells it', () => {
  const read = (text: string) => readPassphrase(text, 'new');
  const composed = read('caf\u00e9 in Calais');
  expect(composed).toEqual(accepted(utf8FromText('caf\u00e9 in Calais')));
  expect(read('cafe\u0301 in Calais')).toEqual(composed);
  expect(read(' caf\u00e9\u00a0in\u2003Calais ')).toEqual(composed);
  for (const other of ['Caf\u00e9 in Calais', 'cafe in Calais', 'caf\u00e9  in Calais']) {
    expect(read(other)).not.toEqual(composed);
  }
  // What looks different is different.
  expect(read('marsh \u00b2 samphire')).not.toEqual(read('marsh 2 samphire'));
});

test('a new one is long enough, counted in characters and not in bytes', () => {
  expect(readPassphrase('123456789', 'new')).toEqual(tooShort);
  expect(readPassphrase('  12345678 ', 'new')).toEqual(tooShort);
  expect(readPassphrase('\u{1f33f}'.repeat(9), 'new')).toEqual(tooShort);
  expect(readPassphrase('1234567890', 'new')).toMatchObject({ ok: true });
  expect(readPassphrase('\u{1f33f}'.repeat(10), 'new')).toMatchObject({ ok: true });
  expect(
    readPassphrase('\u067e\u0627\u0633 \u0648\u0631\u062f \u062f\u0631\u06cc', 'new'),
  ).toMatchObject({ ok: true });
});

test('one that is tried may have been set under other rules, but is something', () => {
  expect(readPassphrase('1', 'tried')).toMatchObject({ ok: true });
  expect(readPassphrase('', 'tried')).toEqual(tooShort);
  expect(readPassphrase(' \u00a0', 'tried')).toEqual(tooShort);
});

test('one of more than a kilobyte is refused, at once if it is much more', () => {
  expect(readPassphrase('a'.repeat(1_024), 'new')).toMatchObject({ ok: true });
  expect(readPassphrase('a'.repeat(1_025), 'new')).toEqual(tooLong);
  expect(readPassphrase('\u06cc'.repeat(513), 'tried')).toEqual(tooLong);
  expect(readPassphrase('a'.repeat(10_000_000), 'tried')).toEqual(tooLong);
});

test('the key is Argon2id’s, and the passphrase’s bytes are overwritten', async () => {
  const passphrase = utf8FromText('samphire and sea lavender');
  const salt = fixedBytes(16, 1);
  const expected = await slowHash(passphrase.slice(), salt, least, 32);
  const key = await keyFromPassphrase(passphrase, { cost: least, salt }, slowHash);
  expect(hexFromBytes(key)).toBe(hexFromBytes(expected));
  expect(passphrase.every((byte) => byte === 0)).toBe(true);
});

/** A device on which a pass over a megabyte takes so long, and its clock. */
const deviceOf = (msPerPass: number, clock: (ms: number) => number = (ms) => ms) => {
  let ms = 0;
  const costs: SlowCost[] = [];
  const env: Env = {
    now: () => clock(ms),
    random: () => {
      throw new TypeError('nothing is random here');
    },
    after: () => () => undefined,
  };
  const hash: SlowHash = async (_secret, _salt, cost, length) => {
    costs.push(cost);
    ms += (msPerPass * cost.passes * cost.memoryKib) / vaultMemoryKibMin;
    return new Uint8Array(length);
  };
  return { env, hash, costs, msOf: (cost: SlowCost) => msPerPass * cost.passes };
};

test('the cost is measured: 64 MiB, and as few passes as take long enough', async () => {
  for (const msPerPass of [10, 20, 33, 60, 87, 99]) {
    const device = deviceOf(msPerPass);
    const cost = await measureCost(device.env, device.hash);
    expect(cost.memoryKib).toBe(vaultMemoryKibMin);
    expect(device.msOf(cost)).toBeGreaterThanOrEqual(vaultHashMs);
    expect(device.msOf(cost)).toBeLessThan(vaultHashMs + 2 * msPerPass);
    expect(device.costs[0]?.memoryKib).toBeLessThan(vaultMemoryKibMin);
  }
});

test('a slow device gets the least, a fast one no more than a file may ask for', async () => {
  const slow = deviceOf(1_500);
  expect(await measureCost(slow.env, slow.hash)).toEqual(least);
  const fast = deviceOf(1);
  expect(await measureCost(fast.env, fast.hash)).toEqual({ ...least, passes: 32 });
});

test('a clock that stands still, or runs back, gives the least', async () => {
  for (const clock of [() => 5, (ms: number) => -ms]) {
    const device = deviceOf(20, clock);
    expect(await measureCost(device.env, device.hash)).toEqual(least);
  }
});
