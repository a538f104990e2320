/**
 * A member, a reader and a steward who mean harm write about who belongs: what is nobody's right by
 * what lies in an entry's own past is set aside, and what is somebody's right counts once and the
 * same everywhere.
 */
import { describe, expect, test } from 'vitest';
import { createDeviceKeys, type DeviceKeys } from '../../packages/core/src/identity/device.ts';
import { entryTypes } from '../../packages/core/src/ledger/content.ts';
import { boxKeyFromSeed } from '../../packages/core/src/crypto/box.ts';
import {
  encodeRosterChange,
  type Admission,
  type Invitation,
} from '../../packages/core/src/roster/changes.ts';
import type { Role } from '../../packages/core/src/roster/member.ts';
import { expectSound } from './aftermath.ts';
import { createCompany, docOf, type Company, type Person } from './company.ts';
import { HostileFeed, parentsHeldBy } from './hostile-feed.ts';
import { contents, rawUpdate, values } from './raw-update.ts';
import { openDoor, pushed, type OpenDoor, type Wire } from './wire.ts';

interface Stage {
  readonly company: Company;
  readonly door: OpenDoor;
  readonly feed: HostileFeed;
  readonly wire: Wire;
}

const begin = async (seed: number, hostileRole: Role): Promise<Stage> => {
  const company = await createCompany({ seed, hostileRole });
  const door = openDoor(company, company.honest[0]);
  const wire = door.connect();
  wire.prove(company.hostile);
  return { company, door, wire, feed: new HostileFeed(company) };
};

const give = async ({ company, wire }: Stage, update: Uint8Array): Promise<void> => {
  wire.say(pushed(update));
  await company.env.advance(3_000);
};

const admissionOf = (
  company: Company,
  device: DeviceKeys,
  changes: Partial<Admission> = {},
): Admission => ({
  type: 'admission',
  invite: company.env.random(32),
  knock: company.env.random(32),
  handle: 'Accomplice',
  role: 'member',
  device: {
    signing: device.signing.publicKey,
    wrapping: device.wrapping.publicKey,
    salt: company.env.random(16),
  },
  ...changes,
});

const invitationOf = (company: Company, role: Role): Invitation => ({
  type: 'invitation',
  purpose: 'newcomer',
  invite: boxKeyFromSeed(company.env.random(32)).publicKey,
  role,
  uses: 1,
  expiresAt: 2_000_000_000_000,
  envelopes: [],
});

const writeRoster = ({ company, feed }: Stage, change: Admission | Invitation): void =>
  void feed.write(entryTypes.roster, encodeRosterChange(change), {
    parents: parentsHeldBy(company),
  });

const handlesOf = ({ company }: Stage): readonly (readonly string[])[] =>
  company.honest.map(({ group }) =>
    group
      .members()
      .map(({ handle }) => handle)
      .toSorted(),
  );

const setAsideOf = ({ company }: Stage): readonly number[] =>
  company.honest.map(({ group }) => group.status().setAsideEntries);

const accompliceOf = (company: Company, keys: DeviceKeys, salt: Uint8Array): Person => ({
  ...company.hostile,
  name: 'Accomplice',
  keys,
  salt,
});

const writeWord = (feed: HostileFeed, parents: readonly Uint8Array[], word: string): void =>
  void feed.writeDocument(
    rawUpdate({
      client: feed.feed.documentClientId,
      clock: 0,
      structs: [{ ...contents.any(values.text(word)), parent: 'list' }],
    }),
    { parents },
  );

const listOf = ({ company }: Stage): readonly unknown[] =>
  docOf(company.honest[1], company.document).getArray('list').toJSON();

describe('a member', () => {
  test.each(['reader', 'member', 'steward'] as const)(
    'cannot admit a %s, and what the accomplice writes never comes in',
    async (role) => {
      const stage = await begin(100, 'member');
      const { company } = stage;
      const keys = createDeviceKeys(company.env);
      const admission = admissionOf(company, keys, { role });
      writeRoster(stage, admission);
      await give(stage, stage.feed.update());
      const accomplice = new HostileFeed(company, {
        author: accompliceOf(company, keys, admission.device.salt),
      });
      writeWord(accomplice, parentsHeldBy(company), 'harm');
      await give(stage, accomplice.update());
      expect(handlesOf(stage)).toEqual([
        ['Hostile', 'Mira', 'Sami'],
        ['Hostile', 'Mira', 'Sami'],
      ]);
      expect(setAsideOf(stage)).toEqual([1, 1]);
      expect(listOf(stage)).toEqual([]);
      for (const { replica } of company.honest) {
        expect(replica.heads().some(({ feed }) => feed === accomplice.feed.name)).toBe(false);
      }
      await expectSound(company);
    },
  );

  test('cannot make an invitation, nor raise itself', async () => {
    const stage = await begin(101, 'member');
    const { company } = stage;
    writeRoster(stage, invitationOf(company, 'member'));
    writeRoster(stage, invitationOf(company, 'reader'));
    writeRoster(
      stage,
      admissionOf(company, company.hostile.keys, { role: 'steward', handle: 'Mira' }),
    );
    await give(stage, stage.feed.update());
    expect(setAsideOf(stage)).toEqual([3, 3]);
    for (const { group } of company.honest) {
      expect(group.members().find(({ handle }) => handle === 'Hostile')?.role).toBe('member');
      expect(group.invites()).toEqual([]);
    }
    await expectSound(company);
  });

  test('is let to write about the roster only what can be read', async () => {
    const stage = await begin(102, 'member');
    for (const length of [0, 1, 70, 2_000]) {
      stage.feed.write(entryTypes.roster, stage.company.env.random(length));
    }
    await give(stage, stage.feed.update());
    expect(setAsideOf(stage)).toEqual([4, 4]);
    await expectSound(stage.company);
  });
});

test('a reader cannot write a document', async () => {
  const stage = await begin(103, 'reader');
  writeWord(stage.feed, parentsHeldBy(stage.company), 'harm');
  await give(stage, stage.feed.update());
  expect(setAsideOf(stage)).toEqual([1, 1]);
  expect(listOf(stage)).toEqual([]);
  await expectSound(stage.company);
});

describe('a steward who means harm', () => {
  test('cannot admit a device whose keys are unsound', async () => {
    const stage = await begin(104, 'steward');
    const { company } = stage;
    const sound = admissionOf(company, createDeviceKeys(company.env));
    // Points of small order, one that is not canonical, one that is no point at all.
    const unsound = [
      new Uint8Array(32),
      Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)),
      Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 0xec : at === 31 ? 0x7f : 0xff)),
      new Uint8Array(32).fill(0xff),
      Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 2 : 0)),
    ];
    for (const signing of unsound) {
      writeRoster(stage, { ...sound, device: { ...sound.device, signing } });
    }
    await give(stage, stage.feed.update());
    expect(setAsideOf(stage)).toEqual([unsound.length, unsound.length]);
    expect(handlesOf(stage)[1]).toEqual(['Hostile', 'Mira', 'Sami']);
    await expectSound(company);
  });

  test('admits one device twice under different salts: both its feeds are its own', async () => {
    const stage = await begin(105, 'steward');
    const { company } = stage;
    const keys = createDeviceKeys(company.env);
    const first = admissionOf(company, keys, { handle: 'Zora' });
    const second = admissionOf(company, keys, { handle: 'Amal', role: 'reader' });
    const other = new HostileFeed(company, { instance: 1 });
    const past = { parents: parentsHeldBy(company) };
    stage.feed.write(entryTypes.roster, encodeRosterChange(first), past);
    other.write(entryTypes.roster, encodeRosterChange(second), past);
    // In one order here, in the other there.
    const there = openDoor(company, company.honest[1]).connect();
    there.prove(company.hostile);
    company.network.partition(['Mira'], ['Sami']);
    await give(stage, stage.feed.update());
    there.say(pushed(other.update()));
    await company.env.advance(2_000);
    company.network.heal();
    await company.env.advance(30_000);
    for (const [place, admission] of [first, second].entries()) {
      const feed = new HostileFeed(company, {
        author: accompliceOf(company, keys, admission.device.salt),
      });
      writeWord(feed, parentsHeldBy(company), `salt ${place}`);
      await give({ ...stage, wire: renewed(stage) }, feed.update());
    }
    expect(new Set(listOf(stage))).toEqual(new Set(['salt 0', 'salt 1']));
    expect(handlesOf(stage)[0]).toEqual(['Amal', 'Hostile', 'Mira', 'Sami']);
    await expectSound(company);
  });

  test('gives nobody a right before its admission: what rests not on that is set aside', async () => {
    const stage = await begin(108, 'steward');
    const { company } = stage;
    const keys = createDeviceKeys(company.env);
    const admission = admissionOf(company, keys);
    writeRoster(stage, admission);
    await give(stage, stage.feed.update());
    const author = accompliceOf(company, keys, admission.device.salt);
    const early = new HostileFeed(company, { author });
    const late = new HostileFeed(company, { author, instance: 1 });
    writeWord(early, [], 'early');
    writeWord(late, parentsHeldBy(company), 'late');
    await give(stage, early.update());
    await give(stage, late.update());
    expect(listOf(stage)).toEqual(['late']);
    expect(setAsideOf(stage)).toEqual([1, 1]);
    await expectSound(company);
  });

  test("cannot put words into another's mouth by admitting the other's device again", async () => {
    const stage = await begin(106, 'steward');
    const { company } = stage;
    const [mira] = company.honest;
    writeRoster(stage, admissionOf(company, mira.keys, { handle: 'Not Mira', role: 'reader' }));
    await give(stage, stage.feed.update());
    const record = mira.group.members().find(({ isMe }) => isMe);
    expect(record?.role).toBe('steward');
    await expectSound(company);
  });
});

describe('presence', () => {
  test('that is old, forged or of another device is not shown', async () => {
    const stage = await begin(107, 'member');
    const { company, wire } = stage;
    const [mira, sami] = company.honest;
    await company.env.advance(1_000);
    const old = wire.heard.findLast((message) => message.type === 'presence');
    mira.group.showPresence(company.document);
    await company.env.advance(5_000);
    const shown = (): unknown =>
      sami.group.members().find(({ handle }) => handle === 'Mira')?.openDocument;
    expect(shown()).toBe(company.document);
    if (old?.type !== 'presence') throw new Error('no presence was heard');
    const there = openDoor(company, sami).connect();
    there.prove(company.hostile);
    there.say(old);
    const newest = wire.heard.findLast((message) => message.type === 'presence');
    if (newest?.type !== 'presence') throw new Error('no presence was heard');
    const altered = newest.bytes.slice();
    altered.fill(7, 38, 54);
    altered.fill(255, 32, 38);
    there.say({ type: 'presence', bytes: altered });
    there.say({ type: 'presence', bytes: company.env.random(118) });
    await company.env.advance(2_000);
    expect(shown()).toBe(company.document);
    expect(there.dropped()).toBeUndefined();
    await expectSound(company);
  });
});

/** A silent connection is let go of after a while. */
const renewed = ({ company, door }: Stage): Wire => {
  const wire = door.connect();
  wire.prove(company.hostile);
  return wire;
};
