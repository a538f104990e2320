/**
 * What the relay's own tests speak with: a WebSocket client that remembers what it was told, raw
 * sockets for requests that no library would send, and a built app to serve.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

export interface Client {
  readonly socket: WebSocket;
  /** Everything heard so far, pongs left out. */
  readonly heard: readonly Heard[];
  readonly send: (message: unknown) => void;
  readonly sendRaw: (bytes: string | Uint8Array, binary?: boolean) => void;
  /** Resolves when the relay has dealt with all that was sent before. */
  readonly settled: () => Promise<void>;
  readonly closed: Promise<number>;
}

export interface Heard {
  readonly type: string;
  readonly topic?: string;
  readonly data?: unknown;
  readonly clients?: number;
}

export const openClient = async (address: string, options: ClientOptions = {}): Promise<Client> => {
  const socket = new WebSocket(address, options);
  const heard: Heard[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as Heard;
    if (message.type === 'pong') waiting.shift()?.();
    else heard.push(message);
  });
  socket.on('error', () => socket.terminate());
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
  });
  await once(socket, 'open');
  return {
    socket,
    heard,
    send: (message) => socket.send(JSON.stringify(message)),
    sendRaw: (bytes, binary = false) => socket.send(bytes, { binary }),
    settled: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        socket.send('{"type":"ping"}');
      }),
    closed,
  };
};

/** The status with which the relay refuses a WebSocket. */
export const refusedStatus = (address: string, headers = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { headers });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => reject(new Error('the relay accepted the connection')));
    socket.on('error', () => undefined);
  });

/** Sends these very bytes, and returns the whole answer as text. */
export const sendRawRequest = async (port: number, request: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return text(socket);
};

export const getRaw = (port: number, target: string): Promise<string> =>
  sendRawRequest(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);

export const outsideSecret = 'what-stands-outside-the-folder';
export const dotfileSecret = 'what-stands-in-a-dotfile';

/** A folder like the one that Vite writes, with a secret beside it and links that lead there. */
export const createWebFolder = async (): Promise<string> => {
  const parent = await mkdtemp(join(tmpdir(), 'samphire-relay-'));
  const web = join(parent, 'dist');
  await mkdir(join(web, 'assets'), { recursive: true });
  await mkdir(join(web, '.git'));
  await writeFile(join(parent, 'secret.txt'), outsideSecret);
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Samphire</title>');
  await writeFile(join(web, 'worker.js'), 'self.skipWaiting();');
  await writeFile(join(web, 'manifest.webmanifest'), '{}');
  await writeFile(join(web, 'assets', 'app-1a2b3c.js'), 'export const needs = 28;\n'.repeat(400));
  await writeFile(join(web, 'assets', 'app-1a2b3c.css'), 'p{margin:0}'.repeat(400));
  await writeFile(join(web, 'assets', 'app-1a2b3c.css.br'), 'shipped');
  await writeFile(join(web, 'assets', 'a b+ü.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(web, '.env'), dotfileSecret);
  await writeFile(join(web, '.git', 'config'), dotfileSecret);
  await symlink(join(parent, 'secret.txt'), join(web, 'linked.txt'));
  await symlink(parent, join(web, 'up'));
  return web;
};
