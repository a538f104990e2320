/**
 * A stranger who knows the name and password of a room: an unmodified y-webrtc client with its own
 * signalling. It writes into the carrier, sends whatever it likes over its connections, and garbage
 * over signalling, sealed and unsealed.
 */
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';
import { sealSignal } from '../../../packages/core/src/links/mesh/sealed-signal.ts';

const doc = new Y.Doc();
let provider: WebrtcProvider | undefined;
let address = '';
let bytesSent = 0;

const mebibyte = 1_048_576;
const peers = () =>
  [...(provider?.room?.webrtcConns.values() ?? [])].filter((conn) => conn.connected);

/** Sends and waits while the channel is full, as long as the other side keeps it open. */
const sendAll = async (make: (index: number) => Uint8Array, count: number): Promise<void> => {
  for (const { peer } of peers()) {
    for (let index = 0; index < count && !peer.destroyed; index += 1) {
      while (peer.bufferSize > mebibyte && !peer.destroyed) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const bytes = make(index);
      if (!peer.destroyed) peer.write(bytes);
      bytesSent += bytes.length;
    }
  }
};

const piece = (lane: number, isFirst: boolean): Uint8Array => {
  const bytes = new Uint8Array(16_384).fill(0x5a);
  bytes.set([0x73, lane, isFirst ? 1 : 0]);
  // 60 MiB are announced.
  if (isFirst) new DataView(bytes.buffer).setUint32(3, 60 * mebibyte);
  return bytes;
};

const api = {
  join: async (name: string, password: string, signalling: string): Promise<void> => {
    address = signalling;
    provider = new WebrtcProvider(name, doc, {
      signaling: [signalling],
      password,
      maxConns: 20,
      peerOpts: { config: { iceServers: [] } },
    });
    await provider.key;
  },
  connected: (): number => peers().length,
  bytesSent: (): number => bytesSent,
  /** Into the carrier, where honest peers would apply it if they were plain y-webrtc. */
  writeCarrier: (): void => {
    doc.getArray('anything').push(['hello']);
    doc.getArray('anything').delete(0, 1);
  },
  carrierSynced: (): boolean => doc.getArray('ours').length > 0,
  sendNoise: (): Promise<void> =>
    sendAll((index) => crypto.getRandomValues(new Uint8Array(1 + (index % 1_000))), 50),
  /** 50 MiB of one message that never ends. */
  sendFlood: (): Promise<void> => sendAll((index) => piece(1, index === 0), 50 * 64),
  signalGarbage: async (): Promise<void> => {
    const room = provider?.room;
    const key = await provider?.key;
    if (room === undefined || room === null || key === undefined) throw new Error('not in');
    const to = [...room.webrtcConns.keys()][0] ?? 'nobody';
    const from = crypto.randomUUID();
    const sealed = [
      { type: 'signal', from, to, signal: { type: 'answer', sdp: 'v=0' } },
      { type: 'signal', from, to, signal: { type: 'candidate', candidate: { candidate: 'x' } } },
      { type: 'signal', from, to, signal: { type: 'offer', sdp: 'garbage' } },
      { type: 'signal', from: crypto.randomUUID(), to, signal: { type: 'offer', sdp: 'v=0\r\n' } },
      { type: 'signal', from, to, signal: null },
      { type: 'signal', from, to, signal: { type: 'transceiverRequest', transceiverRequest: {} } },
      { type: 'announce', from: crypto.randomUUID() },
      { type: 'announce' },
      { type: 'nonsense', from },
      { nothing: true },
    ];
    const socket = new WebSocket(address);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const topic = (provider as unknown as { roomName: string }).roomName;
    const publish = (data: unknown): void =>
      socket.send(JSON.stringify({ type: 'publish', topic, data }));
    socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }));
    for (const signal of sealed) publish(await sealSignal(key, signal));
    for (const data of ['', 'AAAA', '%%%', 'x'.repeat(60_000), { type: 'announce', from }, 7, []]) {
      publish(data);
    }
    while (socket.bufferedAmount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.close();
  },
};

declare global {
  interface Window {
    raw: typeof api;
  }
}

window.raw = api;
