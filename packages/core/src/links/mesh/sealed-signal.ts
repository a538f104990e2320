/**
 * What peers of a room tell each other over signalling, as y-webrtc 10.3 seals it, so that its own
 * clients understand ours. It knows the room's key and no connections.
 *
 *     text   = base64 of: varString "AES-GCM", varUint8Array iv, varUint8Array ciphertext
 *     inside = lib0 `writeAny` of the signal
 *
 * (y-webrtc `src/crypto.js`.) The key is derived from the room's password and name.
 */
import { fromBase64, toBase64 } from 'lib0/buffer';
import {
  createDecoder,
  hasContent,
  readAny,
  readVarString,
  readVarUint8Array,
} from 'lib0/decoding';
import {
  createEncoder,
  toUint8Array,
  writeAny,
  writeVarString,
  writeVarUint8Array,
} from 'lib0/encoding';
import { signallingBytesMax } from '../../lib/limits.ts';

export type RoomSignal =
  | { readonly type: 'announce'; readonly from: string; readonly to: string | undefined }
  | {
      readonly type: 'signal';
      readonly from: string;
      readonly to: string;
      readonly token: number | undefined;
      readonly signal: PeerSignal;
    };

/** The part of simple-peer's signals that data channels need. */
export type PeerSignal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: IceCandidate };

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMLineIndex: number | null;
  readonly sdpMid: string | null;
}

const algorithm = 'AES-GCM';
const ivBytes = 12;
/** y-webrtc names peers by UUIDs. */
const peerIdCharsMax = 64;
const candidateCharsMax = 2_048;

export const sealSignal = async (key: CryptoKey, signal: object): Promise<string> => {
  const inside = createEncoder();
  writeAny(inside, signal as Parameters<typeof writeAny>[1]);
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const plain = new Uint8Array(toUint8Array(inside));
  const sealed = await crypto.subtle.encrypt({ name: algorithm, iv }, key, plain);
  const encoder = createEncoder();
  writeVarString(encoder, algorithm);
  writeVarUint8Array(encoder, iv);
  writeVarUint8Array(encoder, new Uint8Array(sealed));
  return toBase64(toUint8Array(encoder));
};

/** `undefined` for whatever is not sealed with this key in this form. Never throws. */
export const openSignal = async (key: CryptoKey, data: unknown): Promise<unknown> => {
  if (typeof data !== 'string' || data.length > signallingBytesMax) return undefined;
  try {
    const decoder = createDecoder(fromBase64(data));
    if (readVarString(decoder) !== algorithm) return undefined;
    const iv = readVarUint8Array(decoder).slice();
    const sealed = readVarUint8Array(decoder).slice();
    if (hasContent(decoder)) return undefined;
    const plain = await crypto.subtle.decrypt({ name: algorithm, iv }, key, sealed);
    return readAny(createDecoder(new Uint8Array(plain))) as unknown;
  } catch {
    // Garbage in base64, in its framing, under the seal: whoever wrote it is not of the room.
    return undefined;
  }
};

/** `undefined` for anything but an announcement or a signal that a data channel needs. */
export const readSignal = (value: unknown): RoomSignal | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, from, to, token } = value;
  if (!isPeerId(from) || (to !== undefined && !isPeerId(to))) return undefined;
  if (type === 'announce') return { type, from, to };
  if (type !== 'signal' || to === undefined) return undefined;
  if (token !== undefined && typeof token !== 'number') return undefined;
  const signal = readPeerSignal(value['signal']);
  return signal && { type, from, to, token, signal };
};

const readPeerSignal = (value: unknown): PeerSignal | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, sdp, candidate } = value;
  if (type === 'offer' || type === 'answer') {
    return typeof sdp === 'string' ? { type, sdp } : undefined;
  }
  if (type !== 'candidate' || !isRecord(candidate)) return undefined;
  const { candidate: line, sdpMLineIndex, sdpMid } = candidate;
  if (typeof line !== 'string' || line.length > candidateCharsMax) return undefined;
  if (sdpMLineIndex !== null && typeof sdpMLineIndex !== 'number') return undefined;
  if (sdpMid !== null && typeof sdpMid !== 'string') return undefined;
  if (sdpMLineIndex === null && sdpMid === null) return undefined;
  return { type, candidate: { candidate: line, sdpMLineIndex, sdpMid } };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isPeerId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= peerIdCharsMax;
