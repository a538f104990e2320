/**
 * Members of one group, each with devices, disks and an open group, and no network: what one holds
 * reaches another only as the updates that a test hands over. Everything else is the real thing.
 */
import * as Y from 'yjs';
import { deviceKeysOf, fixedBytes } from './vectors/formats-seeds.ts';
import { openGroup } from '../src/group/group.ts';
import { originOf } from '../src/group/origins.ts';
import type { Doorbell, Link, Replica } from '../src/group/ports.ts';
import type { OpenGroup } from '../src/group/types.ts';
import type { DeviceKeys } from '../src/identity/device.ts';
import { compareBytes } from '../src/lib/bytes.ts';
import { commitSecret, noGroupId, type Charter } from '../src/roster/charter.ts';
import { memberIdFromDevice, type Role } from '../src/roster/member.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../src/stores/memory.ts';
import { createSeededEnv, type SeededEnv } from '../src/testing/env.ts';

export { createMemoryDisk } from '../src/stores/memory.ts';
export { createMemoryVaultDisk, createMemoryVaultStore } from '../src/stores/memory-vault.ts';

export interface Member {
  readonly keys: DeviceKeys;
  readonly disk: MemoryDisk;
  /** Opens the group in a tab of its own. */
  open(): Promise<Tab>;
  /** The same device on another disk. */
  openOn(disk: MemoryDisk): Promise<Tab>;
}

export interface Tab {
  readonly group: OpenGroup;
  readonly replica: Replica;
  /** Canonical updates that were given to the network, in order. */
  readonly published: readonly Uint8Array[];
  /** What the document is now: it may be replaced. */
  doc(id: string): Y.Doc;
}

export interface Members {
  readonly env: SeededEnv;
  readonly charter: Charter;
  readonly secret: Uint8Array;
  readonly all: readonly Member[];
}

/** The first is a steward, the others have `role`. */
export const createMembers = (seed: number, count: number, role: Role = 'member'): Members => {
  const env = createSeededEnv(seed);
  const secret = fixedBytes(32, seed);
  const keys = Array.from({ length: count }, (_, place) => deviceKeysOf(seed * 16 + place + 1));
  const members = keys.map(({ signing, wrapping }, place) => ({
    id: memberIdFromDevice(signing.publicKey),
    handle: `member ${place}`,
    role: place === 0 ? ('steward' as const) : role,
    devices: [
      { signing: signing.publicKey, wrapping: wrapping.publicKey, salt: fixedBytes(16, place) },
    ],
  }));
  const charter: Charter = {
    groupId: noGroupId,
    number: 0,
    parents: [],
    members: members.toSorted((left, right) => compareBytes(left.id, right.id)),
    relays: [],
    policy: { whoAdmits: 'stewards', inviteRole: 'member' },
    commitment: commitSecret(noGroupId, secret),
  };
  const all = keys.map((own, place): Member => {
    const disk = createMemoryDisk();
    const device = env.device(seed * 100 + place);
    const openOn = async (on: MemoryDisk): Promise<Tab> => {
      const capture = createCapture();
      const opening = openGroup({
        env: device,
        origin: originOf(charter, secret),
        device: own,
        openStore: () => createMemoryStore(on),
        connect: () => ({ links: [capture.link], doorbell: silentDoorbell }),
        remember: () => undefined,
      });
      await env.advance(100);
      const opened = await opening;
      if (!opened.ok) throw new Error(`refused: ${opened.refusal.type}`);
      const group = opened.value;
      return {
        group,
        replica: capture.replica(),
        published: capture.published,
        doc: (id) => {
          const document = group.openDocument(id);
          if (!document.ok) throw new Error(`refused: ${document.refusal.type}`);
          return document.value.doc;
        },
      };
    };
    return { keys: own, disk, open: () => openOn(disk), openOn };
  });
  return { env, charter, secret, all };
};

const silentDoorbell: Doorbell = {
  post: () => undefined,
  listen: () => () => undefined,
  stop: () => undefined,
};

const createCapture = () => {
  const published: Uint8Array[] = [];
  let captured: Replica | undefined;
  const link: Link = {
    name: 'memory',
    start: (replica) => {
      captured = replica;
      replica.onUpdate((update) => void published.push(update.slice()));
    },
    stop: async () => undefined,
    status: () => ({ state: 'searching', peers: [], addresses: [] }),
    onStatus: () => () => undefined,
  };
  return {
    link,
    published,
    replica: (): Replica => {
      if (!captured) throw new Error('not started');
      return captured;
    },
  };
};

/** Hands everything that `from` holds to `to`. */
export const give = async (env: SeededEnv, from: Tab, to: Tab): Promise<void> => {
  const update = from.replica.updateSince(to.replica.stateVector());
  if (!update) return;
  const receiving = to.replica.receive(update);
  await env.advance(50);
  await receiving;
};

/** Everybody to everybody, twice: proofs and answers too. */
export const meet = async (env: SeededEnv, ...tabs: readonly Tab[]): Promise<void> => {
  await env.advance(1_000);
  for (let round = 0; round < 2; round += 1) {
    for (const from of tabs) for (const to of tabs) if (from !== to) await give(env, from, to);
    await env.advance(1_000);
  }
};

/** A document as every device must see it alike. */
export const contentsOf = (doc: Y.Doc): unknown => ({
  text: doc.getText('text').toJSON(),
  list: doc.getArray('list').toJSON() as unknown,
  maps: ['map', 'flat'].map((name) => doc.getMap(name).toJSON()),
  state: [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(
    ([left], [right]) => left - right,
  ),
});

/** Nothing rests with something pending. */
export const isWhole = (doc: Y.Doc): boolean =>
  doc.store.pendingStructs === null && doc.store.pendingDs === null;
