/**
 * Entries under somebody else's name: in a feed of the founder's that the hostile member signs, or
 * nobody, and the founder's own words in a feed of the hostile member. The signature does not hold;
 * whoever sends it is let go, and nobody else is.
 */
import { expect, test } from 'vitest';
import { expectSound } from '../aftermath.ts';
import { createCompany, type Company } from '../company.ts';
import { HostileFeed } from '../hostile-feed.ts';
import {
  deliver,
  expectSetAside,
  listOf,
  memberIdOf,
  push,
  writeChange,
  writeWord,
} from './stage.ts';

/** Feeds of a device that the founder never used: nothing there can be a fork. */
const unusedInstance = 20;

const forgeries: readonly [string, (company: Company) => HostileFeed][] = [
  [
    'a word of the founder, signed by a member',
    (company) => {
      const feed = underFoundersName(company);
      writeWord(feed, 'harm');
      return feed;
    },
  ],
  [
    'a word of the founder that nobody signed',
    (company) => {
      const feed = new HostileFeed(company, {
        author: company.honest[0],
        instance: unusedInstance,
      });
      writeWord(feed, 'harm', { isSigned: false });
      return feed;
    },
  ],
  [
    "the founder's word that the member is a steward",
    (company) => {
      const feed = underFoundersName(company);
      const member = memberIdOf(company.hostile);
      writeChange(company, feed, { type: 'promotion', member, role: 'steward' });
      return feed;
    },
  ],
  [
    "the founder's own entry, in the member's feed",
    (company) => {
      const said = new HostileFeed(company, {
        author: company.honest[0],
        instance: unusedInstance,
      });
      const feed = new HostileFeed(company);
      feed.append(said.write(1, new Uint8Array()).entry);
      return feed;
    },
  ],
];

/** With the founder's name on it, and the hostile member's key under it. */
const underFoundersName = (company: Company): HostileFeed => {
  const [mira] = company.honest;
  const keys = {
    ...mira.keys,
    signing: { ...mira.keys.signing, seed: company.hostile.keys.signing.seed },
  };
  return new HostileFeed(company, { author: { ...mira, keys }, instance: unusedInstance });
};

test.each(forgeries)('%s is refused by signed-chain', async (_, forge) => {
  const company = await createCompany({ seed: 260 });
  push(company, company.honest[0], 'honest');
  const feed = forge(company);
  const [verdict] = await deliver(company, feed.update());
  expect(verdict).toMatchObject({
    admitted: 0,
    forged: true,
    refusals: [{ rule: 'signed-chain', feed: feed.feed.name }],
  });
  expectSetAside(company, []);
  for (const person of company.honest) {
    expect(listOf(company, person)).toEqual(['honest']);
    expect(person.replica.heads().some((head) => head.feed === feed.feed.name)).toBe(false);
    const hostile = person.group.members().find(({ handle }) => handle === 'Hostile');
    expect(hostile?.role).toBe('member');
  }
  await expectSound(company);
});
