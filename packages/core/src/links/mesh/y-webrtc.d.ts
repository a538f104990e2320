/**
 * The part of y-webrtc 10.3.0 that the mesh uses, with the part of simple-peer that shows through
 * it. The package's own declarations cannot be found by the way it exports them.
 */
declare module 'y-webrtc' {
  import type * as Y from 'yjs';

  /** simple-peer 9.11. */
  interface Peer {
    readonly destroyed: boolean;
    /** Bytes in the data channel, and bytes that wait for it in the stream. */
    readonly bufferSize: number;
    readonly writableLength: number;
    signal(signal: object): void;
    write(bytes: Uint8Array): boolean;
    on(event: 'signal', listener: (signal: { type: string; sdp?: string }) => void): void;
    on(event: 'data', listener: (bytes: Uint8Array) => void): void;
    on(event: 'connect' | 'close' | 'drain', listener: () => void): void;
    removeAllListeners(event: 'data'): void;
  }

  export interface Room {
    readonly peerId: string;
    readonly webrtcConns: Map<string, WebrtcConn>;
    /** Peers in other tabs of this browser. */
    readonly bcConns: ReadonlySet<string>;
  }

  export class WebrtcConn {
    constructor(
      signalling: { send(message: { topic: string; data: string }): void },
      initiator: boolean,
      remotePeerId: string,
      room: Room,
    );
    readonly peer: Peer;
    readonly connected: boolean;
    glareToken: number | undefined;
    destroy(): void;
  }

  export class WebrtcProvider {
    constructor(
      room: string,
      doc: Y.Doc,
      options: {
        signaling: string[];
        password: string;
        maxConns: number;
        peerOpts: { config: RTCConfiguration };
      },
    );
    readonly key: PromiseLike<CryptoKey>;
    readonly room: Room | null;
    readonly awareness: { setLocalState(state: null): void };
    destroy(): void;
  }
}
