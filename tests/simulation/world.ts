/**
 * The world that one schedule plays in: a group's first charter, its devices, one weak network, one
 * clock and one source of chance. Everything that happens is counted and written down, so that a
 * failing seed can be read. It knows no events and no invariants.
 */
import { createDeviceKeys, type DeviceKeys } from '../../packages/core/src/identity/device.ts';
import type { EpochOrigin } from '../../packages/core/src/group/epoch-book.ts';
import { originOf } from '../../packages/core/src/group/origins.ts';
import { epochFromSecret, type Epoch } from '../../packages/core/src/ledger/epoch.ts';
import { feedsOf, type Feed } from '../../packages/core/src/ledger/feed.ts';
import { compareBytes, hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import type { Env } from '../../packages/core/src/lib/env.ts';
import {
  charterHash,
  commitSecret,
  noGroupId,
  type Charter,
} from '../../packages/core/src/roster/charter.ts';
import { memberIdFromDevice, type Role } from '../../packages/core/src/roster/member.ts';
import { createMemoryDisk, type MemoryDisk } from '../../packages/core/src/stores/memory.ts';
import { createSeededEnv, type SeededEnv } from '../../packages/core/src/testing/env.ts';
import { createWeakNetwork, type WeakNetwork } from '../../packages/core/src/testing/weak-link.ts';
import type { Edit } from './edits.ts';
import type { Tab } from './tab.ts';

/** Keys that stand on the roster, or are about to. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  readonly keys: DeviceKeys;
  /** 16 bytes: salts its feeds. */
  readonly salt: Uint8Array;
  /** Hex of the signing key. */
  readonly id: string;
}

/** An honest person's device: a disk that outlives its tabs, and a clock that may be wrong. */
export interface Device extends Person {
  readonly env: Env;
  readonly disk: MemoryDisk;
  readonly tabs: Set<Tab>;
  /** What its vault keeps of the group's keys. */
  origin: EpochOrigin;
  /** Devices that it has ever seen on the roster. */
  readonly seen: Set<string>;
  /** How far its clock is ahead. */
  skewMs: number;
  /** The disk acknowledges what it will forget. */
  isDiskLying: boolean;
  /** The disk has lied once: only such a device may fork its feed. */
  hasLied: boolean;
  openings: number;
}

/** Whether people only edit while everything else goes wrong, or come, go and change keys as well. */
export type Kind = 'edits' | 'members';

export interface World {
  readonly seed: number;
  readonly kind: Kind;
  readonly env: SeededEnv;
  readonly network: WeakNetwork;
  readonly charter: Charter;
  readonly secret: Uint8Array;
  readonly epoch: Epoch;
  readonly devices: Device[];
  /** A steward without a group of its own, who lets newcomers in. */
  readonly porter: Person;
  /** On the roster, with keys, and with nothing of ours that would hold it back. */
  readonly hostile: Person;
  /** Devices that a crash or a partition parts, by name; all together where there is none. */
  partByDevice: ReadonlyMap<string, number> | undefined;
  /** Documents that somebody created, by id, with their kind. */
  readonly documents: Map<string, string>;
  readonly edits: Edit[];
  /** Marks that no honest device may ever show. */
  readonly forbidden: string[];
  readonly counts: Map<string, number>;
  readonly trace: string[];
  /** Whether stewards have put each other out. */
  hasDispute: boolean;
  /** What went wrong where nobody could be told of it. */
  readonly failures: string[];
}

const honestNames = ['Mira', 'Sami', 'Noor', 'Idris', 'Lale', 'Hamid'] as const;
/** People, and stewards among them, at least and at most. */
const sizes: Readonly<
  Record<Kind, Readonly<Record<'people' | 'stewards', readonly [number, number]>>>
> = {
  edits: { people: [2, 4], stewards: [1, 1] },
  members: { people: [4, 6], stewards: [2, 3] },
};

export const createWorld = (seed: number, kind: Kind = 'edits'): World => {
  const env = createSeededEnv(seed);
  const secret = env.random(32);
  const between = ([least, most]: readonly [number, number]): number =>
    least === most ? least : least + env.pick(most - least + 1);
  const size = between(sizes[kind].people);
  const stewards = between(sizes[kind].stewards);
  const people = honestNames
    .slice(0, size)
    .map((name, place) => createPerson(env, name, place < stewards ? 'steward' : 'member'));
  const porter = createPerson(env, 'Porter', 'steward');
  const hostile = createPerson(env, 'Hostile', 'member');
  const written = kind === 'edits' ? [porter, hostile] : [];
  const charter = charterOf([...people, ...written], secret);
  const groupId = charterHash(charter);
  const world: World = {
    seed,
    kind,
    env,
    network: createWeakNetwork(env),
    charter,
    secret,
    epoch: epochFromSecret(groupId, groupId, secret),
    devices: [],
    porter,
    hostile,
    partByDevice: undefined,
    documents: new Map(),
    edits: [],
    forbidden: [],
    counts: new Map(),
    trace: [],
    hasDispute: false,
    failures: [],
  };
  for (const person of people) addDevice(world, person);
  return world;
};

export const createPerson = (env: Env, name: string, role: Role): Person => {
  const keys = createDeviceKeys(env);
  return { name, role, keys, salt: env.random(16), id: hexFromBytes(keys.signing.publicKey) };
};

/** `origin`: what a welcome brings; nothing for those who founded the group. */
export const addDevice = (
  world: World,
  person: Person,
  origin: EpochOrigin = originOf(world.charter, world.secret),
): Device => {
  const { env } = world;
  const own = env.device(world.seed * 1_000 + world.devices.length);
  const device: Device = {
    ...person,
    env: { ...own, now: () => own.now() + device.skewMs },
    disk: createMemoryDisk(),
    tabs: new Set(),
    origin,
    seen: new Set(),
    skewMs: 0,
    isDiskLying: false,
    hasLied: false,
    openings: 0,
  };
  world.devices.push(device);
  return device;
};

const charterOf = (people: readonly Person[], secret: Uint8Array): Charter => ({
  groupId: noGroupId,
  number: 0,
  parents: [],
  members: people
    .map(({ name, role, keys, salt }) => ({
      id: memberIdFromDevice(keys.signing.publicKey),
      handle: name,
      role,
      devices: [{ signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt }],
    }))
    .toSorted((left, right) => compareBytes(left.id, right.id)),
  relays: [],
  policy: { whoAdmits: 'stewards', inviteRole: 'member' },
  commitment: commitSecret(noGroupId, secret),
});

export const feedsOfPerson = ({ id, keys, salt }: Person, epoch: Epoch): readonly Feed[] =>
  feedsOf(epoch, { id, signing: keys.signing.publicKey }, salt);

/** Every epoch whose secret somebody honest has kept. */
export const epochsKnown = ({ devices, charter }: World): readonly Epoch[] => {
  const groupId = charterHash(charter);
  const secretById = new Map<string, { epochId: Uint8Array; secret: Uint8Array }>();
  for (const { origin } of devices) {
    for (const each of origin.secrets) secretById.set(hexFromBytes(each.epochId), each);
  }
  return [...secretById.values()].map(({ epochId, secret }) =>
    epochFromSecret(groupId, epochId, secret),
  );
};

export const liveTabs = (world: World): readonly Tab[] =>
  world.devices.flatMap(({ tabs }) => [...tabs]);

/** One of these, by chance; nothing of none. */
export const oneOf = <Value>(env: SeededEnv, values: readonly Value[]): Value | undefined =>
  values.length === 0 ? undefined : values[env.pick(values.length)];

export const count = (world: World, what: string, times = 1): void => {
  world.counts.set(what, (world.counts.get(what) ?? 0) + times);
};

/** Notes what happened, in the trace and in the counts. */
export const happened = (world: World, what: string, facts = ''): void => {
  count(world, what);
  note(world, facts === '' ? what : `${what}: ${facts}`);
};

const startMs = 1_793_491_200_000;

export const note = (world: World, line: string): void => {
  world.trace.push(`${((world.env.now() - startMs) / 1_000).toFixed(2).padStart(8)} s  ${line}`);
};

/** Waits for what needs virtual time to pass; nothing if it does not end. */
export const during = async <Value>(
  world: World,
  work: Promise<Value>,
): Promise<Value | undefined> => {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let turn = 0; turn < 50 && !isDone; turn += 1) await world.env.advance(10);
  return isDone ? done : undefined;
};

/** Cuts the network by devices: every tab of a device is on the same side. */
export const partByDevices = (
  world: World,
  parts: ReadonlyMap<string, number> | undefined,
): void => {
  world.partByDevice = parts;
  if (parts === undefined) {
    world.network.heal();
    return;
  }
  const places = new Map<number, string[]>();
  for (const device of world.devices) {
    const part = parts.get(device.name) ?? -1 - world.devices.indexOf(device);
    places.set(part, [...(places.get(part) ?? []), ...[...device.tabs].map(({ place }) => place)]);
  }
  world.network.partition(...places.values());
};
