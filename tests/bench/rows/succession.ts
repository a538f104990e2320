/**
 * Changing a group's keys: sealing the succession for every device, opening it on one of them, the
 * bytes of the entry, and the whole of it on the device that does it, its arrival included. Beside
 * each, the bare X-Wing encapsulations of as many devices in the same rounds.
 */
import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js';
import { loadFastCrypto } from '../../../packages/core/src/crypto/backend.ts';
import { openGroup } from '../../../packages/core/src/group/group.ts';
import { createDeviceKeys, type DeviceKeys } from '../../../packages/core/src/identity/device.ts';
import {
  encodeContent,
  entryTypes,
  splitContent,
} from '../../../packages/core/src/ledger/content.ts';
import { firstTip, sealEntry } from '../../../packages/core/src/ledger/entry.ts';
import { epochFromSecret } from '../../../packages/core/src/ledger/epoch.ts';
import { feedOf } from '../../../packages/core/src/ledger/feed.ts';
import type { Env } from '../../../packages/core/src/lib/env.ts';
import { runThrough } from '../../../packages/core/src/lib/steps.ts';
import {
  encodeRosterChange,
  type SuccessionChange,
} from '../../../packages/core/src/roster/changes.ts';
import { charterHash, commitSecret } from '../../../packages/core/src/roster/charter.ts';
import { deviceIdOf } from '../../../packages/core/src/roster/member.ts';
import {
  openCharter,
  openEnvelopes,
  sealSuccession,
  type SuccessionFacts,
} from '../../../packages/core/src/roster/succession.ts';
import { createMemoryStore } from '../../../packages/core/src/stores/memory.ts';
import { createSeededEnv } from '../../../packages/core/src/testing/env.ts';
import { foundWith, type Founding } from '../founding.ts';
import { compare, rounds, takeTurns, timed } from '../measure.ts';
import type { BenchRow } from '../row.ts';

/** The goal is set for fifty devices: those of 25. */
const memberCounts = [10, 25, 50, 150];
const devicesEach = 2;
const goalDevices = 50;
/** Openers for the average: the middles of as many equal parts of the envelopes. */
const openersForAverage = 2;
const seed = 20_261_122;

const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export const measure = async (): Promise<readonly BenchRow[]> => {
  await loadFastCrypto();
  const rows: BenchRow[] = [];
  for (const members of memberCounts) rows.push(...(await rowsFor(members)));
  return rows;
};

const rowsFor = async (members: number): Promise<readonly BenchRow[]> => {
  const chance = createSeededEnv(seed);
  const people = Array.from({ length: members }, () =>
    Array.from({ length: devicesEach }, () => createDeviceKeys(chance)),
  );
  const devices = people.flat();
  const [author] = devices;
  if (!author) throw new RangeError('bench: a group without devices');
  const founding = foundWith(people, chance.random);
  const facts = factsOf(founding, author);
  const sealed = sealSuccession(facts, env);
  const open = openingOf(founding, sealed, author);
  const openerAt = (place: number): DeviceKeys => openerOf(founding, sealed, devices, place);
  const slowest = openerAt(devices.length - 1);
  const spread = Array.from({ length: openersForAverage }, (_, part) =>
    openerAt(Math.floor(((part + 0.5) * devices.length) / openersForAverage)),
  );
  const timesOf = await takeTurns({
    bare: () => timed(() => encapsulateForAll(devices)),
    seal: () => timed(() => sealSuccession(facts, env)),
    openAverage: () =>
      timed(() => {
        for (const device of spread) open(device);
      }) / spread.length,
    openWorst: () => timed(() => open(slowest)),
    whole: () => changeKeysOnce(founding, author, devices.length),
  });
  const inputs = `${members} members with ${devicesEach} devices each, ${rounds} rounds`;
  const against = `${devices.length} bare X-Wing encapsulations`;
  const row = (
    what: string,
    goal: string,
    side: Exclude<Parameters<typeof timesOf>[0], 'bare'>,
  ): BenchRow => ({
    what: `succession, ${what}`,
    against,
    goal,
    inputs: `${inputs}; ours ${rangeOf(timesOf(side))}, theirs ${rangeOf(timesOf('bare'))}`,
    unit: 'ms',
    ...compare(timesOf(side), timesOf('bare')),
  });
  return [
    row('sealed', devices.length === goalDevices ? '≤ 1.2 ×' : '–', 'seal'),
    row('opened by one device, on average', '–', 'openAverage'),
    row('opened by the device whose envelope is last', '–', 'openWorst'),
    row('changing keys, until the device that did it has arrived', '–', 'whole'),
    {
      what: 'succession, bytes of the entry',
      against: `ciphertexts of ${against}`,
      goal: '–',
      inputs,
      ours: entryBytesOf(founding, author, sealed),
      theirs: bareBytesOf(devices),
      ratio: entryBytesOf(founding, author, sealed) / bareBytesOf(devices),
      unit: 'B',
    },
  ];
};

const rangeOf = (times: readonly number[]): string =>
  `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)} ms`;

/** Everybody goes on, with a fresh secret. */
const factsOf = ({ charter, secret }: Founding, author: DeviceKeys): SuccessionFacts => {
  const groupId = charterHash(charter);
  const fresh = env.random(32);
  return {
    author: author.signing.publicKey,
    charter: {
      ...charter,
      groupId,
      number: 1,
      parents: [groupId],
      commitment: commitSecret(groupId, fresh),
    },
    secret: fresh,
    parentSecrets: [secret],
    devices: charter.members.flatMap(({ devices }) => devices),
  };
};

const encapsulateForAll = (devices: readonly DeviceKeys[]): void => {
  for (const { wrapping } of devices) ml_kem768_x25519.encapsulate(wrapping.publicKey);
};

const bareBytesOf = (devices: readonly DeviceKeys[]): number =>
  devices.reduce(
    (sum, { wrapping }) => sum + ml_kem768_x25519.encapsulate(wrapping.publicKey).cipherText.length,
    0,
  );

/** Which device an envelope is for. */
const openerOf = (
  { charter }: Founding,
  change: SuccessionChange,
  devices: readonly DeviceKeys[],
  place: number,
): DeviceKeys => {
  const alone = { ...change, envelopes: change.envelopes.slice(place, place + 1) };
  const found = devices.find((device) =>
    runThrough(openEnvelopes(alone, charterHash(charter), device)),
  );
  if (!found) throw new Error('bench: an envelope for nobody');
  return found;
};

/** Finding one's envelope, then the charter. */
const openingOf = (
  { charter }: Founding,
  change: SuccessionChange,
  author: DeviceKeys,
): ((device: DeviceKeys) => void) => {
  const groupId = charterHash(charter);
  return (device) => {
    const secret = runThrough(openEnvelopes(change, groupId, device));
    const opened = secret && openCharter(change, author.signing.publicKey, groupId, secret);
    if (!opened?.ok) throw new Error('bench: the succession does not open');
  };
};

/** As it lies in the ledger, in one entry or several. */
const entryBytesOf = (
  { charter, secret }: Founding,
  author: DeviceKeys,
  change: SuccessionChange,
): number => {
  const groupId = charterHash(charter);
  const signing = author.signing.publicKey;
  const id = deviceIdOf({ signing });
  const feed = feedOf(
    epochFromSecret(groupId, groupId, secret),
    { id, signing },
    env.random(16),
    0,
  );
  const payload = encodeRosterChange(change);
  return splitContent({ type: entryTypes.roster, claimedSeconds: 0, parents: [], payload })
    .map((content) => {
      const plaintext = encodeContent(content);
      const entry = sealEntry(feed, 0, firstTip, plaintext, env.random(24), author.signing.seed);
      return entry.length;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
};

/** In a group opened for it, on a disk in memory and without links. */
const changeKeysOnce = async (
  { origin }: Founding,
  device: DeviceKeys,
  deviceCount: number,
): Promise<number> => {
  const opened = await openGroup({
    env,
    origin,
    device,
    openStore: () => createMemoryStore(),
    connect: () => ({
      links: [],
      doorbell: {
        post: () => undefined,
        listen: () => () => undefined,
        stop: () => undefined,
      },
    }),
    remember: () => undefined,
  });
  if (!opened.ok) throw new Error('bench: the store did not open');
  const group = opened.value;
  await group.flush();
  const startedAt = performance.now();
  const changed = await group.changeKeys();
  if (!changed.ok) throw new Error(`bench: ${changed.refusal.type}`);
  // Its arrival is an entry of its own, and tells by a change of the group.
  while (group.keys().moved === 0) await new Promise((resolve) => setImmediate(resolve));
  const ms = performance.now() - startedAt;
  const { number, devices } = group.keys();
  if (number !== 1 || devices !== deviceCount) throw new Error('bench: the keys did not change');
  await group.close();
  return ms;
};
