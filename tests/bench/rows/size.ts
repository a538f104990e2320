/**
 * What sealing, signing and chaining cost in bytes and in memory, beside the same edits in plain Yjs.
 */
import * as Y from 'yjs';
import { loadFastCrypto } from '../../../packages/core/src/crypto/backend.ts';
import { catchUp } from '../replica.ts';
import type { BenchRow } from '../row.ts';
import { createWorkload, type Workload } from '../workload.ts';

const entries = 10_000;
const devices = 50;

const sum = (updates: readonly Uint8Array[]): number =>
  updates.reduce((total, update) => total + update.length, 0);

export const measure = async (): Promise<readonly BenchRow[]> => {
  await loadFastCrypto();
  const base = { entries, devices, order: 'chance' as const };
  const single = createWorkload({ ...base, writersPerRound: 2, editsPerEntry: 1 });
  const alone = createWorkload({ ...base, devices: 1, writersPerRound: 1, editsPerEntry: 1 });
  const four = createWorkload({
    ...base,
    entries: entries / 4,
    writersPerRound: 2,
    editsPerEntry: 4,
  });
  return [
    bytesRow('single edits, two writing at once', '≤ 3.5 ×', single),
    bytesRow('single edits, one writing', '≤ 3.5 ×', alone),
    bytesRow('four edits an entry, two writing at once', '≤ 1.9 ×', four),
    vectorRow(single),
    await heapRow(single),
  ];
};

const bytesRow = (what: string, goal: string, workload: Workload): BenchRow => {
  const plain = sum(workload.plainUpdates);
  return {
    what: `ledger bytes, ${what}`,
    against: 'sum of the plain updates',
    goal,
    inputs: `${workload.plainUpdates.length} edits of ${(plain / workload.plainUpdates.length).toFixed(1)} B`,
    ours: workload.ledgerUpdate.length,
    theirs: plain,
    ratio: workload.ledgerUpdate.length / plain,
    unit: 'B',
  };
};

const vectorRow = (workload: Workload): BenchRow => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, workload.ledgerUpdate);
  return {
    what: 'state vector of a ledger, per feed',
    against: '–',
    goal: '≤ 11 B',
    inputs: `${devices} feeds, ${entries} entries`,
    ours: Y.encodeStateVector(doc).length / devices,
    unit: 'B',
  };
};

/** More than once, with turns between: what promises and finalisers hold goes only then. */
const collect = async (): Promise<void> => {
  if (!globalThis.gc) throw new Error('bench: run with --expose-gc');
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Heap after collection, of what is kept alive by `make`. */
const heapOf = async <Kept>(make: () => Promise<Kept>): Promise<number> => {
  await collect();
  const before = process.memoryUsage();
  const kept = await make();
  await collect();
  const after = process.memoryUsage();
  return kept === undefined
    ? Number.NaN
    : after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
};

const heapRow = async (workload: Workload): Promise<BenchRow> => {
  const plain = async (): Promise<Y.Doc> => {
    const doc = new Y.Doc({ gc: false });
    for (const update of workload.plainUpdates) Y.applyUpdate(doc, update);
    return doc;
  };
  await catchUp(workload);
  await plain();
  const ours = await heapOf(() => catchUp(workload));
  const theirs = await heapOf(plain);
  return {
    what: 'heap, ledger and document',
    against: 'the plain document (nothing collected in either)',
    goal: '≤ 2.2 ×',
    inputs: `${entries} entries of ${devices} feeds`,
    ours: ours / 1e6,
    theirs: theirs / 1e6,
    ratio: ours / theirs,
    unit: 'MB',
  };
};
