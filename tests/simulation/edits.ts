/**
 * What people write: random edits of nested maps, lists and texts, and of needs lists through their
 * kind. Every edit carries a mark of its own, so that it can be looked for later; it counts as
 * acknowledged once a flush that began after it has said so.
 */
import * as Y from 'yjs';
import type { Authors, Editor } from '../../packages/core/src/kinds/contract.ts';
import {
  addPledge,
  receivePledge,
  stepPledge,
} from '../../packages/core/src/kinds/needs/contributions.ts';
import { addLine, changeLine, moveLine } from '../../packages/core/src/kinds/needs/lines.ts';
import { needsKind } from '../../packages/core/src/kinds/needs/needs.ts';
import { hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import type { SeededEnv } from '../../packages/core/src/testing/env.ts';
import type { Tab } from './tab.ts';
import { count, happened, note, oneOf, type World } from './world.ts';

/** A feed as somebody held it: its newest entry. */
export interface HeldFeed {
  readonly feed: string;
  readonly height: number;
  /** Hex of the newest link. */
  readonly link: string;
}

export interface Edit {
  readonly mark: string;
  readonly document: string;
  readonly tab: Tab;
  /** Devices that the author had seen on the roster, and saw there no more. */
  readonly goneThen: ReadonlySet<string>;
  /** Every newest entry that the device held until the edit was acknowledged: what it may rest on. */
  readonly restsOn: Map<string, HeldFeed>;
  isAcknowledged: boolean;
}

/** Kinds of the documents: free form, and a needs list. */
export const documentKinds = ['free', 'needs'] as const;
/** Root list of the marks. */
const marksRoot = 'marks';

export const marksOf = (doc: Y.Doc): readonly unknown[] => doc.getArray(marksRoot).toArray();

/** One edit of a document that the tab knows; false if there is none. */
export const writeEdit = (world: World, tab: Tab): boolean => {
  const known = tab.group.documents();
  const chosen = oneOf(world.env, known);
  const opened = chosen && tab.group.openDocument(chosen.id);
  if (!chosen || opened?.ok !== true || tab.group.status().obstacle) return false;
  const document = opened.value;
  const { doc } = document;
  tab.openDocuments.add(chosen.id);
  const mark = `${world.edits.length} by ${tab.place}`;
  const editor = editorOf(world, tab);
  doc.transact(() => {
    if (chosen.kind === 'needs') editNeeds(world.env, doc, editor, document);
    else editFreely(world.env, doc);
    doc.getArray(marksRoot).push([mark]);
  });
  world.edits.push({
    mark,
    document: chosen.id,
    tab,
    goneThen: goneFor(tab),
    restsOn: new Map(),
    isAcknowledged: false,
  });
  noteHeld(world, tab);
  happened(world, 'edit', `${mark} in ${chosen.title}`);
  return true;
};

const goneFor = ({ group, device: { seen } }: Tab): ReadonlySet<string> => {
  const now = new Set(group.members().flatMap(({ devices }) => devices.map(({ id }) => id)));
  for (const id of now) seen.add(id);
  return new Set([...seen].filter((id) => !now.has(id)));
};

/** Writes what the tab gathers; what came before counts as acknowledged if the group says so. */
export const flushTab = (world: World, tab: Tab): void => {
  const waiting = world.edits.filter((edit) => edit.tab === tab && !edit.isAcknowledged);
  const isLying = tab.device.isDiskLying;
  void tab.group.flush().then((flushed) => {
    if (!tab.isAlive() || isLying || tab.device.isDiskLying) return;
    if (!flushed.ok) {
      note(world, `${tab.place} could not flush: ${flushed.refusal.type}`);
      return;
    }
    noteHeld(world, tab);
    for (const edit of waiting) edit.isAcknowledged = true;
    count(world, 'acknowledged edits', waiting.length);
  });
  note(world, `${tab.place} flushes`);
};

/** What a tab holds now, its edits that are not acknowledged yet may rest on. */
export const noteHeld = (world: World, tab: Tab): void => {
  const waiting = world.edits.filter((edit) => edit.tab === tab && !edit.isAcknowledged);
  if (waiting.length === 0) return;
  for (const held of heldBy(tab)) {
    for (const { restsOn } of waiting) restsOn.set(`${held.feed} ${held.link}`, held);
  }
};

export const heldBy = ({ replica }: Tab): readonly HeldFeed[] =>
  replica.heads().map(({ feed, height }) => {
    const newest = replica.linksOf(feed, height - 1)[0] ?? new Uint8Array();
    return { feed, height, link: hexFromBytes(newest) };
  });

const editorOf = (world: World, tab: Tab): Editor => ({
  member: tab.group.me.member,
  now: tab.device.env.now,
  newId: () => hexFromBytes(world.env.random(8)),
});

const words = ['blankets', 'tents', 'socks', 'rice', 'torches', 'gloves'] as const;
const keys = ['a', 'b', 'c'] as const;

const wordOf = (env: SeededEnv): string => oneOf(env, words) ?? words[0];

const editFreely = (env: SeededEnv, doc: Y.Doc): void => {
  const map = doc.getMap<unknown>('map');
  const list = doc.getArray<unknown>('list');
  const text = doc.getText('text');
  const key = oneOf(env, keys) ?? keys[0];
  switch (env.pick(8)) {
    case 0:
      map.set(key, wordOf(env));
      break;
    case 1: {
      const nested = new Y.Map<unknown>();
      nested.set('what', wordOf(env));
      nested.set('list', Y.Array.from([wordOf(env)]));
      map.set(key, nested);
      break;
    }
    case 2: {
      const nested = map.get(key);
      const inner = nested instanceof Y.Map ? nested.get('list') : undefined;
      if (inner instanceof Y.Array) inner.insert(env.pick(inner.length + 1), [wordOf(env)]);
      else map.delete(key);
      break;
    }
    case 3:
      list.insert(env.pick(list.length + 1), [wordOf(env), env.pick(1_000)]);
      break;
    case 4:
      if (list.length > 0) list.delete(env.pick(list.length), 1);
      break;
    case 5:
      text.insert(env.pick(text.length + 1), `${wordOf(env)} `);
      break;
    case 6:
      removeSome(env, text);
      break;
    default:
      list.push([new Y.Text(wordOf(env))]);
  }
};

const removeSome = (env: SeededEnv, text: Y.Text): void => {
  if (text.length === 0) return;
  const at = env.pick(text.length);
  text.delete(at, 1 + env.pick(text.length - at));
};

const editNeeds = (env: SeededEnv, doc: Y.Doc, editor: Editor, authors: Authors): void => {
  if (doc.store.clients.size === 0) needsKind.create(doc, editor);
  const line = oneOf(env, [...doc.getMap('lines').keys()]);
  const pledge = oneOf(env, [...doc.getMap('pledges').keys()]);
  const amountThousandths = 1_000 * (1 + env.pick(50));
  const deed = env.pick(6);
  if (line === undefined || deed === 0) {
    addLine(doc, editor, { item: wordOf(env), tier: 'always' });
  } else if (deed === 1) {
    changeLine(doc, line, { item: wordOf(env), tier: 'urgent' });
  } else if (deed === 2) {
    moveLine(doc, line, oneOf(env, [...doc.getMap('lines').keys()]));
  } else if (pledge === undefined || deed === 3) {
    addPledge(doc, editor, { line, quantity: { amountThousandths, unit: 'pair' } });
  } else if (deed === 4) {
    stepPledge(doc, editor, authors, { pledge, state: 'accepted' });
  } else {
    receivePledge(doc, editor, authors, { pledge, amountThousandths, isLast: true });
  }
};
