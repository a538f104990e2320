/**
 * What a group's links see of it: the `Replica` port over the engine. It hands out sealed bytes and
 * takes in sealed bytes; it adds no meaning.
 */
import { equalBytes } from '../crypto/equal.ts';
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import type { Epoch } from '../ledger/epoch.ts';
import type { Extent } from '../ledger/ledger.ts';
import { encodeLedgerUpdate } from '../ledger/update.ts';
import type { RosterView } from '../roster/roster.ts';
import type { Engine } from './engine.ts';
import { identifyPeer, provePeer } from './peer-proof.ts';
import type { Head, HeadsComparison, PeerIdentity, Replica, Verdict } from './ports.ts';
import type { Presence } from './presence.ts';

export interface ReplicaOptions {
  readonly engine: Engine;
  /** Of the epoch in whose room it is offered. */
  readonly keys: Epoch;
  /** How much of each feed is shown there. */
  readonly extent: Extent;
  readonly device: DeviceKeys;
  readonly presence: Presence;
  readonly peerHolds: (identity: PeerIdentity, stateVector: Uint8Array) => void;
  readonly presenceChanged: () => void;
}

/** The port, and the three signals that its owner sends through it. */
export interface SignallingReplica extends Replica {
  announceUpdate(update: Uint8Array): void;
  announcePresence(): void;
  announceRoster(): void;
}

export const createReplica = (options: ReplicaOptions): SignallingReplica => {
  const { engine, keys, extent, device, presence } = options;
  const { epochId, room } = keys;
  const roster = (): RosterView => engine.rosterOf(keys.id) ?? engine.roster;
  const updateListeners = new Set<(update: Uint8Array) => void>();
  const presenceListeners = new Set<() => void>();
  const rosterListeners = new Set<() => void>();
  const chainOf = (feed: string): Chain | undefined => engine.ledger.chainNamed(feed);
  return {
    room,
    stateVector: () => engine.ledger.stateVector(extent),
    updateSince: (stateVector) => engine.ledger.updateSince(stateVector, extent),
    heads: () => engine.ledger.heads(extent),
    linksOf: (feed, from) => {
      const chain = chainOf(feed);
      const end = chain ? extent(chain) : 0;
      if (!chain || from >= end) return [];
      return Array.from({ length: end - from }, (_, index) => chain.linkAt(from + index));
    },
    branchOf: (feed, from) => {
      const chain = chainOf(feed);
      const end = chain ? extent(chain) : 0;
      return chain && from < end
        ? encodeLedgerUpdate([engine.ledger.branchFrom(chain, from, end)])
        : undefined;
    },
    receive: (update): Promise<Verdict> => engine.receive(update),
    receiveBranch: (update): Promise<Verdict> => engine.receive(update),
    compare: (heads) => compareHeads(engine.ledger.heads(extent), heads),
    prove: (challenge) => provePeer(epochId, challenge, device),
    identify: (proof, challenge) => identifyPeer(epochId, proof, challenge, roster()),
    presence: () => presence.sign(),
    receivePresence: (bytes) => {
      const isKnown = (id: string): boolean => roster().deviceById.has(id);
      if (presence.learn(bytes, isKnown)) options.presenceChanged();
    },
    onUpdate: (listener) => listenTo(updateListeners, listener),
    onPresence: (listener) => listenTo(presenceListeners, listener),
    onRoster: (listener) => listenTo(rosterListeners, listener),
    peerHolds: options.peerHolds,
    announceUpdate: (update) => {
      for (const listener of [...updateListeners]) listener(update);
    },
    announcePresence: () => {
      for (const listener of [...presenceListeners]) listener();
    },
    announceRoster: () => {
      for (const listener of [...rosterListeners]) listener();
    },
  };
};

const listenTo = <Listener>(listeners: Set<Listener>, listener: Listener): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const compareHeads = (ours: readonly Head[], theirs: readonly Head[]): HeadsComparison => {
  const ourByFeed = new Map(ours.map((head) => [head.feed, head]));
  const theirByFeed = new Map(theirs.map((head) => [head.feed, head]));
  const shared = theirs.flatMap((their) => {
    const our = ourByFeed.get(their.feed);
    return our ? [{ feed: their.feed, our, their }] : [];
  });
  return {
    behind: theirs.some((head) => head.height > (ourByFeed.get(head.feed)?.height ?? 0)),
    ahead: ours.some((head) => head.height > (theirByFeed.get(head.feed)?.height ?? 0)),
    forked: shared
      .filter(
        ({ our, their }) => our.height === their.height && !equalBytes(our.digest, their.digest),
      )
      .map(({ feed }) => feed),
    unequal: shared.filter(({ our, their }) => our.height !== their.height).map(({ feed }) => feed),
  };
};
