/**
 * A network in memory that loses, doubles, delays and reorders what its links send, and can be cut
 * into parts and healed, all in virtual time and from one seed. It knows replicas only by their
 * port and what travels only as bytes.
 */
import type { Link, LinkStatus, PeerIdentity, Replica } from '../group/ports.ts';
import { headsIntervalMs } from '../lib/limits.ts';
import type { SeededEnv } from './env.ts';

export interface Faults {
  /** Of every message, between 0 and 1. */
  readonly loss: number;
  readonly duplication: number;
  /** Each message takes a time of its own between these two, so messages overtake each other. */
  readonly delayMsMin: number;
  readonly delayMsMax: number;
}

export interface WeakNetwork {
  /** A link at a place of this name; one place is one device's end of the network. */
  link(place: string): Link;
  /** Only places of the same part reach each other; a place that is not named is alone. */
  partition(...parts: readonly (readonly string[])[]): void;
  heal(): void;
  /** Messages given to the network, and those it lost. */
  counts(): { readonly sent: number; readonly lost: number; readonly delivered: number };
}

export const soundNetwork: Faults = { loss: 0, duplication: 0, delayMsMin: 1, delayMsMax: 1 };

export const createWeakNetwork = (env: SeededEnv, faults: Partial<Faults> = {}): WeakNetwork => {
  const rules = { ...soundNetwork, ...faults };
  const ends = new Map<string, End>();
  let partOf: ((place: string) => string | undefined) | undefined;
  let sent = 0;
  let lost = 0;
  let delivered = 0;

  const reaches = (from: string, to: string): boolean =>
    partOf === undefined || (partOf(from) !== undefined && partOf(from) === partOf(to));

  const send = (from: string, to: string, deliver: (end: End) => void): void => {
    sent += 1;
    if (!reaches(from, to) || env.chance() < rules.loss) {
      lost += 1;
      return;
    }
    const copies = env.chance() < rules.duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = rules.delayMsMin + env.chance() * (rules.delayMsMax - rules.delayMsMin);
      env.after(delayMs, () => {
        const end = ends.get(to);
        if (end === undefined || !reaches(from, to)) return;
        delivered += 1;
        deliver(end);
      });
    }
  };

  return {
    link: (place) => createEnd(place, env, ends, send),
    partition: (...parts) => {
      partOf = (place) => parts.find((part) => part.includes(place))?.join('\n');
    },
    heal: () => {
      partOf = undefined;
      for (const end of ends.values()) end.greet();
    },
    counts: () => ({ sent, lost, delivered }),
  };
};

interface End {
  readonly replica: Replica;
  readonly greet: () => void;
  readonly meet: (place: string, proof: Uint8Array, vector: Uint8Array) => void;
}

type Send = (from: string, to: string, deliver: (end: End) => void) => void;

const challenge = new Uint8Array(32);

const createEnd = (place: string, env: SeededEnv, ends: Map<string, End>, send: Send): Link => {
  const listeners = new Set<() => void>();
  const peers = new Map<string, PeerIdentity>();
  const cancels: (() => void)[] = [];
  let end: End | undefined;

  const toOthers = (deliver: (other: End) => void): void => {
    for (const other of ends.keys()) if (other !== place) send(place, other, deliver);
  };
  const start = (replica: Replica): void => {
    const greet = (): void => {
      const proof = replica.prove(challenge);
      const vector = replica.stateVector();
      toOthers((other) => other.meet(place, proof, vector));
    };
    const meet = (from: string, proof: Uint8Array, vector: Uint8Array): void => {
      const identity = replica.identify(proof, challenge);
      if (identity !== undefined) {
        peers.set(from, identity);
        replica.peerHolds(identity, vector);
        for (const listener of listeners) listener();
      }
      const update = replica.updateSince(vector);
      if (update !== undefined) send(place, from, (other) => void other.replica.receive(update));
    };
    end = { replica, greet, meet };
    ends.set(place, end);
    const tick = (): void => {
      greet();
      cancels[0] = env.after(headsIntervalMs, tick);
    };
    cancels.push(
      env.after(0, tick),
      replica.onUpdate((update) => toOthers((other) => void other.replica.receive(update))),
      replica.onPresence(() => {
        const presence = replica.presence();
        toOthers((other) => other.replica.receivePresence(presence));
      }),
    );
  };
  return {
    name: 'memory',
    start,
    stop: async () => {
      for (const cancel of cancels.splice(0)) cancel();
      ends.delete(place);
      end = undefined;
      peers.clear();
    },
    status: (): LinkStatus => ({
      state: end === undefined ? 'stopped' : peers.size > 0 ? 'connected' : 'searching',
      peers: [...peers.values()],
      addresses: [],
    }),
    onStatus: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
