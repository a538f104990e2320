/**
 * Our side of the catch-up rows: a fresh replica that takes in a ledger and shows one document. The
 * real engine and the real shelf; only the disk is in memory.
 */
import type * as Y from 'yjs';
import { Engine } from '../../packages/core/src/group/engine.ts';
import { EpochBook } from '../../packages/core/src/group/epoch-book.ts';
import { Shelf } from '../../packages/core/src/group/shelf.ts';
import type { Env } from '../../packages/core/src/lib/env.ts';
import { createMemoryStore } from '../../packages/core/src/stores/memory.ts';
import type { Workload } from './workload.ts';

export interface CaughtUp {
  readonly engine: Engine;
  readonly doc: Y.Doc;
  readonly ms: number;
}

/** Time is stopped inside, so that the work is not sliced: both sides run in one go. */
const env: Env = {
  now: () => 0,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export const catchUp = async (workload: Workload): Promise<CaughtUp> => {
  const shelves: Shelf[] = [];
  const engine = new Engine({
    book: new EpochBook(workload.origin),
    device: workload.device,
    store: createMemoryStore(),
    env,
    events: {
      arriving: () => undefined,
      *arrived(arrival) {
        for (const shelf of shelves) yield* shelf.deliver(arrival.documents, false);
      },
      proven: () => undefined,
      dropped: () => undefined,
      rebuilding: () => undefined,
      rebuilt: () => undefined,
      storeRefused: () => undefined,
      storeKept: () => undefined,
    },
  });
  const shelf = new Shelf({
    env,
    chainOf: (client) => {
      const feed = engine.register.byDocumentClient.get(client);
      return feed && engine.ledger.chainOf(feed.clientId);
    },
    write: () => undefined,
    changed: () => undefined,
  });
  shelves.push(shelf);
  const opened = await engine.open();
  if (!opened.ok) throw new Error('bench: the store did not open');
  const startedAt = performance.now();
  await engine.receive(workload.ledgerUpdate);
  const doc = shelf.open(workload.document);
  const ms = performance.now() - startedAt;
  if (shelf.setAside.length > 0 || engine.graph.waitingEntries > 0) {
    throw new Error('bench: the ledger was not taken in whole');
  }
  return { engine, doc, ms };
};
