/**
 * What must be true after every attack, whatever it was: honest devices hold the same ledgers and
 * the same documents, one more honest edit reaches everybody, nobody honest was blamed, and nothing
 * is left pending in any Y.Doc.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { hexFromBytes } from '../../packages/core/src/lib/bytes.ts';
import { deviceOf, docOf, type Company, type Honest } from './company.ts';

/** Long enough for heads to be compared several times and a fork to be searched and settled. */
const settlingMs = 120_000;

export interface Aftermath {
  /** Default: all that the company has now. */
  readonly honest?: readonly Honest[];
  /** Virtual time for things to settle. */
  readonly settlingMs?: number;
}

export const expectSound = async (company: Company, options: Aftermath = {}): Promise<void> => {
  const { honest = company.honest, settlingMs: waitMs = settlingMs } = options;
  company.network.heal();
  await company.env.advance(waitMs);
  expectEqual(company, honest);
  const before = honest.map((person) => usableOf(company, person).length);
  for (const [place, author] of honest.entries()) {
    usableOf(company, author).push([`${place} after all that`]);
  }
  await company.env.advance(waitMs);
  expectEqual(company, honest);
  for (const [place, person] of honest.entries()) {
    const after = (before[place] ?? 0) + honest.length;
    expect(usableOf(company, person).length, person.name).toBe(after);
  }
  expectNobodyBlamed(honest);
};

const usableOf = (company: Company, person: Honest): Y.Array<string> =>
  docOf(person, company.document).getArray<string>('usable');

const expectEqual = (company: Company, honest: readonly Honest[]): void => {
  const [first, ...others] = honest.map((person) => stateOf(company, person));
  for (const other of others) expect(other).toEqual(first);
};

const emptyVector = Uint8Array.of(0);

/** A ledger may have tens of megabytes. */
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Everything that must be equal. */
const stateOf = (company: Company, person: Honest): unknown => {
  const { replica, group } = person;
  const ledger = person.ledgerDoc();
  expectNothingPending(ledger);
  return {
    ledger: digestOf(replica.updateSince(emptyVector) ?? emptyVector),
    heads: replica
      .heads()
      .map(({ feed, height, digest }) => `${feed} ${height} ${hexFromBytes(digest)}`)
      .toSorted(),
    name: group.name(),
    members: group
      .members()
      .map(({ id, handle, role, devices }) => [
        id,
        handle,
        role,
        ...devices.map((each) => each.id),
      ]),
    fingerprint: group.fingerprint(),
    directory: group.documents(),
    document: plainOf(docOf(person, company.document)),
    setAside: group.status().setAsideEntries,
    waiting: group.status().waitingEntries,
  };
};

export const plainOf = (doc: Y.Doc): unknown => {
  expectNothingPending(doc);
  return {
    vector: hexFromBytes(Y.encodeStateVector(doc)),
    // A root that is only looked at exists from then on, empty.
    roots: [...doc.share]
      .filter(([, type]) => type._start !== null || type._map.size > 0)
      .map(([name]) => name)
      .toSorted(),
    list: doc.getArray('list').toJSON(),
    usable: doc.getArray('usable').toJSON(),
    map: doc.getMap('map').toJSON(),
    text: doc.getText('text').toJSON(),
  };
};

const expectNothingPending = (doc: Y.Doc): void => {
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
};

const expectNobodyBlamed = (honest: readonly Honest[]): void => {
  for (const person of honest) {
    expect(
      person.verdicts.filter((verdict) => verdict.forged),
      `${person.name} blamed somebody honest`,
    ).toEqual([]);
    const others = honest.filter((other) => other !== person).map(deviceOf);
    expect(
      person.group
        .status()
        .links.flatMap(({ peers }) => peers.map(({ device }) => device))
        .toSorted(),
    ).toEqual(others.toSorted());
  }
};
