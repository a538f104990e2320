/**
 * Reads the built app once, when the relay starts, into a table of exact paths. Answering a request is
 * then a look into that table: no path of a request ever reaches the file system, so there is nothing
 * to traverse, and a build that runs meanwhile cannot be served half. Symbolic links, dotfiles and
 * anything that is no plain file stay out of the table.
 */
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { accepted, refused } from '@samphire/core/lib/result';
import type { Result } from '@samphire/core/lib/result';

import { isSystemError } from './system-error.ts';

export type Encoding = 'br' | 'gzip';

export interface WebFile {
  readonly contentType: string;
  readonly isText: boolean;
  readonly bytes: Uint8Array;
  /** Compressed forms that the build wrote beside the file. */
  readonly encoded: Readonly<Partial<Record<Encoding, Uint8Array>>>;
}

/** By path as it stands in a request: leading slash, segments percent-encoded. */
export type WebFolder = ReadonlyMap<string, WebFile>;

export type WebFolderRefusal =
  | { readonly type: 'web-unreadable'; readonly folder: string; readonly reason: string }
  | { readonly type: 'web-not-built'; readonly folder: string }
  | { readonly type: 'web-too-large'; readonly folder: string; readonly bytesMax: number };

/** The built app is a few megabytes, icons and fonts included; more than this is the wrong folder. */
const webBytesMax = 134_217_728;
/** Nested deeper than any build writes. */
const folderDepthMax = 16;
const shellPath = '/index.html';

interface MediaType {
  readonly contentType: string;
  readonly isText: boolean;
}

const text = (contentType: string): MediaType => ({ contentType, isText: true });
const binary = (contentType: string): MediaType => ({ contentType, isText: false });

const mediaTypeByExtension: ReadonlyMap<string, MediaType> = new Map([
  ['.html', text('text/html; charset=utf-8')],
  ['.js', text('text/javascript; charset=utf-8')],
  ['.mjs', text('text/javascript; charset=utf-8')],
  ['.css', text('text/css; charset=utf-8')],
  ['.json', text('application/json')],
  ['.webmanifest', text('application/manifest+json')],
  ['.svg', text('image/svg+xml')],
  ['.txt', text('text/plain; charset=utf-8')],
  ['.wasm', text('application/wasm')],
  ['.png', binary('image/png')],
  ['.ico', binary('image/x-icon')],
  ['.jpg', binary('image/jpeg')],
  ['.webp', binary('image/webp')],
  ['.woff2', binary('font/woff2')],
]);
const unknownMediaType = binary('application/octet-stream');
const encodingByExtension: ReadonlyMap<string, Encoding> = new Map([
  ['.br', 'br'],
  ['.gz', 'gzip'],
]);

export const readWebFolder = async (
  folder: string,
): Promise<Result<WebFolder, WebFolderRefusal>> => {
  const bytesByPath = new Map<string, Uint8Array>();
  try {
    const isWhole = await collect(await realpath(folder), bytesByPath);
    if (!isWhole) return refused({ type: 'web-too-large', folder, bytesMax: webBytesMax });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return refused({ type: 'web-not-built', folder });
    return refused({ type: 'web-unreadable', folder, reason: error.code });
  }
  if (!bytesByPath.has(shellPath)) return refused({ type: 'web-not-built', folder });
  return accepted(filesOf(bytesByPath));
};

/** False as soon as the files together are over the bound, before more is read. */
const collect = async (folder: string, into: Map<string, Uint8Array>): Promise<boolean> => {
  const pending = [{ folder, path: '', depth: 0 }];
  let bytesAll = 0;
  for (let here = pending.pop(); here !== undefined; here = pending.pop()) {
    if (here.depth > folderDepthMax) return false;
    for (const entry of (await readdir(here.folder, { withFileTypes: true })).filter(isServed)) {
      const child = join(here.folder, entry.name);
      const childPath = `${here.path}/${encodeURIComponent(entry.name)}`;
      if (entry.isDirectory()) {
        pending.push({ folder: child, path: childPath, depth: here.depth + 1 });
        continue;
      }
      const bytes = await readFile(child);
      bytesAll += bytes.length;
      if (bytesAll > webBytesMax) return false;
      into.set(childPath, bytes);
    }
  }
  return true;
};

const isServed = (entry: Dirent): boolean =>
  !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory());

const filesOf = (bytesByPath: ReadonlyMap<string, Uint8Array>): WebFolder => {
  const files = new Map<string, WebFile>();
  for (const [path, bytes] of bytesByPath) {
    if (encodingOf(path, bytesByPath) !== undefined) continue;
    const mediaType = mediaTypeByExtension.get(extname(path).toLowerCase()) ?? unknownMediaType;
    const br = bytesByPath.get(`${path}.br`);
    const gzip = bytesByPath.get(`${path}.gz`);
    const encoded = { ...(br ? { br } : {}), ...(gzip ? { gzip } : {}) };
    files.set(path, { ...mediaType, bytes, encoded });
  }
  return files;
};

/** A `.br` or `.gz` beside the file that it is a form of is not a file of its own. */
const encodingOf = (
  path: string,
  bytesByPath: ReadonlyMap<string, Uint8Array>,
): Encoding | undefined => {
  const extension = extname(path);
  const encoding = encodingByExtension.get(extension);
  if (encoding === undefined) return undefined;
  return bytesByPath.has(path.slice(0, -extension.length)) ? encoding : undefined;
};
