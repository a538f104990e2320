/**
 * Two hundred schedules from fixed seeds: nothing diverges, nothing acknowledged is lost, nothing
 * forbidden is in. `npm run simulate` plays as many more as there is time for.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadFastCrypto } from '../../packages/core/src/crypto/backend.ts';
import { simulate } from './simulate.ts';

const seeds = 200;
const seedsPerTest = 20;
/** Twenty take five to ten seconds on a quiet machine. */
const testMs = 180_000;

/** What must have happened among twenty schedules, or they show nothing. */
const work = [
  'edit',
  'acknowledged edits',
  'entries delivered',
  'messages lost',
  'partition',
  'heal',
  'weather',
  'tab crash',
  'crash at a write',
  'power cut',
  'lying disk',
  'disk full',
  'open again',
  'second tab',
  'close tab',
  'create document',
  'wrong clock',
  'admission',
  'hostile: fork',
  'healed cores',
] as const;

beforeAll(loadFastCrypto);

describe('a whole group, whatever happens to it', () => {
  for (let first = 1; first <= seeds; first += seedsPerTest) {
    test(
      `holds from seed ${first} to ${first + seedsPerTest - 1}`,
      { timeout: testMs },
      async () => {
        const totals = new Map<string, number>();
        for (let seed = first; seed < first + seedsPerTest; seed += 1) {
          const { failures, counts, trace } = await simulate(seed);
          expect(failures, `seed ${seed}\n${trace.join('\n')}`).toEqual([]);
          for (const [what, times] of counts) totals.set(what, (totals.get(what) ?? 0) + times);
        }
        expect(work.filter((what) => !totals.get(what))).toEqual([]);
      },
    );
  }

  test('plays the same schedule again from the same seed', { timeout: testMs }, async () => {
    const [once, again] = [await simulate(7), await simulate(7)];
    expect(again.trace).toEqual(once.trace);
    expect([...again.counts]).toEqual([...once.counts]);
  });
});
