/**
 * A member who means harm writes entries: unreadable ones, ones that name parents which do not
 * exist, signatures left out, feeds to their limits, roster changes without the right. What is not
 * well-formed ends the feed; what is nobody's right is set aside; the others go on.
 */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeContent, entryTypes } from '../../packages/core/src/ledger/content.ts';
import { bytesFromHex, concatBytes } from '../../packages/core/src/lib/bytes.ts';
import { signatureStride } from '../../packages/core/src/lib/limits.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf, type Company } from './company.ts';
import { HostileFeed, parentOf, parentsHeldBy } from './hostile-feed.ts';
import { contents, rawUpdate, values } from './raw-update.ts';
import { openDoor, pushed, type OpenDoor, type Wire } from './wire.ts';

interface Stage {
  readonly company: Company;
  readonly door: OpenDoor;
  readonly wire: Wire;
  readonly feed: HostileFeed;
}

const begin = async (seed: number): Promise<Stage> => {
  const company = await createCompany({ seed });
  docOf(company.honest[0], company.document).getArray('list').push(['blankets']);
  await company.env.advance(2_000);
  const door = openDoor(company, company.honest[0]);
  const wire = door.connect();
  wire.prove(company.hostile);
  return { company, door, wire, feed: new HostileFeed(company) };
};

let places = 0;
const give = async ({ company, wire }: Stage, update: Uint8Array): Promise<void> => {
  places += 1;
  wire.say(pushed(update, places));
  await company.env.advance(3_000);
};

/** How much of a feed the honest devices hold. */
const heldOf = ({ company }: Stage, { feed }: HostileFeed): readonly number[] =>
  company.honest.map(
    ({ replica }) => replica.heads().find((head) => head.feed === feed.name)?.height ?? 0,
  );

const setAsideOf = ({ company }: Stage): readonly number[] =>
  company.honest.map(({ group }) => group.status().setAsideEntries);

/** An edit that everybody takes. */
const writeFine = ({ company }: Stage, feed: HostileFeed, clock = 0): void => {
  const client = feed.feed.documentClientId;
  const struct = { ...contents.any(values.text('fine')), parent: 'list' };
  const origin = clock > 0 ? { origin: { client, clock: clock - 1 } } : {};
  feed.writeDocument(rawUpdate({ client, clock, structs: [{ ...struct, ...origin }] }), {
    parents: parentsHeldBy(company),
  });
};

const listOf = ({ company }: Stage): readonly unknown[] =>
  docOf(company.honest[1], company.document).getArray('list').toJSON();

test('an entry sealed for another place is set aside as unreadable', async () => {
  const stage = await begin(40);
  const content = {
    type: entryTypes.join,
    claimedSeconds: 0,
    parents: [],
    payload: new Uint8Array(),
  };
  stage.feed.writeForeignSeal(encodeContent(content), 7);
  writeFine(stage, stage.feed);
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([2, 2]);
  expect(setAsideOf(stage)).toEqual([1, 1]);
  expect(listOf(stage)).toContain('fine');
  await expectSound(stage.company);
});

test('a ciphertext that nobody can read is set aside', async () => {
  const stage = await begin(41);
  stage.feed.writeSealed(stage.company.env.random(24 + 300));
  writeFine(stage, stage.feed);
  await give(stage, stage.feed.update());
  expect(setAsideOf(stage)).toEqual([1, 1]);
  expect(listOf(stage)).toContain('fine');
  await expectSound(stage.company);
});

test('contents that are not canonical are set aside', async () => {
  const stage = await begin(42);
  const parents = parentsHeldBy(stage.company);
  expect(parents.length).toBeGreaterThan(0);
  const first = parents[0] ?? new Uint8Array(16);
  const head = { type: entryTypes.join, claimedSeconds: 0, payload: new Uint8Array() };
  const twice = encodeContent({ ...head, parents: [first, first] });
  const falling = encodeContent({
    ...head,
    parents: [new Uint8Array(16).fill(255), new Uint8Array(16)],
  });
  const unpadded = encodeContent({ ...head, parents: [], payload: new Uint8Array(900) }).subarray(
    0,
    908,
  );
  const overpadded = concatBytes(encodeContent({ ...head, parents: [] }), new Uint8Array(64));
  for (const plaintext of [
    twice,
    falling,
    unpadded,
    overpadded,
    new Uint8Array(64),
    Uint8Array.of(128),
  ]) {
    stage.feed.writePlaintext(plaintext);
  }
  await give(stage, stage.feed.update());
  expect(setAsideOf(stage)).toEqual([6, 6]);
  await expectSound(stage.company);
});

test('entries of types that are not known yet are kept and ignored', async () => {
  const stage = await begin(43);
  for (const type of [0, 7, 99, 255]) stage.feed.write(type, stage.company.env.random(50));
  writeFine(stage, stage.feed);
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([5, 5]);
  expect(setAsideOf(stage)).toEqual([0, 0]);
  expect(listOf(stage)).toContain('fine');
  await expectSound(stage.company);
});

test('an entry of an unknown version ends the feed there: well-formed-entry', async () => {
  const stage = await begin(44);
  writeFine(stage, stage.feed);
  stage.feed.writeSealed(stage.company.env.random(24 + 300), { version: 2 });
  writeFine(stage, stage.feed, 1);
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([1, 1]);
  expect(stage.door.verdicts.at(-1)).toMatchObject({
    forged: false,
    refusals: [{ rule: 'well-formed-entry' }],
  });
  await expectSound(stage.company);
});

test('an entry whose parents do not exist waits, and nobody else waits for it', async () => {
  const stage = await begin(45);
  stage.feed.write(entryTypes.join, new Uint8Array(), { parents: [stage.company.env.random(16)] });
  writeFine(stage, stage.feed);
  await give(stage, stage.feed.update());
  expect(stage.company.honest.map(({ group }) => group.status().waitingEntries)).toEqual([2, 2]);
  expect(listOf(stage)).not.toContain('fine');
  await expectSound(stage.company);
});

test('parents that come later than their children open them then', async () => {
  const stage = await begin(46);
  const later = new HostileFeed(stage.company, { instance: 1 });
  const { link } = later.write(entryTypes.join, new Uint8Array());
  stage.feed.write(entryTypes.join, new Uint8Array(), { parents: [parentOf(link)] });
  writeFine(stage, stage.feed);
  await give(stage, stage.feed.update());
  expect(listOf(stage)).not.toContain('fine');
  await give(stage, later.update());
  expect(listOf(stage)).toContain('fine');
  await expectSound(stage.company);
});

test('a feed whose newest entry is not signed ends at its last signature', async () => {
  const stage = await begin(47);
  writeFine(stage, stage.feed);
  stage.feed.write(entryTypes.join, new Uint8Array(), { isSigned: false });
  stage.feed.write(entryTypes.join, new Uint8Array(), { isSigned: false });
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([1, 1]);
  expect(stage.door.verdicts.at(-1)).toMatchObject({ refusals: [{ rule: 'signed-chain' }] });
  await expectSound(stage.company);
});

test('signatures at the newest entry and at every 64th are enough', async () => {
  const stage = await begin(48);
  for (let place = 0; place < 2 * signatureStride + 5; place += 1) {
    const isSigned =
      place % signatureStride === signatureStride - 1 || place === 2 * signatureStride + 4;
    stage.feed.write(entryTypes.join, new Uint8Array(), { isSigned });
  }
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([133, 133]);
  await expectSound(stage.company);
});

test('signed more sparsely than that, a feed ends where the regular signature fails', async () => {
  const stage = await begin(49);
  for (let place = 0; place < 2 * signatureStride + 5; place += 1) {
    const isSigned = place === 20 || place === 2 * signatureStride + 4;
    stage.feed.write(entryTypes.join, new Uint8Array(), { isSigned });
  }
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([21, 21]);
  // In pieces it is no different.
  await give(stage, stage.feed.update(21));
  await give(stage, stage.feed.update(0, 64));
  expect(heldOf(stage, stage.feed)).toEqual([21, 21]);
  await expectSound(stage.company);
});

test('an update of a value in parts counts once it is whole, and half a value never', async () => {
  const stage = await begin(50);
  const client = stage.feed.feed.documentClientId;
  const update = rawUpdate({
    client,
    clock: 0,
    structs: [{ ...contents.any(values.text('parted')), parent: 'list' }],
  });
  const id = bytesFromHex(stage.company.document) ?? new Uint8Array();
  const whole = concatBytes(id, update);
  const part = (index: number, count: number, chunk: Uint8Array): void =>
    void stage.feed.write(
      entryTypes.part,
      concatBytes(Uint8Array.of(index, count, entryTypes.document), chunk),
      { parents: parentsHeldBy(stage.company) },
    );
  part(0, 2, whole.subarray(0, 20));
  part(0, 3, whole.subarray(0, 20));
  part(2, 3, whole.subarray(20));
  part(1, 2, whole.subarray(20));
  part(9, 3, whole);
  await give(stage, stage.feed.update());
  expect(listOf(stage)).not.toContain('parted');
  part(0, 2, whole.subarray(0, 20));
  part(1, 2, whole.subarray(20));
  await give(stage, stage.feed.update());
  expect(listOf(stage)).toContain('parted');
  await expectSound(stage.company);
});

test('a flood of entries is taken, and the others go on', async () => {
  const stage = await begin(51);
  const count = 3_000;
  for (let place = 0; place < count; place += 1) {
    const isSigned = place % signatureStride === signatureStride - 1 || place === count - 1;
    stage.feed.write(entryTypes.join, new Uint8Array(), { isSigned });
  }
  await give(stage, stage.feed.update());
  expect(heldOf(stage, stage.feed)).toEqual([count, count]);
  await expectSound(stage.company);
});

test('a feed ends at 64 MiB: within-the-feeds-limits', async () => {
  const stage = await begin(52);
  const large = new Uint8Array(1_000_000);
  for (let place = 0; place < 70; place += 1) {
    stage.feed.writeSealed(concatBytes(stage.company.env.random(24), large));
    if (place % 20 === 19) await give(stage, stage.feed.update(place - 19));
  }
  await give(stage, stage.feed.update(60));
  expect(heldOf(stage, stage.feed)).toEqual([67, 67]);
  expect(stage.door.verdicts.at(-1)).toMatchObject({
    refusals: [{ rule: 'within-the-feeds-limits' }],
  });
  await expectSound(stage.company);
}, 60_000);

test('a ledger that grew larger than one update may be is whole when it is opened again', async () => {
  const stage = await begin(53);
  const { company } = stage;
  const [mira, sami] = company.honest;
  const large = new Uint8Array(1_000_000);
  for (const instance of [1, 2]) {
    const feed = new HostileFeed(company, { instance });
    for (let place = 0; place < 36; place += 1) {
      feed.writeSealed(concatBytes(company.env.random(24), large));
      if (place % 12 === 11) await give(stage, feed.update(place - 11));
    }
    expect(heldOf(stage, feed)).toEqual([36, 36]);
  }
  company.network.partition(['Mira'], ['Sami']);
  docOf(sami, company.document).getArray('list').push(['written alone']);
  await company.env.advance(5_000);
  const reopened = await sami.reopen();
  expect(docOf(reopened, company.document).getArray('list').toJSON()).toContain('written alone');
  expect(Y.encodeStateVector(reopened.ledgerDoc())).toEqual(reopened.replica.stateVector());
  expect(reopened.group.status().storeRefusal).toBeUndefined();
  await expectSound(company, { honest: [mira, reopened] });
}, 60_000);
