/**
 * Everything that can happen, with how often it does. Each event is one small deed on the world and
 * says whether there was anything to do. A later stage adds its own events to the table.
 */
import { documentKinds, flushTab, writeEdit } from './edits.ts';
import type { Hostile } from './hostile.ts';
import type { Porter } from './porter.ts';
import { docOf, openTab } from './tab.ts';
import { happened, liveTabs, oneOf, partByDevices, type Device, type World } from './world.ts';

export interface Actors {
  readonly porter: Porter;
  /** Nothing in a world without one. */
  readonly hostile: Hostile | undefined;
}

export interface Event {
  readonly name: string;
  /** How often, relative to the others. */
  readonly weight: number;
  /** False if there was nothing to do. */
  readonly run: (world: World, actors: Actors) => boolean | Promise<boolean>;
}

/** A tab beside the first one is enough to fight over instances; three are a crowd. */
const tabsMax = 2;

const openDevice = (world: World): Device | undefined =>
  oneOf(
    world.env,
    world.devices.filter(({ tabs }) => tabs.size > 0),
  );

const done = (world: World, what: string, facts: string): true => {
  happened(world, what, facts);
  return true;
};

export const events: readonly Event[] = [
  {
    name: 'edit',
    weight: 30,
    run: (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      return tab !== undefined && writeEdit(world, tab);
    },
  },
  {
    name: 'flush',
    weight: 10,
    run: (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      if (tab) flushTab(world, tab);
      return tab !== undefined;
    },
  },
  {
    name: 'create document',
    weight: 2,
    run: (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      const kind = documentKinds[world.env.pick(documentKinds.length)] ?? documentKinds[0];
      const created = tab?.group.createDocument(kind, `${kind} ${world.documents.size}`);
      if (!tab || created?.ok !== true) return false;
      world.documents.set(created.value, kind);
      return done(world, 'create document', `${kind} by ${tab.place}`);
    },
  },
  {
    name: 'look at document',
    weight: 4,
    run: (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      const document = tab && oneOf(world.env, tab.group.documents());
      if (!tab || !document || !docOf(tab, document.id)) return false;
      tab.openDocuments.add(document.id);
      return done(world, 'look at document', `${document.title} on ${tab.place}`);
    },
  },
  {
    name: 'partition',
    weight: 5,
    run: (world) => {
      const parts = new Map(world.devices.map(({ name }) => [name, world.env.pick(2)]));
      if (new Set(parts.values()).size < 2) return false;
      partByDevices(world, parts);
      const sides = [0, 1].map((side) =>
        [...parts].flatMap(([name, part]) => (part === side ? [name] : [])).join(' '),
      );
      return done(world, 'partition', sides.join(' | '));
    },
  },
  {
    name: 'heal',
    weight: 4,
    run: (world) => {
      if (world.partByDevice === undefined) return false;
      partByDevices(world, undefined);
      return done(world, 'heal', '');
    },
  },
  {
    name: 'weather',
    weight: 4,
    run: (world) => {
      const { env } = world;
      const faults = {
        loss: env.chance() * 0.3,
        duplication: env.chance() * 0.2,
        delayMsMax: 1 + env.pick(1_500),
      };
      world.network.setFaults(faults);
      return done(world, 'weather', `loss ${faults.loss.toFixed(2)}, to ${faults.delayMsMax} ms`);
    },
  },
  {
    name: 'tab crash',
    weight: 3,
    run: (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      tab?.kill();
      return tab !== undefined && done(world, 'tab crash', tab.place);
    },
  },
  {
    name: 'crash at a write',
    weight: 6,
    run: (world) => {
      const device = openDevice(world);
      if (!device) return false;
      const writes = world.env.pick(4);
      const side = world.env.pick(2) === 0 ? 'before' : 'after';
      device.disk.crashAtWrite(writes, side);
      device.disk.drive.attach({
        isOpen: () => true,
        crash: () => happened(world, 'crash at a write', `${device.name}, ${side}`),
        lose: () => undefined,
      });
      return true;
    },
  },
  {
    name: 'power cut',
    weight: 3,
    run: (world) => {
      const device = openDevice(world);
      if (!device) return false;
      device.disk.cutPower();
      device.disk.setLosesWrites(false);
      device.isDiskLying = false;
      return done(world, 'power cut', device.name);
    },
  },
  {
    name: 'open again',
    weight: 12,
    run: async (world) => {
      const closed = world.devices.filter(({ tabs }) => tabs.size === 0);
      const device = oneOf(world.env, closed);
      return device !== undefined && (await openTab(world, device)) !== undefined;
    },
  },
  {
    name: 'second tab',
    weight: 3,
    run: async (world) => {
      const device = openDevice(world);
      if (!device || device.tabs.size >= tabsMax || !(await openTab(world, device))) return false;
      return done(world, 'second tab', device.name);
    },
  },
  {
    name: 'close tab',
    weight: 2,
    run: async (world) => {
      const tab = oneOf(world.env, liveTabs(world));
      if (!tab) return false;
      happened(world, 'close tab', tab.place);
      await tab.close();
      return true;
    },
  },
  {
    name: 'disk full',
    weight: 1,
    run: (world) => {
      const device = oneOf(world.env, world.devices);
      device?.disk.setCapacityBytes(0);
      return device !== undefined && done(world, 'disk full', device.name);
    },
  },
  {
    name: 'space again',
    weight: 2,
    run: (world) => {
      for (const { disk } of world.devices) disk.setCapacityBytes(Number.POSITIVE_INFINITY);
      return true;
    },
  },
  {
    name: 'lying disk',
    weight: 1,
    run: (world) => {
      const device = oneOf(world.env, world.devices);
      if (!device) return false;
      device.disk.setLosesWrites(true);
      device.isDiskLying = true;
      device.hasLied = true;
      return done(world, 'lying disk', device.name);
    },
  },
  {
    name: 'damaged row',
    weight: 1,
    run: (world) => {
      const closed = world.devices.filter(({ tabs }) => tabs.size === 0);
      const device = oneOf(world.env, closed);
      const rows = device?.disk.rows().length ?? 0;
      if (!device || rows === 0) return false;
      device.disk.damage(world.env.pick(rows), world.env.random(20));
      device.hasLied = true;
      for (const edit of world.edits) if (edit.tab.device === device) edit.isAcknowledged = false;
      return done(world, 'damaged row', device.name);
    },
  },
  {
    name: 'closed from outside',
    weight: 1,
    run: async (world) => {
      const device = openDevice(world);
      if (!device) return false;
      device.disk.closeFromOutside();
      happened(world, 'closed from outside', device.name);
      for (const tab of [...device.tabs]) await tab.close();
      return true;
    },
  },
  {
    name: 'wrong clock',
    weight: 2,
    run: (world) => {
      const device = oneOf(world.env, world.devices);
      if (!device) return false;
      const most = oneOf(world.env, wrongByMs) ?? 0;
      device.skewMs = Math.round((world.env.chance() * 2 - 1) * most);
      return done(world, 'wrong clock', `${device.name} by ${device.skewMs} ms`);
    },
  },
  {
    name: 'admission',
    weight: 2,
    run: (_world, { porter }) => porter.admit(),
  },
  {
    name: 'hostile',
    weight: 9,
    run: (_world, { hostile }) => hostile?.act() ?? false,
  },
];

/** Ten minutes, a day, thirty years. */
const wrongByMs = [600_000, 86_400_000, 946_080_000_000] as const;
