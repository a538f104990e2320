import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  createAuthor,
  createHolder,
  cutRun,
  updateOf,
  write,
  writeMany,
  type Author,
  type Written,
} from '../../test/author.ts';
import { utf8FromText, ByteWriter } from '../lib/bytes.ts';
import { entryTypes, splitContent, type EntryContent } from './content.ts';
import { compareNodes, heightInPast, type EntryNode } from './graph.ts';
import { firstTip } from './entry.ts';
import type { FeedRun } from './update.ts';

const founder = createAuthor('founder');
const member = createAuthor('member');
const hostile = createAuthor('hostile');
const authors = [founder, member, hostile];

const textOf = (node: EntryNode): string =>
  node.content ? String.fromCharCode(...node.content.payload) : '(unreadable)';

const prefixOf = (run: Written, place: number): Uint8Array =>
  run.links[place - run.start]?.slice(0, 16) ?? new Uint8Array(16);

/** What is opened when these updates come in, in this order. */
const openedBy = (...runs: readonly FeedRun[]): EntryNode[] => {
  const holder = createHolder(...authors);
  return runs.flatMap((run) => {
    holder.receive(updateOf(run));
    return holder.graph.open();
  });
};

/** A conversation: every entry names as parents what its author had seen by then. */
const converse = (turns: readonly (readonly [author: number, sees: readonly number[]])[]) => {
  const runs = new Map<Author, Written>();
  const entries: { readonly run: FeedRun; readonly text: string }[] = [];
  for (const [index, [who, sees]] of turns.entries()) {
    const author = authors[who] ?? founder;
    const before = runs.get(author);
    const parents = sees.flatMap((other) => {
      const seen = authors[other];
      const run = seen && seen !== author ? runs.get(seen) : undefined;
      return run ? [prefixOf(run, run.start + run.entries.length - 1)] : [];
    });
    const start = before ? before.start + before.entries.length : 0;
    const one = write(author, [contentOf(`${index}`, parents)], start, before?.tip ?? firstTip);
    runs.set(author, one);
    entries.push({ run: one, text: `${index}` });
  }
  return entries;
};

describe('the graph', () => {
  it('opens an entry only after its parents, whoever’s they are', () => {
    const first = writeMany(founder, 2);
    const answer = write(member, [contentOf('answer', [prefixOf(first, 1)])]);
    const holder = createHolder(...authors);
    holder.receive(updateOf(answer));
    expect(holder.graph.open()).toEqual([]);
    expect(holder.graph.waitingEntries).toBe(1);
    holder.receive(updateOf(cutRun(first, 0, 1)));
    expect(holder.graph.open().map(textOf)).toEqual(['entry 0']);
    holder.receive(updateOf(first));
    expect(holder.graph.open().map(textOf)).toEqual(['entry 1', 'answer']);
    expect(holder.graph.waitingEntries).toBe(0);
  });

  it('lets an entry with a parent that does not exist wait for ever, and harm nobody', () => {
    const nowhere = new Uint8Array(16).fill(7);
    const holder = createHolder(...authors);
    const lost = write(hostile, [contentOf('lost', [nowhere]), contentOf('behind it')]);
    holder.receive(updateOf(lost));
    holder.receive(updateOf(writeMany(founder, 2)));
    expect(holder.graph.open().map(textOf)).toEqual(['entry 0', 'entry 1']);
    expect(holder.graph.open()).toEqual([]);
    expect(holder.graph.waitingEntries).toBe(2);
    const own = holder.ledger.chainFor(member.feed);
    expect(holder.graph.parentsFor(own)).toHaveLength(1);
    holder.receive(updateOf(write(member, [contentOf('on', holder.graph.parentsFor(own))])));
    expect(holder.graph.open().map(textOf)).toEqual(['on']);
  });

  it('names as parents the newest of every feed that nobody has built on, without its own', () => {
    const one = writeMany(founder, 3);
    const holder = createHolder(...authors);
    holder.receive(updateOf(one, writeMany(hostile, 1)));
    holder.graph.open();
    const parentsOf = (author: Author) =>
      holder.graph.parentsFor(holder.ledger.chainFor(author.feed));
    expect(parentsOf(member)).toHaveLength(2);
    expect(parentsOf(founder)).toHaveLength(1);
    const joined = write(member, [contentOf('both', parentsOf(member))]);
    holder.receive(updateOf(joined));
    holder.graph.open();
    expect(parentsOf(founder)).toEqual([prefixOf(joined, 0)]);
    expect(parentsOf(member)).toEqual([]);
  });

  it('computes Lamport numbers and pasts from the graph, the same in any order of arrival', () => {
    const turn = fc.tuple(fc.nat(2), fc.array(fc.nat(2), { maxLength: 2 }));
    fc.assert(
      fc.property(
        fc.array(turn, { maxLength: 14 }),
        fc.infiniteStream(fc.nat()),
        (turns, chance) => {
          const entries = converse(turns);
          const facts = (node: EntryNode): unknown[] => [
            textOf(node),
            node.lamport,
            ...authors.map((author) => {
              const chain = [...seen].find(({ feed }) => feed === author.feed);
              return chain ? heightInPast(node, chain) : 0;
            }),
          ];
          let seen: Set<EntryNode['chain']> = new Set();
          const collect = (runs: readonly FeedRun[]): unknown[][] => {
            const nodes = openedBy(...runs).toSorted(compareNodes);
            seen = new Set(nodes.map(({ chain }) => chain));
            return nodes.map(facts);
          };
          const inOrder = collect(entries.map(({ run }) => run));
          expect(inOrder).toHaveLength(turns.length);
          const feeds = authors.map(({ feed }) =>
            entries.map(({ run }) => run).filter(({ clientId }) => clientId === feed.clientId),
          );
          const mixed: FeedRun[] = [];
          while (feeds.some((rest) => rest.length > 0)) {
            const left = feeds.filter((rest) => rest.length > 0);
            const next = left[(chance.next().value as number) % left.length]?.shift();
            if (next) mixed.push(next);
          }
          expect(collect(mixed)).toEqual(inOrder);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('opens what cannot be read as nothing, and goes on behind it', () => {
    const holder = createHolder(...authors);
    const bad: EntryContent = contentOf('x', [
      new Uint8Array(16).fill(2),
      new Uint8Array(16).fill(2),
    ]);
    holder.receive(updateOf(write(hostile, [bad, contentOf('fine')])));
    const opened = holder.graph.open();
    expect(opened.map(textOf)).toEqual(['(unreadable)', 'fine']);
    expect(holder.graph.openedOf(holder.ledger.chainFor(hostile.feed))).toBe(2);
  });
});

describe('a value in parts', () => {
  const part = (index: number, count: number, chunk: string, type = 2): EntryContent => ({
    ...contentOf(''),
    type: entryTypes.part,
    payload: new ByteWriter()
      .uint(1, index)
      .uint(1, count)
      .uint(1, type)
      .rest(utf8FromText(chunk))
      .bytes(),
  });
  const seen = (...contents: readonly EntryContent[]): (string | undefined)[] =>
    openedBy(write(founder, contents)).map(
      (node) =>
        node.content &&
        `${node.content.type}:${textOf(node).slice(node.content.type === 4 ? 3 : 0)}`,
    );

  it('counts whole, at its last part', () => {
    expect(seen(part(0, 3, 'a'), part(1, 3, 'b'), part(2, 3, 'c'))).toEqual([
      '4:a',
      '4:b',
      '2:abc',
    ]);
    const payload = new Uint8Array(1_100_000).fill(65);
    const large = openedBy(write(founder, splitContent({ ...contentOf(''), type: 2, payload })));
    expect(large.at(-1)?.content?.payload.length).toBe(payload.length);
  });

  it('is unreadable where a part is missing, doubled, of another value or in another’s midst', () => {
    expect(seen(part(1, 2, 'b'), contentOf('on'))).toEqual([undefined, '6:on']);
    expect(seen(part(0, 2, 'a'), contentOf('x'), part(1, 2, 'b'))).toEqual([
      '4:a',
      '6:x',
      undefined,
    ]);
    expect(seen(part(0, 3, 'a'), part(0, 3, 'a'), part(1, 3, 'b'), part(2, 3, 'c'))).toEqual([
      '4:a',
      '4:a',
      '4:b',
      '2:aab'.replace('aa', 'a') + 'c',
    ]);
    expect(seen(part(0, 2, 'a'), part(1, 3, 'b'))).toEqual(['4:a', undefined]);
    expect(seen(part(0, 2, 'a'), part(1, 2, 'b', 1))).toEqual(['4:a', undefined]);
    expect(seen({ ...contentOf('?'), type: entryTypes.part })).toEqual([undefined]);
  });
});
