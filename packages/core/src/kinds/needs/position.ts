/**
 * Where a line stands: a text of digits in base 36, read as a fraction, so that there is always
 * room between two. Two people who put lines in one place while apart make equal positions; the
 * reader then orders by id. It knows no lines.
 */

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const headChars = 8;
const headMax = 36 ** headChars - 1;
/** Room for some 65,000 lines between two that were added one after the other. */
const step = 65_536;
const first = '10000001';
/** Some 280 insertions into one same gap; later ones share a position. */
export const positionCharsMax = 64;

const wellFormed = /^[0-9a-z]*[1-9a-z]$/u;

export const isPosition = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= positionCharsMax && wellFormed.test(value);

/** A position behind all that are not behind `last`. */
export const positionAfter = (last: string | undefined): string => {
  if (last === undefined) return first;
  const head = Number.parseInt(last.slice(0, headChars).padEnd(headChars, '0'), 36) + step;
  // Odd, so that it never ends in a zero.
  const next = head % 2 === 0 ? head + 1 : head;
  return next > headMax
    ? positionBetween(last, undefined)
    : next.toString(36).padStart(headChars, '0');
};

/** A position between two, of which either may be missing; `before` itself where there is no room. */
export const positionBetween = (before: string | undefined, after: string | undefined): string => {
  if (before !== undefined && after !== undefined && before >= after) return before;
  const between = midpoint(before ?? '', after);
  return between.length > positionCharsMax ? (before ?? after ?? first) : between;
};

/** The shortest fraction between two that do not end in zero (the method of Figma's lists). */
const midpoint = (low: string, high: string | undefined): string => {
  if (high !== undefined) {
    let shared = 0;
    while ((low[shared] ?? '0') === high[shared]) shared += 1;
    if (shared > 0) return high.slice(0, shared) + midpoint(low.slice(shared), high.slice(shared));
  }
  const lowDigit = low === '' ? 0 : digits.indexOf(low.charAt(0));
  const highDigit = high === undefined ? digits.length : digits.indexOf(high.charAt(0));
  if (highDigit - lowDigit > 1) return digits.charAt(Math.round((lowDigit + highDigit) / 2));
  if (high !== undefined && high.length > 1) return high.charAt(0);
  return digits.charAt(lowDigit) + midpoint(low.slice(1), undefined);
};
