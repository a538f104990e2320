/**
 * The branches of forked feeds that do not stand, as far as they were met in this session: what was
 * written on them is on no disk any more, and is kept here so that nobody's work is lost. Bounded:
 * whoever forks feeds in earnest fills no memory.
 */
import { droppedBytesMax } from '../../lib/limits.ts';
import type { FeedRun } from '../../ledger/update.ts';
import type { Chain } from '../../ledger/chain.ts';
import type { Engine } from '../engine.ts';
import { partingOf, readUnopened, type UnopenedUpdate } from './unopened.ts';

export interface DroppedBranch {
  /** Ledger client id of the feed. */
  readonly client: number;
  /** Where it parts from the branch that stands. */
  readonly start: number;
  /** Written from this very place: nobody else will write it again. */
  readonly isOurs: boolean;
  readonly updates: readonly UnopenedUpdate[];
}

export class DroppedBranches {
  #branches: readonly DroppedBranch[] = [];
  /** A branch may be met again, longer or shorter. */
  readonly #known = new Set<string>();
  readonly #tried = new Set<DroppedBranch>();

  get all(): readonly DroppedBranch[] {
    return this.#branches;
  }

  /** Ours, and nobody has tried to write them again yet. */
  get untried(): readonly DroppedBranch[] {
    return this.#branches.filter((branch) => branch.isOurs && !this.#tried.has(branch));
  }

  noteTried(branch: DroppedBranch): void {
    this.#tried.add(branch);
  }

  /** Takes note of what was written there, each entry once. True if something was. */
  note(engine: Engine, run: FeedRun, isOurs: boolean): boolean {
    const chain: Chain | undefined = engine.ledger.chainOf(run.clientId);
    if (!chain) return false;
    const parting = partingOf(engine.ledger, chain, run);
    if (parting === -1) return false;
    const start = run.start + parting;
    const entries = run.entries.slice(parting);
    const updates = readUnopened(engine.ledger, { chain, start, entries }).filter(
      ({ id }) => !this.#known.has(id),
    );
    if (updates.length === 0) return false;
    for (const { id } of updates) this.#known.add(id);
    this.#branches = withinLimit([
      ...this.#branches,
      { client: run.clientId, start, isOurs, updates },
    ]);
    return true;
  }
}

/** Our own goes last: nobody else may have it. */
const withinLimit = (branches: readonly DroppedBranch[]): readonly DroppedBranch[] => {
  let kept = branches;
  let bytes = branches.reduce((sum, branch) => sum + bytesOf(branch), 0);
  for (const branch of branches.toSorted((left, right) => +left.isOurs - +right.isOurs)) {
    if (bytes <= droppedBytesMax) break;
    kept = kept.filter((each) => each !== branch);
    bytes -= bytesOf(branch);
  }
  return kept;
};

const bytesOf = ({ updates }: DroppedBranch): number =>
  updates.reduce((sum, { update }) => sum + update.length, 0);
