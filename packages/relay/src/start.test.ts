import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { startRelay } from './index.ts';
import { createCertificate } from './testing/certificate.ts';
import { createWebFolder, openClient } from './testing/clients.ts';

const quiet = { port: 0, logLevel: 'silent' } as const;
const trustingAnybody = { rejectUnauthorized: false };

describe('startRelay', () => {
  it('takes a free port and names both addresses', async () => {
    const relay = await startRelay(quiet);
    expect(relay.port).toBeGreaterThan(0);
    expect(relay.address).toBe(`http://localhost:${relay.port}`);
    expect(relay.signallingAddress).toBe(`ws://localhost:${relay.port}/signal`);
    await relay.stop();
  });

  it('runs twice in one process, and the two know nothing of each other', async () => {
    const [one, other] = await Promise.all([startRelay(quiet), startRelay(quiet)]);
    const [here, there] = await Promise.all(
      [one, other].map((relay) => openClient(relay.signallingAddress)),
    );
    for (const client of [here, there]) client?.send({ type: 'subscribe', topics: ['room'] });
    await there?.settled();
    here?.send({ type: 'publish', topic: 'room', data: 1 });
    await here?.settled();
    await there?.settled();
    expect(here?.heard).toMatchObject([{ clients: 1 }]);
    expect(there?.heard).toEqual([]);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('throws the sentence that says why it cannot', async () => {
    const relay = await startRelay(quiet);
    await expect(startRelay({ ...quiet, port: relay.port })).rejects.toThrow('is taken');
    await expect(startRelay({ ...quiet, port: -1 })).rejects.toThrow('--port');
    await relay.stop();
  });

  it('serves app and signalling over its own TLS, with strict transport and no ws: allowed', async () => {
    const relay = await startRelay({
      ...quiet,
      ...(await createCertificate()),
      web: await createWebFolder(),
    });
    expect(relay.address).toMatch(/^https:/);
    const [response] = (await once(get(relay.address, trustingAnybody), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers['strict-transport-security']).toBe('max-age=63072000');
    expect(response.headers['content-security-policy']).toContain("connect-src 'self' wss:;");
    const client = await openClient(relay.signallingAddress, trustingAnybody);
    await client.settled();
    await relay.stop();
    expect(await client.closed).toBe(1001);
  });
});
