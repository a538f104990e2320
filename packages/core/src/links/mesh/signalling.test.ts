/**
 * Signalling against a server of the test's own, which may say whatever it likes, and doorbells
 * through it. The server passes on what is published, like the real one.
 */
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { Env } from '../../lib/env.ts';
import { welcomeBytesMax } from '../../lib/limits.ts';
import { createDoorbell, createSignallingDoorbell } from './doorbell.ts';
import { createSignalling, isSignallingAddress } from './signalling.ts';

const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

interface ClientMessage {
  readonly type: string;
  readonly topics?: readonly string[];
  readonly topic?: string;
}

interface Server {
  readonly address: string;
  readonly heard: unknown[];
  readonly sockets: Set<ServerSocket>;
  say(frame: string | Uint8Array): void;
  close(): Promise<void>;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const openServer = async (port = 0): Promise<Server> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  const sockets = new Set<ServerSocket>();
  const heard: unknown[] = [];
  const topics = new Map<ServerSocket, Set<string>>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    topics.set(socket, new Set());
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ClientMessage;
      heard.push(message);
      if (message.type === 'ping') socket.send('{"type":"pong"}');
      const own = topics.get(socket);
      for (const topic of message.topics ?? []) {
        if (message.type === 'subscribe') own?.add(topic);
        else own?.delete(topic);
      }
      const { topic } = message;
      if (topic === undefined || !own?.has(topic)) return;
      for (const other of sockets) if (topics.get(other)?.has(topic)) other.send(data.toString());
    });
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.terminate();
      server.close(() => resolve());
    });
  closers.push(close);
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const say = (frame: string | Uint8Array): void => {
    for (const socket of sockets) socket.send(frame);
  };
  return { address, heard, sockets, say, close };
};

const until = async (holds: () => boolean): Promise<void> => {
  const endMs = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error('waited in vain');
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
};

const joined = (addresses: readonly string[], topic = 'room') => {
  const signalling = createSignalling(env, addresses);
  const heard: unknown[] = [];
  const leave = signalling.join(topic, (data) => heard.push(data));
  closers.push(() => leave?.());
  return { signalling, heard, leave };
};

describe('signalling', () => {
  it('opens no socket before somebody listens, and closes it when nobody does', async () => {
    const server = await openServer();
    const signalling = createSignalling(env, [server.address]);
    signalling.hurry();
    expect(signalling.addresses()).toEqual([{ address: server.address, reached: false }]);
    const leave = signalling.join('room', () => undefined);
    await until(() => signalling.addresses()[0]?.reached ?? false);
    expect(server.sockets.size).toBe(1);
    leave?.();
    await until(() => server.sockets.size === 0);
  });

  it('speaks over several servers at once and hears from each', async () => {
    const servers = [await openServer(), await openServer()];
    const { signalling, heard } = joined(servers.map(({ address }) => address));
    await until(() => signalling.addresses().every(({ reached }) => reached));
    signalling.publish('room', 'to all');
    await until(() => heard.length === 2);
    signalling.publish('room', 'to one', servers[1]?.address);
    await until(() => heard.length === 3);
    expect(heard).toEqual(['to all', 'to all', 'to one']);
    expect(servers[0]?.heard).toHaveLength(2);
  });

  it('comes back after the server was gone, and listens again', async () => {
    const server = await openServer();
    const { signalling, heard } = joined([server.address]);
    await until(() => signalling.addresses()[0]?.reached ?? false);
    const port = Number(new URL(server.address).port);
    await server.close();
    await until(() => signalling.addresses().every(({ reached }) => !reached));
    const again = await openServer(port);
    signalling.hurry();
    await until(() => signalling.addresses()[0]?.reached ?? false);
    again.say('{"type":"publish","topic":"room","data":"hello"}');
    await until(() => heard.length === 1);
    expect(again.heard[0]).toEqual({ type: 'subscribe', topics: ['room'] });
  });

  it('keeps what is said before the server is reached', async () => {
    const server = await openServer();
    const { signalling, heard } = joined([server.address]);
    signalling.publish('room', 'early');
    await until(() => heard.length === 1);
    expect(server.heard).toEqual([
      { type: 'subscribe', topics: ['room'] },
      { type: 'publish', topic: 'room', data: 'early' },
    ]);
  });

  it.each([
    ['no JSON', 'garbage {', 'not-json'],
    ['bytes', Uint8Array.of(1, 2, 3), 'not-text'],
    ['a number', '7', 'wrong-shape'],
    ['null', 'null', 'wrong-shape'],
    ['an unknown type', '{"type":"shutdown"}', 'wrong-shape'],
    ['a topic that is no text', '{"type":"publish","topic":["room"],"data":1}', 'wrong-shape'],
    ['a foreign topic', '{"type":"publish","topic":"other","data":1}', 'foreign-topic'],
    ['a prototype for a topic', '{"type":"publish","topic":"__proto__"}', 'foreign-topic'],
    ['a megabyte', `"${'x'.repeat(1_000_000)}"`, 'oversize'],
    ['brackets without end', '['.repeat(60_000), 'not-json'],
  ] as const)('refuses and counts %s, and goes on', async (_, frame, refusal) => {
    const server = await openServer();
    const { signalling, heard } = joined([server.address]);
    await until(() => signalling.addresses()[0]?.reached ?? false);
    server.say(frame);
    server.say('{"type":"publish","topic":"room","data":"still here"}');
    await until(() => heard.length === 1);
    expect(heard).toEqual(['still here']);
    expect([...signalling.refusals()]).toEqual([[refusal, 1]]);
  });

  it('counts an address that no WebSocket can reach, and reaches the others', async () => {
    const server = await openServer();
    const { signalling } = joined(['https://example.org', 'nonsense', server.address]);
    await until(() => signalling.addresses()[2]?.reached ?? false);
    expect(signalling.refusals().get('address-unusable')).toBe(2);
    expect(isSignallingAddress('wss://relay.example/signal')).toBe(true);
    expect(isSignallingAddress('relay.example')).toBe(false);
  });

  it('refuses more topics than a server would take', () => {
    const signalling = createSignalling(env, []);
    const leaves = Array.from({ length: 65 }, (_, index) =>
      signalling.join(`topic ${index}`, () => undefined),
    );
    expect(leaves.filter((leave) => leave === undefined)).toHaveLength(1);
    for (const leave of leaves) leave?.();
  });
});

describe('a doorbell over signalling', () => {
  const bellAt = (addresses: readonly string[]) => {
    const bell = createSignallingDoorbell(env, addresses);
    closers.push(bell.stop);
    return bell;
  };

  it('brings a note to who listens, once, over however many servers', async () => {
    const servers = [await openServer(), await openServer()];
    const addresses = servers.map(({ address }) => address);
    const steward = createSignalling(env, addresses);
    const heard: Uint8Array[] = [];
    const bell = createDoorbell(env, steward);
    closers.push(bell.stop);
    bell.listen('knocks', (note) => heard.push(note));
    await until(() => steward.addresses().every(({ reached }) => reached));
    const newcomer = bellAt(addresses);
    newcomer.post('knocks', Uint8Array.of(1, 2, 3));
    newcomer.post('knocks', Uint8Array.of(4));
    await until(() => heard.length === 2);
    await Promise.all(servers.map((server) => until(() => server.heard.length === 4)));
    expect(heard).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
  });

  it('splits a large note and puts it together again, though pieces come twice', async () => {
    const servers = [await openServer(), await openServer()];
    const addresses = servers.map(({ address }) => address);
    const steward = createSignalling(env, addresses);
    const bell = createDoorbell(env, steward);
    closers.push(bell.stop);
    const heard: Uint8Array[] = [];
    bell.listen('welcome', (note) => heard.push(note));
    await until(() => steward.addresses().every(({ reached }) => reached));
    const note = Uint8Array.from({ length: 500_000 }, (_, index) => index & 255);
    bellAt(addresses).post('welcome', note);
    await until(() => heard.length === 1);
    expect(heard[0]).toEqual(note);
    for (const server of servers) {
      await until(() => server.heard.length >= 13);
      for (const message of server.heard) {
        expect(JSON.stringify(message).length).toBeLessThanOrEqual(65_536);
      }
    }
    expect(heard).toHaveLength(1);
  });

  it('does not hear itself', async () => {
    const server = await openServer();
    const bell = bellAt([server.address]);
    const heard: Uint8Array[] = [];
    bell.listen('knocks', (note) => heard.push(note));
    bell.post('knocks', Uint8Array.of(1));
    await until(() => server.heard.length === 2);
    bellAt([server.address]).post('knocks', Uint8Array.of(2));
    await until(() => heard.length === 1);
    expect(heard).toEqual([Uint8Array.of(2)]);
  });

  it('passes over garbage and keeps no more half notes than a few', async () => {
    const server = await openServer();
    const signalling = createSignalling(env, [server.address]);
    const bell = createDoorbell(env, signalling);
    closers.push(bell.stop);
    const heard: Uint8Array[] = [];
    bell.listen('knocks', (note) => heard.push(note));
    await until(() => signalling.addresses()[0]?.reached ?? false);
    const data: unknown[] = [null, 7, '', '%%%', 'AAAA', { deep: [] }];
    for (let note = 0; note < 200; note += 1) {
      const half = Buffer.alloc(20 + 45_000, note);
      half.writeUInt16BE(0, 16);
      half.writeUInt16BE(2, 18);
      data.push(half.toString('base64'));
    }
    for (const each of data) {
      server.say(JSON.stringify({ type: 'publish', topic: 'knocks', data: each }));
    }
    bellAt([server.address]).post('knocks', Uint8Array.of(9));
    await until(() => heard.length === 1);
    expect(heard).toEqual([Uint8Array.of(9)]);
  });

  it('refuses to post nothing or more than a welcome can be', () => {
    const bell = bellAt([]);
    expect(() => bell.post('knocks', new Uint8Array(0))).toThrow(RangeError);
    expect(() => bell.post('knocks', new Uint8Array(welcomeBytesMax + 2))).toThrow(RangeError);
  });
});
