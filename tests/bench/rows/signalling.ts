/**
 * Memory of the signalling with a stalled reader: our relay and y-webrtc's own server, each a process
 * of its own, alternately, with the same clients. One reader stops reading; four go on; a sender keeps
 * a few messages under way and waits for its own echo, so that nothing but the stalled queue can grow.
 */
import { once } from 'node:events';

import type { WebSocket } from 'ws';

import type { BenchRow } from '../row.ts';
import { openReader, openStalledReader, topic } from '../signalling/readers.ts';
import { residentBytes, startOurs, startTheirs } from '../signalling/servers.ts';
import type { Server } from '../signalling/servers.ts';

const rounds = 3;
const readers = 4;
const messageBytes = 16_384;
/** Both sides compile and fill their heaps first. */
const warmUpMessages = 1_024;
const calmMessages = 2_048;
const measuredMessages = 6_400;
const underWayMax = 16;
const sampleEveryMessages = 64;
const megabyte = 1_000_000;

interface Measured {
  readonly growthMb: number;
  readonly calmP99Ms: number;
  readonly stalledP99Ms: number;
}

export const measure = async (): Promise<readonly BenchRow[]> => {
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measureServer(startOurs));
    theirs.push(await measureServer(startTheirs));
  }
  const sentMb = Math.round((measuredMessages * messageBytes) / megabyte);
  const inputs = `${sentMb} MB in messages of ${messageBytes} B, 1 stalled and ${readers} good readers, ${rounds} rounds`;
  const growth = compare(ours, theirs, (one) => one.growthMb);
  const latency = compare(ours, theirs, (one) => one.stalledP99Ms);
  const calm = medianOf(ours.map((one) => one.calmP99Ms));
  return [
    {
      what: 'signalling: memory growth with one stalled reader',
      against: "y-webrtc's own server",
      goal: '≤ 32 MB',
      inputs,
      unit: 'MB',
      ...growth,
    },
    {
      what: "signalling: the others' p99 beside a stalled reader",
      against: "y-webrtc's own server",
      goal: '≤ 2 ×',
      inputs,
      unit: 'ms',
      ...latency,
    },
    {
      what: "signalling: the others' p99 beside a stalled reader",
      against: 'the same relay with nobody stalled',
      goal: '≤ 2 ×',
      inputs,
      ours: latency.ours,
      theirs: round2(calm),
      ratio: round2(latency.ours / calm),
      unit: 'ms',
    },
  ];
};

const measureServer = async (start: () => Promise<Server>): Promise<Measured> => {
  const server = await start();
  const open: { terminate: () => void }[] = [];
  try {
    const arrivals = createArrivals();
    for (let reader = 0; reader < readers; reader += 1) {
      open.push(await openReader(server, (data) => arrivals.note(data)));
    }
    const echoes = createEchoes();
    const sender = await openReader(server, () => echoes.heard());
    open.push(sender);
    const send = (messages: number, sample: () => Promise<void>): Promise<readonly number[]> =>
      sendAll(sender, messages, echoes, arrivals, sample);

    await send(warmUpMessages, async () => undefined);
    const calm = await send(calmMessages, async () => undefined);
    const beforeBytes = await residentBytes(server.child);
    const stalled = await openStalledReader(server);
    open.push({ terminate: () => stalled.destroy() });
    let peakBytes = beforeBytes;
    const latencies = await send(measuredMessages, async () => {
      peakBytes = Math.max(peakBytes, await residentBytes(server.child));
    });
    return {
      growthMb: (peakBytes - beforeBytes) / megabyte,
      calmP99Ms: p99Of(calm),
      stalledP99Ms: p99Of(latencies),
    };
  } finally {
    for (const one of open) one.terminate();
    const closed = once(server.child, 'close');
    server.child.kill('SIGKILL');
    await closed;
  }
};

interface Echoes {
  readonly heard: () => void;
  readonly atMost: (underWay: number) => Promise<void>;
  readonly sent: () => void;
}

/** The sender's own messages come back: how many are still under way. */
const createEchoes = (): Echoes => {
  let underWay = 0;
  let waiting: { readonly underWay: number; readonly resolve: () => void } | null = null;
  return {
    sent: () => {
      underWay += 1;
    },
    heard: () => {
      underWay -= 1;
      if (waiting === null || underWay > waiting.underWay) return;
      waiting.resolve();
      waiting = null;
    },
    atMost: (allowed) =>
      new Promise((resolve) => {
        if (underWay <= allowed) resolve();
        else waiting = { underWay: allowed, resolve };
      }),
  };
};

interface Arrivals {
  readonly begin: (messages: number) => Promise<readonly number[]>;
  readonly sent: (place: number) => void;
  readonly note: (data: Buffer) => void;
}

const placeDigits = 8;
const placeMark = '"data":"';

/** Milliseconds from sending to each good reader; done when all have all. */
const createArrivals = (): Arrivals => {
  let sentMs: number[] = [];
  let latencies: number[] = [];
  let expected = 0;
  let whenAll: ((latencies: readonly number[]) => void) | null = null;
  return {
    begin: (messages) => {
      sentMs = [];
      latencies = [];
      expected = messages * readers;
      return new Promise((resolve) => {
        whenAll = resolve;
      });
    },
    sent: (place) => {
      sentMs[place] = performance.now();
    },
    note: (data) => {
      const start = data.indexOf(placeMark) + placeMark.length;
      const place = Number(data.toString('latin1', start, start + placeDigits));
      latencies.push(performance.now() - (sentMs[place] ?? Number.NaN));
      if (latencies.length === expected) whenAll?.(latencies);
    },
  };
};

const sendAll = async (
  sender: WebSocket,
  messages: number,
  echoes: Echoes,
  arrivals: Arrivals,
  sample: () => Promise<void>,
): Promise<readonly number[]> => {
  const filling = 'x'.repeat(messageBytes - placeDigits);
  const arrived = arrivals.begin(messages);
  for (let place = 0; place < messages; place += 1) {
    await echoes.atMost(underWayMax - 1);
    if (place % sampleEveryMessages === 0) await sample();
    const data = `${String(place).padStart(placeDigits, '0')}${filling}`;
    echoes.sent();
    arrivals.sent(place);
    sender.send(JSON.stringify({ type: 'publish', topic, data }));
  }
  const latencies = await arrived;
  await echoes.atMost(0);
  await sample();
  return latencies;
};

const compare = (
  ours: readonly Measured[],
  theirs: readonly Measured[],
  of: (one: Measured) => number,
): Pick<Required<BenchRow>, 'ours' | 'theirs' | 'ratio' | 'spread'> => {
  const mine = ours.map(of);
  const other = theirs.map(of);
  const range = (values: readonly number[]): string =>
    `${round2(Math.min(...values))} to ${round2(Math.max(...values))}`;
  return {
    ours: round2(medianOf(mine)),
    theirs: round2(medianOf(other)),
    ratio: round2(medianOf(mine) / medianOf(other)),
    spread: `${range(mine)}; theirs ${range(other)}`,
  };
};

const sortedCopy = (values: readonly number[]): readonly number[] =>
  values.toSorted((a, b) => a - b);
const medianOf = (values: readonly number[]): number =>
  sortedCopy(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const p99Of = (values: readonly number[]): number =>
  sortedCopy(values)[Math.floor(values.length * 0.99)] ?? Number.NaN;
const round2 = (value: number): number => Math.round(value * 100) / 100;
