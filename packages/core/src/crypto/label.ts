/**
 * Domain separation: every hash, derived key and signature of the protocol names what it is for,
 * so that bytes made for one use can never be taken for another. Knows no uses, only their form.
 */

const labelPrefix = 'samphire/v1/';
/** The length stands in one byte before the label. */
const labelBytesMax = 255;

/**
 * ASCII of `samphire/v1/<use>`.
 *
 * Throws `RangeError` when the label is longer than 255 bytes, or `use` is empty or holds anything
 * but printable ASCII.
 */
export const labelBytes = (use: string): Uint8Array => {
  if (!/^[!-~]+$/.test(use)) throw new RangeError('label: use must be printable ASCII');
  const label = labelPrefix + use;
  if (label.length > labelBytesMax) throw new RangeError('label: use is too long');
  return Uint8Array.from(label, (character) => character.charCodeAt(0));
};
