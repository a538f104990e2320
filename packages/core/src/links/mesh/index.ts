/**
 * The mesh: ledgers meet directly between browsers, over the connections of an unmodified y-webrtc
 * (`docs/protocol.md`, Mesh). Signalling servers and STUN servers are those it is given; there is
 * no default, and an empty list asks nobody.
 */
import type { Doorbell, Link, LinkStatus, Replica } from '../../group/ports.ts';
import type { Env } from '../../lib/env.ts';
import { createDoorbell } from './doorbell.ts';
import { openRoom } from './room.ts';
import { startSession, type Session } from './session.ts';
import { createSignalling, type RefusalType } from './signalling.ts';

export { createSignallingDoorbell } from './doorbell.ts';
export { isSignallingAddress } from './signalling.ts';

export interface MeshOptions {
  readonly env: Env;
  /** WebSocket addresses of signalling servers, all used at once. */
  readonly addresses: readonly string[];
  /** STUN servers of the group's own relays. Default: none. */
  readonly iceServers?: readonly RTCIceServer[];
}

export interface Mesh extends Link {
  readonly name: 'mesh';
  /** Knocks and welcomes over the same sockets. Lives on when the link stops, until stopped itself. */
  doorbell(): Doorbell;
  /** What signalling servers sent that was refused, by type. */
  refusals(): ReadonlyMap<RefusalType, number>;
}

/** Connections of one device; the odd part keeps large groups from falling into clusters. */
const connectionsMin = 20;
const connectionsSpread = 15;

export const createMesh = ({ env, addresses, iceServers = [] }: MeshOptions): Mesh => {
  const signalling = createSignalling(env, addresses);
  const listeners = new Set<() => void>();
  const connectionsMax = connectionsMin + ((env.random(1)[0] ?? 0) % connectionsSpread);
  let session: Session | undefined;
  let isStarted = false;
  /** Opening and closing, one after the other: a page may have a room open only once. */
  let turns: Promise<void> = Promise.resolve();

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const hurry = (): void => {
    signalling.hurry();
    session?.hurry();
  };
  let close: (() => Promise<void>) | undefined;

  const start = (replica: Replica): void => {
    if (isStarted) throw new TypeError('mesh: started twice');
    isStarted = true;
    globalThis.addEventListener('online', hurry);
    turns = turns.then(async () => {
      const { name, password } = replica.room;
      const room = await openRoom(name, password, iceServers, connectionsMax);
      session = startSession(env, replica, signalling, room, connectionsMax, changed);
      close = room.close;
      changed();
    });
    changed();
  };
  const stop = (): Promise<void> => {
    if (!isStarted) return turns;
    isStarted = false;
    globalThis.removeEventListener('online', hurry);
    turns = turns.then(async () => {
      session?.stop();
      session = undefined;
      await close?.();
      close = undefined;
      changed();
    });
    changed();
    return turns;
  };

  return {
    name: 'mesh',
    start,
    stop,
    status: (): LinkStatus => {
      const peers = isStarted ? (session?.sync.peers() ?? []) : [];
      const progress = isStarted ? session?.sync.progress() : undefined;
      return {
        state: !isStarted ? 'stopped' : peers.length > 0 ? 'connected' : 'searching',
        peers,
        addresses: signalling.addresses(),
        ...(progress && { progress }),
      };
    },
    onStatus: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    doorbell: () => createDoorbell(env, signalling),
    refusals: () => signalling.refusals(),
  };
};
