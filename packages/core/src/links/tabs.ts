/**
 * Other tabs of the same device, over a BroadcastChannel: the same protocol as between devices, so
 * that a tab is no more trusted than a peer. It does not know what it carries.
 *
 *     frame = { from, to?, kind: 'here' | 'welcome' | 'piece' | 'bye', piece? }
 */
import { hashBytes } from '../crypto/hash.ts';
import type { Link, LinkStatus, Replica } from '../group/ports.ts';
import { hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { connectFramed, type FramedPeer } from './peers/framed.ts';
import { createPeerSync, type PeerSync } from './peers/peer-sync.ts';

interface Frame {
  readonly from: string;
  readonly to: string | undefined;
  readonly kind: 'here' | 'welcome' | 'piece' | 'bye';
  readonly piece: Uint8Array | undefined;
}

/** Tabs of one device; more are not worth their connections. */
const tabsMax = 32;
const idBytes = 16;

export const createTabs = (env: Env): Link => {
  const listeners = new Set<() => void>();
  let session: Session | undefined;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    name: 'tabs',
    start: (replica) => {
      if (session !== undefined) throw new TypeError('tabs: started twice');
      session = startSession(env, replica, changed);
      changed();
    },
    stop: async () => {
      session?.stop();
      session = undefined;
      changed();
    },
    status: (): LinkStatus => {
      const peers = session?.sync.peers() ?? [];
      const progress = session?.sync.progress();
      return {
        state: session === undefined ? 'stopped' : peers.length > 0 ? 'connected' : 'searching',
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

interface Session {
  readonly sync: PeerSync;
  stop(): void;
}

/** Not the room's name: y-webrtc opens a channel under that itself. */
const channelNameFor = (room: string): string =>
  `samphire-tabs-${hexFromBytes(hashBytes('tabs-channel', utf8FromText(room)))}`;

const startSession = (env: Env, replica: Replica, changed: () => void): Session => {
  const me = hexFromBytes(env.random(idBytes));
  const channel = new BroadcastChannel(channelNameFor(replica.room.name));
  const tabs = new Map<string, FramedPeer>();
  const sync = createPeerSync(env, replica, { changed, dropped: () => undefined });

  const post = (kind: Frame['kind'], to?: string, piece?: Uint8Array): void =>
    channel.postMessage({ from: me, to, kind, piece } satisfies Frame);

  const connect = (tab: string): void => {
    if (tabs.has(tab) || tabs.size >= tabsMax) return;
    const framed = connectFramed(sync, {
      id: tab,
      ours: utf8FromText(me),
      theirs: utf8FromText(tab),
      send: (piece) => post('piece', tab, piece),
      bufferedBytes: () => 0,
      close: () => {
        post('bye', tab);
        forget(tab);
      },
    });
    tabs.set(tab, framed);
  };
  const forget = (tab: string): void => {
    const framed = tabs.get(tab);
    tabs.delete(tab);
    framed?.closed();
  };

  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    const frame = readFrame(event.data);
    if (frame === undefined || frame.from === me) return;
    if (frame.to !== undefined && frame.to !== me) return;
    if (frame.kind === 'here') {
      // The greeting must not arrive before the other knows of us.
      post('welcome', frame.from);
      connect(frame.from);
    } else if (frame.kind === 'welcome') {
      connect(frame.from);
    } else if (frame.kind === 'bye') {
      forget(frame.from);
    } else if (frame.piece !== undefined) {
      const framed = tabs.get(frame.from);
      framed?.arrived(frame.piece.length);
      framed?.receive(frame.piece);
    }
  });
  const bye = (): void => post('bye');
  globalThis.addEventListener?.('pagehide', bye);
  post('here');

  return {
    sync,
    stop: () => {
      globalThis.removeEventListener?.('pagehide', bye);
      bye();
      sync.stop();
      tabs.clear();
      channel.close();
    },
  };
};

const readFrame = (value: unknown): Frame | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, to, kind, piece } = value as Readonly<Record<string, unknown>>;
  if (typeof from !== 'string' || from.length !== idBytes * 2) return undefined;
  if (to !== undefined && typeof to !== 'string') return undefined;
  if (piece !== undefined && !(piece instanceof Uint8Array)) return undefined;
  if (kind !== 'here' && kind !== 'welcome' && kind !== 'piece' && kind !== 'bye') return undefined;
  return { from, to, kind, piece };
};
