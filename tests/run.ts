/**
 * `npm test`: finds or installs Chromium, builds the app once, runs the tests of Node and then those
 * of the browser. Arguments go to vitest. The last line says how many passed and failed; it fails
 * as well when nothing ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

const root = join(import.meta.dirname, '..');

const run = (command: string, args: readonly string[]): boolean => {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
};

const runNode = (script: string, ...args: readonly string[]): boolean =>
  run(process.execPath, [join(root, 'node_modules', script), ...args]);

/** Playwright's own download first; on Debian, as root, the distribution's package. */
const installChromium = (): void => {
  console.log('No Chromium found: installing one.');
  runNode('playwright-core/cli.js', 'install', 'chromium');
  if (findChromium() !== undefined || process.getuid?.() !== 0) return;
  if (run('apt-get', ['update'])) run('apt-get', ['install', '-y', 'chromium']);
};

const runProject = (project: string, folder: string, args: readonly string[]): Counts => {
  const file = join(folder, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const options = ['run', '--project', project, '--passWithNoTests', ...reporters];
  const ended = runNode('vitest/vitest.mjs', ...options, ...args);
  const counts = readCounts(file);
  // Vitest also fails on what belongs to no test, such as an unhandled rejection.
  return !ended && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
};

const readCounts = (file: string): Counts => {
  const report = readReport(file);
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  // A file that cannot even be loaded has no tests, but it has failed.
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

const readReport = (file: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
};

const main = (args: readonly string[]): number => {
  if (findChromium() === undefined) installChromium();
  if (findChromium() === undefined) {
    console.error(
      'The browser tests need Chromium, and it could not be installed here.\n' +
        'Install it (on Debian: apt-get install chromium), or set SAMPHIRE_CHROMIUM to its path.',
    );
    return 1;
  }
  if (!runNode('vite/bin/vite.js', 'build', join('packages', 'web'), '--logLevel', 'warn')) {
    console.error('The app could not be built.');
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'samphire-tests-'));
  const counts = ['unit', 'browser'].map((project) => runProject(project, folder, args));
  rmSync(folder, { recursive: true });
  const sum = (part: keyof Counts): number => counts.reduce((total, one) => total + one[part], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  if (passed + failed === 0) console.error('No test ran.');
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && passed > 0 ? 0 : 1;
};

process.exitCode = main(process.argv.slice(2));
