/**
 * The other side: y-webrtc as its own documentation uses it, one plain document in a room with a
 * password, over one signalling server.
 */
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';
import { meetIn, type Meeting } from './meeting.ts';

const roomName = 'bench';
/** More than any row has pages; y-webrtc's own default is 20 to 35. */
const connectionsMax = 35;

const doc = new Y.Doc();
let provider: WebrtcProvider | undefined;

const plain = {
  ...meetIn(doc),
  /** Also once more, from the beginning: it does not try again by itself what went wrong. */
  join: async (address: string): Promise<void> => {
    provider?.destroy();
    await provider?.key;
    provider = new WebrtcProvider(roomName, doc, {
      signaling: [address],
      password: 'bench',
      maxConns: connectionsMax,
      // Its default would ask public STUN servers; on loopback nobody needs one.
      peerOpts: { config: { iceServers: [] } },
    });
    // Without cursors, in its favour: it would send an empty one to everybody every 15 seconds.
    provider.awareness.setLocalState(null);
  },
  peers: async (): Promise<number> =>
    [...(provider?.room?.webrtcConns.values() ?? [])].filter(({ connected }) => connected).length,
} satisfies Meeting & Record<string, unknown>;

declare global {
  interface Window {
    plain: typeof plain;
  }
}

Object.assign(window, { plain });
