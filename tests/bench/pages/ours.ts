/**
 * Our side: a device in memory, a real group and the real mesh as its only link, with one document
 * held open. Only the disk is left out.
 */
import type { Knocking } from '../../../packages/core/src/group/knocking.ts';
import { createSamphire } from '../../../packages/core/src/group/samphire.ts';
import type { OpenGroup } from '../../../packages/core/src/group/types.ts';
import { loadFastCrypto } from '../../../packages/core/src/crypto/backend.ts';
import type { Env } from '../../../packages/core/src/lib/env.ts';
import type { Result } from '../../../packages/core/src/lib/result.ts';
import {
  createMesh,
  createSignallingDoorbell,
  type Mesh,
} from '../../../packages/core/src/links/mesh/index.ts';
import {
  createMemoryVaultDisk,
  createMemoryVaultStore,
} from '../../../packages/core/src/stores/memory-vault.ts';
import { createMemoryDisk, createMemoryStore } from '../../../packages/core/src/stores/memory.ts';
import { meetIn, type Meeting } from './meeting.ts';

const listTitle = 'List';
const invitedForMs = 3_600_000;
const usesOfInvite = 50;

const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

const disk = createMemoryDisk();
let mesh: Mesh | undefined;
let group: OpenGroup | undefined;
let knocking: Knocking | undefined;
let meeting: Pick<Meeting, 'edit' | 'seenAt'> | undefined;
let progressTold = 0;

const samphire = createSamphire({
  env,
  vault: createMemoryVaultStore(createMemoryVaultDisk()),
  openStore: () => createMemoryStore(disk),
  connect: (addresses) => {
    const opened = createMesh({ env, addresses });
    mesh = opened;
    opened.onStatus(() => {
      if (opened.status().progress) progressTold += 1;
    });
    return { links: [opened], doorbell: opened.doorbell() };
  },
  createDoorbell: (addresses) => createSignallingDoorbell(env, addresses),
});

const taken = <Value>(result: Result<Value, { readonly type: string }>): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};

const own = (): OpenGroup => {
  group ??= knocking?.group();
  if (!group) throw new Error('no group is open');
  return group;
};

const met = (): Pick<Meeting, 'edit' | 'seenAt'> => {
  if (!meeting) throw new Error('no document is open');
  return meeting;
};

const ours = {
  found: async (address: string): Promise<void> => {
    await loadFastCrypto();
    group = taken(
      await samphire.createGroup({ name: 'Bench', handle: 'peer 0', relays: [address] }),
    );
    taken(group.createDocument('needs', listTitle));
  },
  invite: async (): Promise<string> => {
    const expiresAt = env.now() + invitedForMs;
    return taken(await own().createInvite({ role: 'member', uses: usesOfInvite, expiresAt }))
      .fragment;
  },
  knock: async (fragment: string, handle: string): Promise<void> => {
    await loadFastCrypto();
    knocking = taken(await samphire.knock({ fragment, handle }));
  },
  /** Everybody whose knock has been heard. */
  admit: async (): Promise<void> => {
    const open = own()
      .knocks()
      .filter(({ state }) => state === 'open');
    for (const knock of open) taken(await own().admit(knock.id));
  },
  /** Opens the document, once this device may write and knows of it. */
  open: async (): Promise<boolean> => {
    if (meeting) return true;
    if (!group && !knocking?.group()) return false;
    const list = own()
      .documents()
      .find(({ title }) => title === listTitle);
    if (!list || own().status().obstacle !== undefined) return false;
    meeting = meetIn(taken(own().openDocument(list.id)).doc);
    return true;
  },
  peers: async (): Promise<number> => mesh?.status().peers.length ?? 0,
  edit: (key: string, text: string) => met().edit(key, text),
  seenAt: (key: string) => met().seenAt(key),
  /** How often the progress of a large transfer was told. */
  progressTold: async (): Promise<number> => progressTold,
} satisfies Meeting & Record<string, unknown>;

declare global {
  interface Window {
    ours: typeof ours;
  }
}

Object.assign(window, { ours });
