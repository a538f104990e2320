/**
 * The company that the hostile stories are played with: honest devices with real groups over one
 * weak network in memory, and hostile ones that only have keys. Every member stands in the first
 * charter, so that a story begins without knocks. What honest devices say of each other is written
 * down, because nobody honest may ever be blamed. It knows nothing of the attacks.
 */
import * as Y from 'yjs';
import { openGroup } from '../../packages/core/src/group/group.ts';
import { originOf } from '../../packages/core/src/group/origins.ts';
import type { Link, Replica, Store, Verdict } from '../../packages/core/src/group/ports.ts';
import type { OpenGroup } from '../../packages/core/src/group/types.ts';
import { createDeviceKeys, type DeviceKeys } from '../../packages/core/src/identity/device.ts';
import { epochFromSecret, type Epoch } from '../../packages/core/src/ledger/epoch.ts';
import type { LedgerDoc } from '../../packages/core/src/ledger/ledger.ts';
import { compareBytes, hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import type { Env } from '../../packages/core/src/lib/env.ts';
import {
  charterHash,
  commitSecret,
  noGroupId,
  type Charter,
} from '../../packages/core/src/roster/charter.ts';
import { memberIdFromDevice, type Role } from '../../packages/core/src/roster/member.ts';
import { createMemoryDisk, createMemoryStore } from '../../packages/core/src/stores/memory.ts';
import { unwrap } from '../../packages/core/src/testing/cast.ts';
import { createSeededEnv, type SeededEnv } from '../../packages/core/src/testing/env.ts';
import { createTap, type Tap } from '../../packages/core/src/testing/tap.ts';
import {
  createWeakNetwork,
  type Faults,
  type WeakNetwork,
} from '../../packages/core/src/testing/weak-link.ts';

/** A device of the charter and what it needs to write. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  readonly keys: DeviceKeys;
  /** 16 bytes, in the charter. */
  readonly salt: Uint8Array;
}

/** A person whose device runs the real thing. */
export interface Honest extends Person {
  readonly env: Env;
  readonly group: OpenGroup;
  /** What the device offers in the room that it is in: there it shows everything. */
  readonly replica: Replica;
  /** What it offers in the room of an epoch, if it is there. */
  readonly replicaIn: (epoch: Epoch) => Replica | undefined;
  /** Verdicts on what other honest devices sent it. */
  readonly verdicts: readonly Verdict[];
  /** The newest ledger in its store. */
  readonly ledgerDoc: () => LedgerDoc;
  /** The same device, closed and opened again from its disk. */
  readonly reopen: () => Promise<Honest>;
}

export interface Company {
  readonly env: SeededEnv;
  readonly network: WeakNetwork;
  readonly epoch: Epoch;
  readonly charter: Charter;
  /** 32 bytes: what whoever is in knows. */
  readonly secret: Uint8Array;
  readonly honest: readonly [Honest, Honest, ...Honest[]];
  /** On the roster, with keys, and with nothing of ours that would hold it back. */
  readonly hostile: Person;
  /** The document that all stories edit: hex of 16 bytes. */
  readonly document: string;
}

export interface CompanyOptions {
  readonly seed: number;
  /** The first is the steward. Default: Mira and Sami. */
  readonly honest?: readonly string[];
  /** By name, of the others: not simply members. */
  readonly roles?: Readonly<Record<string, Role>>;
  readonly hostileRole?: Role;
  /** By name, milliseconds that a clock runs ahead. */
  readonly skewMs?: Readonly<Record<string, number>>;
  readonly faults?: Partial<Faults>;
}

export const createCompany = async (options: CompanyOptions): Promise<Company> => {
  const { seed, honest: names = ['Mira', 'Sami'], hostileRole = 'member', skewMs = {} } = options;
  const { roles = {} } = options;
  const env = createSeededEnv(seed);
  const network = createWeakNetwork(env, options.faults);
  const secret = env.random(32);
  const personOf = (name: string, role: Role): Person => ({
    name,
    role,
    keys: createDeviceKeys(env),
    salt: env.random(16),
  });
  const people = names.map((name, place) =>
    personOf(name, place === 0 ? 'steward' : (roles[name] ?? 'member')),
  );
  const hostile = personOf('Hostile', hostileRole);
  const charter = charterOf([...people, hostile], secret);
  const epoch = epochFromSecret(charterHash(charter), charterHash(charter), secret);

  const open = async (person: Person, place: number): Promise<Honest> => {
    const deviceEnv = env.device(seed * 1000 + place, skewMs[person.name] ?? 0);
    const disk = createMemoryDisk();
    let openings = 0;
    const begin = async (): Promise<Honest> => {
      openings += 1;
      const name = openings === 1 ? person.name : `${person.name} ${openings}`;
      const verdicts: Verdict[] = [];
      const taps: Tap[] = [];
      const store = follow(createMemoryStore(disk));
      const group = unwrap(
        await openGroup({
          env: deviceEnv,
          origin: originOf(charter, secret),
          device: person.keys,
          openStore: () => store.store,
          connect: () => {
            const tap = createTap();
            taps.push(tap);
            return { links: [watch(network.link(name), verdicts), tap], doorbell: silentDoorbell };
          },
          remember: () => undefined,
        }),
      );
      return {
        ...person,
        env: deviceEnv,
        group,
        get replica() {
          const [widest] = replicasOf(taps).toSorted(
            (left, right) => shownBy(right) - shownBy(left),
          );
          if (!widest) throw new RangeError(`${name} is in no room`);
          return widest;
        },
        replicaIn: ({ room }) => replicasOf(taps).find((each) => each.room.name === room.name),
        verdicts,
        ledgerDoc: store.ledgerDoc,
        reopen: async () => {
          await during(env, group.close());
          return during(env, begin());
        },
      };
    };
    return during(env, begin());
  };
  const honest: Honest[] = [];
  for (const [place, person] of people.entries()) honest.push(await open(person, place));
  const [founder, member, ...others] = honest;
  if (!founder || !member) throw new RangeError('createCompany: fewer than two honest');
  unwrap(founder.group.rename('Calais kitchen'));
  const document = unwrap(founder.group.createDocument('needs', 'Winter list'));
  await env.advance(5_000);
  return {
    env,
    network,
    epoch,
    charter,
    secret,
    honest: [founder, member, ...others],
    hostile,
    document,
  };
};

/** Waits for what needs virtual time to pass. */
export const during = async <Value>(env: SeededEnv, work: Promise<Value>): Promise<Value> => {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let turn = 0; turn < 100 && !isDone; turn += 1) await env.advance(100);
  return done;
};

/** The plain document as a device shows it now. */
export const docOf = ({ group }: Honest, document: string): Y.Doc =>
  unwrap(group.openDocument(document)).doc;

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

/** No story here knocks. */
const silentDoorbell = {
  post: () => undefined,
  listen: () => () => undefined,
  stop: () => undefined,
};

/** The newest first. */
const replicasOf = (taps: readonly Tap[]): readonly Replica[] =>
  taps.map((tap) => tap.replica()).toReversed();

const shownBy = (replica: Replica): number =>
  replica.heads().reduce((sum, { height }) => sum + height, 0);

const watch = (link: Link, verdicts: Verdict[]): Link => {
  const noting = async (judging: Promise<Verdict>): Promise<Verdict> => {
    const verdict = await judging;
    verdicts.push(verdict);
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

const follow = (store: Store): { readonly store: Store; readonly ledgerDoc: () => LedgerDoc } => {
  let ledgerDoc: LedgerDoc = new Y.Doc();
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

/** Names a device in messages of failed expectations. */
export const deviceOf = ({ keys }: Person): string => hexFromBytes(keys.signing.publicKey);
