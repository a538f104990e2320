/**
 * The only way from bytes of a signalling client to a message: strict, total, nothing thrown. It
 * speaks the protocol of y-webrtc 10.3 (`subscribe`, `unsubscribe`, `publish`, `ping`) and knows
 * neither connections nor what is inside `data`.
 */
import { isUtf8 } from 'node:buffer';

import { accepted, refused } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

export type SignallingMessage =
  | { readonly type: 'subscribe'; readonly topics: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly topics: readonly string[] }
  | { readonly type: 'publish'; readonly topic: string; readonly data: unknown }
  | { readonly type: 'ping' };

export type MessageRefusal =
  | { readonly type: 'oversize'; readonly bytes: number; readonly bytesMax: number }
  | { readonly type: 'not-utf8' }
  | { readonly type: 'not-json' }
  | { readonly type: 'unknown-type' }
  | { readonly type: 'wrong-shape'; readonly field: string }
  | { readonly type: 'topic-length'; readonly bytes: number; readonly bytesMax: number }
  | { readonly type: 'too-many-topics'; readonly topics: number; readonly topicsMax: number }
  | { readonly type: 'too-deep'; readonly depthMax: number };

export interface MessageLimits {
  readonly signallingBytesMax: number;
  readonly topicBytesMax: number;
  readonly topicsPerConnectionMax: number;
}

/**
 * Lists in maps in lists: an unsealed y-webrtc offer has four levels, and `JSON.stringify` overflows
 * its stack on the 32,000 that would fit into one message.
 */
const dataDepthMax = 32;
/** What the relay itself adds to a message on its way out: `"clients":` and a number. */
const addedBytesMax = 64;

export const decodeSignallingMessage = (
  bytes: Uint8Array,
  limits: MessageLimits,
): Result<SignallingMessage, MessageRefusal> => {
  if (bytes.length > limits.signallingBytesMax) {
    const bytesMax = limits.signallingBytesMax;
    return refused({ type: 'oversize', bytes: bytes.length, bytesMax });
  }
  if (!isUtf8(bytes)) return refused({ type: 'not-utf8' });
  const parsed = parseJson(bytes);
  if (!parsed.ok) return parsed;
  const value = parsed.value;
  if (!isPlainMap(value)) return refused({ type: 'wrong-shape', field: 'message' });
  switch (value['type']) {
    case 'subscribe':
    case 'unsubscribe':
      return decodeTopics(value['type'], value, limits);
    case 'publish':
      return decodePublish(value, limits);
    case 'ping':
      return hasOnly(value, ['type']) ? accepted({ type: 'ping' }) : wrongShape('ping');
    default:
      return refused({ type: 'unknown-type' });
  }
};

/**
 * A message as every subscriber gets it, made once for all of them. Numbers such as `1e20` grow when
 * they are written again, so the size is judged here too.
 */
export const encodePublish = (
  message: { readonly topic: string; readonly data: unknown },
  clients: number,
  limits: MessageLimits,
): Result<Uint8Array, MessageRefusal> => {
  const { topic, data } = message;
  const bytes = Buffer.from(JSON.stringify({ type: 'publish', topic, data, clients }));
  const bytesMax = limits.signallingBytesMax + addedBytesMax;
  if (bytes.length > bytesMax) return refused({ type: 'oversize', bytes: bytes.length, bytesMax });
  return accepted(bytes);
};

const decodeTopics = (
  type: 'subscribe' | 'unsubscribe',
  value: Readonly<Record<string, unknown>>,
  limits: MessageLimits,
): Result<SignallingMessage, MessageRefusal> => {
  const topics: unknown = value['topics'];
  if (!hasOnly(value, ['type', 'topics']) || !Array.isArray(topics)) return wrongShape('topics');
  const topicsMax = limits.topicsPerConnectionMax;
  if (topics.length > topicsMax) {
    return refused({ type: 'too-many-topics', topics: topics.length, topicsMax });
  }
  const names: string[] = [];
  for (const topic of topics as readonly unknown[]) {
    const name = decodeTopic(topic, limits);
    if (!name.ok) return name;
    names.push(name.value);
  }
  return accepted({ type, topics: names });
};

const decodePublish = (
  value: Readonly<Record<string, unknown>>,
  limits: MessageLimits,
): Result<SignallingMessage, MessageRefusal> => {
  if (!hasOnly(value, ['type', 'topic', 'data']) || !('data' in value)) return wrongShape('data');
  const topic = decodeTopic(value['topic'], limits);
  if (!topic.ok) return topic;
  if (isDeeperThan(value['data'], dataDepthMax)) {
    return refused({ type: 'too-deep', depthMax: dataDepthMax });
  }
  return accepted({ type: 'publish', topic: topic.value, data: value['data'] });
};

const decodeTopic = (topic: unknown, limits: MessageLimits): Result<string, MessageRefusal> => {
  if (typeof topic !== 'string') return wrongShape('topic');
  const bytes = Buffer.byteLength(topic);
  const bytesMax = limits.topicBytesMax;
  if (bytes === 0 || bytes > bytesMax) return refused({ type: 'topic-length', bytes, bytesMax });
  return accepted(topic);
};

const parseJson = (bytes: Uint8Array): Result<unknown, MessageRefusal> => {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return accepted(JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return refused({ type: 'not-json' });
    throw error;
  }
};

const wrongShape = (field: string): Result<never, MessageRefusal> =>
  refused({ type: 'wrong-shape', field });

const isPlainMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasOnly = (value: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean =>
  Object.keys(value).every((key) => fields.includes(key));

/** Walks level by level, without recursion: the depth is what may not be trusted. */
const isDeeperThan = (value: unknown, depthMax: number): boolean => {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= depthMax; depth += 1) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const inner of Object.values(item) as readonly unknown[]) next.push(inner);
    }
    if (next.length === 0) return false;
    level = next;
  }
  return true;
};
