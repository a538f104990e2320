/**
 * Bytes: hexadecimal and base64url text, and a strict reader and writer of canonical encodings with
 * fixed widths (big-endian). Knows nothing of what the bytes mean.
 */
import { decodeUtf8, encodeUtf8 } from 'lib0/string';
import { accepted, refused, type Result } from './result.ts';

export type MalformedRefusal = { readonly type: 'malformed'; readonly what: string };

const hexDigits = '0123456789abcdef';
const base64urlDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const hexFromBytes = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  return text;
};

/** Strict: lower case, even length. `undefined` for anything else. */
export const bytesFromHex = (text: string): Uint8Array | undefined => {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
};

/** Base64url without padding (RFC 4648, section 5). */
export const base64urlFromBytes = (bytes: Uint8Array): string => {
  let text = '';
  for (let start = 0; start < bytes.length; start += 3) {
    const group =
      ((bytes[start] ?? 0) << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    const digits = Math.min(3, bytes.length - start) + 1;
    for (let digit = 0; digit < digits; digit += 1) {
      text += base64urlDigits.charAt((group >> (18 - 6 * digit)) & 63);
    }
  }
  return text;
};

/** Strict: no padding, no other alphabet, no stray bits. `undefined` for anything else. */
export const bytesFromBase64url = (text: string): Uint8Array | undefined => {
  if (text.length % 4 === 1 || !/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const digit of text) {
    held = (held << 6) | base64urlDigits.indexOf(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[place] = (held >> bits) & 255;
      place += 1;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : undefined;
};

/** An exact key of a `Map` for a few bytes: a character for every two, and one for the length. */
export const keyFromBytes = (bytes: Uint8Array): string => {
  const characters = [bytes.length];
  for (let place = 0; place < bytes.length; place += 2) {
    characters.push(((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0));
  }
  // At once: joined one by one the characters would stay a chain of small strings in memory.
  return String.fromCharCode(...characters);
};

export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
};

/** Byte order: negative, zero or positive, as `Array.prototype.sort` wants it. */
export const compareBytes = (left: Uint8Array, right: Uint8Array): number => {
  const shared = Math.min(left.length, right.length);
  for (let place = 0; place < shared; place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

export const utf8FromText = (text: string): Uint8Array => encodeUtf8(text);

/** The first 53 bits of `bytes`: a safe integer, as Yjs wants client ids. */
export const safeIntegerFromBytes = (bytes: Uint8Array): number => {
  let high = 0;
  for (let place = 0; place < 6; place += 1) high = high * 256 + (bytes[place] ?? 0);
  return high * 32 + ((bytes[6] ?? 0) >> 3);
};

/**
 * Padmé: the padded length for `length` bytes, at most 12 % more, so that a length tells no more
 * than its magnitude ("Reducing Metadata Leakage from Encrypted Files and Communication with
 * PURBs", 2019, algorithm 1).
 */
export const paddedLength = (length: number): number => {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent || 1)) + 1;
  const step = 2 ** Math.max(0, exponent - kept);
  return Math.ceil(length / step) * step;
};

/** Collects fields of fixed widths, big-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  #reserve(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return start;
  }

  /** An unsigned integer of `width` bytes (1 to 7), at most 2^53 − 1. */
  uint(width: number, value: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new RangeError(`ByteWriter.uint: ${value} does not fit ${width} bytes`);
    }
    const start = this.#reserve(width);
    let rest = value;
    for (let place = start + width - 1; place >= start; place -= 1) {
      this.#bytes[place] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  /** Yjs's variable-length unsigned integer: seven bits a byte, least first. */
  varUint(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`ByteWriter.varUint: ${value} is no safe unsigned integer`);
    }
    let rest = value;
    while (rest > 127) {
      this.uint(1, 128 | (rest % 128));
      rest = Math.floor(rest / 128);
    }
    return this.uint(1, rest);
  }

  varBytes(bytes: Uint8Array): this {
    return this.varUint(bytes.length).rest(bytes);
  }

  /** Bytes whose length the grammar fixes. */
  fixed(length: number, bytes: Uint8Array): this {
    if (bytes.length !== length) {
      throw new RangeError(`ByteWriter.fixed: ${bytes.length} bytes where ${length} belong`);
    }
    return this.rest(bytes);
  }

  /** A length of `width` bytes, then the bytes. */
  sized(width: number, bytes: Uint8Array): this {
    return this.uint(width, bytes.length).rest(bytes);
  }

  text(width: number, text: string): this {
    return this.sized(width, encodeUtf8(text));
  }

  /** Bytes up to the end: only as the last field. */
  rest(bytes: Uint8Array): this {
    const start = this.#reserve(bytes.length);
    this.#bytes.set(bytes, start);
    return this;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

class Malformed extends Error {}

/** Reads what `ByteWriter` wrote; anything else ends `readStrictly` with a refusal. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #place = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#place;
  }

  uint(width: number): number {
    if (this.left < width) throw new Malformed('too short');
    let value = 0;
    for (let count = 0; count < width; count += 1) {
      value = value * 256 + (this.#bytes[this.#place] ?? 0);
      this.#place += 1;
    }
    return value;
  }

  /** Yjs's variable-length unsigned integer, in its shortest form and safe. */
  varUint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.uint(1);
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('unsafe integer');
      if (byte < 128) {
        if (byte === 0 && scale > 1) throw new Malformed('long form of an integer');
        return value;
      }
      scale *= 128;
    }
  }

  varBytes(bytesMax: number): Uint8Array {
    const length = this.varUint();
    if (length > bytesMax) throw new Malformed('too long');
    return this.fixed(length);
  }

  /** A view into the source, not a copy. */
  fixed(length: number): Uint8Array {
    if (this.left < length) throw new Malformed('too short');
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  sized(width: number, bytesMax: number): Uint8Array {
    const length = this.uint(width);
    if (length > bytesMax) throw new Malformed('too long');
    return this.fixed(length);
  }

  /** UTF-8 that encodes back to the same bytes. */
  text(width: number, bytesMax: number): string {
    return this.#textOf(this.sized(width, bytesMax));
  }

  varText(bytesMax: number): string {
    return this.#textOf(this.varBytes(bytesMax));
  }

  #textOf(bytes: Uint8Array): string {
    let text;
    try {
      text = decodeUtf8(bytes);
    } catch (cause) {
      throw new Malformed('not UTF-8', { cause });
    }
    if (compareBytes(encodeUtf8(text), bytes) !== 0) throw new Malformed('not UTF-8');
    return text;
  }

  /** `count` things, each read by `read`. */
  list<Item>(count: number, read: (reader: ByteReader) => Item): Item[] {
    return Array.from({ length: count }, () => read(this));
  }

  rest(): Uint8Array {
    return this.fixed(this.left);
  }

  /** For rules of the grammar that widths cannot express. */
  demand(holds: boolean, why: string): void {
    if (!holds) throw new Malformed(why);
  }
}

/** Reads `bytes` to their very end. Never throws for bad bytes. */
export const readStrictly = <Value>(
  what: string,
  bytes: Uint8Array,
  read: (reader: ByteReader) => Value,
): Result<Value, MalformedRefusal> => {
  const reader = new ByteReader(bytes);
  try {
    const value = read(reader);
    reader.demand(reader.left === 0, 'trailing bytes');
    return accepted(value);
  } catch (error) {
    if (error instanceof Malformed) return refused({ type: 'malformed', what });
    throw error;
  }
};
