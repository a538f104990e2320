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
const commonWork = [
  'edit',
  'acknowledged edits',
  'entries delivered',
  'messages lost',
  'partition',
  'crash at a write',
  'power cut',
  'open again',
  'healed cores',
] as const;
/** And among all of them. */
const rareWork = [
  'heal',
  'weather',
  'tab crash',
  'second tab',
  'close tab',
  'lying disk',
  'damaged row',
  'disk full',
  'closed from outside',
  'create document',
  'wrong clock',
  'admission',
  'hostile: decent',
  'hostile: fork',
  'hostile: more of a fork',
  'hostile: foreign client',
  'hostile: no such parent',
  'hostile: forged',
  'hostile: rubbish',
] as const;

beforeAll(loadFastCrypto);

describe('a whole group, whatever happens to it', () => {
  const all = new Map<string, number>();
  let played = 0;

  for (let first = 1; first <= seeds; first += seedsPerTest) {
    test(
      `holds from seed ${first} to ${first + seedsPerTest - 1}`,
      { timeout: testMs },
      async () => {
        const block = new Map<string, number>();
        for (let seed = first; seed < first + seedsPerTest; seed += 1) {
          const { failures, counts, trace } = await simulate(seed);
          expect(failures, `seed ${seed}\n${trace.join('\n')}`).toEqual([]);
          for (const [what, times] of counts) {
            block.set(what, (block.get(what) ?? 0) + times);
            all.set(what, (all.get(what) ?? 0) + times);
          }
          played += 1;
        }
        expect(commonWork.filter((what) => !block.get(what))).toEqual([]);
      },
    );
  }

  test('has met everything that can happen', ({ skip }) => {
    skip(played < seeds, 'only some of the seeds were played');
    expect(rareWork.filter((what) => !all.get(what))).toEqual([]);
  });

  test('plays the same schedule again from the same seed', { timeout: testMs }, async () => {
    const [once, again] = [await simulate(7), await simulate(7)];
    expect(again.trace).toEqual(once.trace);
    expect([...again.counts]).toEqual([...once.counts]);
  });
});
