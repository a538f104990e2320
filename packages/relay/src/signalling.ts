/**
 * Signalling between browsers, as y-webrtc speaks it: what one connection publishes to a topic goes
 * to everybody who listens to that topic. It keeps nothing but who listens, and believes nothing: each
 * message is judged whole before anything is changed, a refused one changes nothing, and whoever does
 * not read is dropped. It does not know what the messages say, nor who sends them.
 */
import { WebSocket } from 'ws';
import type { RawData } from 'ws';

import { createDoor } from './door.ts';
import type { DoorLimits, DoorRefusal } from './door.ts';
import { createBucket } from './rate.ts';
import type { Bucket, Rate } from './rate.ts';
import type { Counts } from './log.ts';
import { createSendQueues } from './send-queues.ts';
import type { QueueLimits } from './send-queues.ts';
import { decodeSignallingMessage, encodePublish } from './signalling-message.ts';
import type { MessageLimits, MessageRefusal } from './signalling-message.ts';
import { createTopics } from './topics.ts';

export interface SignallingLimits extends DoorLimits, MessageLimits, QueueLimits {
  readonly subscribersPerTopicMax: number;
  readonly messages: Rate;
  readonly bytes: Rate;
  /** Refusals after which a connection ends. */
  readonly refusals: Rate;
  readonly heartbeatMs: number;
}

export type SignallingRefusal =
  | MessageRefusal
  | { readonly type: 'not-text' }
  | { readonly type: 'too-fast' }
  | { readonly type: 'not-subscribed' }
  | { readonly type: 'topic-full' };

export interface Signalling {
  /** Whether one more connection from this address may come in; judged before the upgrade. */
  readonly refusalAtDoor: (address: string) => DoorRefusal | null;
  readonly accept: (socket: WebSocket, address: string) => void;
  readonly connections: () => number;
  readonly topics: () => number;
  /** Says goodbye to all; resolves when the last has gone or was cut off after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  readonly address: string;
  readonly topics: Set<string>;
  readonly messages: Bucket;
  readonly bytes: Bucket;
  readonly refusals: Bucket;
  isAlive: boolean;
}

/** WebSocket close codes, RFC 6455 section 7.4.1. */
const closeGoingAway = 1001;
const closePolicy = 1008;

const pong = Buffer.from('{"type":"pong"}');

export const createSignalling = (
  limits: SignallingLimits,
  counts: Counts,
  now: () => number = () => performance.now(),
): Signalling => {
  const connections = new Set<Connection>();
  const door = createDoor(limits);
  const topics = createTopics<Connection>();
  const queues = createSendQueues<Connection>(limits, ({ socket }) => socket.bufferedAmount);
  let whenEmpty: (() => void) | null = null;

  const forget = (connection: Connection): void => {
    if (!connections.delete(connection)) return;
    for (const topic of connection.topics) topics.leave(topic, connection);
    connection.topics.clear();
    queues.forget(connection);
    door.leave(connection.address);
    if (connections.size === 0) whenEmpty?.();
  };

  /** Cuts off at once and frees what was queued; a closing handshake would wait on the one who is stuck. */
  const drop = (connection: Connection, reason: 'stalled-reader' | 'dead-peer'): void => {
    counts.add(`dropped-${reason}`);
    forget(connection);
    connection.socket.terminate();
  };

  const guardQueue = (connection: Connection): void => {
    for (const stalled of queues.stalledAfterSend(connection)) drop(stalled, 'stalled-reader');
  };

  const send = (connection: Connection, frame: Uint8Array): void => {
    if (connection.socket.readyState !== WebSocket.OPEN) return;
    connection.socket.send(frame, { binary: false });
    guardQueue(connection);
  };

  /** Nothing is answered: y-webrtc expects no refusals. Too many end the connection. */
  const refuse = (connection: Connection, refusal: SignallingRefusal): void => {
    counts.add(`refused-${refusal.type}`);
    // An honest client that leaves a room may still have a sealed message on its way.
    if (refusal.type === 'not-subscribed') return;
    if (connection.refusals.take(1, now())) return;
    counts.add('dropped-too-many-refusals');
    connection.socket.close(closePolicy);
    forget(connection);
  };

  const subscribe = (connection: Connection, names: readonly string[]): void => {
    const wanted = new Set([...connection.topics, ...names]);
    const topicsMax = limits.topicsPerConnectionMax;
    if (wanted.size > topicsMax) {
      refuse(connection, { type: 'too-many-topics', topics: wanted.size, topicsMax });
      return;
    }
    const fresh = [...wanted].filter((topic) => !connection.topics.has(topic));
    const isFull = (topic: string): boolean =>
      topics.subscribersOf(topic).size >= limits.subscribersPerTopicMax;
    if (fresh.some(isFull)) {
      refuse(connection, { type: 'topic-full' });
      return;
    }
    for (const topic of fresh) {
      connection.topics.add(topic);
      topics.join(topic, connection);
    }
  };

  const publish = (connection: Connection, topic: string, data: unknown): void => {
    // y-webrtc subscribes before it announces, so this holds back only those who do not listen.
    if (!connection.topics.has(topic)) {
      refuse(connection, { type: 'not-subscribed' });
      return;
    }
    // A copy, because a stalled reader leaves the set while it is being sent to.
    const receivers = [...topics.subscribersOf(topic)];
    const frame = encodePublish({ topic, data }, receivers.length, limits);
    if (!frame.ok) {
      refuse(connection, frame.refusal);
      return;
    }
    for (const receiver of receivers) send(receiver, frame.value);
    counts.add('deliveries', receivers.length);
  };

  /** Every frame that asks for work is paid for, pings included. */
  const pays = (connection: Connection, bytes: number): boolean => {
    connection.isAlive = true;
    const nowMs = now();
    if (connection.messages.take(1, nowMs) && connection.bytes.take(bytes, nowMs)) return true;
    refuse(connection, { type: 'too-fast' });
    return false;
  };

  const receive = (connection: Connection, bytes: Uint8Array, isBinary: boolean): void => {
    if (!connections.has(connection)) return;
    counts.add('messages');
    if (!pays(connection, bytes.length)) return;
    if (isBinary) {
      refuse(connection, { type: 'not-text' });
      return;
    }
    const decoded = decodeSignallingMessage(bytes, limits);
    if (!decoded.ok) {
      refuse(connection, decoded.refusal);
      return;
    }
    const message = decoded.value;
    switch (message.type) {
      case 'subscribe':
        subscribe(connection, message.topics);
        return;
      case 'unsubscribe':
        for (const topic of message.topics) {
          if (connection.topics.delete(topic)) topics.leave(topic, connection);
        }
        return;
      case 'publish':
        publish(connection, message.topic, message.data);
        return;
      case 'ping':
        send(connection, pong);
    }
  };

  const accept = (socket: WebSocket, address: string): void => {
    const startMs = now();
    const connection: Connection = {
      socket,
      address,
      topics: new Set(),
      messages: createBucket(limits.messages, startMs),
      bytes: createBucket(limits.bytes, startMs),
      refusals: createBucket(limits.refusals, startMs),
      isAlive: true,
    };
    connections.add(connection);
    door.enter(address);
    counts.add('connections');
    socket.on('message', (data, isBinary) => receive(connection, bytesOf(data), isBinary));
    socket.on('pong', () => {
      connection.isAlive = true;
    });
    socket.on('ping', (data) => {
      if (!connections.has(connection) || !pays(connection, data.length)) return;
      socket.pong(data);
      guardQueue(connection);
    });
    // ws is closing it with the right code (1009 for oversize); its error text is not for logs.
    socket.on('error', (error) => {
      counts.add(isOversize(error) ? 'refused-oversize' : 'failed');
      forget(connection);
    });
    socket.on('close', () => forget(connection));
  };

  const heartbeat = setInterval(() => {
    for (const connection of connections) {
      if (!connection.isAlive) {
        drop(connection, 'dead-peer');
        continue;
      }
      connection.isAlive = false;
      if (connection.socket.readyState === WebSocket.OPEN) connection.socket.ping();
    }
  }, limits.heartbeatMs);
  heartbeat.unref();

  return {
    refusalAtDoor: door.refusalFor,
    accept,
    connections: () => connections.size,
    topics: topics.count,
    stop: async (graceMs) => {
      clearInterval(heartbeat);
      if (connections.size === 0) return;
      await new Promise<void>((resolve) => {
        const cutOff = setTimeout(() => {
          for (const connection of connections) connection.socket.terminate();
          resolve();
        }, graceMs);
        whenEmpty = () => {
          clearTimeout(cutOff);
          resolve();
        };
        for (const connection of connections) connection.socket.close(closeGoingAway);
      });
    },
  };
};

const bytesOf = (data: RawData): Uint8Array => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
};

const isOversize = (error: Error & { readonly code?: string }): boolean =>
  error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
