/**
 * Which form of a file a browser gets: as the build wrote it beside the file, or compressed once on
 * first request and kept. The whole folder is bounded, so what is kept is bounded too.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { Encoding, WebFile } from './web-folder.ts';

export interface Form {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding | null;
}

/** Below this, headers weigh more than what compression saves. */
const compressFromBytes = 1_024;
/** Within a few percent of the best at a twentieth of its time; a build may ship better ones. */
const brotliQuality = 9;
const gzipLevel = 9;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify<Uint8Array, { level: number }, Uint8Array>(gzip);

export const createCompressor = (): ((file: WebFile, accepts: string) => Promise<Form>) => {
  const madeByFile = new WeakMap<WebFile, Map<Encoding, Promise<Uint8Array>>>();
  return async (file, accepts) => {
    const encoding = chooseEncoding(accepts, file);
    if (encoding === null) return { bytes: file.bytes, encoding };
    const shipped = file.encoded[encoding];
    if (shipped !== undefined) return { bytes: shipped, encoding };
    const made = madeByFile.get(file) ?? new Map<Encoding, Promise<Uint8Array>>();
    madeByFile.set(file, made);
    const promise = made.get(encoding) ?? compress(file.bytes, encoding);
    made.set(encoding, promise);
    return { bytes: await promise, encoding };
  };
};

/** Whether the answer depends on `Accept-Encoding`, and so must say so to caches. */
export const hasForms = (file: WebFile): boolean =>
  (file.isText && file.bytes.length >= compressFromBytes) || Object.keys(file.encoded).length > 0;

const chooseEncoding = (accepts: string, file: WebFile): Encoding | null => {
  if (!hasForms(file)) return null;
  const accepted = acceptedEncodings(accepts);
  const offered = (['br', 'gzip'] as const).filter(
    (encoding) => file.isText || file.encoded[encoding] !== undefined,
  );
  return offered.find((encoding) => accepted.has(encoding)) ?? null;
};

/** `Accept-Encoding`, RFC 9110 section 12.5.3: named ones only; a weight of zero means "not this". */
const acceptedEncodings = (header: string): ReadonlySet<string> =>
  new Set(
    header
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';').map((piece) => piece.trim()))
      .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
      .map(([name = '']) => name),
  );

const compress = (bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> =>
  encoding === 'br'
    ? compressBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
    : compressGzip(bytes, { level: gzipLevel });
