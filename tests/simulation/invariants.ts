/**
 * What must be true: after every step, and after everybody could speak with everybody again. Each
 * invariant is one function that returns what it found wrong, in a sentence.
 */
import * as Y from 'yjs';
import { directoryId } from '../../packages/core/src/kinds/directory.ts';
import { hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import { charterHash } from '../../packages/core/src/roster/charter.ts';
import { heldBy, marksOf, type HeldFeed } from './edits.ts';
import { docOf, type Tab } from './tab.ts';
import { epochsKnown, feedsOfPerson, liveTabs, type World } from './world.ts';

type Invariant = (world: World) => readonly string[];

/** At rest nothing waits inside Yjs. */
const nothingPending: Invariant = (world) =>
  liveTabs(world).flatMap((tab) => {
    const ledger = tab.ledgerDoc();
    const named: (readonly [string, Y.Doc | undefined])[] = [
      ['its ledger', ledger],
      ...[...tab.openDocuments].map((id) => [id, docOf(tab, id)] as const),
    ];
    return named.flatMap(([name, doc]) =>
      doc && (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
        ? [`${tab.place} has pending structs in ${name}`]
        : [],
    );
  });

/** What the links told of, and what nobody could be told. */
const nothingFailed: Invariant = (world) => world.failures.splice(0);

/** What is forbidden is in no document. */
const nothingForbidden: Invariant = (world) =>
  liveTabs(world).flatMap((tab) =>
    [...tab.openDocuments].flatMap((id) => {
      const doc = docOf(tab, id);
      if (!doc || world.forbidden.length === 0) return [];
      const shown = new Set(marksOf(doc));
      return world.forbidden
        .filter((mark) => shown.has(mark))
        .map((mark) => `${tab.place} shows what is forbidden: ${mark}`);
    }),
  );

/** Tabs that hold the same entries, and have written all of theirs, show the same documents. */
const sameEntriesSameDocuments: Invariant = (world) => {
  const firstByLedger = new Map<string, Tab>();
  return liveTabs(world).flatMap((tab) => {
    if (tab.group.status().saved !== 'saved') return [];
    // What counts depends on where the group is for this device: it may have a side to choose.
    const { current } = tab.origin();
    const key = `${hexFromBytes(charterHash(current))} ${ledgerText(tab)}`;
    const first = firstByLedger.get(key);
    if (!first) {
      firstByLedger.set(key, tab);
      return [];
    }
    const shared = [...tab.openDocuments].filter((id) => first.openDocuments.has(id));
    return shared.flatMap((id) => differences(first, tab, id));
  });
};

export const stepInvariants: readonly Invariant[] = [
  nothingFailed,
  nothingPending,
  nothingForbidden,
  sameEntriesSameDocuments,
];

/** Everything that these tabs hold and show is equal. */
export const convergence = (tabs: readonly Tab[]): readonly string[] => {
  const [first, ...others] = tabs;
  if (!first) return [];
  return others.flatMap((other) => {
    const left = heldBy(first);
    const right = heldBy(other);
    if (ledgerText(first) !== ledgerText(other)) {
      const differing = [...left, ...right].filter(
        ({ feed, link }) =>
          !left.some((held) => held.feed === feed && held.link === link) ||
          !right.some((held) => held.feed === feed && held.link === link),
      );
      const facts = differing.map(({ feed, height }) => `${feed.slice(0, 6)} ${height}`).join(', ');
      return [`${first.place} and ${other.place} hold different entries: ${facts}`];
    }
    const ids = new Set([directoryId, ...first.group.documents().map(({ id }) => id)]);
    return [
      ...statusDifferences(first, other, [...ids], heldOf),
      ...[...ids].flatMap((id) => differences(first, other, id)),
    ];
  });
};

/**
 * These tabs are in the same place and show the same. What was written under the keys of a rival not
 * everybody can hold: `isWhole` where there never was one.
 */
export const agreement = (tabs: readonly Tab[], isWhole: boolean): readonly string[] => {
  if (isWhole) return convergence(tabs);
  const [first, ...others] = tabs;
  if (!first) return [];
  const ids = [directoryId, ...first.group.documents().map(({ id }) => id)];
  return others.flatMap((other) => [
    ...statusDifferences(first, other, ids, shownOf),
    ...ids.flatMap((id) => differences(first, other, id)),
  ]);
};

/** What people see of a group. */
const shownOf = ({ group }: Tab): Readonly<Record<string, unknown>> => ({
  name: group.name(),
  keys: group.keys(),
  members: group
    .members()
    .map(({ id, handle, role, devices }) => [id, handle, role, devices.map((each) => each.id)]),
  documents: group.documents(),
});

const heldOf = (tab: Tab): Readonly<Record<string, unknown>> => ({
  ...shownOf(tab),
  fingerprint: tab.group.fingerprint(),
  setAside: tab.group.status().setAsideEntries,
  waiting: tab.group.status().waitingEntries,
});

const statusDifferences = (
  left: Tab,
  right: Tab,
  ids: readonly string[],
  factsOf: (tab: Tab) => Readonly<Record<string, unknown>>,
): readonly string[] => {
  // What a document sets aside is known once it is opened.
  for (const tab of [left, right]) for (const id of ids) docOf(tab, id);
  const [ours, theirs] = [left, right].map(factsOf);
  const [leftText, rightText] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return leftText === rightText
    ? []
    : [`${left.place} and ${right.place} say different things: ${leftText} / ${rightText}`];
};

/** An acknowledged edit is in its document, unless what it rests on was forked away. */
export const nothingAcknowledgedIsLost = (world: World, tab: Tab): readonly string[] => {
  const final = new Map(heldBy(tab).map((held) => [held.feed, held]));
  const forking = [world.hostile, ...world.devices.filter(({ hasLied }) => hasLied)];
  const mayFork = new Set(
    epochsKnown(world).flatMap((epoch) =>
      forking.flatMap((person) => feedsOfPerson(person, epoch).map(({ name }) => name)),
    ),
  );
  const isGone = ({ feed, height, link }: HeldFeed): boolean =>
    final.get(feed)?.link !== link && linkAt(tab, feed, height - 1) !== link;
  return world.edits.flatMap((edit) => {
    if (!edit.isAcknowledged) return [];
    const gone = [...edit.restsOn.values()].filter(isGone);
    const honest = gone.filter(({ feed }) => !mayFork.has(feed));
    if (honest.length > 0) return [`an entry below ${edit.mark} is gone, and nobody forked it`];
    const doc = docOf(tab, edit.document);
    const times = doc ? marksOf(doc).filter((mark) => mark === edit.mark).length : 0;
    if (times > 1) return [`${edit.mark} is there ${times} times`];
    if (times === 1 || gone.length > 0) return [];
    return [`${edit.mark} was acknowledged and is lost`];
  });
};

const linkAt = ({ replica }: Tab, feed: string, place: number): string | undefined => {
  const link = replica.linksOf(feed, place)[0];
  return link && Buffer.from(link).toString('hex');
};

const ledgerText = (tab: Tab): string =>
  heldBy(tab)
    .map(({ feed, height, link }) => `${feed} ${height} ${link}`)
    .toSorted()
    .join('\n');

const differences = (left: Tab, right: Tab, id: string): readonly string[] => {
  const [ours, theirs] = [docOf(left, id), docOf(right, id)];
  const title = left.group.documents().find((document) => document.id === id)?.title ?? id;
  if (!ours || !theirs) {
    return ours === theirs ? [] : [`only one of ${left.place} and ${right.place} knows ${title}`];
  }
  const isSame =
    Y.equalSnapshots(Y.snapshot(ours), Y.snapshot(theirs)) && textOf(ours) === textOf(theirs);
  return isSame ? [] : [`${left.place} and ${right.place} show ${title} differently`];
};

const mapRoots = ['map', 'meta', 'lines', 'pledges', 'steps', 'deliveries'] as const;

/** The whole document as text, whatever was looked at first. */
const textOf = (doc: Y.Doc): string =>
  JSON.stringify([
    doc.getArray('marks').toJSON(),
    doc.getArray('list').toJSON(),
    doc.getText('text').toJSON(),
    ...mapRoots.map((name) => Object.entries(doc.getMap(name).toJSON()).toSorted(byKey)),
  ]);

const byKey = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;
