/**
 * Opens the HTTP or HTTPS server at its address, and names every expected reason why that fails. It
 * knows nothing of what will be answered there.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { accepted, refused } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

import type { RelayOptions } from './options.ts';
import { isSystemError } from './system-error.ts';
import { isSignallingUpgrade } from './upgrade.ts';

export type ListenRefusal =
  | { readonly type: 'port-taken'; readonly host: string; readonly port: number }
  | { readonly type: 'port-forbidden'; readonly port: number }
  | { readonly type: 'host-unavailable'; readonly host: string }
  | { readonly type: 'tls-unreadable'; readonly file: string; readonly reason: string }
  | { readonly type: 'tls-unusable'; readonly reason: string };

const headerBytesMax = 8_192;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

export const createHttpServer = async (
  options: RelayOptions,
): Promise<Result<Server, ListenRefusal>> => {
  const common: ServerOptions = {
    maxHeaderSize: headerBytesMax,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    shouldUpgradeCallback: isSignallingUpgrade,
  };
  if (options.tlsCert === null || options.tlsKey === null) return accepted(createServer(common));
  const cert = await readPem(options.tlsCert);
  if (!cert.ok) return cert;
  const key = await readPem(options.tlsKey);
  if (!key.ok) return key;
  try {
    return accepted(createTlsServer({ ...common, cert: cert.value, key: key.value }));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return refused({ type: 'tls-unusable', reason: error.code });
  }
};

const readPem = async (file: string): Promise<Result<Buffer, ListenRefusal>> => {
  try {
    return accepted(await readFile(file));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return refused({ type: 'tls-unreadable', file, reason: error.code });
  }
};

export const listen = (
  server: Server,
  options: RelayOptions,
): Promise<Result<number, ListenRefusal>> =>
  new Promise((resolve, reject) => {
    const { host, port } = options;
    server.once('error', (error) => {
      const code = isSystemError(error) ? error.code : '';
      if (code === 'EADDRINUSE') resolve(refused({ type: 'port-taken', host, port }));
      else if (code === 'EACCES') resolve(refused({ type: 'port-forbidden', port }));
      else if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)) {
        resolve(refused({ type: 'host-unavailable', host }));
      } else reject(error);
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve(accepted((server.address() as AddressInfo).port));
    });
  });

/** What to type into a browser: browsers trust `localhost`, and nobody can type 0.0.0.0. */
export const browserNameOf = (host: string): string => {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
};
