/**
 * The only way from the text of a signalling server to a message: strict, total, nothing thrown. It
 * speaks the protocol of y-webrtc 10.3 as JSON text and knows neither sockets nor what is inside
 * `data`.
 */
import { signallingBytesMax } from '../../lib/limits.ts';
import { accepted, refused, type Result } from '../../lib/result.ts';

export type ServerMessage =
  | { readonly type: 'pong' }
  | { readonly type: 'publish'; readonly topic: string; readonly data: unknown };

export type SignallingRefusal =
  | { readonly type: 'not-text' }
  | { readonly type: 'oversize' }
  | { readonly type: 'not-json' }
  | { readonly type: 'wrong-shape' }
  | { readonly type: 'foreign-topic' };

/** What a server may add to a message on its way: `"clients":` and a number. */
const addedCharsMax = 64;

export const decodeServerMessage = (
  frame: unknown,
  topics: { has(topic: string): boolean },
): Result<ServerMessage, SignallingRefusal> => {
  if (typeof frame !== 'string') return refused({ type: 'not-text' });
  if (frame.length > signallingBytesMax + addedCharsMax) return refused({ type: 'oversize' });
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return refused({ type: 'not-json' });
  }
  if (typeof value !== 'object' || value === null) return refused({ type: 'wrong-shape' });
  const { type, topic, data } = value as Readonly<Record<string, unknown>>;
  if (type === 'pong') return accepted({ type });
  if (type !== 'publish' || typeof topic !== 'string') return refused({ type: 'wrong-shape' });
  if (!topics.has(topic)) return refused({ type: 'foreign-topic' });
  return accepted({ type, topic, data });
};

export const encodeSubscribe = (topics: readonly string[]): string =>
  JSON.stringify({ type: 'subscribe', topics });

export const encodeUnsubscribe = (topics: readonly string[]): string =>
  JSON.stringify({ type: 'unsubscribe', topics });

export const encodePublish = (topic: string, data: string): string =>
  JSON.stringify({ type: 'publish', topic, data });

export const pingText = JSON.stringify({ type: 'ping' });
