/**
 * A year of a group in a moment: devices that edit one document in rounds. In each round a few of
 * them write without having heard of each other, then everybody hears of everything. Built with the
 * project's own sealing, so that what is measured is what runs; the plain Yjs updates stand beside.
 */
import * as Y from 'yjs';
import { Engine } from '../../packages/core/src/group/engine.ts';
import { createDeviceKeys, type DeviceKeys } from '../../packages/core/src/identity/device.ts';
import { encodeContent, entryTypes } from '../../packages/core/src/ledger/content.ts';
import { sealEntry } from '../../packages/core/src/ledger/entry.ts';
import { epochFromSecret, type Epoch } from '../../packages/core/src/ledger/epoch.ts';
import { feedOf, type Feed } from '../../packages/core/src/ledger/feed.ts';
import type { FeedRun } from '../../packages/core/src/ledger/update.ts';
import { bytesFromHex, compareBytes, concatBytes } from '../../packages/core/src/lib/bytes.ts';
import {
  charterHash,
  commitSecret,
  groupIdOf,
  noGroupId,
  type Charter,
} from '../../packages/core/src/roster/charter.ts';
import { deviceIdOf, memberIdFromDevice } from '../../packages/core/src/roster/member.ts';
import { createMemoryStore } from '../../packages/core/src/stores/memory.ts';
import { createSeededEnv } from '../../packages/core/src/testing/env.ts';

export interface WorkloadOptions {
  readonly entries: number;
  readonly devices: number;
  /** Devices that write in one round, unheard of each other. */
  readonly writersPerRound: number;
  /** Edits in one entry: what is gathered in 300 ms. */
  readonly editsPerEntry: number;
}

export interface Workload {
  readonly charter: Charter;
  readonly epoch: Epoch;
  /** The whole ledger, as one canonical update. */
  readonly ledgerUpdate: Uint8Array;
  readonly ledgerDoc: Y.Doc;
  /** The plain updates of the document, one for every edit, in an order in which they apply. */
  readonly plainUpdates: readonly Uint8Array[];
  readonly plainState: Uint8Array;
  readonly document: string;
}

interface Writer {
  readonly device: DeviceKeys;
  readonly feed: Feed;
  readonly doc: Y.Doc;
  /** Own updates since the last round. */
  readonly fresh: Uint8Array[];
}

const documentId = '5a'.repeat(16);
const seed = 20_261_122;

export const createWorkload = async (options: WorkloadOptions): Promise<Workload> => {
  const env = createSeededEnv(seed);
  const devices = Array.from({ length: options.devices }, () => createDeviceKeys(env));
  const secret = env.random(32);
  const charter = charterOf(devices, secret, env.random);
  const epoch = epochFromSecret(groupIdOf(charter), charterHash(charter), secret);
  const engine = new Engine(epoch, charter, createMemoryStore(), silent);
  const opened = await engine.open();
  if (!opened.ok) throw new Error('workload: the store did not open');
  const writers = devices.map((device) => writerOf(device, charter, epoch));
  const plainUpdates: Uint8Array[] = [];

  let written = 0;
  while (written < options.entries) {
    const busy = Array.from(
      { length: options.writersPerRound },
      () => writers[env.pick(writers.length)],
    );
    const chosen = [...new Set(busy)].filter((writer) => writer !== undefined);
    const runs = chosen.map((writer) => {
      for (let edit = 0; edit < options.editsPerEntry; edit += 1)
        editOnce(writer.doc, plainUpdates.length + writer.fresh.length + edit, env.pick);
      return runOf(engine, epoch, writer, Y.mergeUpdates(writer.fresh), env.random);
    });
    for (const run of runs) engine.admitOwn(run);
    const fresh = chosen.flatMap((writer) => writer.fresh.splice(0));
    plainUpdates.push(...fresh);
    for (const writer of writers) {
      writer.doc.transact(() => {
        for (const update of fresh) Y.applyUpdate(writer.doc, update, 'round');
      }, 'round');
      writer.doc.clientID = writer.feed.documentClientId;
    }
    written += runs.length;
  }
  const reference = writers[0]?.doc ?? new Y.Doc();
  return {
    charter,
    epoch,
    ledgerUpdate: Y.encodeStateAsUpdate(engine.ledger.doc),
    ledgerDoc: engine.ledger.doc,
    plainUpdates,
    plainState: Y.encodeStateAsUpdate(reference),
    document: documentId,
  };
};

export const silent = {
  arrived: (): void => undefined,
  proven: (): void => undefined,
  rebuilding: (): void => undefined,
  rebuilt: (): void => undefined,
  storeRefused: (): void => undefined,
};

/** A new contribution to a line, or now and then another amount for it: about 51 bytes an edit. */
const editOnce = (doc: Y.Doc, number: number, pick: (limit: number) => number): void => {
  const line = pick(100);
  if (pick(4) === 0) doc.getMap<string>('wanted').set(`line ${line}`, `${number % 997} pairs`);
  else doc.getMap<string>('pledges').set(`pledge ${number}`, `${pick(90)} pairs`);
};

const charterOf = (
  devices: readonly DeviceKeys[],
  secret: Uint8Array,
  random: (length: number) => Uint8Array,
): Charter => ({
  groupId: noGroupId,
  number: 0,
  parents: [],
  cut: [],
  members: devices
    .map((device, place) => ({
      id: memberIdFromDevice(device.signing.publicKey),
      handle: `member ${place}`,
      role: 'steward' as const,
      devices: [
        {
          signing: device.signing.publicKey,
          wrapping: device.wrapping.publicKey,
          salt: random(16),
        },
      ],
    }))
    .toSorted((left, right) => compareBytes(left.id, right.id)),
  relays: [],
  policy: { whoAdmits: 'stewards', inviteRole: 'member' },
  commitment: commitSecret(noGroupId, secret),
});

const writerOf = (device: DeviceKeys, charter: Charter, epoch: Epoch): Writer => {
  const signing = device.signing.publicKey;
  const id = deviceIdOf({ signing });
  const known = charter.members
    .flatMap((member) => member.devices)
    .find((each) => deviceIdOf(each) === id);
  const feed = feedOf(epoch, { id, signing }, known?.salt ?? new Uint8Array(16), 0);
  const doc = new Y.Doc({ gc: false });
  doc.clientID = feed.documentClientId;
  const fresh: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'round') fresh.push(update);
  });
  return { device, feed, doc, fresh };
};

const runOf = (
  engine: Engine,
  epoch: Epoch,
  { device, feed }: Writer,
  update: Uint8Array,
  random: (length: number) => Uint8Array,
): FeedRun => {
  const chain = engine.ledger.chainFor(feed);
  const start = chain.height;
  const { tip } = chain;
  const isFirst = start === 0;
  const content = encodeContent({
    type: isFirst ? entryTypes.document : entryTypes.sameDocument,
    claimedSeconds: 1_795_000_000 + start,
    parents: engine.graph.parentsFor(chain).toSorted(compareBytes),
    payload: isFirst ? concatBytes(bytesFromHex(documentId) ?? new Uint8Array(), update) : update,
  });
  const entry = sealEntry(epoch, feed, start, tip, content, random(24), device.signing.seed);
  return {
    clientId: feed.clientId,
    start,
    rootName: isFirst ? feed.name : undefined,
    entries: [entry],
  };
};
