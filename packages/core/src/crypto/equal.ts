/**
 * Two small tools for bytes that may be secret: comparing without telling where they differ, and
 * overwriting. Knows no format and no key.
 */

/**
 * True when `a` and `b` are byte for byte the same. The time depends on the length only, never on
 * where the first difference stands; unequal lengths are told apart at once.
 */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let place = 0; place < a.length; place++) difference |= (a[place] ?? 0) ^ (b[place] ?? 0);
  return difference === 0;
};

/**
 * Overwrites `bytes` with zeros. Hazard: a JavaScript engine may have moved or copied the bytes
 * before, so this shortens a secret's life in memory without promising its end.
 */
export const zeroBytes = (bytes: Uint8Array): void => {
  bytes.fill(0);
};
