/**
 * Erases databases of this origin, whoever made them, and looks whether they are gone. Which of them
 * are meant, and which first, is the caller's to say: the same code erases everything, and a
 * database made only to see whether erasing works here. Knows nothing of vaults or ledgers.
 */
import type { StoreRefusal } from '../../group/ports.ts';
import { deleteDatabase } from './database.ts';

/** A tab that starts meanwhile makes its databases anew: so often they are erased again. */
const roundsMax = 3;

export interface Erasure {
  /** Whether a database of this name is meant. */
  readonly isMeant: (name: string) => boolean;
  /** Erased before all others, so that a power cut halfway leaves nothing that could be opened. */
  readonly first?: string;
}

export interface ErasureReport {
  /** Names that were there and are gone. */
  readonly erased: readonly string[];
  /** Names that are still there, and why. */
  readonly left: readonly { readonly name: string; readonly refusal: StoreRefusal }[];
  /** False where the browser cannot list its databases: then only `first` was erased. */
  readonly isListed: boolean;
}

/**
 * Other tabs should have been told to close what they hold: a database that one of them keeps open
 * is waited for, and then reported.
 */
export const eraseDatabases = async ({ isMeant, first }: Erasure): Promise<ErasureReport> => {
  const erased = new Set<string>();
  let left: ErasureReport['left'] = [];
  const erase = async (name: string): Promise<void> => {
    const deleted = await deleteDatabase(name);
    if (deleted.ok) erased.add(name);
    else left = [...left, { name, refusal: deleted.refusal }];
  };
  const isListed = (await listDatabases()) !== undefined;
  if (first !== undefined && isMeant(first)) await erase(first);
  for (let round = 0; round < roundsMax; round += 1) {
    const known = new Set(left.map(({ name }) => name));
    const meant = (await listDatabases())?.filter((name) => isMeant(name) && !known.has(name));
    if (meant === undefined || meant.length === 0) break;
    await Promise.all(meant.map(erase));
  }
  // The list has the last word: what came back was not erased, what went late is gone.
  const now = await listDatabases();
  if (now === undefined) return { erased: [...erased], left, isListed };
  const there = now.filter(isMeant);
  return {
    erased: [...erased].filter((name) => !there.includes(name)),
    left: there.map(
      (name) =>
        left.find((each) => each.name === name) ?? {
          name,
          refusal: { type: 'store-unavailable', reason: 'not-erased' },
        },
    ),
    isListed,
  };
};

/** Nothing where the browser has no storage, or cannot list it (Firefox before 126). */
const listDatabases = async (): Promise<readonly string[] | undefined> => {
  try {
    const { indexedDB } = globalThis as { readonly indexedDB?: IDBFactory };
    if (typeof indexedDB?.databases !== 'function') return undefined;
    const databases = await indexedDB.databases();
    return databases.flatMap(({ name }) => (name === undefined ? [] : [name]));
  } catch {
    // Some private modes throw when they are asked: there is nothing to list.
    return undefined;
  }
};
