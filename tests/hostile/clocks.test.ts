/**
 * Clocks that are wrong by minutes, by a day, by ten years, ahead and behind: nothing is refused for
 * it, and nothing is won by it.
 */
import { describe, expect, test } from 'vitest';
import { encodeContent, entryTypes } from '../../packages/core/src/ledger/content.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf } from './company.ts';
import { HostileFeed, parentsHeldBy } from './hostile-feed.ts';
import { contents, rawUpdate, values } from './raw-update.ts';
import { openDoor, pushed } from './wire.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const tenYears = 3_652 * day;

const skews = [10 * minute, day, tenYears].flatMap((ms) => [ms, -ms]);

describe('a clock that is wrong', () => {
  test.each(skews)('by %i ms refuses nothing and wins nothing', async (skewMs) => {
    const company = await createCompany({ seed: 140, skewMs: { Sami: skewMs } });
    const [mira, sami] = company.honest;
    const map = (person: typeof mira) => docOf(person, company.document).getMap('map');
    map(sami).set('place', 'first, by the wrong clock');
    await company.env.advance(5_000);
    map(mira).set('place', 'second, by the right clock');
    await company.env.advance(5_000);
    expect(map(sami).get('place')).toBe('second, by the right clock');
    map(sami).set('place', 'third');
    await company.env.advance(5_000);
    expect(map(mira).get('place')).toBe('third');
    sami.group.showPresence(company.document);
    await company.env.advance(5_000);
    const shown = mira.group.members().find(({ handle }) => handle === 'Sami');
    expect(shown?.openDocument).toBe(company.document);
    await expectSound(company);
  });

  test('wins nothing at one time either: who stands does not depend on it', async () => {
    const winners = new Set<unknown>();
    for (const skewMs of [0, ...skews]) {
      const company = await createCompany({ seed: 141, skewMs: { Sami: skewMs } });
      const [mira, sami] = company.honest;
      company.network.partition(['Mira'], ['Sami']);
      docOf(mira, company.document).getMap('map').set('place', 'Mira');
      docOf(sami, company.document).getMap('map').set('place', 'Sami');
      await company.env.advance(5_000);
      await expectSound(company, { settlingMs: 30_000 });
      winners.add(docOf(mira, company.document).getMap('map').get('place'));
    }
    expect(winners.size).toBe(1);
  });
});

describe('a time that an entry claims', () => {
  test.each([0, 1, 2 ** 32 - 1])('of %i seconds decides nothing', async (claimedSeconds) => {
    const company = await createCompany({ seed: 142 });
    const [mira, sami] = company.honest;
    docOf(mira, company.document).getMap('map').set('place', 'before');
    await company.env.advance(2_000);
    const feed = new HostileFeed(company);
    const client = feed.feed.documentClientId;
    const doc = docOf(mira, company.document);
    const before = doc.getMap('map')._map.get('place');
    if (!before) throw new Error('no value');
    feed.writeDocument(
      rawUpdate({
        client,
        clock: 0,
        structs: [{ ...contents.any(values.text('claimed')), origin: before.lastId }],
        deletions: [{ client: before.lastId.client, clock: before.lastId.clock, length: 1 }],
      }),
      { claimedSeconds, parents: parentsHeldBy(company) },
    );
    feed.writePlaintext(
      encodeContent({
        type: entryTypes.join,
        claimedSeconds,
        parents: [],
        payload: new Uint8Array(),
      }),
    );
    const wire = openDoor(company, mira).connect();
    wire.prove(company.hostile);
    wire.say(pushed(feed.update()));
    await company.env.advance(5_000);
    expect(docOf(sami, company.document).getMap('map').get('place')).toBe('claimed');
    docOf(mira, company.document).getMap('map').set('place', 'after');
    await company.env.advance(5_000);
    expect(docOf(sami, company.document).getMap('map').get('place')).toBe('after');
    await expectSound(company);
  });
});
