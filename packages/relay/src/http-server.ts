/**
 * What the relay answers over HTTP: the app, its health, and a clear sentence for everything else.
 * It knows nothing of signalling but how many take part.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { createCompressor, hasForms } from './compress.ts';
import { securityHeaders } from './headers.ts';
import type { WebFile, WebFolder } from './web-folder.ts';

export interface Health {
  readonly connections: number;
  readonly topics: number;
  readonly uptimeSeconds: number;
}

export interface HttpParts {
  /** Null when the relay serves no app. */
  readonly web: WebFolder | null;
  readonly health: () => Health;
  readonly hasTls: boolean;
  readonly behindProxy: boolean;
}

export const signallingPath = '/signal';
export const healthPath = '/health';
/** Vite puts a hash of the content into these names, so what is under a name never changes. */
const hashedFolder = '/assets/';
const hashedCacheControl = 'public, max-age=31536000, immutable';
/** The shell decides which assets are loaded; an old one from a cache would be an old app. */
const shellCacheControl = 'no-store';

export const createRequestListener = (parts: HttpParts): RequestListener => {
  const formOf = createCompressor();

  const answerFile = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    file: WebFile,
  ): Promise<void> => {
    const form = await formOf(file, request.headers['accept-encoding'] ?? '');
    response.setHeader('Content-Type', file.contentType);
    response.setHeader(
      'Cache-Control',
      path.startsWith(hashedFolder) ? hashedCacheControl : shellCacheControl,
    );
    if (hasForms(file)) response.setHeader('Vary', 'Accept-Encoding');
    if (form.encoding !== null) response.setHeader('Content-Encoding', form.encoding);
    end(request, response, 200, form.bytes);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isSecure =
      parts.hasTls || (parts.behindProxy && request.headers['x-forwarded-proto'] === 'https');
    for (const [name, value] of Object.entries(securityHeaders({ isSecure }))) {
      response.setHeader(name, value);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      // Whatever the body holds, it is not read.
      response.setHeader('Connection', 'close');
      return say(request, response, 405, 'Only GET and HEAD are answered here.');
    }
    const path = pathOf(request.url ?? '');
    if (path === null) return say(request, response, 400, 'This is no path that exists anywhere.');
    if (path === healthPath) {
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Cache-Control', 'no-store');
      const health = JSON.stringify({ status: 'ok', ...parts.health() });
      return end(request, response, 200, Buffer.from(health));
    }
    if (path === signallingPath) {
      response.setHeader('Upgrade', 'websocket');
      return say(request, response, 426, 'Signalling is here, over WebSocket.');
    }
    if (parts.web === null) {
      return say(request, response, 404, 'This relay serves no app, only signalling at /signal.');
    }
    const served = path === '/' ? '/index.html' : path;
    const file = parts.web.get(served);
    if (file === undefined) {
      return say(request, response, 404, 'There is nothing at this address. The app is at /.');
    }
    return answerFile(request, response, served, file);
  };

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Nothing a request can say leads here; if it does, that one answer fails, loudly.
      response.destroy();
      throw error;
    });
  };
};

/**
 * The path without its query, or null for what no browser asks for: another form of request target,
 * dots or backslashes or control characters in a segment, plain or encoded.
 */
export const pathOf = (target: string): string | null => {
  const [path = ''] = target.split('?');
  if (!path.startsWith('/') || path.startsWith('//')) return null;
  const decoded = decode(path);
  if (decoded === null || /\p{Cc}/u.test(decoded) || decoded.includes('\\')) return null;
  // Encoded twice, or a slash within a segment.
  if (decoded.includes('%') || /%2f/i.test(path)) return null;
  return decoded.split('/').some((part) => part === '.' || part === '..') ? null : path;
};

const decode = (path: string): string | null => {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

const say = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  sentence: string,
): void => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  end(request, response, status, Buffer.from(`${sentence}\n`));
};

const end = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Uint8Array,
): void => {
  response.statusCode = status;
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
};
