/**
 * A person for the contract of links: a real group on a device in memory, with the link under test
 * as its only one. It shows what the contract looks at. Runs in Node and in a browser's page.
 */
import type { Doorbell, Link, LinkStatus } from '../group/ports.ts';
import { createSamphire } from '../group/samphire.ts';
import type { OpenGroup } from '../group/types.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import type { Result } from '../lib/result.ts';
import { createMemoryVaultDisk, createMemoryVaultStore } from '../stores/memory-vault.ts';
import { createMemoryDisk, createMemoryStore } from '../stores/memory.ts';
import { createForger, type Forger } from './forger.ts';
import type { LinkEnd } from './link-contract.ts';
import { createTap } from './tap.ts';

export interface LinkPerson extends LinkEnd {
  found(handle: string, addresses: readonly string[]): Promise<void>;
  invite(): Promise<string>;
  knock(fragment: string, handle: string): Promise<void>;
  /** Admits everybody of this handle whose knock has been heard; how many that were. */
  admit(handle: string): Promise<number>;
  isIn(): Promise<boolean>;
  close(): Promise<void>;
  /** Name and password of the room, for those who come into it without belonging. */
  room(): Promise<{ readonly name: string; readonly password: string }>;
}

export interface LinkPersonParts {
  readonly env: Env;
  connect(addresses: readonly string[]): { readonly link: Link; readonly doorbell: Doorbell };
  createDoorbell(addresses: readonly string[]): Doorbell;
}

const invitedForMs = 3_600_000;
/** What the list is called that everybody writes to. */
const listTitle = 'List';

export const createLinkPerson = ({ env, connect, createDoorbell }: LinkPersonParts): LinkPerson => {
  const tap = createTap();
  const disk = createMemoryDisk();
  const vaultDisk = createMemoryVaultDisk();
  let progress = { seen: 0, largestTotal: 0 };
  let link: Link | undefined;
  let forger: Forger | undefined;
  let group: OpenGroup | undefined;
  let joining: (() => OpenGroup | undefined) | undefined;

  const samphire = createSamphire({
    env,
    vault: createMemoryVaultStore(vaultDisk),
    openStore: () => createMemoryStore(disk),
    connect: (addresses) => {
      const opened = connect(addresses);
      link = opened.link;
      opened.link.onStatus(() => {
        const now = opened.link.status().progress;
        if (now === undefined) return;
        progress = {
          seen: progress.seen + 1,
          largestTotal: Math.max(progress.largestTotal, now.total),
        };
      });
      const tampered: Link = {
        ...opened.link,
        start: (replica) => {
          forger = createForger(replica);
          opened.link.start(forger.replica);
        },
      };
      return { links: [tampered, tap], doorbell: opened.doorbell };
    },
    createDoorbell,
  });

  const own = (): OpenGroup => {
    group ??= joining?.();
    if (group === undefined) throw new Error('no group is open');
    return group;
  };
  const listOf = (): string | undefined =>
    own()
      .documents()
      .find(({ title }) => title === listTitle)?.id;
  const openList = () => taken(own().openDocument(listOf() ?? 'none'));

  return {
    found: async (handle, relays) => {
      group = taken(await samphire.createGroup({ name: 'Contract', handle, relays }));
      taken(group.createDocument('needs', listTitle));
    },
    invite: async () => {
      const expiresAt = env.now() + invitedForMs;
      return taken(await own().createInvite({ role: 'member', uses: 9, expiresAt })).fragment;
    },
    knock: async (fragment, handle) => {
      const knocking = taken(await samphire.knock({ fragment, handle }));
      joining = () => knocking.group();
    },
    admit: async (handle) => {
      const knocks = own()
        .knocks()
        .filter((knock) => knock.handle === handle && knock.state === 'open');
      for (const knock of knocks) taken(await own().admit(knock.id));
      return knocks.length;
    },
    isIn: async () => {
      group ??= joining?.();
      return group !== undefined && group.status().obstacle === undefined && listOf() !== undefined;
    },
    close: async () => group?.close(),
    room: async () => tap.replica().room,
    write: async (key, text) => {
      const { doc, close } = openList();
      doc.getMap('contract').set(key, text);
      taken(await own().flush());
      close();
    },
    read: async (key) => {
      const { doc, close } = openList();
      const text = doc.getMap('contract').get(key);
      close();
      return typeof text === 'string' ? text : undefined;
    },
    ledger: async () => hexFromBytes(tap.replica().stateVector()),
    status: async (): Promise<LinkStatus> => {
      if (link === undefined) throw new Error('no link is open');
      return link.status();
    },
    progress: async () => progress,
    device: async () => own().me.device,
    stop: async () => link?.stop(),
    start: async () => {
      if (forger === undefined) throw new Error('the link was never started');
      link?.start(forger.replica);
    },
    show: async () => own().showPresence(listOf()),
    shown: async () =>
      own()
        .members()
        .filter(({ isMe, isPresent, openDocument }) => !isMe && isPresent && openDocument)
        .map(({ handle }) => handle)
        .toSorted(),
    reachedMembers: async () => own().status().reachedMembers,
    forge: async () => forger?.forge(),
  };
};

const taken = <Value>(result: Result<Value, { readonly type: string }>): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};
