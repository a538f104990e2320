import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressToCountBy } from './client-address.ts';
import { createDoor } from './door.ts';
import { createBucket } from './rate.ts';
import { createSendQueues } from './send-queues.ts';

describe('createBucket', () => {
  it('gives the burst at once, then so many a minute', () => {
    const bucket = createBucket({ perMinute: 60, burst: 3 }, 0);
    expect([0, 0, 0, 0].map((nowMs) => bucket.take(1, nowMs))).toEqual([true, true, true, false]);
    expect(bucket.take(1, 999)).toBe(false);
    expect(bucket.take(1, 1_000)).toBe(true);
    expect(bucket.take(4, 1_000_000)).toBe(false);
    expect(bucket.take(3, 1_000_000)).toBe(true);
  });

  it('never gives more than burst and rate allow, whatever the clock does', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: -5_000, max: 5_000 }), fc.nat({ max: 5 })));
    fc.assert(
      fc.property(steps, (moves) => {
        const bucket = createBucket({ perMinute: 600, burst: 10 }, 0);
        let nowMs = 0;
        let latestMs = 0;
        let taken = 0;
        for (const [byMs, cost] of moves) {
          nowMs += byMs;
          latestMs = Math.max(latestMs, nowMs);
          if (bucket.take(cost, nowMs)) taken += cost;
        }
        expect(taken).toBeLessThanOrEqual(10 + latestMs / 100 + 1e-6);
      }),
      { seed: 3 },
    );
  });
});

describe('createSendQueues', () => {
  interface Reader {
    bytes: number;
  }
  const limits = { bufferedBytesMax: 100, bufferedBytesAllMax: 250 };

  it('names a reader whose own queue is over the bound', () => {
    const queues = createSendQueues<Reader>(limits, (reader) => reader.bytes);
    const stalled = { bytes: 100 };
    expect(queues.stalledAfterSend(stalled)).toEqual([]);
    stalled.bytes = 101;
    expect(queues.stalledAfterSend(stalled)).toEqual([stalled]);
  });

  it('names the longest queues when all together are over the bound', () => {
    const queues = createSendQueues<Reader>(limits, (reader) => reader.bytes);
    const readers = [90, 20, 100, 41].map((bytes) => ({ bytes }));
    const named = readers.map((reader) => queues.stalledAfterSend(reader));
    expect(named).toEqual([[], [], [], [readers[2]]]);
  });

  it('names nobody for what has been read since it was measured', () => {
    const queues = createSendQueues<Reader>(limits, (reader) => reader.bytes);
    const readers = [90, 90, 90].map((bytes) => ({ bytes }));
    queues.stalledAfterSend(readers[0] ?? { bytes: 0 });
    queues.stalledAfterSend(readers[1] ?? { bytes: 0 });
    for (const reader of readers.slice(0, 2)) reader.bytes = 0;
    expect(queues.stalledAfterSend(readers[2] ?? { bytes: 0 })).toEqual([]);
  });

  it('does not count those who have gone', () => {
    const queues = createSendQueues<Reader>(limits, (reader) => reader.bytes);
    const readers = [90, 90, 90].map((bytes) => ({ bytes }));
    for (const reader of readers) {
      expect(queues.stalledAfterSend(reader)).toEqual([]);
      queues.forget(reader);
    }
  });
});

describe('createDoor', () => {
  it('counts in all and by address, and forgets who left', () => {
    const door = createDoor({ connectionsMax: 3, connectionsPerAddressMax: 2 });
    door.enter('a');
    door.enter('a');
    expect(door.refusalFor('a')).toEqual({ type: 'address-full' });
    door.enter('b');
    expect(door.refusalFor('c')).toEqual({ type: 'relay-full' });
    door.leave('a');
    expect(door.refusalFor('a')).toBeNull();
  });
});

describe('addressToCountBy', () => {
  it('takes IPv4 as it is, however it is written', () => {
    expect(addressToCountBy('192.0.2.1', undefined, false)).toBe('192.0.2.1');
    expect(addressToCountBy('::ffff:192.0.2.1', undefined, false)).toBe('192.0.2.1');
  });

  it('takes all of an IPv6 network of 64 bits as one address', () => {
    const inOne = [
      '2001:db8::1',
      '2001:db8:0:0:ffff::2',
      '2001:DB8:0:0:1:2:3:4',
      '2001:db8::1%eth0',
    ];
    const networks = inOne.map((address) => addressToCountBy(address, undefined, false));
    expect(new Set(networks)).toEqual(new Set(['2001:db8:0:0::/64']));
    expect(addressToCountBy('2001:db8:0:1::1', undefined, false)).toBe('2001:db8:0:1::/64');
    expect(addressToCountBy('::1', undefined, false)).toBe('0:0:0:0::/64');
  });

  it('believes only the last address in X-Forwarded-For, and only behind a proxy', () => {
    expect(addressToCountBy('10.0.0.1', 'spoofed, 192.0.2.9', true)).toBe('192.0.2.9');
    expect(addressToCountBy('10.0.0.1', undefined, true)).toBe('10.0.0.1');
    expect(addressToCountBy('10.0.0.1', '192.0.2.9', false)).toBe('10.0.0.1');
  });
});
