/**
 * A y-webrtc room, with an empty carrier document and none of y-webrtc's signalling: it gives the
 * key that seals signals, the list of connections and the tabs of this browser. No ledger ever
 * comes near it. The only importer of `yjs` and `y-webrtc` here.
 */
// Programs that include this file by importing it must find the declarations too.
// oxlint-disable-next-line typescript/triple-slash-reference -- a module cannot declare another
/// <reference path="./y-webrtc.d.ts" />
import { WebrtcConn, WebrtcProvider, type Room } from 'y-webrtc';
import * as Y from 'yjs';

export { WebrtcConn, type Room };

export interface OpenRoom {
  readonly room: Room;
  readonly key: CryptoKey;
  /** Resolves when a room of this name may be opened again. */
  close(): Promise<void>;
}

/**
 * Opens a room. One page may have a room of a name open once: whoever opens it again must have
 * waited for `close`.
 */
export const openRoom = async (
  name: string,
  password: string,
  iceServers: readonly RTCIceServer[],
  connectionsMax: number,
): Promise<OpenRoom> => {
  const carrier = new Y.Doc();
  const provider = new WebrtcProvider(name, carrier, {
    signaling: [],
    password,
    maxConns: connectionsMax,
    // Given even when empty: left out, simple-peer would ask two public STUN servers.
    peerOpts: { config: { iceServers: [...iceServers] } },
  });
  // Nobody's cursor lives in the carrier; an empty state of it would be sent every 15 seconds.
  provider.awareness.setLocalState(null);
  const key = await provider.key;
  const { room } = provider;
  if (room === null) throw new TypeError('mesh: this page has the room open already');
  return {
    room,
    key,
    close: async () => {
      // Destroys the provider too, which gives the room's name back once its key is known.
      carrier.destroy();
      provider.destroy();
      await provider.key;
      await Promise.resolve();
    },
  };
};
