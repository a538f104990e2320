/**
 * The door of the signalling: which requests may become WebSockets. The origin is not checked, on
 * purpose: a group may load its app from one place and list relays at others, so every relay serves
 * pages of every origin. There is nothing to steal by that: no cookies, no accounts, and whoever does
 * not know a topic's name hears nothing of it.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import { WebSocketServer } from 'ws';

import { addressToCountBy } from './client-address.ts';
import type { DoorRefusal } from './door.ts';
import { pathOf, signallingPath } from './http-server.ts';
import type { Counts } from './log.ts';
import type { RelayOptions } from './options.ts';
import type { Signalling } from './signalling.ts';

/** How long a peer may take over its part of the goodbye before it is cut off. */
const closeTimeoutMs = 1_500;
/** A message comes in one fragment; a few more are allowed, thousands would only cost memory. */
const fragmentsMax = 64;

const statusByRefusal: Readonly<Record<DoorRefusal['type'], string>> = {
  'relay-full': '503 Service Unavailable',
  'address-full': '429 Too Many Requests',
};

/** Anything else that asks for an upgrade is answered as the plain request that it also is. */
export const isSignallingUpgrade = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket' &&
  pathOf(request.url ?? '') === signallingPath;

export const listenForUpgrades = (
  server: Server,
  signalling: Signalling,
  counts: Counts,
  options: RelayOptions,
): void => {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.signallingBytesMax,
    maxFragments: fragmentsMax,
    // Judged with the message, so that a wrong one is refused and the connection stays.
    skipUTF8Validation: true,
    // Answered by the signalling, so that a flood of pings is counted and its answers are bounded.
    autoPong: false,
    closeTimeout: closeTimeoutMs,
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  server.on('upgrade', (request, socket: Socket, head) => {
    // A socket may break at any time before ws takes it over.
    socket.on('error', () => socket.destroy());
    const forwardedFor = request.headers['x-forwarded-for'];
    const address = addressToCountBy(
      socket.remoteAddress,
      Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
      options.behindProxy,
    );
    const refusal = server.listening
      ? signalling.refusalAtDoor(address)
      : ({ type: 'relay-full' } as const);
    if (refusal !== null) {
      counts.add(`refused-${refusal.type}`);
      socket.end(
        `HTTP/1.1 ${statusByRefusal[refusal.type]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      signalling.accept(webSocket, address);
    });
  });
};
