/**
 * Padding, so that the length of what is sealed says little about it: Padmé, which leaves at most a
 * few bits of the length's logarithm to be seen, for at most 12 % more bytes. Knows no format.
 */

/** The length stands before the contents, big-endian. */
const lengthBytes = 4;

/**
 * The length that `length` bytes (0 to 2^32) are padded to, at least `least`. Source: "Reducing
 * Metadata Leakage from Encrypted Files and Communication with PURBs" (2019), algorithm 1.
 */
export const paddedLength = (length: number, least: number): number => {
  const wanted = Math.max(length, least);
  if (wanted < 2) return wanted;
  const exponent = Math.floor(Math.log2(wanted));
  const freeBits = exponent - (Math.floor(Math.log2(exponent || 1)) + 1);
  const step = 2 ** Math.max(0, freeBits);
  return Math.ceil(wanted / step) * step;
};

/** Length (4 bytes, big-endian) ‖ contents ‖ zeros, `paddedLength` bytes in all. */
export const padBytes = (contents: Uint8Array, least: number): Uint8Array => {
  const padded = new Uint8Array(paddedLength(lengthBytes + contents.length, least));
  new DataView(padded.buffer).setUint32(0, contents.length);
  padded.set(contents, lengthBytes);
  return padded;
};

/**
 * The contents of what `padBytes` made with the same `least`; nothing for any other bytes: another
 * length than Padmé's, or a padding that is not zero.
 */
export const unpadBytes = (padded: Uint8Array, least: number): Uint8Array | undefined => {
  if (padded.length < lengthBytes) return undefined;
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const end = lengthBytes + length;
  if (padded.length !== paddedLength(end, least)) return undefined;
  for (let place = end; place < padded.length; place++) if (padded[place] !== 0) return undefined;
  return padded.slice(lengthBytes, end);
};
