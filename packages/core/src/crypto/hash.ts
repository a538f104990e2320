/**
 * The protocol's hash: SHA-256 with a label that says what is hashed. Knows no record formats:
 * callers pass parts of fixed widths (or with their lengths in them), so that no two lists of parts
 * run together to the same bytes.
 */
import { currentBackend } from './backend.ts';
import { labelBytes } from './label.ts';

/** Prefix by use: a cache of constants, so it cannot be seen from outside. */
const prefixByUse = new Map<string, Uint8Array>();

/**
 * SHA-256 over: length of the label (1 byte) ‖ label ‖ parts, where the label is ASCII
 * `samphire/v1/<use>`. Returns 32 bytes.
 *
 * `use` must come from a constant of the caller's, never from input. Throws `RangeError` for a
 * `use` that is empty, too long or not printable ASCII. Source: FIPS 180-4.
 */
export const hashBytes = (use: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const prefix = prefixOf(use);
  let length = prefix.length;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  bytes.set(prefix);
  let place = prefix.length;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return currentBackend().sha256(bytes);
};

const prefixOf = (use: string): Uint8Array => {
  const known = prefixByUse.get(use);
  if (known !== undefined) return known;
  const label = labelBytes(use);
  const prefix = Uint8Array.of(label.length, ...label);
  prefixByUse.set(use, prefix);
  return prefix;
};
