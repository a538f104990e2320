/**
 * After the schedule: a core of devices is healed while the rest stays broken, and must agree within
 * three exchanges of heads. Then everybody is healed, and must agree as well.
 */
import { headsIntervalMs } from '../../packages/core/src/lib/limits.ts';
import { soundNetwork } from '../../packages/core/src/testing/weak-link.ts';
import { flushTab } from './edits.ts';
import { convergence, nothingAcknowledgedIsLost } from './invariants.ts';
import type { Porter } from './porter.ts';
import { openTab, type Tab } from './tab.ts';
import { count, liveTabs, note, partByDevices, type Device, type World } from './world.ts';

const exchangesMax = 3;
const coreSizeMin = 2;
/** Connections are made again and the last edits written. */
const reconnectingMs = 3_000;

/** Nothing more goes wrong; who is apart stays apart. */
export const calm = (world: World): void => {
  world.network.setFaults(soundNetwork);
  for (const device of world.devices) mend(device);
};

export const healAndJudge = async (world: World, porter: Porter): Promise<readonly string[]> => {
  const core = chooseCore(world);
  if (core.length >= coreSizeMin) {
    const names = core.map(({ name }) => name);
    note(world, `the core heals: ${names.join(' ')}`);
    partByDevices(world, new Map(names.map((name) => [name, 0])));
    await gather(world, core, porter.tell);
    count(world, 'healed cores');
    const wrong = convergence(core.flatMap(({ tabs }) => [...tabs]));
    if (wrong.length > 0) return wrong.map((what) => `within the core: ${what}`);
  }
  note(world, 'everybody heals');
  partByDevices(world, undefined);
  await gather(world, world.devices, porter.tell);
  const tabs = liveTabs(world);
  const apart = convergence(tabs);
  const [first] = tabs;
  if (apart.length > 0 || !first) return apart;
  return nothingAcknowledgedIsLost(world, first);
};

/** Everybody opens and writes; a witness is told what was written by hand. */
export const gather = async (
  world: World,
  devices: readonly Device[],
  tell: (witness: Tab) => void,
): Promise<void> => {
  for (const device of devices) {
    if (device.tabs.size === 0) await openTab(world, device);
    for (const tab of device.tabs) flushTab(world, tab);
  }
  const [witness] = devices[0]?.tabs ?? [];
  if (witness) tell(witness);
  await world.env.advance(reconnectingMs + exchangesMax * headsIntervalMs);
};

/** No crash, no lie and no lack of space is to come. */
const mend = (device: Device): void => {
  device.disk.crashAtWrite(Number.POSITIVE_INFINITY, 'before');
  device.disk.setCapacityBytes(Number.POSITIVE_INFINITY);
  device.disk.setLosesWrites(false);
  device.isDiskLying = false;
};

/** Some of the founders; and newcomers of whom one of them knows. */
const chooseCore = (world: World): readonly Device[] => {
  const { env, charter, devices } = world;
  const founders = devices.filter(({ name }) =>
    charter.members.some(({ handle }) => handle === name),
  );
  const chosen = founders.filter(() => env.chance() < 0.7);
  const known = new Set(
    chosen.flatMap(({ tabs }) => [...tabs].flatMap((tab: Tab) => knownTo(tab))),
  );
  const newcomers = devices.filter((device) => !founders.includes(device) && known.has(device.id));
  return [...chosen, ...newcomers.filter(() => env.chance() < 0.7)];
};

const knownTo = ({ group }: Tab): readonly string[] =>
  group.members().flatMap(({ devices }) => devices.map(({ id }) => id));
