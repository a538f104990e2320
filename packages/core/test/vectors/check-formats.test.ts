/** Runs the check of our own formats in Node; a browser runs the same check from a page. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { currentBackend } from '../../src/crypto/backend.ts';
import { checkFormats } from './check-formats.ts';

const load = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), 'utf8'));

test('every format comes out as it was frozen, and opens, with both backends', async () => {
  const reports = await checkFormats(load);
  expect(reports.flatMap((report) => report.failures.map((id) => `${report.name}: ${id}`))).toEqual(
    [],
  );
  expect(reports.map((report) => `${report.name}: ${report.passed}`)).toMatchInlineSnapshot(`
    [
      "samphire-ledger (noble): 20",
      "samphire-joining (noble): 22",
      "samphire-governing (noble): 16",
      "samphire-device (noble): 10",
      "samphire-vault (noble): 7",
      "wasm backend: 1",
      "samphire-ledger (wasm): 20",
      "samphire-joining (wasm): 22",
      "samphire-governing (wasm): 16",
      "samphire-device (wasm): 10",
      "samphire-vault (wasm): 7",
    ]
  `);
  expect(currentBackend().name).toBe('noble');
});

test('a byte that differs, a format that is missing or new, is a failure', async () => {
  const changed = async (name: string): Promise<unknown> => {
    const file = (await load(name)) as { formats: Record<string, string> };
    const [[first, value], ...others] = Object.entries(file.formats) as [
      [string, string],
      ...[string, string][],
    ];
    const formats = Object.fromEntries([[first, `${value}0`], ...others.slice(1), ['gone', '00']]);
    return { ...file, formats };
  };
  const [ledger] = await checkFormats(changed);
  expect(ledger).toMatchObject({
    failures: ['room name', 'gone', 'room password'],
  });
});
