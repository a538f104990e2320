/**
 * Clocks and claimed times where they could do most harm: with stewards, whose devices change keys
 * that have grown old, and with those who claim that they have.
 */
import { describe, expect, test } from 'vitest';
import { expectSound } from '../aftermath.ts';
import { createCompany } from '../company.ts';
import { HostileFeed } from '../hostile-feed.ts';
import { deliver, expectSetAside, handlesOf, push, removes, writeWord, listOf } from './stage.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const skews = [10 * minuteMs, dayMs, 3_652 * dayMs].flatMap((ms) => [ms, -ms]);

describe("a steward's clock", () => {
  test.each(skews)('that is wrong by %i ms refuses nothing and wins nothing', async (skewMs) => {
    const company = await createCompany({
      seed: 230,
      honest: ['Mira', 'Sami', 'Amal'],
      roles: { Sami: 'steward' },
      skewMs: { Sami: skewMs },
    });
    const [mira, sami] = company.honest;
    await company.env.advance(2 * minuteMs);
    for (const { group } of company.honest) expect(group.keys().number).toBe(0);
    push(company, sami, 'by the wrong clock');
    await company.env.advance(minuteMs);
    await removes(company, sami, company.hostile);
    push(company, mira, 'under new keys');
    await company.env.advance(2 * minuteMs);
    for (const person of company.honest) {
      expect(person.group.keys(), person.name).toEqual({ number: 1, moved: 3, devices: 3 });
      expect(handlesOf(person)).toEqual(['Amal', 'Mira', 'Sami']);
      expect(listOf(company, person)).toEqual(['by the wrong clock', 'under new keys']);
    }
    await expectSound(company);
  });
});

describe('a time that a member claims', () => {
  test.each([0, 1, 2 ** 32 - 1])(
    'of %i seconds makes nobody change the keys',
    async (claimedSeconds) => {
      const company = await createCompany({ seed: 231 });
      const feed = new HostileFeed(company);
      writeWord(feed, 'by a clock of its own', { claimedSeconds });
      await deliver(company, feed.update());
      await company.env.advance(2 * minuteMs);
      for (const { group } of company.honest) expect(group.keys().number).toBe(0);
      expectSetAside(company, []);
      await expectSound(company);
    },
  );
});
