/**
 * What a device begins with in a group, as it is copied, grows and is kept within bounds. Pure. Knows
 * no vault, and not which epoch is the right one.
 */
import { equalBytes } from '../crypto/equal.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { charterHash, type Charter } from '../roster/charter.ts';
import type { EpochOrigin, EpochSecret } from './epoch-book.ts';

/** Of a group that was just founded. */
export const originOf = (first: Charter, secret: Uint8Array): EpochOrigin => ({
  first,
  current: first,
  secrets: [{ epochId: charterHash(first), secret }],
});

/**
 * What either knows. Of two charters the later in the group's history stands: whoever is behind takes
 * nothing back. Where both are as late, `added` has the word.
 */
export const uniteOrigins = (known: EpochOrigin, added: EpochOrigin): EpochOrigin => {
  const secretById = new Map<string, EpochSecret>();
  for (const each of [...known.secrets, ...added.secrets]) {
    const id = hexFromBytes(each.epochId);
    if (!secretById.has(id)) secretById.set(id, each);
  }
  return {
    first: known.first,
    current: known.current.number > added.current.number ? known.current : added.current,
    secrets: [...secretById.values()],
  };
};

/** Whether `origin` holds nothing that `known` lacks. */
export const isWithin = (known: EpochOrigin, origin: EpochOrigin): boolean => {
  const united = uniteOrigins(known, origin);
  return (
    united.secrets.length === known.secrets.length &&
    equalBytes(charterHash(united.current), charterHash(known.current))
  );
};

/**
 * At most so many secrets, those of the first and of the current charter among them. The others can be
 * found again: every succession brings the secrets of the epochs before it.
 */
export const boundedSecrets = (
  { first, current, secrets }: EpochOrigin,
  countMax: number,
): readonly EpochSecret[] => {
  if (secrets.length <= countMax) return secrets;
  const needed = new Set([first, current].map((charter) => hexFromBytes(charterHash(charter))));
  const isNeeded = ({ epochId }: EpochSecret): boolean => needed.has(hexFromBytes(epochId));
  const others = secrets.filter((each) => !isNeeded(each));
  return [...secrets.filter(isNeeded), ...others.slice(-(countMax - needed.size))];
};

/** The same plain value with bytes of its own, so that either can be overwritten alone. */
export const copyBytesInside = <Value>(value: Value): Value => {
  if (value instanceof Uint8Array) return value.slice() as Value;
  if (Array.isArray(value)) return value.map((each: unknown) => copyBytesInside(each)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, each]) => [
    name,
    copyBytesInside<unknown>(each),
  ]);
  return Object.fromEntries(fields) as Value;
};
