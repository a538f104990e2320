/**
 * One tab of a device: the real group over the device's disk and a link of its own. It can be closed,
 * and it can be killed at any moment, after which nothing of it runs any more. What other devices
 * sent it and how it judged them is written down, because nobody honest may ever be blamed.
 */
import type * as Y from 'yjs';
import type { EpochOrigin } from '../../packages/core/src/group/epoch-book.ts';
import { openGroup } from '../../packages/core/src/group/group.ts';
import { uniteOrigins } from '../../packages/core/src/group/origins.ts';
import type { Link, Replica, Store, Verdict } from '../../packages/core/src/group/ports.ts';
import type { OpenGroup } from '../../packages/core/src/group/types.ts';
import type { LedgerDoc } from '../../packages/core/src/ledger/ledger.ts';
import type { Env } from '../../packages/core/src/lib/env.ts';
import { createMemoryStore } from '../../packages/core/src/stores/memory.ts';
import { createTap, type Tap } from '../../packages/core/src/testing/tap.ts';
import { noteHeld } from './edits.ts';
import { count, during, happened, note, partByDevices, type Device, type World } from './world.ts';

export interface Tab {
  /** Its name in the network. */
  readonly place: string;
  readonly device: Device;
  readonly group: OpenGroup;
  /** What the group offers to its links in the room that shows most: that of the keys in use. */
  readonly replica: Replica;
  /** What a welcome from here would bring: the keys in use, and all before. */
  readonly origin: () => EpochOrigin;
  /** The ledger that its store follows. */
  readonly ledgerDoc: () => LedgerDoc | undefined;
  /** Documents that it has on the screen. */
  readonly openDocuments: Set<string>;
  readonly isAlive: () => boolean;
  /** From one moment to the next, as by the system. */
  readonly kill: () => void;
  readonly close: () => Promise<void>;
}

export const openTab = async (world: World, device: Device): Promise<Tab | undefined> => {
  device.openings += 1;
  const here: { tab?: Tab } = {};
  const place = `${device.name} ${device.openings}`;
  let isAlive = true;
  const stops = new Set<() => void>();
  const taps = new Set<Tap>();
  const replica = (): Replica => roomShowingMost([...taps].map((tap) => tap.replica()));
  const kept = device.origin;
  /** Told by the group as it moves; until then, the first keys. */
  let origin: EpochOrigin = { ...kept, current: kept.first };
  const store = createMemoryStore(device.disk);
  const followed = follow(store);

  const end = (): void => {
    isAlive = false;
    for (const each of [...device.tabs]) if (each.place === place) device.tabs.delete(each);
    for (const stop of stops) stop();
  };
  // The disk tells its tabs of a crash at the very moment.
  device.disk.drive.attach({ isOpen: () => isAlive, crash: end, lose: () => undefined });
  const env = mortal(device.env, () => isAlive);
  const noteHeldNow = (): void => {
    if (here.tab) noteHeld(world, here.tab);
  };
  const opening = openGroup({
    env,
    origin: kept,
    device: device.keys,
    openStore: () => followed.store,
    connect: () => {
      const link = world.network.link(place);
      const tap = createTap();
      const stop = (): void => {
        stops.delete(stop);
        taps.delete(tap);
        void link.stop();
      };
      stops.add(stop);
      const watched = watch(world, device, link);
      const links: readonly Link[] = [
        { ...watched, stop: async () => stop() },
        {
          ...tap,
          start: (offered) => {
            tap.start(offered);
            taps.add(tap);
            offered.onUpdate(() => noteHeldNow());
          },
        },
      ];
      return { links, doorbell: silentDoorbell };
    },
    remember: (told) => {
      origin = told;
      note(world, `${place} moves to keys ${told.current.number}`);
      // The vault is another database: a crash may come between.
      env.after(world.env.pick(rememberMsMax), () => {
        device.origin = uniteOrigins(device.origin, told);
      });
    },
  });
  const result = await during(world, opening);
  if (!isAlive || result?.ok !== true) {
    note(world, `${place} does not open`);
    if (isAlive) store.crash();
    end();
    return undefined;
  }
  const group = result.value;
  const tab: Tab = {
    place,
    device,
    group,
    get replica() {
      return replica();
    },
    origin: () => origin,
    ledgerDoc: followed.ledgerDoc,
    openDocuments: new Set(),
    isAlive: () => isAlive,
    kill: () => {
      end();
      store.crash();
    },
    close: async () => {
      await during(world, group.close());
      end();
    },
  };
  here.tab = tab;
  device.tabs.add(tab);
  if (world.partByDevice !== undefined) partByDevices(world, world.partByDevice);
  happened(world, device.openings === 1 ? 'open' : 'open again', place);
  return tab;
};

/** The vault writes within this time. */
const rememberMsMax = 50;

const roomShowingMost = (replicas: readonly Replica[]): Replica => {
  const shown = (each: Replica): number =>
    each.heads().reduce((sum, { height }) => sum + height, 0);
  const [first, ...others] = replicas;
  if (!first) throw new TypeError('tab: in no room');
  return others.length === 0
    ? first
    : replicas.reduce((most, each) => (shown(each) > shown(most) ? each : most), first);
};

/** The plain document as this tab shows it now; nothing where it does not know it. */
export const docOf = ({ group }: Tab, document: string): Y.Doc | undefined => {
  const opened = group.openDocument(document);
  return opened.ok ? opened.value.doc : undefined;
};

/** No timer of a tab that is gone ever fires. */
const mortal = (env: Env, isAlive: () => boolean): Env => ({
  ...env,
  after: (ms, action) =>
    env.after(ms, () => {
      if (isAlive()) action();
    }),
});

/** Newcomers come by the porter; nobody knocks. */
const silentDoorbell = {
  post: () => undefined,
  listen: () => () => undefined,
  stop: () => undefined,
};

const watch = (world: World, device: Device, link: Link): Link => {
  const noting = async (judging: Promise<Verdict>): Promise<Verdict> => {
    const verdict = await judging;
    count(world, 'deliveries');
    count(world, 'entries delivered', verdict.admitted);
    if (verdict.forged) {
      const rules = verdict.refusals.map(({ rule }) => rule).join(', ');
      world.failures.push(`${device.name} blames an honest peer for forgery (${rules})`);
    }
    return verdict;
  };
  const start: Link['start'] = (replica) =>
    link.start({
      ...replica,
      receive: (update) => noting(replica.receive(update)),
      receiveBranch: (update) => noting(replica.receiveBranch(update)),
    });
  return { ...link, start };
};

const follow = (
  store: Store,
): { readonly store: Store; readonly ledgerDoc: () => LedgerDoc | undefined } => {
  let ledgerDoc: LedgerDoc | undefined;
  const followed: Store = {
    ...store,
    open: (ledger) => {
      ledgerDoc = ledger;
      return store.open(ledger);
    },
    replace: (update, ledger) => {
      ledgerDoc = ledger ?? ledgerDoc;
      return store.replace(update, ledger);
    },
  };
  return { store: followed, ledgerDoc: () => ledgerDoc };
};
