/**
 * What the simulation has found, each told as a story of its own: seeds change their meaning when
 * events are added, stories do not.
 */
import { beforeAll, expect, test } from 'vitest';
import { loadFastCrypto } from '../../packages/core/src/crypto/backend.ts';
import { headsIntervalMs } from '../../packages/core/src/lib/limits.ts';
import { writeEdit } from './edits.ts';
import { convergence } from './invariants.ts';
import { createPorter } from './porter.ts';
import { openTab, type Tab } from './tab.ts';
import { createWorld, feedsOfPerson, liveTabs, partByDevices, type World } from './world.ts';

beforeAll(loadFastCrypto);

interface Stage {
  readonly world: World;
  readonly tabs: readonly [Tab, Tab];
}

const begin = async (seed: number): Promise<Stage> => {
  const world = createWorld(seed);
  const [founder, member] = world.devices;
  const first = founder && (await openTab(world, founder));
  const second = member && (await openTab(world, member));
  if (!first || !second) throw new Error('the group does not open');
  first.group.rename('Calais kitchen');
  first.group.createDocument('free', 'Notes');
  await world.env.advance(2_000);
  return { world, tabs: [first, second] };
};

test('entries that came three times before their admission are taken once', async () => {
  const { world, tabs } = await begin(59);
  const [founder, member] = tabs;
  const [here, there] = [founder.device.name, member.device.name];
  const parts = [
    [here, 0],
    ['Vera', 0],
    [there, 1],
  ] as const;
  partByDevices(world, new Map(parts));
  expect(await createPorter(world, true).admit(founder)).toBe(true);
  const newcomer = liveTabs(world).find(({ device }) => device.name === 'Vera');
  if (!newcomer) throw new Error('nobody came');
  await world.env.advance(2_000);
  expect(writeEdit(world, newcomer)).toBe(true);
  await world.env.advance(2_000);
  const [feed] = feedsOfPerson(newcomer.device, world.epoch);
  const update = feed && newcomer.replica.branchOf(feed.name, 0);
  if (!update) throw new Error('the newcomer wrote nothing');
  for (let times = 0; times < 3; times += 1) await member.replica.receive(update);
  partByDevices(world, undefined);
  await world.env.advance(3 * headsIntervalMs);
  expect(convergence([founder, member, newcomer])).toEqual([]);
  expect(world.failures).toEqual([]);
});

test('a device that slept on one of two sides hears how they were merged', async () => {
  const world = createWorld(4, 'members');
  const tabs = new Map<string, Tab>();
  for (const device of world.devices) {
    const tab = await openTab(world, device);
    if (tab) tabs.set(device.name, tab);
  }
  const [mira, sami, idris] = ['Mira', 'Sami', 'Idris'].map((name) => tabs.get(name));
  const named = (handle: string): string =>
    mira?.group.members().find((member) => member.handle === handle)?.id ?? '';
  if (!mira || !sami || !idris) throw new Error('not everybody came');
  mira.group.rename('Calais kitchen');
  await world.env.advance(2_000);
  const apart = new Map(
    world.devices.map(({ name }) => [name, ['Mira', 'Idris'].includes(name) ? 0 : 1] as const),
  );
  partByDevices(world, apart);
  void mira.group.remove({ member: named('Lale') });
  void sami.group.remove({ member: named('Hamid') });
  await world.env.advance(5_000);
  await idris.close();
  partByDevices(world, undefined);
  await world.env.advance(60_000);
  expect(mira.group.keys().number).toBe(2);
  const back = await openTab(world, idris.device);
  await world.env.advance(6 * headsIntervalMs);
  expect(back?.group.keys()).toEqual(mira.group.keys());
  expect(convergence(back ? [mira, sami, back] : [])).toEqual([]);
});

test('a clock thirty years ahead changes the keys once', async () => {
  const { world, tabs } = await begin(3);
  const [founder, member] = tabs;
  founder.device.skewMs = 946_080_000_000;
  member.group.createDocument('free', 'More notes');
  await world.env.advance(6 * headsIntervalMs);
  expect(founder.group.keys().number).toBeLessThanOrEqual(1);
  expect(convergence(tabs)).toEqual([]);
});
