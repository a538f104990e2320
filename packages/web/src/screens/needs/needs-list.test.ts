import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addLine, addLines, changeLine } from '@samphire/core/kinds/needs/lines';
import { needsKind } from '@samphire/core/kinds/needs/needs';
import type { OpenDocument, OpenGroup } from '@samphire/core/group/types';
import { openNeedsList } from './needs-list.ts';
import type { Arrival, NeedsList } from './needs-list.ts';

const founder = 'f0';
const member = 'm0';

/** Two documents whose writers are known by their clients, and a list over the founder's. */
const scene = () => {
  const mine = new Y.Doc({ gc: false });
  const theirs = new Y.Doc({ gc: false });
  const memberOf = new Map([
    [mine.clientID, founder],
    [theirs.clientID, member],
  ]);
  let count = 0;
  const editorOf = (who: string) => ({
    member: who,
    now: () => 0,
    newId: () => (count += 1).toString(16).padStart(16, '0'),
  });
  const state = { doc: mine, replaced: () => {}, isClosed: false };
  const document: OpenDocument = {
    id: 'd0',
    kind: 'needs',
    get doc() {
      return state.doc;
    },
    onReplaced: (listener) => {
      state.replaced = listener;
      return () => {};
    },
    memberByClient: (client) => memberOf.get(client),
    close: () => {
      state.isClosed = true;
    },
  };
  const group = { me: { member: founder, device: 'x' } } as unknown as OpenGroup;
  const meet = (): void => {
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)));
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine, Y.encodeStateVector(theirs)));
  };
  needsKind.create(mine, editorOf(founder));
  const added = addLine(mine, editorOf(founder), { item: 'tents', tier: 'urgent' });
  if (!added.ok) throw new Error(added.refusal.type);
  meet();
  const list = openNeedsList(group, document);
  return { mine, theirs, editorOf, state, meet, list, line: added.value };
};

const items = (list: NeedsList): readonly string[] => {
  const view = list.view();
  return view.ok ? view.value.groups.flatMap((each) => each.lines.map((line) => line.item)) : [];
};

describe('an open needs list', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('works its view out once for any number of readers, and anew after a change', () => {
    const { list, mine, line } = scene();
    const first = list.view();
    expect(list.view()).toBe(first);
    changeLine(mine, line, { item: 'large tents' });
    expect(items(list)).toEqual(['large tents']);
  });

  it('keeps the objects of lines that nobody changed', () => {
    const { list, mine, editorOf, line } = scene();
    const before = list.view();
    addLine(mine, editorOf(founder), { item: 'tarpaulins', tier: 'urgent' });
    const after = list.view();
    if (!before.ok || !after.ok) throw new Error('no view');
    expect(after.value.lineById.get(line)).toBe(before.value.lineById.get(line));
  });

  it('marks a line with the member whose device changed it, for a minute', () => {
    const { list, theirs, meet, line } = scene();
    list.view();
    changeLine(theirs, line, { item: 'large tents' });
    meet();
    list.view();
    expect([...list.marks()]).toEqual([[line, member]]);
    vi.advanceTimersByTime(60_000);
    expect(list.marks().size).toBe(0);
  });

  it('marks nothing that was changed here', () => {
    const { list, mine, line } = scene();
    list.view();
    changeLine(mine, line, { item: 'large tents' });
    list.view();
    expect(list.marks().size).toBe(0);
  });

  it('tells of many lines at once without marking each', async () => {
    const { list, theirs, editorOf, meet } = scene();
    const heard: Arrival[] = [];
    list.onArrival((arrival) => heard.push(arrival));
    list.view();
    const drafts = Array.from({ length: 100 }, (_, place) => ({
      item: `line ${place}`,
      tier: 'always' as const,
    }));
    addLines(theirs, editorOf(member), drafts);
    meet();
    list.view();
    await Promise.resolve();
    expect(list.marks().size).toBe(0);
    expect(heard.map(({ lines, by }) => [lines.length, by])).toEqual([[100, member]]);
  });

  it('stands still during long work, and catches up when that is over', () => {
    const { list, mine, line } = scene();
    let told = 0;
    list.subscribe(() => (told += 1));
    list.view();
    const release = list.hold();
    changeLine(mine, line, { item: 'large tents' });
    expect([told, items(list)]).toEqual([0, ['tents']]);
    release();
    expect([told, items(list)]).toEqual([1, ['large tents']]);
  });

  it('follows the document when it is built anew', () => {
    const { list, state, editorOf } = scene();
    list.view();
    const anew = new Y.Doc({ gc: false });
    needsKind.create(anew, editorOf(founder));
    addLine(anew, editorOf(founder), { item: 'stoves', tier: 'always' });
    state.doc = anew;
    state.replaced();
    expect(items(list)).toEqual(['stoves']);
    expect(list.doc).toBe(anew);
  });

  it('closes the document that it was given', () => {
    const { list, state } = scene();
    list.close();
    expect(state.isClosed).toBe(true);
  });
});
