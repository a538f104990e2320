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
