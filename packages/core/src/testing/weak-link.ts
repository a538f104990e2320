/**
 * A network in memory that loses, doubles, delays and reorders what its links send, and can be cut
 * into parts and healed, all in virtual time and from one seed. Its links speak the same protocol
 * as those between browsers (`links/peers`). It knows replicas only by their port.
 */
import type { Link, LinkStatus, Replica } from '../group/ports.ts';
import { utf8FromText } from '../lib/bytes.ts';
import type { Lane, PeerConnection, PeerHandle } from '../links/peers/connection.ts';
import { createPeerSync, type PeerSync } from '../links/peers/peer-sync.ts';
import type { SeededEnv } from './env.ts';

export interface Faults {
  /** Of every message, between 0 and 1. */
  readonly loss: number;
  readonly duplication: number;
  /** Each message takes a time of its own between these two, so that messages overtake others. */
  readonly delayMsMin: number;
  readonly delayMsMax: number;
}

export interface WeakNetwork {
  /**
   * A link at a place of this name: one device's end of the network, which may be in several rooms.
   * Only those meet who are in the same room.
   */
  link(place: string): Link;
  /** Only places of the same part reach each other; a place that is not named is alone. */
  partition(...parts: readonly (readonly string[])[]): void;
  /** Which two places reach each other, in the order of neither. */
  setReach(reaches: (left: string, right: string) => boolean): void;
  heal(): void;
  /** Changes the weather. */
  setFaults(faults: Partial<Faults>): void;
  counts(): NetworkCounts;
  /** Told of every message given to the network. */
  onMessage(listener: (from: string, to: string, message: Uint8Array) => void): void;
}

export interface NetworkCounts {
  readonly sent: number;
  readonly lost: number;
  readonly delivered: number;
}

export const soundNetwork: Faults = {
  loss: 0,
  duplication: 0,
  delayMsMin: 1,
  delayMsMax: 1,
};

/** Places that reach each other and have no connection get one within this time. */
const reconnectMs = 1_000;
const shownBytesMin = 65_536;

export const createWeakNetwork = (env: SeededEnv, faults: Partial<Faults> = {}): WeakNetwork => {
  const ends = new Set<End>();
  const listeners = new Set<(from: string, to: string, message: Uint8Array) => void>();
  let rules: Faults = { ...soundNetwork, ...faults };
  let reaches: (left: string, right: string) => boolean = () => true;
  let connections = 0;
  let sent = 0;
  let lost = 0;
  let delivered = 0;
  let isConnecting = false;

  const carry = (wire: Wire, from: Side, to: Side, message: Uint8Array, lane: Lane): void => {
    sent += 1;
    for (const listener of listeners) listener(from.place, to.place, message);
    if (env.chance() < rules.loss) {
      lost += 1;
      return;
    }
    const copies = env.chance() < rules.duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = rules.delayMsMin + env.chance() * (rules.delayMsMax - rules.delayMsMin);
      // A channel would show how far a large message has come; here it is halfway once.
      if (message.length > shownBytesMin) {
        env.after(delayMs / 2, () => {
          to.handle?.progress('received', Math.floor(message.length / 2), message.length);
        });
      }
      env.after(delayMs, () => {
        if (wire.isCut) return;
        delivered += 1;
        if (lane === 'bulk') to.handle?.progress('received', message.length, message.length);
        to.handle?.arrived(message.length);
        to.handle?.message(message);
      });
    }
  };

  const connect = (near: End, far: End): void => {
    connections += 1;
    const wire: Wire = { isCut: false, cut: () => undefined };
    const sides: readonly [Side, Side] = [
      { place: near.place, handle: undefined },
      { place: far.place, handle: undefined },
    ];
    wire.cut = () => {
      if (wire.isCut) return;
      wire.isCut = true;
      near.wires.delete(far);
      far.wires.delete(near);
      for (const side of sides) side.handle?.closed();
      connectSoon();
    };
    near.wires.set(far, wire);
    far.wires.set(near, wire);
    const open = (end: End, from: Side, to: Side): void => {
      const connection: PeerConnection = {
        id: `${connections}`,
        ours: utf8FromText(`${connections} ${from.place}`),
        theirs: utf8FromText(`${connections} ${to.place}`),
        send: (message, lane) => carry(wire, from, to, message, lane),
        close: wire.cut,
      };
      from.handle = end.sync.connect(connection);
    };
    open(near, sides[0], sides[1]);
    open(far, sides[1], sides[0]);
  };

  const connectAll = (): void => {
    const all = [...ends];
    for (const [index, near] of all.entries()) {
      for (const far of all.slice(index + 1)) {
        const isOpen = near.wires.has(far);
        const isNear = near.place === far.place || reaches(near.place, far.place);
        if (!isOpen && near.room === far.room && isNear) connect(near, far);
      }
    }
  };
  const connectSoon = (ms = reconnectMs): void => {
    if (isConnecting) return;
    isConnecting = true;
    env.after(ms, () => {
      isConnecting = false;
      connectAll();
    });
  };

  const join = (place: string, replica: Replica, changed: () => void): End => {
    const sync = createPeerSync(env, replica, { changed, dropped: () => undefined });
    const end = { place, room: replica.room.name, sync, wires: new Map<End, Wire>() };
    ends.add(end);
    connectSoon(0);
    return end;
  };
  const leave = (end: End): void => {
    ends.delete(end);
    end.sync.stop();
    for (const wire of Array.from(end.wires.values())) wire.cut();
  };

  const setReach: WeakNetwork['setReach'] = (given) => {
    reaches = given;
    for (const end of ends) {
      for (const [far, wire] of Array.from(end.wires)) {
        if (far.place !== end.place && !reaches(end.place, far.place)) wire.cut();
      }
    }
    connectSoon();
  };

  return {
    link: (place) => createMemoryLink(place, join, leave),
    partition: (...parts) => {
      const partOf = (place: string) => parts.find((part) => part.includes(place));
      setReach((left, right) => partOf(left) !== undefined && partOf(left) === partOf(right));
    },
    setReach,
    heal: () => {
      reaches = () => true;
      connectSoon(0);
    },
    setFaults: (changes) => {
      rules = { ...rules, ...changes };
    },
    counts: () => ({ sent, lost, delivered }),
    onMessage: (listener) => void listeners.add(listener),
  };
};

interface Wire {
  isCut: boolean;
  cut: () => void;
}

interface Side {
  readonly place: string;
  handle: PeerHandle | undefined;
}

interface End {
  readonly place: string;
  readonly room: string;
  readonly sync: PeerSync;
  /** By the other end. */
  readonly wires: Map<End, Wire>;
}

const createMemoryLink = (
  place: string,
  join: (place: string, replica: Replica, changed: () => void) => End,
  leave: (end: End) => void,
): Link => {
  const listeners = new Set<() => void>();
  let end: End | undefined;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    name: 'memory',
    start: (replica) => {
      end = join(place, replica, changed);
      changed();
    },
    stop: async () => {
      if (end !== undefined) leave(end);
      end = undefined;
      changed();
    },
    status: (): LinkStatus => {
      const peers = end?.sync.peers() ?? [];
      const progress = end?.sync.progress();
      return {
        state: end === undefined ? 'stopped' : peers.length > 0 ? 'connected' : 'searching',
        peers,
        addresses: [],
        ...(progress && { progress }),
      };
    },
    onStatus: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
