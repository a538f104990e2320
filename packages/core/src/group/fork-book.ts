/**
 * The fork book: which forks are proven, and what the ledger must look like for the branch that
 * stands to be the one that is held. Knows nothing of how a ledger is rebuilt.
 */
import { equalBytes } from '../crypto/equal.ts';
import type { ForkProof } from '../ledger/fork.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { FeedRun } from '../ledger/update.ts';

export interface Switched {
  readonly runs: readonly FeedRun[];
  /** The branch that does not stand, from the place where the two part. */
  readonly dropped: FeedRun;
}

export class ForkBook {
  readonly #proofs = new Map<string, ForkProof>();

  get isUsed(): boolean {
    return this.#proofs.size > 0;
  }

  /** True if the fork was not known. */
  note(proof: ForkProof): boolean {
    const key = keyOf(proof);
    if (this.#proofs.has(key)) return false;
    this.#proofs.set(key, proof);
    return true;
  }

  /** All runs with one feed switched to its standing branch; nothing if every feed is on its own. */
  standingRuns(ledger: Ledger): Switched | undefined {
    const losing = [...this.#proofs.values()].filter((proof) => holdsLosing(ledger, proof));
    if (losing.length === 0) return undefined;
    // The earliest first: what comes after it in the same feed goes with it.
    const first = losing.reduce((left, right) => (left.place <= right.place ? left : right));
    const chain = ledger.chainOf(first.clientId);
    if (!chain) return undefined;
    return {
      runs: ledger
        .runs()
        .map((run) => (run.clientId === first.clientId ? switchedRun(run, first) : run)),
      dropped: ledger.branchFrom(chain, first.place),
    };
  }
}

/** Both first entries: a feed may have forked in more than two at one place. */
const keyOf = ({ clientId, place, branches }: ForkProof): string =>
  [clientId, place, ...branches.map(([first]) => String(first?.subarray(0, signedHead)))].join(':');

/** Version and signature: enough to tell two entries of one place apart. */
const signedHead = 65;

const holdsLosing = (ledger: Ledger, proof: ForkProof): boolean => {
  const chain = ledger.chainOf(proof.clientId);
  const losing = proof.branches[1][0];
  if (!chain || !losing || chain.height <= proof.place) return false;
  return equalBytes(ledger.entryAt(chain, proof.place), losing);
};

/** The common part, then the branch that stands. */
const switchedRun = (run: FeedRun, proof: ForkProof): FeedRun => ({
  ...run,
  entries: [...run.entries.slice(0, proof.place), ...proof.branches[0]],
});
