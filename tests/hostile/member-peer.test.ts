/**
 * A member who means harm as a peer: proven, and lying about what it holds, what others hold, and
 * where branches part. Nobody believes it further than a comparison of heads reaches.
 */
import { expect, test } from 'vitest';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { encodeLedgerUpdate } from '../../packages/core/src/ledger/update.ts';
import { concatBytes } from '../../packages/core/src/lib/bytes.ts';
import { decodeVector } from '../../packages/core/src/links/peers/vector.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf } from './company.ts';
import { HostileFeed } from './hostile-feed.ts';
import { joinDoors, openDoor, pushed } from './wire.ts';

test('lies about links and branches end the search, and bring in nothing', async () => {
  const company = await createCompany({ seed: 160 });
  const { env } = company;
  const [mira] = company.honest;
  docOf(mira, company.document).getArray('list').push(['blankets']);
  await env.advance(2_000);
  const door = openDoor(company, mira);
  const wire = door.connect();
  wire.prove(company.hostile);
  const before = mira.replica.heads();
  const vector = decodeVector(mira.replica.stateVector()) ?? new Map<number, number>();
  let answered = 0;
  for (let second = 0; second < 240; second += 1) {
    const heads = before.map((head) => ({ ...head, digest: env.random(32) }));
    if (second % 10 === 0) wire.say({ type: 'heads', settled: 0, vector, heads });
    for (const message of wire.heard.slice(answered)) {
      answered += 1;
      if (message.type === 'ask-links') {
        const { feed, from, count } = message;
        const lies = Array.from({ length: second % 3 === 0 ? 1 : count }, () => env.random(32));
        wire.say({ type: 'links', feed, from, links: lies });
      }
      if (message.type === 'ask-branch') {
        const { feed, from } = message;
        const ours = mira.replica.linksOf(feed, 0).length;
        const entries = [concatBytes(Uint8Array.of(1), env.random(300))];
        const clientId = [...vector.keys()].find((client) => vector.get(client) === ours) ?? 1;
        const update = encodeLedgerUpdate([
          { clientId, start: from, rootName: from === 0 ? feed : undefined, entries },
        ]);
        wire.say({ type: 'branch', place: 1, feed, update });
      }
    }
    await env.advance(1_000);
  }
  expect(wire.heard.some(({ type }) => type === 'ask-links')).toBe(true);
  expect(wire.heard.some(({ type }) => type === 'ask-branch')).toBe(true);
  expect(mira.replica.heads()).toEqual(before);
  // An honest fork is still found while it lies.
  await expectSound(company);
});

test('a lie that others hold an update keeps it from them only until heads are compared', async () => {
  const company = await createCompany({ seed: 161 });
  const { env } = company;
  const [mira, sami] = company.honest;
  company.network.partition(['Mira'], ['Sami']);
  const [doorOfMira, doorOfSami] = [openDoor(company, mira), openDoor(company, sami)];
  joinDoors(company, doorOfMira, doorOfSami);
  await env.advance(5_000);
  const greet = doorOfSami.connect().heard.find((message) => message.type === 'greet');
  if (greet?.type !== 'greet') throw new Error('Sami did not greet');
  const wire = doorOfMira.connect();
  wire.prove(company.hostile);
  const feed = new HostileFeed(company);
  feed.write(entryTypes.join, new Uint8Array());
  docOf(mira, company.document).getArray('list').push(['not to be held back']);
  const vector = decodeVector(mira.replica.stateVector()) ?? new Map<number, number>();
  const upto = new Map([...vector].map(([client, height]) => [client, height + 1_000]));
  upto.set(feed.feed.clientId, 1);
  wire.say({
    ...pushed(feed.update()),
    type: 'update',
    place: 1,
    want: 0,
    isLast: true,
    tags: [greet.tag],
    upto,
    update: feed.update(),
  });
  await env.advance(45_000);
  expect(sami.replica.heads().some((head) => head.feed === feed.feed.name)).toBe(true);
  expect(docOf(sami, company.document).getArray('list').toJSON()).toContain('not to be held back');
  await expectSound(company);
});

test('asking without end is answered only now and then', async () => {
  const company = await createCompany({ seed: 162 });
  const [mira] = company.honest;
  const door = openDoor(company, mira);
  const wire = door.connect();
  wire.prove(company.hostile);
  await company.env.advance(1_000);
  const before = wire.heardBytes();
  const feed = mira.replica.heads()[0]?.feed ?? '';
  for (let number = 1; number <= 5_000; number += 1) {
    wire.say({ type: 'want', number, vector: new Map() });
    wire.say({ type: 'ask-branch', feed, from: 0 });
  }
  await company.env.advance(10_000);
  const whole = mira.replica.updateSince(Uint8Array.of(0))?.length ?? 0;
  expect(wire.heardBytes() - before).toBeLessThan(60 * whole);
  await expectSound(company);
});

test('presence without end is heard only now and then, and shows nobody else', async () => {
  const company = await createCompany({ seed: 163 });
  const [mira] = company.honest;
  const wire = openDoor(company, mira).connect();
  wire.prove(company.hostile);
  for (let time = 0; time < 20_000; time += 1) {
    wire.say({ type: 'presence', bytes: company.env.random(118) });
  }
  await company.env.advance(5_000);
  expect(wire.dropped()).toBeUndefined();
  await expectSound(company);
});
