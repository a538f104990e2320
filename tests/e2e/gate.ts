/**
 * One person's way to the relay: a TCP gate that can be shut, so that HTTP and WebSockets of that
 * browser really end while those of the others go on. It does not look at the bytes.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Gate {
  readonly port: number;
  /** Ends every connection and takes no new one. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

/** A gate before `relayPort` on this machine. */
export const openGate = async (relayPort: number): Promise<Gate> => {
  const sockets = new Set<Socket>();
  let isOpen = true;

  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whichever side breaks off, the other one is ended by `pair`.
    socket.on('error', () => socket.destroy());
  };
  const pair = (near: Socket, far: Socket): void => {
    near.pipe(far);
    far.pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  };

  const server = createServer((near) => {
    hold(near);
    if (!isOpen) return void near.destroy();
    const far = connect(relayPort, 'localhost');
    hold(far);
    pair(near, far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const shut = (): void => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut,
    open: () => {
      isOpen = true;
    },
    close: async () => {
      shut();
      server.close();
      await once(server, 'close');
    },
  };
};
