/**
 * Signalling: topics over several servers at once. Sockets are open only while somebody listens to
 * a topic. It carries text that it does not understand, counts what it refuses and throws nothing.
 */
import type { Env } from '../../lib/env.ts';
import { signallingTopicsMax } from '../../lib/limits.ts';
import {
  decodeServerMessage,
  encodePublish,
  encodeSubscribe,
  encodeUnsubscribe,
  type SignallingRefusal,
} from './signalling-message.ts';
import { createSignallingSocket, type SignallingSocket } from './signalling-socket.ts';

export type Hear = (data: unknown, address: string) => void;

export interface Signalling {
  /** False answers: too many topics. */
  join(topic: string, hear: Hear): (() => void) | undefined;
  /** To one address if it is reached, otherwise to all. Only on a topic that is joined. */
  publish(topic: string, data: string, address?: string): void;
  addresses(): readonly { readonly address: string; readonly reached: boolean }[];
  /** Told when an address is reached, subscriptions already made, or lost. */
  onChange(listener: (address: string, isReached: boolean) => void): () => void;
  /** The network is back: tries everything at once. */
  hurry(): void;
  /** How often something was refused, by the refusal's type. */
  refusals(): ReadonlyMap<RefusalType, number>;
}

export type RefusalType =
  | SignallingRefusal['type']
  | 'address-unusable'
  | 'wrong-signal'
  | 'not-sealed';

/** Only what a WebSocket can reach; nothing is guessed or completed. */
export const isSignallingAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hash } = new URL(address);
  return (protocol === 'ws:' || protocol === 'wss:') && hash === '';
};

export interface CountingSignalling extends Signalling {
  count(type: RefusalType): void;
}

export const createSignalling = (env: Env, addresses: readonly string[]): CountingSignalling => {
  const hearersByTopic = new Map<string, Set<Hear>>();
  const listeners = new Set<(address: string, isReached: boolean) => void>();
  const refusals = new Map<RefusalType, number>();
  const unique = [...new Set(addresses)];
  let sockets: readonly SignallingSocket[] = [];

  const count = (type: RefusalType): void => {
    refusals.set(type, (refusals.get(type) ?? 0) + 1);
  };
  const tell = (address: string, isReached: boolean): void => {
    for (const listener of listeners) listener(address, isReached);
  };
  const hear = (address: string, frame: unknown): void => {
    const decoded = decodeServerMessage(frame, hearersByTopic);
    if (!decoded.ok) {
      count(decoded.refusal.type);
      return;
    }
    if (decoded.value.type === 'pong') return;
    const { topic, data } = decoded.value;
    for (const hearer of hearersByTopic.get(topic) ?? []) hearer(data, address);
  };

  const openSockets = (): void => {
    const usable = unique.filter(isSignallingAddress);
    for (let wrong = usable.length; wrong < unique.length; wrong += 1) count('address-unusable');
    sockets = usable.map((address) => {
      const socket: SignallingSocket = createSignallingSocket(env, address, {
        reached: () => {
          socket.send(encodeSubscribe([...hearersByTopic.keys()]));
          tell(address, true);
        },
        lost: () => tell(address, false),
        frame: (frame) => hear(address, frame),
        refused: () => count('address-unusable'),
      });
      return socket;
    });
  };
  const closeSockets = (): void => {
    for (const socket of sockets) socket.close();
    sockets = [];
  };
  const toReached = (text: string): void => {
    for (const socket of sockets) if (socket.isReached()) socket.send(text);
  };

  const leave = (topic: string, hearer: Hear): void => {
    const hearers = hearersByTopic.get(topic);
    if (hearers === undefined || !hearers.delete(hearer) || hearers.size > 0) return;
    hearersByTopic.delete(topic);
    toReached(encodeUnsubscribe([topic]));
    if (hearersByTopic.size === 0) closeSockets();
  };

  return {
    join: (topic, hearer) => {
      const hearers = hearersByTopic.get(topic);
      if (hearers !== undefined) {
        hearers.add(hearer);
      } else if (hearersByTopic.size >= signallingTopicsMax) {
        return undefined;
      } else {
        hearersByTopic.set(topic, new Set([hearer]));
        if (hearersByTopic.size === 1) openSockets();
        else toReached(encodeSubscribe([topic]));
      }
      return () => leave(topic, hearer);
    },
    publish: (topic, data, address) => {
      const text = encodePublish(topic, data);
      const one = sockets.find((socket) => socket.address === address && socket.isReached());
      if (one !== undefined) one.send(text);
      else for (const socket of sockets) socket.send(text);
    },
    addresses: () =>
      unique.map((address) => ({
        address,
        reached: sockets.some((socket) => socket.address === address && socket.isReached()),
      })),
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    hurry: () => {
      for (const socket of sockets) socket.hurry();
    },
    refusals: () => refusals,
    count,
  };
};
