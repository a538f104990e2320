/**
 * What the stories of hostile members share: changes written into a feed of the hostile author's
 * own, successions sealed by hand, the way in over a real connection, and a second opinion: what an
 * honest device holds, judged afresh, so that the rule behind each refusal can be named.
 */
import { expect } from 'vitest';
import { EpochBook, type KnownEpoch } from '../../../packages/core/src/group/epoch-book.ts';
import type { Counting } from '../../../packages/core/src/group/counting/counting.ts';
import type { History } from '../../../packages/core/src/group/counting/history.ts';
import { Intake } from '../../../packages/core/src/group/intake.ts';
import { originOf } from '../../../packages/core/src/group/origins.ts';
import type { Verdict } from '../../../packages/core/src/group/ports.ts';
import {
  encodeContent,
  entryTypes,
  splitContent,
} from '../../../packages/core/src/ledger/content.ts';
import { epochFromSecret, type Epoch } from '../../../packages/core/src/ledger/epoch.ts';
import { runThrough } from '../../../packages/core/src/lib/steps.ts';
import {
  encodeRosterChange,
  type RosterChange,
  type SuccessionChange,
} from '../../../packages/core/src/roster/changes.ts';
import {
  charterHash,
  commitSecret,
  type Charter,
} from '../../../packages/core/src/roster/charter.ts';
import { memberIdFromDevice, type RosterMember } from '../../../packages/core/src/roster/member.ts';
import { sealSuccession } from '../../../packages/core/src/roster/succession.ts';
import { unwrap } from '../../../packages/core/src/testing/cast.ts';
import { deviceOf, docOf, during, type Company, type Honest, type Person } from '../company.ts';
import { parentsHeldBy, type HostileFeed, type WriteOptions } from '../hostile-feed.ts';
import { contents, rawUpdate, values } from '../raw-update.ts';
import { openDoor, pushed } from '../wire.ts';

/** Until an update is judged, kept and passed on by an honest device. */
const passingMs = 5_000;

/** Gives an update to an honest device over a connection of its own, and says what it thought of it. */
export const deliver = async (
  company: Company,
  update: Uint8Array,
  options: { readonly to?: Honest; readonly from?: Person; readonly epoch?: Epoch } = {},
): Promise<readonly Verdict[]> => {
  const { to = company.honest[0], from = company.hostile, epoch = company.epoch } = options;
  const door = openDoor(company, to, epoch);
  const wire = door.connect();
  wire.prove(from);
  wire.say(pushed(update));
  await company.env.advance(passingMs);
  door.close();
  return door.verdicts;
};

/** Resting on everything that honest devices hold, unless told otherwise. */
export const writeChange = (
  company: Company,
  feed: HostileFeed,
  change: RosterChange,
  options: WriteOptions = {},
): void => {
  const {
    parents = parentsHeldBy(company),
    claimedSeconds = Math.floor(company.env.now() / 1000),
  } = options;
  const payload = encodeRosterChange(change);
  for (const part of splitContent({ type: entryTypes.roster, claimedSeconds, parents, payload })) {
    feed.writePlaintext(encodeContent(part), options);
  }
};

/** A word in the list that all stories edit, as the first thing that the feed writes there. */
export const writeWord = (feed: HostileFeed, word: string, options: WriteOptions = {}): void =>
  void feed.writeDocument(
    rawUpdate({
      client: feed.feed.documentClientId,
      clock: 0,
      structs: [{ ...contents.any(values.text(word)), parent: 'list' }],
    }),
    options,
  );

export const listOf = (company: Company, person: Honest = company.honest[1]): readonly unknown[] =>
  docOf(person, company.document).getArray('list').toJSON();

export const push = (company: Company, person: Honest, word: string): void =>
  docOf(person, company.document).getArray('list').push([word]);

export const memberIdOf = ({ keys }: Person): Uint8Array =>
  memberIdFromDevice(keys.signing.publicKey);

export const asMember = ({ name, role, keys, salt }: Person): RosterMember => ({
  id: memberIdFromDevice(keys.signing.publicKey),
  handle: name,
  role,
  devices: [{ signing: keys.signing.publicKey, wrapping: keys.wrapping.publicKey, salt }],
});

export interface HandMade {
  readonly change: SuccessionChange;
  readonly charter: Charter;
  readonly secret: Uint8Array;
  readonly epoch: Epoch;
}

export interface Making {
  readonly author?: Person;
  readonly members?: readonly RosterMember[];
  readonly charter?: Partial<Charter>;
  /** Whom the secret is wrapped for. Default: every device of the charter. */
  readonly sealedTo?: readonly Person[];
  /** Of the parent. Default: the first epoch's. */
  readonly parent?: { readonly epoch: Epoch; readonly secret: Uint8Array; readonly number: number };
}

/** A succession as whoever has the secrets can seal one, just or unjust. */
export const sealByHand = (company: Company, making: Making = {}): HandMade => {
  const { env, epoch: root, charter: first, secret: rootSecret } = company;
  const { author = company.hostile, members = first.members } = making;
  const { parent = { epoch: root, secret: rootSecret, number: 0 } } = making;
  const secret = env.random(32);
  const charter: Charter = {
    groupId: root.groupId,
    number: parent.number + 1,
    parents: [parent.epoch.epochId],
    members,
    relays: [],
    policy: first.policy,
    commitment: commitSecret(root.groupId, secret),
    ...making.charter,
  };
  const sealedTo = making.sealedTo?.map(({ keys }) => ({ wrapping: keys.wrapping.publicKey }));
  const change = sealSuccession(
    {
      author: author.keys.signing.publicKey,
      charter,
      secret,
      parentSecrets: charter.parents.map(() => parent.secret),
      devices: sealedTo ?? members.flatMap(({ devices }) => devices),
    },
    env,
  );
  return {
    change,
    charter,
    secret,
    epoch: epochFromSecret(root.groupId, charterHash(charter), secret),
  };
};

/** What a device holds, taken in by a device that knows nothing yet. */
const judgedAfresh = (
  company: Company,
  person: Honest,
): { readonly counting: Counting; readonly book: EpochBook } => {
  const book = new EpochBook(originOf(company.charter, company.secret));
  const intake = new Intake({
    book,
    device: person.keys,
    origin: undefined,
    events: {
      admitted: () => undefined,
      arriving: () => undefined,
      *arrived() {},
      proven: () => undefined,
      dropped: () => undefined,
      rebuilding: () => undefined,
      rebuilt: () => undefined,
    },
  });
  const everything = person.replica.updateSince(Uint8Array.of(0));
  if (everything) runThrough(intake.takeUpdate(everything));
  return { counting: intake.counting, book };
};

export const historyOf = (company: Company, person: Honest): History =>
  judgedAfresh(company, person).counting.history;

/** The epoch that a device is in. */
export const placeOf = (company: Company, person: Honest): KnownEpoch => {
  const { counting, book } = judgedAfresh(company, person);
  return book.get(counting.history.current.id) ?? book.root;
};

/** The rules by which entries of a device are set aside, in the order of their names. */
export const rulesAgainst = (
  company: Company,
  author: Person,
  witness: Honest = company.honest[0],
): readonly string[] =>
  judgedAfresh(company, witness)
    .counting.setAside.filter(({ node }) => node.chain.feed.device === deviceOf(author))
    .map(({ rule }) => rule)
    .toSorted();

/** The rules by which entries of one feed are set aside, in their order. */
export const rulesOfFeed = (
  company: Company,
  { feed }: HostileFeed,
  witness: Honest = company.honest[0],
): readonly string[] =>
  judgedAfresh(company, witness)
    .counting.setAside.filter(({ node }) => node.chain.feed.name === feed.name)
    .toSorted((left, right) => left.node.place - right.node.place)
    .map(({ rule }) => rule);

/** Every honest device sets aside by these rules, and says of itself that it does. */
export const expectSetAside = (
  company: Company,
  rules: readonly string[],
  author: Person = company.hostile,
  honest: readonly Honest[] = company.honest,
): void => {
  for (const person of honest) {
    expect(rulesAgainst(company, author, person), person.name).toEqual(rules.toSorted());
    expect(person.group.status().setAsideEntries, person.name).toBe(rules.length);
  }
};

export const handlesOf = ({ group }: Honest): readonly string[] =>
  group
    .members()
    .map(({ handle }) => handle)
    .toSorted();

export const removes = async (company: Company, by: Honest, whom: Person): Promise<void> => {
  const member = by.group.members().find(({ handle }) => handle === whom.name)?.id ?? '';
  unwrap(await during(company.env, by.group.remove({ member })));
};
