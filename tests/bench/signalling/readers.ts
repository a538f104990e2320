/**
 * Readers of the signalling benchmark: good ones that hear everything, and one that stops.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { WebSocket } from 'ws';

import type { Server } from './servers.ts';

export const topic = 'bench';

export const openReader = async (
  server: Server,
  hear: (data: Buffer) => void,
): Promise<WebSocket> => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${server.path}`);
  await once(socket, 'open');
  const subscribed = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }));
  socket.send(JSON.stringify({ type: 'ping' }));
  await subscribed;
  socket.on('message', (data) => hear(data as Buffer));
  return socket;
};

/** A bare socket that shakes hands, subscribes, hears that it did, and never reads again. */
export const openStalledReader = async (server: Server): Promise<Socket> => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(
    `GET ${server.path || '/'} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  socket.write(maskedText(JSON.stringify({ type: 'subscribe', topics: [topic] })));
  socket.write(maskedText(JSON.stringify({ type: 'ping' })));
  await once(socket, 'data');
  socket.pause();
  return socket;
};

/** A short text frame, RFC 6455 section 5.2, with a mask of zeros. */
const maskedText = (text: string): Uint8Array =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
