/**
 * Shows that the hostile tests can fail: takes one check after another out of a copy of core and
 * plays the tests against it. Every check that is gone must be noticed. Run by hand:
 * `node tests/hostile/sensitivity.ts [part of a check's name]`; it takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks, type Check } from './sensitivity-checks.ts';
import { memberChecks } from './sensitivity-members.ts';

const root = join(import.meta.dirname, '..', '..');
const parts = [
  'packages/core/src',
  'packages/core/test',
  'packages/core/package.json',
  'tests/hostile',
  'vitest.config.ts',
  'package.json',
  'tsconfig.json',
];
const testTimeoutMs = 180_000;
/** They take long, and only the rule on limits needs them. */
const slowTests = '64 MiB|larger than one update|too large to be written|flood of entries';

const copyProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'samphire-sensitivity-'));
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** The name of a test that fails, or nothing if all pass. */
const playWithout = (folder: string, check: Check): string | undefined => {
  const path = join(folder, 'packages', 'core', 'src', check.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(check.find).length !== 2) throw new Error(`not once in its file: ${check.name}`);
  writeFileSync(
    path,
    source.replace(check.find, () => check.replace),
  );
  const isOfLimits = check.name.includes('limits');
  const names = isOfLimits ? '64 MiB' : `^(?!.*(${slowTests}))`;
  const report = join(folder, 'report.json');
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const options = [
    'run',
    '--project',
    'unit',
    '--bail',
    '1',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const files = check.tests.map((name) => `tests/hostile/${name}`);
  const { status } = spawnSync(process.execPath, [vitest, ...options, '-t', names, ...files], {
    cwd: folder,
    stdio: 'ignore',
    timeout: testTimeoutMs,
  });
  writeFileSync(path, source);
  return status === 0 ? undefined : failureIn(report);
};

const failureIn = (report: string): string => {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { assertionResults: { status: string; fullName: string }[] }[];
    };
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults);
    return failed.find((test) => test.status === 'failed')?.fullName ?? 'no test in particular';
  } catch {
    return 'the run did not end';
  } finally {
    rmSync(report, { force: true });
  }
};

const main = (part: string): number => {
  const folder = copyProject();
  const chosen = [...checks, ...memberChecks].filter(({ name }) => name.includes(part));
  let missed = 0;
  for (const check of chosen) {
    const failure = playWithout(folder, check);
    if (failure === undefined) missed += 1;
    console.log(
      failure === undefined
        ? `MISSED  ${check.name}`
        : `noticed ${check.name}\n        by: ${failure}`,
    );
  }
  rmSync(folder, { recursive: true });
  console.log(`${chosen.length - missed} of ${chosen.length} noticed`);
  return missed === 0 && chosen.length > 0 ? 0 : 1;
};

process.exitCode = main(process.argv[2] ?? '');
