/**
 * One tab of a device: the real group over the device's disk and a link of its own. It can be closed,
 * and it can be killed at any moment, after which nothing of it runs any more. What other devices
 * sent it and how it judged them is written down, because nobody honest may ever be blamed.
 */
import type * as Y from 'yjs';
import { openGroup } from '../../packages/core/src/group/group.ts';
import type { Link, Replica, Store, Verdict } from '../../packages/core/src/group/ports.ts';
import type { OpenGroup } from '../../packages/core/src/group/types.ts';
import type { LedgerDoc } from '../../packages/core/src/ledger/ledger.ts';
import type { Env } from '../../packages/core/src/lib/env.ts';
import { createMemoryStore } from '../../packages/core/src/stores/memory.ts';
import { createTap } from '../../packages/core/src/testing/tap.ts';
import { noteHeld } from './edits.ts';
import { count, during, happened, note, partByDevices, type Device, type World } from './world.ts';

export interface Tab {
  /** Its name in the network. */
  readonly place: string;
  readonly device: Device;
  readonly group: OpenGroup;
  /** What the group offers to its links. */
  readonly replica: Replica;
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
  const place = `${device.name} ${device.openings}`;
  let isAlive = true;
  const link = world.network.link(place);
  const tap = createTap();
  const store = createMemoryStore(device.disk);
  const followed = follow(store);

  const end = (): void => {
    isAlive = false;
    for (const each of [...device.tabs]) if (each.place === place) device.tabs.delete(each);
    void link.stop();
  };
  // The disk tells its tabs of a crash at the very moment.
  device.disk.drive.attach({ isOpen: () => isAlive, crash: end, lose: () => undefined });
  const opening = openGroup({
    env: mortal(device.env, () => isAlive),
    charter: world.charter,
    secret: world.secret,
    device: device.keys,
    openStore: () => followed.store,
    links: [watch(world, device, link), tap],
    doorbell: silentDoorbell,
  });
  const opened = await during(world, opening);
  if (!isAlive || opened?.ok !== true) {
    note(world, `${place} does not open`);
    if (isAlive) store.crash();
    end();
    return undefined;
  }
  const group = opened.value;
  const tab: Tab = {
    place,
    device,
    group,
    replica: tap.replica(),
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
  tab.replica.onUpdate(() => noteHeld(world, tab));
  device.tabs.add(tab);
  if (world.partByDevice !== undefined) partByDevices(world, world.partByDevice);
  happened(world, device.openings === 1 ? 'open' : 'open again', place);
  return tab;
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
