/**
 * Puts the relay together and owns its lifetime: one HTTP server, the signalling on it, a log of
 * counts. The command line and the tests of others start it here, in their own process if they like.
 */

import { accepted } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

import { createRequestListener } from './http-server.ts';
import { browserNameOf, createHttpServer, listen } from './listen.ts';
import type { ListenRefusal } from './listen.ts';
import { createCounts, createLog } from './log.ts';
import { completeOptions } from './options.ts';
import type { OptionRefusal, RelayOptions } from './options.ts';
import { createSignalling } from './signalling.ts';
import { listenForUpgrades } from './upgrade.ts';
import { readWebFolder } from './web-folder.ts';
import type { WebFolder, WebFolderRefusal } from './web-folder.ts';

export interface Relay {
  /** For a browser: `http://localhost:8444`. */
  readonly address: string;
  /** For y-webrtc: `ws://localhost:8444/signal`. */
  readonly signallingAddress: string;
  readonly port: number;
  /** Says goodbye to every connection; done within three seconds. */
  readonly stop: () => Promise<void>;
}

export type StartRefusal = OptionRefusal | WebFolderRefusal | ListenRefusal;

/** Of the three seconds that stopping may take, what clients get to say goodbye. */
const stopGraceMs = 1_500;
/** A quarter of an hour: too coarse to tell from the log when somebody came. */
const countsIntervalMs = 900_000;
/** Requests for the app that are under way at once, beside the signalling connections. */
const httpConnectionsMax = 512;
const idleTimeoutMs = 60_000;

/** Starts a relay. Every option has a default; `port: 0` takes a free port. */
export const openRelay = async (
  given: Partial<RelayOptions>,
  writeLog: (line: string) => void = (line) => process.stderr.write(line),
): Promise<Result<Relay, StartRefusal>> => {
  const completed = completeOptions(given);
  if (!completed.ok) return completed;
  const options = completed.value;
  const web: Result<WebFolder | null, WebFolderRefusal> =
    options.web === null ? accepted(null) : await readWebFolder(options.web);
  if (!web.ok) return web;

  const startMs = performance.now();
  const counts = createCounts();
  const log = createLog(options.logLevel, writeLog);
  const signalling = createSignalling(signallingLimits(options), counts);
  const hasTls = options.tlsCert !== null;
  const listener = createRequestListener({
    web: web.value,
    hasTls,
    behindProxy: options.behindProxy,
    health: () => ({
      connections: signalling.connections(),
      topics: signalling.topics(),
      uptimeSeconds: Math.floor((performance.now() - startMs) / 1_000),
    }),
  });
  const created = await createHttpServer(options);
  if (!created.ok) {
    await signalling.stop(0);
    return created;
  }
  const server = created.value;
  server.on('request', listener);
  server.maxConnections = options.connectionsMax + httpConnectionsMax;
  server.setTimeout(idleTimeoutMs);
  listenForUpgrades(server, signalling, counts, options);

  const port = await listen(server, options);
  if (!port.ok) {
    await signalling.stop(0);
    return port;
  }
  log('info', 'started', { port: port.value });
  const logCounts = setInterval(() => log('info', 'counts', counts.all()), countsIntervalMs);
  logCounts.unref();

  const stop = async (): Promise<void> => {
    clearInterval(logCounts);
    log('info', 'stopping', { connections: signalling.connections(), topics: signalling.topics() });
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeIdleConnections();
    await signalling.stop(stopGraceMs);
    server.closeAllConnections();
    await closed;
    log('info', 'stopped', counts.all());
  };
  let stopping: Promise<void> | null = null;
  const authority = `${browserNameOf(options.host)}:${port.value}`;
  return accepted({
    address: `${hasTls ? 'https' : 'http'}://${authority}`,
    signallingAddress: `${hasTls ? 'wss' : 'ws'}://${authority}/signal`,
    port: port.value,
    stop: () => (stopping ??= stop()),
  });
};

const signallingLimits = (options: RelayOptions): Parameters<typeof createSignalling>[0] => ({
  ...options,
  messages: { perMinute: options.messagesPerMinute, burst: options.messagesBurst },
  bytes: { perMinute: options.bytesPerMinute, burst: options.bytesBurst },
  refusals: { perMinute: options.refusalsMax, burst: options.refusalsMax },
});
