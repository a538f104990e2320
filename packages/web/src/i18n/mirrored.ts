/**
 * Makes a right-to-left language out of English: every sentence is forced to run from right to
 * left, so that layout that is not logical shows at once. For development and tests.
 */
import type { Messages } from './en.ts';

const rightToLeftOverride = '\u202e';
const popDirection = '\u202c';

export const mirror = (messages: Messages): Messages => {
  const { formats, ...sentences } = messages;
  return { ...(mirrorValue(sentences) as Omit<Messages, 'formats'>), formats };
};

function mirrorValue(value: unknown): unknown {
  if (typeof value === 'string')
    return value === '' ? value : `${rightToLeftOverride}${value}${popDirection}`;
  if (typeof value === 'function')
    return (...facts: readonly unknown[]) => mirrorValue(value(...facts));
  if (Array.isArray(value)) return value.map(mirrorValue);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, mirrorValue(inner)]),
    );
  return value;
}
