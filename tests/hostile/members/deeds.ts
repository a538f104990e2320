/**
 * Tables of deeds that nobody ought to get away with, played one after another on one company.
 */
import { beforeAll, expect, test } from 'vitest';
import type { RosterChange } from '../../../packages/core/src/roster/changes.ts';
import type { Role, RosterMember } from '../../../packages/core/src/roster/member.ts';
import { compareBytes } from '../../../packages/core/src/lib/bytes.ts';
import { expectSound } from '../aftermath.ts';
import { createCompany, type Company } from '../company.ts';
import { HostileFeed } from '../hostile-feed.ts';
import { deliver, handlesOf, rulesOfFeed, writeChange } from './stage.ts';

export interface Deed {
  readonly name: string;
  readonly rule: string;
  readonly change: (company: Company) => RosterChange;
}

export const ascending = (members: readonly RosterMember[]): readonly RosterMember[] =>
  members.toSorted((left, right) => compareBytes(left.id, right.id));

/** One company for a table; each deed in a feed of its own. */
export const playDeeds = (table: readonly Deed[], hostileRole: Role, seed: number): void => {
  let company: Company;
  let instance = 0;
  beforeAll(async () => {
    company = await createCompany({ seed, hostileRole });
  });
  test.each(table)('$name is set aside by $rule', async ({ rule, change }) => {
    const feed = new HostileFeed(company, { instance });
    instance += 1;
    const [mira] = company.honest;
    const before = { handles: handlesOf(mira), keys: mira.group.keys().number };
    writeChange(company, feed, change(company));
    const verdicts = await deliver(company, feed.update());
    expect(verdicts.map(({ admitted }) => admitted)).toEqual([feed.height]);
    for (const person of company.honest) {
      expect(rulesOfFeed(company, feed, person), person.name).toEqual([rule]);
      expect(person.group.status().setAsideEntries).toBe(instance);
      expect(person.group.status().obstacle).toBeUndefined();
      expect({ handles: handlesOf(person), keys: person.group.keys().number }).toEqual(before);
      expect(person.group.members().find(({ handle }) => handle === 'Sami')?.role).toBe('member');
    }
    await expectSound(company, { settlingMs: 5_000 });
  });
};
