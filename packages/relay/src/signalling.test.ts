import { afterEach, describe, expect, it } from 'vitest';

import { openRelay } from './start.ts';
import type { Relay } from './start.ts';
import type { RelayOptions } from './options.ts';
import { openClient, refusedStatus } from './testing/clients.ts';
import type { Client } from './testing/clients.ts';

const room = 'room-of-an-epoch';
const publish = (data: unknown, topic = room) => ({ type: 'publish', topic, data });
const subscribe = (...topics: readonly unknown[]) => ({ type: 'subscribe', topics });

let relay: Relay;
let log: string[] = [];

const start = async (options: Partial<RelayOptions> = {}): Promise<void> => {
  log = [];
  const opened = await openRelay({ port: 0, ...options }, (line) => log.push(line));
  if (!opened.ok) throw new Error(opened.refusal.type);
  relay = opened.value;
};
const client = (options = {}): Promise<Client> => openClient(relay.signallingAddress, options);
const listener = async (...topics: readonly string[]): Promise<Client> => {
  const opened = await client();
  opened.send(subscribe(...topics));
  await opened.settled();
  return opened;
};
/** Stops the relay and reads the sums from its last line. */
const countsAtEnd = async (): Promise<Readonly<Record<string, unknown>>> => {
  await relay.stop();
  return JSON.parse(log.at(-1) ?? '{}') as Record<string, unknown>;
};
const health = async (): Promise<Readonly<Record<string, unknown>>> =>
  (await (await fetch(`${relay.address}/health`)).json()) as Record<string, unknown>;

afterEach(() => relay.stop());

describe('what y-webrtc 10.3 sends', () => {
  it('carries announce, offer and answer to everybody in the room, the sender included', async () => {
    await start();
    const founder = await listener(room);
    founder.send(publish({ type: 'announce', from: 'a' }));
    await founder.settled();
    const newcomer = await listener(room);
    newcomer.send(publish({ type: 'announce', from: 'b' }));
    await newcomer.settled();
    const offer = { type: 'signal', from: 'a', to: 'b', token: 1, signal: { type: 'offer' } };
    founder.send(publish(offer));
    await founder.settled();
    newcomer.send(publish('c2VhbGVk'));
    await newcomer.settled();
    await founder.settled();

    const seenByBoth = [
      { type: 'publish', topic: room, data: { type: 'announce', from: 'b' }, clients: 2 },
      { type: 'publish', topic: room, data: offer, clients: 2 },
      { type: 'publish', topic: room, data: 'c2VhbGVk', clients: 2 },
    ];
    expect(newcomer.heard).toEqual(seenByBoth);
    expect(founder.heard).toEqual([
      { type: 'publish', topic: room, data: { type: 'announce', from: 'a' }, clients: 1 },
      ...seenByBoth,
    ]);
  });

  it('tells nothing to those who left a room, or listen to another', async () => {
    await start();
    const founder = await listener(room);
    const left = await listener(room, 'another');
    left.send({ type: 'unsubscribe', topics: [room] });
    await left.settled();
    founder.send(publish('x'));
    await founder.settled();
    await left.settled();
    expect(left.heard).toEqual([]);
    expect(founder.heard).toMatchObject([{ clients: 1 }]);
  });

  it('forgets the topics of a connection that closes', async () => {
    await start();
    const member = await listener(room, 'another');
    expect(await health()).toMatchObject({ connections: 1, topics: 2 });
    member.socket.close();
    await member.closed;
    await expect.poll(health).toMatchObject({ connections: 0, topics: 0 });
  });

  it('accepts a subscription to no topics, with which y-webrtc opens, and the same one twice', async () => {
    await start();
    const member = await listener();
    member.send(subscribe(room, room));
    member.send(subscribe(room));
    member.send(publish('once'));
    await member.settled();
    expect(member.heard).toHaveLength(1);
    expect(await countsAtEnd()).not.toHaveProperty('refused-wrong-shape');
  });
});

describe('what is refused without an answer', () => {
  it('drops a message to a topic that the sender does not listen to, and keeps the connection', async () => {
    await start({ refusalsMax: 1 });
    const member = await listener(room);
    const hostile = await listener('elsewhere');
    for (let times = 0; times < 10; times += 1) hostile.send(publish('flood'));
    await hostile.settled();
    await member.settled();
    expect(member.heard).toEqual([]);
    expect(await countsAtEnd()).toMatchObject({ 'refused-not-subscribed': 10 });
  });

  it('refuses garbage one by one, and the connection goes on', async () => {
    await start();
    const hostile = await listener(room);
    const garbage = ['', 'null', '[]', '"x"', '{', '{"type":"x"}', '\u0000', '{"type":["ping"]}'];
    for (const text of garbage) hostile.sendRaw(text);
    hostile.sendRaw(new Uint8Array([0xff, 0xfe, 0x80]));
    hostile.sendRaw('{"type":"ping"}', true);
    hostile.send({ type: 'ping', extra: true });
    hostile.send(subscribe('fine', 7));
    hostile.send({ type: 'subscribe', topics: 'room' });
    hostile.send({ type: 'publish', topic: room });
    hostile.send({ ...publish('x'), clients: 9 });
    hostile.sendRaw(
      `{"type":"publish","topic":"${room}","data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    );
    hostile.send(publish('still here'));
    await hostile.settled();
    expect(hostile.heard).toMatchObject([{ data: 'still here' }]);
    expect(await health()).toMatchObject({ connections: 1, topics: 1 });
    expect(await countsAtEnd()).toMatchObject({
      'refused-not-json': 3,
      'refused-not-text': 1,
      'refused-not-utf8': 1,
      'refused-too-deep': 1,
      'refused-unknown-type': 2,
      'refused-wrong-shape': 8,
    });
  });

  it('ends a connection that keeps sending garbage, and no other', async () => {
    await start({ refusalsMax: 8 });
    const member = await listener(room);
    const hostile = await client();
    for (let times = 0; times < 9; times += 1) hostile.sendRaw('garbage');
    expect(await hostile.closed).toBe(1008);
    await member.settled();
    expect(await countsAtEnd()).toMatchObject({ 'dropped-too-many-refusals': 1 });
  });

  it('closes with 1009 on a message that is too large, before it is whole', async () => {
    await start({ signallingBytesMax: 2_048 });
    const member = await listener(room);
    const hostile = await client();
    hostile.send(publish('x'.repeat(4_096)));
    expect(await hostile.closed).toBe(1009);
    member.send(publish('x'.repeat(1_900)));
    await member.settled();
    expect(member.heard).toHaveLength(1);
    expect(await countsAtEnd()).toMatchObject({ 'refused-oversize': 1 });
  });

  it('refuses a message that would grow beyond the bound when written again', async () => {
    await start();
    const hostile = await listener(room);
    hostile.sendRaw(`{"type":"publish","topic":"${room}","data":[${'1e20,'.repeat(12_000)}0]}`);
    await hostile.settled();
    expect(hostile.heard).toEqual([]);
    expect(await countsAtEnd()).toMatchObject({ 'refused-oversize': 1 });
  });
});

describe('limits', () => {
  it('refuses topics beyond the limit as a whole, and keeps those it has', async () => {
    await start({ topicsPerConnectionMax: 3 });
    const member = await listener('one', 'two');
    member.send(subscribe('three', 'four'));
    await member.settled();
    expect(await health()).toMatchObject({ topics: 2 });
    member.send(subscribe('three', 'one'));
    await member.settled();
    expect(await health()).toMatchObject({ topics: 3 });
    expect(await countsAtEnd()).toMatchObject({ 'refused-too-many-topics': 1 });
  });

  it('refuses a topic name that is too long or empty', async () => {
    await start({ topicBytesMax: 8 });
    const member = await listener('12345678');
    member.send(subscribe('123456789'));
    member.send(subscribe('ééééé'));
    member.send(subscribe(''));
    await member.settled();
    expect(await health()).toMatchObject({ topics: 1 });
    expect(await countsAtEnd()).toMatchObject({ 'refused-topic-length': 3 });
  });

  it('lets no more listen to one topic than its limit', async () => {
    await start({ subscribersPerTopicMax: 2 });
    const member = await listener(room);
    await listener(room);
    await listener(room);
    member.send(publish('x'));
    await member.settled();
    expect(member.heard).toMatchObject([{ clients: 2 }]);
    expect(await countsAtEnd()).toMatchObject({ 'refused-topic-full': 1 });
  });

  it('answers 503 when the relay is full, and lets the next in when one has gone', async () => {
    await start({ connectionsMax: 2 });
    const leaving = await client();
    await client();
    expect(await refusedStatus(relay.signallingAddress)).toBe(503);
    leaving.socket.close();
    await leaving.closed;
    await expect.poll(health).toMatchObject({ connections: 1 });
    await client();
    expect(await countsAtEnd()).toMatchObject({ connections: 3, 'refused-relay-full': 1 });
  });

  it('answers 429 when one address has too many connections', async () => {
    await start({ connectionsPerAddressMax: 1 });
    await client();
    expect(await refusedStatus(relay.signallingAddress)).toBe(429);
  });

  it('counts by the address that the proxy names, and only behind a proxy', async () => {
    await start({ connectionsPerAddressMax: 1, behindProxy: true });
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
    await client(from('192.0.2.1'));
    await client(from('192.0.2.1, 192.0.2.2'));
    const claimed = { 'X-Forwarded-For': '192.0.2.77, 192.0.2.1' };
    expect(await refusedStatus(relay.signallingAddress, claimed)).toBe(429);
    await relay.stop();
    await start({ connectionsPerAddressMax: 1 });
    await client(from('192.0.2.1'));
    expect(await refusedStatus(relay.signallingAddress, { 'X-Forwarded-For': '192.0.2.2' })).toBe(
      429,
    );
  });

  it('refuses messages beyond the burst, then ends the connection', async () => {
    await start({ messagesBurst: 5, messagesPerMinute: 1, refusalsMax: 3 });
    const member = await client();
    for (let times = 0; times < 5; times += 1) await member.settled();
    for (let times = 0; times < 4; times += 1) member.send({ type: 'ping' });
    expect(await member.closed).toBe(1008);
    expect(await countsAtEnd()).toMatchObject({ 'refused-too-fast': 4 });
  });

  it('refuses bytes beyond the burst', async () => {
    await start({ signallingBytesMax: 4_096, bytesBurst: 8_192, bytesPerMinute: 1_024 });
    const member = await listener(room);
    for (let times = 0; times < 5; times += 1) member.send(publish('x'.repeat(2_000)));
    await member.settled();
    expect(member.heard).toHaveLength(3);
    expect(await countsAtEnd()).toMatchObject({ 'refused-too-fast': 2 });
  });

  it('counts WebSocket pings like messages, so that their answers cannot pile up', async () => {
    await start({ messagesBurst: 50, messagesPerMinute: 1, refusalsMax: 5 });
    const hostile = await client();
    hostile.socket.pause();
    for (let times = 0; times < 100; times += 1) hostile.socket.ping('x'.repeat(100));
    hostile.socket.resume();
    expect(await hostile.closed).toBe(1008);
  });

  it('drops a peer that answers no ping, and keeps one that does', async () => {
    await start({ heartbeatMs: 500 });
    const member = await client();
    const dead = await client({ autoPong: false });
    expect(await dead.closed).toBe(1006);
    await member.settled();
    expect(await health()).toMatchObject({ connections: 1 });
    expect(await countsAtEnd()).toMatchObject({ 'dropped-dead-peer': 1 });
  });
});

describe('a reader that does not read', () => {
  const floodBytesMax = 64 * 1_048_576;
  const piece = publish('x'.repeat(60_000));

  it('is dropped once its queue is over the bound, and the others go on', async () => {
    const unbounded = { messagesBurst: 100_000, bytesBurst: 1_000_000_000 };
    await start({ bufferedBytesMax: 1_048_576, ...unbounded });
    const sender = await listener(room);
    const stalled = await listener(room);
    stalled.socket.pause();
    let sentBytes = 0;
    while (sender.heard.at(-1)?.clients !== 1 && sentBytes < floodBytesMax) {
      for (let times = 0; times < 16; times += 1) sender.send(piece);
      sentBytes += 16 * 60_000;
      await sender.settled();
    }
    expect(sender.heard.at(-1)?.clients).toBe(1);
    // The bound, what the operating system holds for both ends, and one round more.
    expect(sentBytes).toBeLessThan(32 * 1_048_576);
    expect(await health()).toMatchObject({ connections: 1 });
    stalled.socket.terminate();
    expect(await countsAtEnd()).toMatchObject({ 'dropped-stalled-reader': 1 });
  });
});

describe('stopping', () => {
  it('says 1001 to everybody, twice if asked twice, and answers nothing afterwards', async () => {
    await start();
    const member = await listener(room);
    await Promise.all([relay.stop(), relay.stop()]);
    expect(await member.closed).toBe(1001);
    await expect(fetch(`${relay.address}/health`)).rejects.toThrow('fetch failed');
  });

  it('waits no longer than three seconds for a peer that does not answer', async () => {
    await start();
    const stuck = await listener(room);
    stuck.socket.pause();
    const startMs = performance.now();
    await relay.stop();
    expect(performance.now() - startMs).toBeLessThan(3_000);
    stuck.socket.terminate();
  });
});
