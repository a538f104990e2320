/**
 * `npm run simulate`: plays schedules from seeds and says what came of them. `--seeds N` (default
 * 200) from `--from S` (default 1); `--seed S` plays one, `--trace` shows all of it; `--members`: people
 * come, go and change keys. Fails if one
 * seed fails.
 */
import { parseArgs } from 'node:util';
import { loadFastCrypto } from '../../packages/core/src/crypto/backend.ts';
import { simulate, type Outcome } from './simulate.ts';

/** Enough to see what led to a failure. */
const shownSteps = 40;

const wholeNumber = (text: string, option: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${option}: ${text}`);
  return value;
};

const show = (outcome: Outcome, isWhole: boolean): void => {
  const lines = isWhole ? outcome.trace : outcome.trace.slice(-shownSteps);
  console.log(`\nseed ${outcome.seed}${outcome.failures.length > 0 ? ' FAILED' : ''}`);
  for (const line of lines) console.log(`  ${line}`);
  for (const failure of outcome.failures) console.log(`  ! ${failure}`);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      members: { type: 'boolean', default: false },
    },
  });
  const from = wholeNumber(values.seed ?? values.from, 'from');
  const seeds = values.seed === undefined ? wholeNumber(values.seeds, 'seeds') : 1;
  await loadFastCrypto();
  const unheard: unknown[] = [];
  process.on('unhandledRejection', (reason) => unheard.push(reason));
  const totals = new Map<string, number>();
  const failed: number[] = [];
  const startedAt = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const played = await simulate(seed, values.members ? 'members' : 'edits');
    await new Promise((resume) => setImmediate(resume));
    const thrown = unheard.splice(0).map((reason) => `unhandled: ${textOf(reason)}`);
    const outcome = { ...played, failures: [...played.failures, ...thrown] };
    for (const [what, times] of outcome.counts) totals.set(what, (totals.get(what) ?? 0) + times);
    if (outcome.failures.length > 0) failed.push(seed);
    if (outcome.failures.length > 0 || values.trace) show(outcome, values.trace);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `\n${seeds} seeds in ${seconds.toFixed(1)} s: ${(seeds / seconds).toFixed(1)} a second`,
  );
  const names = [...totals.keys()].toSorted((left, right) => left.localeCompare(right, 'en'));
  for (const name of names) console.log(`  ${name}: ${totals.get(name)}`);
  console.log(failed.length > 0 ? `failed: ${failed.join(' ')}` : 'all held');
  return failed.length > 0 ? 1 : 0;
};

const textOf = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);

process.exitCode = await main();
