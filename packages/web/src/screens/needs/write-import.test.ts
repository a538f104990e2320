import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import type { LineDraft } from '@samphire/core/kinds/needs/types';
import { openNeedsView } from '@samphire/core/kinds/needs/open-view';
import { entryLines, writeImport } from './write-import.ts';

const draftsOf = (count: number): readonly LineDraft[] =>
  Array.from({ length: count }, (_, place) => ({ item: `thing ${place}`, tier: 'always' }));

const scene = (flush: () => Promise<void> = async () => {}) => {
  const doc = new Y.Doc({ gc: false });
  const open = openNeedsView(doc, { memberByClient: () => undefined });
  const flushedAt: number[] = [];
  let holds = 0;
  let ids = 0;
  const list = {
    doc,
    editor: { member: 'f0', now: () => 0, newId: () => String((ids += 1)).padStart(16, '0') },
    readAhead: open.readAhead,
    hold: () => {
      holds += 1;
      return () => (holds -= 1);
    },
    flush: () => {
      flushedAt.push(doc.getMap('lines').size);
      return flush();
    },
  };
  const items = (): readonly string[] => {
    const view = open.view();
    return view.ok ? view.value.groups.flatMap(({ lines }) => lines.map(({ item }) => item)) : [];
  };
  return { list, items, flushedAt, holds: () => holds };
};

describe('writing an import', () => {
  it('writes every line in the order of the file, and no more than so many in one entry', async () => {
    const { list, items, flushedAt, holds } = scene();
    const drafts = draftsOf(3 * entryLines + 5);
    const told: number[] = [];
    const { signal } = new AbortController();
    const written = await writeImport(list, drafts, signal, (count) => told.push(count));
    expect(written).toEqual({ count: drafts.length });
    expect(items()).toEqual(drafts.map(({ item }) => item));
    expect(flushedAt).toEqual([entryLines, 2 * entryLines, 3 * entryLines]);
    expect([told.at(-1), holds()]).toEqual([drafts.length, 0]);
  });

  it('keeps what was written when it is stopped, and does not wait for the disk', async () => {
    const stop = new AbortController();
    const { list, items } = scene(() => {
      queueMicrotask(() => stop.abort());
      return new Promise(() => {});
    });
    const written = await writeImport(list, draftsOf(1000), stop.signal, () => {});
    expect(written).toEqual({ count: entryLines });
    expect(items()).toHaveLength(entryLines);
  });

  it('says what was refused, and how much stands before it', async () => {
    const { list, holds } = scene();
    const drafts = [...draftsOf(100), { item: ' ', tier: 'always' } as const];
    const { signal } = new AbortController();
    const written = await writeImport(list, drafts, signal, () => {});
    expect(written.refusal).toEqual({ type: 'text-empty', field: 'item' });
    expect([written.count > 0, holds()]).toEqual([true, 0]);
  });
});
