/**
 * Finds every update of a document that is held and not in it: set aside by counting, by the document
 * guard, on a branch of one's own that does not stand, or waiting for one. Each knows its own past.
 */
import type { Chain } from '../../ledger/chain.ts';
import { parentBytes } from '../../ledger/content.ts';
import type { Feed } from '../../ledger/feed.ts';
import { compareNodes, heightInPast, type EntryNode } from '../../ledger/graph.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import type { DocumentEntry } from '../counting/document-entry.ts';
import type { Session } from '../session.ts';
import type { DroppedBranch } from './dropped-branches.ts';
import type { Replayed, ReplayOptions } from './replay.ts';
import { readUnopened, type UnopenedUpdate } from './unopened.ts';

export interface AsideUpdate extends Replayed {
  /** Hex of the entry's link, as far as parents name it. */
  readonly id: string;
  readonly feed: Feed;
  readonly place: number;
  readonly document: string;
  readonly claimedSeconds: number;
  readonly rule: string;
  /** What it is known by: an opened entry, the branch that it is on, or nothing but that it waits. */
  readonly node?: EntryNode;
  readonly branch?: DroppedBranch;
  /** How many entries of a feed lie in its past, as far as is known. */
  readonly past: (chain: Chain) => number;
}

/** In the order in which each could be replayed: what was opened, then branches, then what waits. */
export const asideUpdates = (session: Session): readonly AsideUpdate[] => [
  ...openedUpdates(session),
  ...branchUpdates(session),
  ...waitingUpdates(session),
];

const openedUpdates = ({ engine, shelf }: Session): readonly AsideUpdate[] =>
  [...engine.setAside, ...shelf.setAside]
    .flatMap(({ entry, rule }) => (entry ? [openedUpdate(entry, rule)] : []))
    .toSorted((left, right) => compareNodes(left.node, right.node));

const openedUpdate = (
  { node, document, update }: DocumentEntry,
  rule: string,
): AsideUpdate & { readonly node: EntryNode } => {
  const { chain, place } = node;
  return {
    id: hexFromBytes(chain.linkAt(place).subarray(0, parentBytes)),
    feed: chain.feed,
    client: chain.feed.documentClientId,
    place,
    document,
    update,
    claimedSeconds: node.content?.claimedSeconds ?? 0,
    rule,
    node,
    past: (other) => heightInPast(node, other),
  };
};

const branchUpdates = (session: Session): readonly AsideUpdate[] =>
  session.dropped.all.flatMap((branch) => {
    const chain = session.engine.ledger.chainOf(branch.client);
    if (!chain) return [];
    return branch.updates.map((update) => ({
      ...unopenedUpdate(chain, update, 'fork'),
      branch,
      past: pastWhenAsked(() => [session.engine.graph.pastAt(chain, branch.start, update.parents)]),
    }));
  });

/** Where no feed has forked, what waits is only late. */
const waitingUpdates = ({ engine, ownFeeds, dropped }: Session): readonly AsideUpdate[] => {
  const { ledger, graph } = engine;
  if (!engine.hasForks) return [];
  // Which branch it rests on the graph cannot tell: each of them may have brought its past along.
  const pastsOfBranches = (): readonly AsideUpdate['past'][] =>
    dropped.all.flatMap(({ client, start, updates }) => {
      const chain = ledger.chainOf(client);
      return chain ? [graph.pastAt(chain, start, updates.at(-1)?.parents ?? [])] : [];
    });
  return ownFeeds.flatMap((chain) => {
    const start = graph.openedOf(chain);
    if (start === chain.height) return [];
    const { entries } = ledger.branchFrom(chain, start);
    return readUnopened(ledger, { chain, start, entries }).map((update) => ({
      ...unopenedUpdate(chain, update, 'rests-on-fork'),
      past: pastWhenAsked(() => [
        graph.pastAt(chain, update.place, update.parents),
        ...pastsOfBranches(),
      ]),
    }));
  });
};

/** Most of what is listed is never written again. */
const pastWhenAsked = (find: () => readonly AsideUpdate['past'][]): AsideUpdate['past'] => {
  let pasts: readonly AsideUpdate['past'][] | undefined;
  return (chain) => Math.max(...(pasts ??= find()).map((past) => past(chain)));
};

const unopenedUpdate = (
  { feed }: Chain,
  { id, place, document, update, claimedSeconds }: UnopenedUpdate,
  rule: string,
): Omit<AsideUpdate, 'past'> => ({
  id,
  feed,
  client: feed.documentClientId,
  place,
  document,
  update,
  claimedSeconds,
  rule,
});

/** What to replay them on: all of one document, and of one line, the last with all that they rest on. */
export const replayOf = (
  session: Session,
  targets: readonly AsideUpdate[],
  all: readonly AsideUpdate[],
): ReplayOptions => {
  const last = targets.at(-1);
  if (!last) return { standing: [], setAside: [], targets };
  const heights = new Map<Chain, number>();
  const heightOf = (chain: Chain): number => {
    const known = heights.get(chain) ?? last.past(chain);
    heights.set(chain, known);
    return known;
  };
  return {
    standing: session.shelf
      .standingEntries(last.document)
      .filter(({ node }) => heightOf(node.chain) > node.place)
      .toSorted((left, right) => compareNodes(left.node, right.node))
      .map(({ node, update }) => ({ client: node.chain.feed.documentClientId, update })),
    setAside: all.filter(
      (each) =>
        each.document === last.document &&
        !targets.includes(each) &&
        isBefore(each, last, heightOf),
    ),
    targets,
  };
};

const isBefore = (
  each: AsideUpdate,
  last: AsideUpdate,
  heightOf: (chain: Chain) => number,
): boolean => {
  if (each.node) return heightOf(each.node.chain) > each.place;
  // Which of a branch it rests on is not known where the graph could not open it.
  if (each.branch) return each.branch === last.branch ? each.place < last.place : isWaiting(last);
  return isWaiting(last) && each.feed === last.feed && each.place < last.place;
};

const isWaiting = ({ node, branch }: AsideUpdate): boolean => !node && !branch;
