/**
 * The view of a needs list that stays open: equal at every moment to what `viewNeeds` makes of the
 * document, but an edit costs what it touched and not what the list holds. What was read stays
 * until a transaction touches its key, or until a device turns out to be somebody else's. It
 * knows no screen.
 */
import type * as Y from 'yjs';
import { accepted } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { everyKey } from '../carried.ts';
import type { Authors } from '../contract.ts';
import { rememberingDerivations } from './derive.ts';
import {
  byTarget,
  gathered,
  readDeliveries,
  readPledges,
  readSteps,
} from './read-contributions.ts';
import { openRoots, rootNames } from './schema.ts';
import type { NewerRefusal, Roots } from './schema.ts';
import type { NeedsView, Problem } from './types.ts';
import { readLineAt, rootProblems, sortedLines, viewOf } from './view.ts';

export interface OpenNeedsView {
  /** The same object until something changes; lines that nothing touched stay the same objects. */
  view(): Result<NeedsView, NewerRefusal>;
  /** Reads what was touched without putting it together, so that a later `view` has less to do. */
  readAhead(): void;
  close(): void;
}

const partNames = ['lines', 'pledges', 'deliveries', 'steps'] as const;

export const openNeedsView = (doc: Y.Doc, authors: Authors): OpenNeedsView => {
  const known = rememberAuthors(authors);
  const parts = {
    lines: keepPart(readLineAt, sortedLines),
    pledges: keepPart(readPledges, gathered),
    deliveries: keepPart(readDeliveries, gathered),
    steps: keepPart(readSteps, (readings, problems) => byTarget(gathered(readings, problems))),
  };
  const derive = rememberingDerivations();
  let hasBegun = false;
  let current: NeedsView | undefined;

  const touch = (changed: Y.AbstractType<unknown>, keys: ReadonlySet<string | null>): void => {
    let type = changed;
    let touched: Iterable<string | null> = keys;
    // Where something within an entry changed, the entry is read again.
    while (type._item !== null) {
      touched = [type._item.parentSub];
      type = type._item.parent as Y.AbstractType<unknown>;
    }
    const name = rootNames.find((candidate) => doc.share.get(candidate) === type);
    if (name === undefined) return;
    current = undefined;
    if (name !== 'meta') for (const key of touched) if (key !== null) parts[name].touch(key);
  };
  const onTransaction = ({ changed }: Y.Transaction): void => {
    for (const [type, keys] of changed) touch(type as Y.AbstractType<unknown>, keys);
  };
  const readTouched = (roots: Partial<Roots>): void => {
    const isAnew = !hasBegun || known.haveChanged();
    if (isAnew) known.forget();
    for (const name of partNames) {
      const root = roots[name];
      if (root === undefined) continue;
      if (isAnew) parts[name].restart(root);
      parts[name].read(root, known);
    }
    if (isAnew) current = undefined;
    hasBegun = true;
  };

  // Before anybody else hears of a change, so that whoever asks then is told of it.
  doc.on('beforeObserverCalls', onTransaction);
  return {
    view: () => {
      const opened = openRoots(doc);
      if (!opened.ok) return opened;
      const { roots, damaged } = opened.value;
      readTouched(roots);
      if (current === undefined) {
        const problems = rootProblems(roots.meta, damaged);
        const fields = parts.lines.whole(problems);
        const contributions = {
          pledges: parts.pledges.whole(problems),
          deliveries: parts.deliveries.whole(problems),
          stepsByTarget: parts.steps.whole(problems),
        };
        current = viewOf(fields, contributions, problems, derive);
      }
      return accepted(current);
    },
    readAhead: () => {
      const opened = openRoots(doc);
      if (opened.ok) readTouched(opened.value.roots);
    },
    close: () => doc.off('beforeObserverCalls', onTransaction),
  };
};

/** What was read of one root map, key by key in the map's own order, and what that makes together. */
interface KeptPart<Whole> {
  touch(key: string): void;
  restart(map: Y.Map<unknown>): void;
  read(map: Y.Map<unknown>, authors: Authors): void;
  whole(problems: Problem[]): Whole;
}

const keepPart = <Reading, Whole>(
  readAt: (map: Y.Map<unknown>, key: string, authors: Authors) => Reading,
  gather: (readings: Iterable<Reading>, problems: Problem[]) => Whole,
): KeptPart<Whole> => {
  const readings = new Map<string, Reading>();
  const touched = new Set<string>();
  let kept: { readonly whole: Whole; readonly problems: readonly Problem[] } | undefined;
  return {
    touch: (key) => touched.add(key),
    restart: (map) => {
      readings.clear();
      touched.clear();
      for (const key of everyKey(map)) touched.add(key);
    },
    read: (map, authors) => {
      if (touched.size === 0) return;
      for (const key of touched) readings.set(key, readAt(map, key, authors));
      touched.clear();
      kept = undefined;
    },
    whole: (problems) => {
      if (kept === undefined) {
        const met: Problem[] = [];
        kept = { whole: gather(readings.values(), met), problems: met };
      }
      for (const problem of kept.problems) problems.push(problem);
      return kept.whole;
    },
  };
};

/** Remembers whom each device was said to belong to: who that is may become known later. */
const rememberAuthors = (
  authors: Authors,
): Authors & { haveChanged(): boolean; forget(): void } => {
  const memberByClient = new Map<number, string | undefined>();
  return {
    memberByClient: (client) => {
      const known = memberByClient.get(client);
      if (known !== undefined || memberByClient.has(client)) return known;
      const member = authors.memberByClient(client);
      memberByClient.set(client, member);
      return member;
    },
    haveChanged: () => {
      for (const [client, member] of memberByClient)
        if (authors.memberByClient(client) !== member) return true;
      return false;
    },
    forget: () => memberByClient.clear(),
  };
};
