/**
 * Logs as one line of JSON each: level, time, event, counts. The types are the promise: an event is
 * one of a fixed list and a fact is a number, so no address, topic or content can be handed in.
 * Counts are sums over the whole relay; nothing is written when one connection comes, speaks or goes.
 */

export type LogLevel = 'info' | 'error' | 'silent';
export type LogEvent = 'started' | 'counts' | 'stopping' | 'stopped' | 'connection-failed';
export type LogFacts = Readonly<Record<string, number>>;
export type Log = (level: 'info' | 'error', event: LogEvent, facts?: LogFacts) => void;

export const logLevels: readonly LogLevel[] = ['info', 'error', 'silent'];

export const createLog = (
  level: LogLevel,
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): Log => {
  const isWritten = (of: 'info' | 'error'): boolean =>
    level === 'info' || (level === 'error' && of === 'error');
  return (of, event, facts = {}) => {
    if (!isWritten(of)) return;
    write(`${JSON.stringify({ time: now().toISOString(), level: of, event, ...facts })}\n`);
  };
};

export interface Counts {
  readonly add: (what: string, amount?: number) => void;
  readonly read: (what: string) => number;
  readonly all: () => LogFacts;
}

/** Sums since the start, by name. The names are ours, never a peer's. */
export const createCounts = (): Counts => {
  const sums = new Map<string, number>();
  return {
    add: (what, amount = 1) => {
      sums.set(what, (sums.get(what) ?? 0) + amount);
    },
    read: (what) => sums.get(what) ?? 0,
    all: () => Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
};
