/**
 * The waiting room: runs of feeds that nobody on the roster is known to write. Their admission may
 * be on its way, so they are kept for a while, within a bound; the oldest leave first.
 */
import type { FeedRun } from '../ledger/update.ts';
import { waitingRoomBytesMax } from '../lib/limits.ts';

export class WaitingRoom {
  #runs: FeedRun[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  add(runs: readonly FeedRun[]): void {
    for (const run of runs) {
      // Bytes of their own: the update that they came in must not be kept alive by them.
      this.#runs.push({ ...run, entries: run.entries.map((entry) => entry.slice()) });
      this.#bytes += bytesOf(run);
    }
    while (this.#bytes > waitingRoomBytesMax) {
      const oldest = this.#runs.shift();
      if (!oldest) break;
      this.#bytes -= bytesOf(oldest);
    }
  }

  /** Everybody out, to be judged again. */
  empty(): readonly FeedRun[] {
    const runs = this.#runs;
    this.#runs = [];
    this.#bytes = 0;
    return runs;
  }
}

/** What an entry takes in memory beside its bytes; else millions of empty ones would weigh nothing. */
const heldEntryBytes = 256;

const bytesOf = (run: FeedRun): number =>
  run.entries.reduce((sum, entry) => sum + entry.length + heldEntryBytes, 0);

/** A run for each feed, so that they can be judged at once; what is left is judged after them. */
export const firstOfEachFeed = (
  runs: readonly FeedRun[],
): { readonly first: readonly FeedRun[]; readonly others: readonly FeedRun[] } => {
  const feeds = new Set<number>();
  const others: FeedRun[] = [];
  const first = runs.filter((run) => {
    if (!feeds.has(run.clientId)) return feeds.add(run.clientId);
    others.push(run);
    return false;
  });
  return { first, others };
};
