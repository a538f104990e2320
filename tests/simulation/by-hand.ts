/**
 * Pieces for whoever writes entries by hand: the keys of an epoch, and an update that adds a mark.
 */
import type { EpochOrigin } from '../../packages/core/src/group/epoch-book.ts';
import { epochFromSecret, type Epoch } from '../../packages/core/src/ledger/epoch.ts';
import { bytesFromHex, concatBytes, hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import { charterHash } from '../../packages/core/src/roster/charter.ts';
import { contents, rawUpdate, values } from '../hostile/raw-update.ts';

/** The keys that are in use where this origin comes from. */
export const epochOf = ({ first, current, secrets }: EpochOrigin): Epoch => {
  const id = hexFromBytes(charterHash(current));
  const known = secrets.find(({ epochId }) => hexFromBytes(epochId) === id);
  if (!known) throw new TypeError('epochOf: an origin without its secret');
  return epochFromSecret(charterHash(first), known.epochId, known.secret);
};

/** The entry's payload: the document, and an update that adds one mark to it. */
export const markPayload = (
  document: string,
  client: number,
  clock: number,
  mark: string,
): Uint8Array => {
  const neighbour = clock > 0 ? { origin: { client, clock: clock - 1 } } : {};
  const struct = { ...contents.any(values.text(mark)), parent: 'marks', ...neighbour };
  const id = bytesFromHex(document) ?? new Uint8Array(16);
  return concatBytes(id, rawUpdate({ client, clock, structs: [struct] }));
};
