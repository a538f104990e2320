import { describe, expect, it } from 'vitest';
import { createMembers, give, meet, type Tab } from '../../../test/open-members.ts';
import {
  createAuthor,
  write,
  createHolder,
  updateOf,
  contentOf,
  type Author,
} from '../../../test/author.ts';
import { charterOf, deviceOf, fixedBytes, memberOf, secret } from '../../../test/actors.ts';
import { entryTypes, type EntryContent } from '../../ledger/content.ts';
import type { EntryNode } from '../../ledger/graph.ts';
import { concatBytes, hexFromBytes } from '../../lib/bytes.ts';
import { signingKeyFromSeed } from '../../crypto/sign.ts';
import { wrapKeyFromSeed } from '../../crypto/wrap.ts';
import { encodeRosterChange } from '../../roster/changes.ts';
import type { Role } from '../../roster/member.ts';
import { charterHash } from '../../roster/charter.ts';
import { runThrough } from '../../lib/steps.ts';
import { EpochBook } from '../epoch-book.ts';
import { Counting } from './counting.ts';

const keysOf = ({ seed }: Author) => ({
  signing: signingKeyFromSeed(seed),
  wrapping: wrapKeyFromSeed(seed),
});
const names = ['founder', 'member', 'reader', 'guest'] as const;
const strangers = names.map((name) => keysOf(createAuthor(name)));
const [founderKeys, memberKeys, readerKeys] = strangers as [
  ReturnType<typeof keysOf>,
  ReturnType<typeof keysOf>,
  ReturnType<typeof keysOf>,
];
const charter = charterOf([
  memberOf(founderKeys, 'founder', 'steward'),
  memberOf(memberKeys, 'member', 'member'),
  memberOf(readerKeys, 'reader', 'reader'),
]);
const createBook = (): EpochBook =>
  new EpochBook({
    first: charter,
    current: charter,
    secrets: [{ epochId: charterHash(charter), secret }],
  });
const { keys: epoch } = createBook().root;
const founder = createAuthor('founder', 0, epoch);
const member = createAuthor('member', 0, epoch);
const reader = createAuthor('reader', 0, epoch);
const guest = createAuthor('guest', 0, epoch);
const content = (
  type: number,
  payload: Uint8Array,
  parents: readonly Uint8Array[] = [],
): EntryContent => ({
  ...contentOf('', parents),
  type,
  payload,
});
const document = content(entryTypes.document, concatBytes(fixedBytes(16, 1), Uint8Array.of(0, 0)));
const admissionOf = (author: Author, role: Role): EntryContent =>
  content(
    entryTypes.roster,
    encodeRosterChange({
      type: 'admission',
      invite: fixedBytes(32, 1),
      knock: fixedBytes(32, 2),
      handle: 'guest',
      role,
      device: deviceOf(keysOf(author)),
    }),
  );

/** What becomes of these entries, each feed's in one run. */
const count = (...feeds: readonly (readonly [Author, readonly EntryContent[]])[]) => {
  const counting = new Counting(createBook(), founderKeys);
  const holder = createHolder(founder, member, reader, guest);
  const nodes: EntryNode[] = [];
  const links = new Map<Author, readonly Uint8Array[]>();
  for (const [author, contents] of feeds) {
    const run = write(author, contents);
    links.set(author, run.links);
    holder.receive(updateOf(run));
    nodes.push(...holder.graph.open());
  }
  runThrough(counting.learn(nodes));
  const counted = counting.settle();
  return { counting, counted, links, rules: counting.setAside.map(({ rule }) => rule) };
};

describe('an entry', () => {
  it('counts if its author had the right to it by the charter', () => {
    const { counted, rules } = count(
      [founder, [document]],
      [member, [document]],
      [reader, [document]],
    );
    expect(new Set(counted.documents.map(({ node }) => node.chain.feed.device))).toEqual(
      new Set([founder.feed.device, member.feed.device]),
    );
    expect(counted.documents[0]).toMatchObject({
      document: hexFromBytes(fixedBytes(16, 1)),
      update: Uint8Array.of(0, 0),
    });
    expect(rules).toEqual(['author-may-not']);
  });

  it('counts by an admission in its own past, and not by one beside it', () => {
    const admission = admissionOf(guest, 'member');
    const beside = count([founder, [admission]], [guest, [document]]);
    expect(beside.rules).toEqual(['author-may-not']);
    expect(beside.counted.rosterChanged).toBe(true);
    const [link = new Uint8Array()] = beside.links.get(founder) ?? [];
    const after = count(
      [founder, [admission]],
      [guest, [{ ...document, parents: [link.slice(0, 16)] }]],
    );
    expect(after.rules).toEqual([]);
    expect(after.counted.documents).toHaveLength(1);
  });

  it('counts by no admission that does not count itself', () => {
    const admission = admissionOf(guest, 'member');
    const { links } = count([member, [admission]]);
    const [link = new Uint8Array()] = links.get(member) ?? [];
    const { rules, counting } = count(
      [member, [admission]],
      [guest, [{ ...document, parents: [link.slice(0, 16)] }]],
    );
    expect(rules).toEqual(['author-may-not', 'author-may-not']);
    expect(counting.roster.memberById.size).toBe(3);
  });

  it('goes on in the document that its feed wrote to last', () => {
    const more = content(entryTypes.sameDocument, Uint8Array.of(1));
    const { counted, rules, counting } = count([founder, [more, document, more]]);
    expect(rules).toEqual(['unreadable']);
    expect(counted.documents.map(({ update }) => update.length)).toEqual([2, 1]);
    const [{ node } = { node: undefined }] = counted.documents;
    expect(node && counting.lastDocumentOf(node.chain)).toBe(hexFromBytes(fixedBytes(16, 1)));
  });

  it('of a type to come is kept and ignored; one that cannot be read is set aside', () => {
    const { counted, rules } = count([
      founder,
      [
        content(200, fixedBytes(9, 1)),
        content(entryTypes.roster, fixedBytes(9, 1)),
        content(entryTypes.document, fixedBytes(9, 1)),
        content(entryTypes.fork, fixedBytes(9, 1)),
        content(entryTypes.part, fixedBytes(9, 1)),
        document,
      ],
    ]);
    expect(rules).toEqual(['unreadable', 'unreadable', 'fork-malformed', 'unreadable']);
    expect(counted.documents).toHaveLength(1);
  });
});

describe('a reader', () => {
  const texts = (tab: Tab, id: string): unknown => tab.doc(id).getArray('list').toJSON();

  it('sees everything, and is told that writing is not theirs', async () => {
    const { env, all } = createMembers(9, 2, 'reader');
    const [one, other] = all as [(typeof all)[0], (typeof all)[0]];
    const [first, second] = [await one.open(), await other.open()];
    const created = first.group.createDocument('needs', 'list');
    if (!created.ok) throw new Error('refused');
    first.doc(created.value).getArray<string>('list').push(['one']);
    await meet(env, first, second);
    expect(texts(second, created.value)).toEqual(['one']);
    expect(second.group.status()).toMatchObject({ obstacle: { type: 'reader' }, saved: 'saved' });
    expect(second.group.rename('mine')).toEqual({ ok: false, refusal: { type: 'not-allowed' } });
    expect(second.group.createDocument('needs', 'x')).toMatchObject({
      refusal: { type: 'not-allowed' },
    });
    expect(second.group.openDocument('00')).toMatchObject({
      refusal: { type: 'document-unknown' },
    });
    await give(env, second, first);
    expect(first.replica.heads()).toHaveLength(1);
  });
});
