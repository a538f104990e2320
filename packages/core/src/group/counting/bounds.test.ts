import { describe, expect, it } from 'vitest';
import { createAuthor } from '../../../test/author.ts';
import { Chain } from '../../ledger/chain.ts';
import type { EntryNode } from '../../ledger/graph.ts';
import { boundOf, type Arrival, type Beginning, type BoundFacts } from './bounds.ts';

const hostile = new Chain(createAuthor('hostile').feed, 0);
const feeds = new Map(
  ['founder', 'member', 'accomplice'].map((name, place) => [
    name,
    new Chain(createAuthor(name).feed, place + 1),
  ]),
);
let lamport = 0;
/** An entry that has `held` entries of the hostile feed, and `before` of its own, in its past. */
const nodeOf = (name: string, held: number, before = 0): EntryNode => {
  const chain = feeds.get(name);
  if (!chain) throw new RangeError(name);
  lamport += 1;
  return {
    chain,
    place: before,
    lamport,
    heights: Uint32Array.of(held),
    content: undefined,
  };
};
const deviceOf = (name: string): string => feeds.get(name)?.feed.device ?? '';
const remaining = new Set([...feeds.keys()].map(deviceOf));
const begun = (id: string, held: number): Beginning => ({
  id,
  succession: nodeOf('founder', held),
  devices: remaining,
});
const arrived = (name: string, epoch: string, held: number, before = 0): Arrival => ({
  node: nodeOf(name, held, before),
  epoch,
  device: deviceOf(name),
});
/** Epochs one after another. */
const line = ['first', 'second', 'third'];
const factsOf = (beginnings: readonly Beginning[], arrivals: readonly Arrival[]): BoundFacts => ({
  beginnings,
  arrivals,
  descends: (descendant, ancestor) => line.indexOf(descendant) >= line.indexOf(ancestor),
});
const bound = (beginnings: readonly Beginning[], ...arrivals: readonly Arrival[]): number =>
  boundOf(hostile, factsOf(beginnings, arrivals));

describe('a feed of somebody who was removed', () => {
  it('counts as far as the removal knew it', () => {
    expect(bound([begun('second', 3)])).toBe(3);
    expect(bound([])).toBe(0);
  });

  it('counts as far as anybody took it along who moved to the new keys', () => {
    const arrivals = [arrived('member', 'second', 5), arrived('accomplice', 'second', 4)];
    expect(bound([begun('second', 3)], ...arrivals)).toBe(5);
    expect(bound([begun('second', 3)], arrived('member', 'third', 6))).toBe(6);
  });

  it('is vouched for only once by each device', () => {
    const first = arrived('accomplice', 'second', 4);
    const again = arrived('accomplice', 'third', 9, 1);
    expect(bound([begun('second', 3)], first, again)).toBe(4);
  });

  it('gains nothing by later changes of keys, which know what was written since', () => {
    expect(bound([begun('second', 3), begun('third', 9)])).toBe(3);
  });

  it('is vouched for by nobody whom the new keys did not go to', () => {
    const stranger = { ...arrived('member', 'second', 9), device: 'another' };
    expect(bound([begun('second', 3)], stranger)).toBe(3);
  });
});
