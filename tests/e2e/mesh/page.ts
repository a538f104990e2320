/**
 * What runs in the browser of the mesh tests: one person with a device in memory, a real group, and
 * the mesh as its only link. It shows what the tests look at; it decides nothing.
 */
import type { Link, LinkStatus } from '../../../packages/core/src/group/ports.ts';
import { createSamphire } from '../../../packages/core/src/group/samphire.ts';
import type { OpenGroup } from '../../../packages/core/src/group/types.ts';
import { hexFromBytes } from '../../../packages/core/src/lib/bytes.ts';
import type { Env } from '../../../packages/core/src/lib/env.ts';
import {
  createMesh,
  createSignallingDoorbell,
} from '../../../packages/core/src/links/mesh/index.ts';
import { createTabs } from '../../../packages/core/src/links/tabs.ts';
import { createMemoryDisk, createMemoryStore } from '../../../packages/core/src/stores/memory.ts';
import {
  createMemoryVaultDisk,
  createMemoryVaultStore,
} from '../../../packages/core/src/stores/memory-vault.ts';
import { createTap } from '../../../packages/core/src/testing/tap.ts';

const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

const tap = createTap();
const disk = createMemoryDisk();
const vault = createMemoryVaultDisk();
const progress: { done: number; total: number }[] = [];
let links: readonly Link[] = [];
let mesh: ReturnType<typeof createMesh> | undefined;
let group: OpenGroup | undefined;
let isWithTabs = false;

const samphire = createSamphire({
  env,
  vault: createMemoryVaultStore(vault),
  openStore: () => createMemoryStore(disk),
  connect: (addresses) => {
    const opened = createMesh({ env, addresses });
    mesh = opened;
    links = isWithTabs ? [opened, createTabs(env), tap] : [opened, tap];
    opened.onStatus(() => {
      const now = opened.status().progress;
      if (now !== undefined) progress.push(now);
    });
    return { links, doorbell: opened.doorbell() };
  },
  createDoorbell: (addresses) => createSignallingDoorbell(env, addresses),
});

const expectGroup = (): OpenGroup => {
  if (group === undefined) throw new Error('no group is open');
  return group;
};

const taken = <Value>(
  result: { ok: true; value: Value } | { ok: false; refusal: { type: string } },
): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
};

const api = {
  useTabs: (): void => {
    isWithTabs = true;
  },
  found: async (handle: string, relays: readonly string[]): Promise<void> => {
    group = taken(await samphire.createGroup({ name: 'Mesh', handle, relays }));
  },
  invite: async (): Promise<string> => {
    const expiresAt = Date.now() + 3_600_000;
    const invite = taken(await expectGroup().createInvite({ role: 'member', uses: 9, expiresAt }));
    return invite.fragment;
  },
  knock: async (fragment: string, handle: string): Promise<void> => {
    const knocking = taken(await samphire.knock({ fragment, handle }));
    void until(() => knocking.group() !== undefined).then(() => {
      group = knocking.group();
    });
  },
  admit: async (handle: string): Promise<void> => {
    const find = () =>
      expectGroup()
        .knocks()
        .find((knock) => knock.handle === handle);
    await until(() => find() !== undefined);
    taken(await expectGroup().admit(find()?.id ?? ''));
  },
  isIn: (): boolean => group?.status().canWrite === true,
  create: async (title: string): Promise<string> =>
    taken(expectGroup().createDocument('needs', title)),
  write: async (id: string, text: string): Promise<void> => {
    const { doc, close } = taken(expectGroup().openDocument(id));
    doc.getMap('mesh').set(text.slice(0, 32), text);
    close();
    taken(await expectGroup().flush());
  },
  read: (id: string): string[] => {
    const opened = expectGroup().openDocument(id);
    if (!opened.ok) return [];
    const texts = [...opened.value.doc.getMap('mesh').values()].map(String);
    opened.value.close();
    return texts.toSorted();
  },
  ledger: (): string => hexFromBytes(tap.replica().stateVector()),
  status: (): LinkStatus | undefined => links[0]?.status(),
  tabsStatus: (): LinkStatus | undefined => links[1]?.status(),
  refusals: (): Record<string, number> => Object.fromEntries(mesh?.refusals() ?? []),
  room: () => tap.replica().room,
  progress: () => progress,
  stopMesh: async (): Promise<void> => mesh?.stop(),
  startMesh: (): void => mesh?.start(tap.replica()),
  show: (document: string): void => expectGroup().showPresence(document),
  present: (): (string | undefined)[] =>
    expectGroup()
      .members()
      .filter((member) => member.isPresent && !member.isMe)
      .map((member) => member.openDocument),
  reached: (): number => expectGroup().status().reachedMembers,
};

export type MeshPage = typeof api;

declare global {
  interface Window {
    mesh: MeshPage;
  }
}

window.mesh = api;
