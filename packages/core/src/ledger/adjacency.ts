/**
 * Whether an update stands where it says it stands. Yjs places things between two neighbours, and
 * everybody comes to one order only if the two stood side by side when the thing was written. A
 * member who means harm can name neighbours that never did; then the order in which updates arrive
 * would show in the document. Here that is noticed, from the document and the update alone.
 */
import * as Y from 'yjs';
import type { ClockInPast } from './document-guard.ts';
import type { DocumentUpdate, StructId } from './document-update.ts';

/** Things between two neighbours that are passed over; more of them is taken for a lie. */
const passedMax = 10_000;

/**
 * True if every struct of the update, now in the doc, has the neighbours that it names, passing over
 * what its entry's past does not hold.
 */
export const standsAdjacent = (
  doc: Y.Doc,
  update: DocumentUpdate,
  clockInPast: ClockInPast,
): boolean => {
  const { client, structs } = update;
  if (client === undefined) return true;
  let passed = 0;
  const walk = (
    from: Y.Item | null,
    side: 'left' | 'right',
    before: number,
  ): StructId | undefined => {
    for (let item = from; item !== null; item = item[side]) {
      passed += 1;
      if (passed > passedMax) return undefined;
      const { id, length } = item;
      const end = Math.min(
        id.clock + length,
        id.client === client ? before : clockInPast(id.client),
      );
      if (end > id.clock) return side === 'left' ? { client: id.client, clock: end - 1 } : id;
    }
    return undefined;
  };
  return structs.every((struct) => {
    const first = Y.getItem(doc.store, Y.createID(client, struct.clock));
    const last = Y.getItem(doc.store, Y.createID(client, struct.clock + struct.length - 1));
    if (!(first instanceof Y.Item) || !(last instanceof Y.Item)) return false;
    // Yjs joins what follows on each other: then the left neighbour is in the same item.
    const isJoined = first.id.clock < struct.clock;
    const left = isJoined
      ? { client, clock: struct.clock - 1 }
      : walk(first.left, 'left', struct.clock);
    const right = walk(last.right, 'right', struct.clock);
    return isSame(left, struct.origin) && isSame(right, struct.rightOrigin) && passed <= passedMax;
  });
};

const isSame = (found: StructId | undefined, named: StructId | undefined): boolean =>
  found?.client === named?.client && found?.clock === named?.clock;
