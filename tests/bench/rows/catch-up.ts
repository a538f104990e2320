/**
 * Taking in a year's ledger, to readable text: every struct validated, signatures verified,
 * decrypted, opened by the hash graph, through the document guard. Beside it, plain Yjs with the
 * same edits, neither signed nor sealed.
 */
import * as Y from 'yjs';
import { loadFastCrypto } from '../../../packages/core/src/crypto/backend.ts';
import { alternate, median, timed } from '../measure.ts';
import { catchUp } from '../replica.ts';
import type { BenchRow } from '../row.ts';
import { createWorkload, type Workload } from '../workload.ts';

const entries = 10_000;
const devices = 50;
const writersPerRound = 2;
const growthSizes = [1_000, 10_000, 100_000];
/** A hundred thousand entries take seconds a round. */
const growthRounds = 3;

const plainState = (workload: Workload): number =>
  timed(() => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, workload.plainState);
    return doc.getMap('pledges').size;
  });

const plainOneByOne = (workload: Workload): number =>
  timed(() => {
    const doc = new Y.Doc();
    for (const update of workload.plainUpdates) Y.applyUpdate(doc, update);
    return doc.getMap('pledges').size;
  });

export const measure = async (): Promise<readonly BenchRow[]> => {
  await loadFastCrypto();
  const honest = createWorkload({
    entries,
    devices,
    writersPerRound,
    editsPerEntry: 1,
    order: 'chance',
  });
  const hostile = createWorkload({
    entries,
    devices,
    writersPerRound: 1,
    editsPerEntry: 1,
    order: 'around',
  });
  const ours = async (): Promise<number> => (await catchUp(honest)).ms;
  const state = await alternate(ours, () => plainState(honest));
  const oneByOne = await alternate(ours, () => plainOneByOne(honest));
  const order = await alternate(async () => (await catchUp(hostile)).ms, ours);
  const inputs = `${entries} entries of ${devices} feeds, ${writersPerRound} writing at once`;
  return [
    {
      what: 'catch-up, to readable text',
      against: 'plain Yjs loading one state',
      goal: '≤ 3.0 ×',
      inputs,
      unit: 'ms',
      ...state,
    },
    {
      what: 'catch-up, to readable text',
      against: 'plain Yjs applying the updates one by one',
      goal: '≤ 1.2 ×',
      inputs,
      unit: 'ms',
      ...oneByOne,
    },
    {
      what: 'catch-up, every entry waiting for one of another feed',
      against: 'catch-up, honest order',
      goal: '≤ 1.5 ×',
      inputs,
      unit: 'ms',
      ...order,
    },
    await growth(),
  ];
};

const growth = async (): Promise<BenchRow> => {
  const times: number[] = [];
  for (const size of growthSizes) {
    const workload = createWorkload({
      entries: size,
      devices,
      writersPerRound,
      editsPerEntry: 1,
      order: 'chance',
    });
    const measured: number[] = [];
    for (let round = 0; round < growthRounds; round += 1)
      measured.push((await catchUp(workload)).ms);
    times.push(median(measured));
  }
  const [, middle = Number.NaN, last = Number.NaN] = times;
  return {
    what: 'growth of catch-up: exponent from 10,000 to 100,000 entries',
    against: '–',
    goal: '≤ 1.05',
    inputs: `${growthSizes.join(', ')} entries of ${devices} feeds: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`,
    ours: Math.log10(last / middle),
    unit: '',
  };
};
