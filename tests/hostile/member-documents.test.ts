/**
 * A member who means harm writes documents: every update that plain Yjs would take and that reaches
 * beyond its author's own ids and its entry's own past is set aside, on every device alike.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  DocumentGuard,
  documentRules,
  type DocumentRule,
} from '../../packages/core/src/ledger/document-guard.ts';
import { concatBytes } from '../../packages/core/src/lib/bytes.ts';
import { expectSound, plainOf } from './aftermath.ts';
import { createCompany, docOf, type Company } from './company.ts';
import { HostileFeed, parentsHeldBy } from './hostile-feed.ts';
import { contents, rawUpdate, values, type RawId, type RawStruct } from './raw-update.ts';
import { openDoor, pushed, type Wire } from './wire.ts';

/** Where things stand in the document that is attacked. */
interface Scene {
  /** The attacker's own document client id. */
  readonly own: number;
  /** Mira's, and where her next struct will be. */
  readonly mira: number;
  readonly miraEnd: number;
  /** Items that Mira wrote. */
  readonly inList: RawId;
  readonly inText: RawId;
  readonly inMap: RawId;
}

interface Attack {
  readonly name: string;
  readonly rule: DocumentRule;
  readonly update: (scene: Scene) => Uint8Array;
  /** Names no parents, so that nothing lies in its past. Default: false. */
  readonly isWithoutPast?: boolean;
}

const word = contents.any(values.text('harm'));
/** One struct under the attacker's own id. */
const single = ({ own }: Scene, struct: RawStruct): Uint8Array =>
  rawUpdate({ client: own, clock: 0, structs: [struct] });

const forbiddenStructs: readonly [string, RawStruct][] = [
  ['collected garbage', contents.garbage()],
  ['a gap that is to be skipped', contents.skip()],
  ['a deleted struct', { ...contents.deleted(), parent: 'list' }],
  ['old JSON', { ...contents.json(), parent: 'list' }],
  ['bytes', { ...contents.binary(), parent: 'list' }],
  ['an embed', { ...contents.embed(), parent: 'text' }],
  ['a format', { ...contents.format(), parent: 'text' }],
  ['a subdocument', { ...contents.subdocument(), parent: 'list' }],
  ['an XML element', { ...contents.type(3, 'script'), parent: 'list' }],
  ['an XML fragment', { ...contents.type(4), parent: 'list' }],
  ['an XML hook', { ...contents.type(5, 'hook'), parent: 'list' }],
  ['an XML text', { ...contents.type(6), parent: 'list' }],
  ['a content that nobody knows', { kind: 31, content: Uint8Array.of(1), parent: 'list' }],
  ['a value of depth 1,000', { ...contents.any(values.nested(1_000)), parent: 'list' }],
  [
    'a value with the key __proto__',
    { ...contents.any(values.object('__proto__')), parent: 'list' },
  ],
  ['a value of an unknown kind', { ...contents.any(Uint8Array.of(1)), parent: 'list' }],
  [
    'a number that is not safe',
    { ...contents.any(Uint8Array.of(125, ...new Uint8Array(9).fill(255), 1)), parent: 'list' },
  ],
  ['a big integer', { ...contents.any(Uint8Array.of(122, ...new Uint8Array(8))), parent: 'list' }],
  [
    'half a surrogate pair',
    { kind: 4, content: Uint8Array.of(3, 0xed, 0xa0, 0x80), parent: 'text' },
  ],
  ['a text without length', { ...contents.text(''), parent: 'text' }],
  ['a list of no values', { kind: 8, content: Uint8Array.of(0), parent: 'list' }],
  [
    'more values than bytes',
    { kind: 8, content: Uint8Array.of(255, 255, 255, 255, 15), parent: 'list' },
  ],
];

const forbidden: readonly Attack[] = forbiddenStructs.map(([name, struct]) => ({
  name,
  rule: 'document-decodes',
  update: (scene) => single(scene, struct),
}));

const reaching: readonly Attack[] = [
  {
    name: 'is of two clients',
    rule: 'document-decodes',
    update: ({ own, mira, miraEnd }) =>
      rawUpdate(
        { client: own, clock: 0, structs: [{ ...word, parent: 'list' }] },
        { client: mira, clock: miraEnd, structs: [{ ...word, parent: 'list' }] },
      ),
  },
  {
    name: 'has bytes behind its end',
    rule: 'document-decodes',
    update: (scene) => concatBytes(single(scene, { ...word, parent: 'list' }), Uint8Array.of(0)),
  },
  { name: 'is empty', rule: 'document-decodes', update: () => new Uint8Array() },
  {
    name: 'ends in the middle',
    rule: 'document-decodes',
    update: (scene) => single(scene, { ...word, parent: 'list' }).slice(0, 12),
  },
  {
    name: 'deletes nothing, at length 0',
    rule: 'document-decodes',
    update: ({ mira }) =>
      rawUpdate({
        client: 0,
        clock: 0,
        structs: [],
        deletions: [{ client: mira, clock: 0, length: 0 }],
      }),
  },
  {
    name: "writes under another's document client id",
    rule: 'own-client',
    update: ({ mira, miraEnd }) =>
      rawUpdate({ client: mira, clock: miraEnd, structs: [{ ...word, parent: 'list' }] }),
  },
  {
    name: 'begins after a gap',
    rule: 'next-clock',
    update: ({ own }) =>
      rawUpdate({ client: own, clock: 7, structs: [{ ...word, parent: 'list' }] }),
  },
  {
    name: 'has an origin that is still to come',
    rule: 'within-own-past',
    update: (scene) =>
      single(scene, { ...word, origin: { client: scene.mira, clock: scene.miraEnd } }),
  },
  {
    name: 'has itself as origin',
    rule: 'within-own-past',
    update: (scene) => single(scene, { ...word, origin: { client: scene.own, clock: 0 } }),
  },
  {
    name: 'has a right origin of a client that nobody knows',
    rule: 'within-own-past',
    update: (scene) => single(scene, { ...word, rightOrigin: { client: 12345, clock: 0 } }),
  },
  {
    name: 'has a parent that is still to come',
    rule: 'within-own-past',
    update: (scene) =>
      single(scene, {
        ...word,
        parent: { client: scene.mira, clock: scene.miraEnd + 1 },
        key: 'k',
      }),
  },
  {
    name: 'follows what exists but lies not in its past',
    rule: 'within-own-past',
    isWithoutPast: true,
    update: (scene) => single(scene, { ...word, origin: scene.inList }),
  },
  {
    name: 'deletes clocks to come',
    rule: 'within-own-past',
    update: ({ mira, miraEnd }) =>
      rawUpdate({
        client: 0,
        clock: 0,
        structs: [],
        deletions: [{ client: mira, clock: miraEnd, length: 1_000 }],
      }),
  },
  {
    name: 'deletes from the past into what is to come',
    rule: 'within-own-past',
    update: ({ mira, miraEnd }) =>
      rawUpdate({
        client: 0,
        clock: 0,
        structs: [],
        deletions: [{ client: mira, clock: 0, length: miraEnd + 1 }],
      }),
  },
  {
    name: 'deletes what exists but lies not in its past',
    rule: 'within-own-past',
    isWithoutPast: true,
    update: ({ inList }) =>
      rawUpdate({ client: 0, clock: 0, structs: [], deletions: [{ ...inList, length: 1 }] }),
  },
  {
    name: 'deletes its own clocks to come',
    rule: 'within-own-past',
    update: ({ own }) =>
      rawUpdate({
        client: own,
        clock: 0,
        structs: [{ ...word, parent: 'list' }],
        deletions: [{ client: own, clock: 0, length: 2 }],
      }),
  },
  {
    name: 'has a value as parent',
    rule: 'parent-is-a-type',
    update: (scene) => single(scene, { ...word, parent: scene.inList, key: 'k' }),
  },
  {
    name: 'has a text of its own as parent',
    rule: 'parent-is-a-type',
    update: ({ own }) =>
      rawUpdate({
        client: own,
        clock: 0,
        structs: [
          { ...contents.text('harm'), parent: 'text' },
          { ...word, parent: { client: own, clock: 1 }, key: 'k' },
        ],
      }),
  },
  {
    name: 'stands between neighbours of different lists',
    rule: 'neighbours-agree',
    update: (scene) => single(scene, { ...word, origin: scene.inList, rightOrigin: scene.inText }),
  },
  {
    name: 'stands between a list and a key',
    rule: 'neighbours-agree',
    update: (scene) => single(scene, { ...word, origin: scene.inMap, rightOrigin: scene.inList }),
  },
  {
    name: 'stands between its own and a foreign list',
    rule: 'neighbours-agree',
    update: ({ own, inText }) =>
      rawUpdate({
        client: own,
        clock: 0,
        structs: [
          { ...word, parent: 'list' },
          { ...word, origin: { client: own, clock: 0 }, rightOrigin: inText },
        ],
      }),
  },
  {
    name: 'stands between one thing and the same thing',
    rule: 'neighbours-in-order',
    update: (scene) => single(scene, { ...word, origin: scene.inList, rightOrigin: scene.inList }),
  },
];

/** Attacks of one table are made one after another on one company, each in a feed of its own. */
const play = (table: readonly Attack[], seed: number): void => {
  let company: Company;
  let wire: Wire;
  let scene: Omit<Scene, 'own'>;
  let instance = 0;

  beforeAll(async () => {
    company = await createCompany({ seed });
    const [mira] = company.honest;
    const doc = docOf(mira, company.document);
    doc.getArray('list').push(['blankets', 'tents']);
    doc.getText('text').insert(0, 'two lorries');
    doc.getMap('map').set('place', 'Calais');
    await company.env.advance(5_000);
    scene = {
      mira: doc.clientID,
      miraEnd: Y.getState(doc.store, doc.clientID),
      inList: idOf(doc.getArray('list')._start),
      inText: idOf(doc.getText('text')._start),
      inMap: idOf(doc.getMap('map')._map.get('place')),
    };
    wire = openDoor(company, mira).connect();
    wire.prove(company.hostile);
  });

  test.each(table)(
    '$name is set aside by $rule',
    async ({ rule, update, isWithoutPast = false }) => {
      const feed = new HostileFeed(company, { instance });
      instance += 1;
      const own = feed.feed.documentClientId;
      const bytes = update({ ...scene, own });
      const [mira, sami] = company.honest;
      const doc = docOf(sami, company.document);
      const before = plainOf(doc);
      const setAside = sami.group.status().setAsideEntries;

      const clockInPast = (client: number): number =>
        isWithoutPast ? 0 : Y.getState(doc.store, client);
      expect(new DocumentGuard(doc).refusalOf(bytes, own, clockInPast)).toBe(rule);

      feed.writeDocument(bytes, isWithoutPast ? {} : { parents: parentsHeldBy(company) });
      wire.say(pushed(feed.update()));
      await company.env.advance(5_000);
      expect(mira.replica.heads().some((head) => head.feed === feed.feed.name)).toBe(true);
      expect(plainOf(doc)).toEqual(before);
      expect(sami.group.status().setAsideEntries).toBe(setAside + 1);
      expect(wire.dropped()).toBeUndefined();
      await expectSound(company, { settlingMs: 5_000 });
      scene = { ...scene, miraEnd: Y.getState(docOf(mira, company.document).store, scene.mira) };
    },
  );
};

const idOf = (item: Y.Item | null | undefined): RawId => {
  if (!item) throw new Error('the scene is not set');
  return { client: item.id.client, clock: item.id.clock };
};

describe('a content that documents do not use', () => {
  play(forbidden, 20);
});
describe('an update that reaches too far', () => {
  play(reaching, 21);
});

describe('the table', () => {
  test('breaks every rule but the last, which guards against what nobody knows yet', () => {
    const broken = new Set([...forbidden, ...reaching].map(({ rule }) => rule));
    const names = documentRules.map(({ name }) => name);
    expect(names.filter((name) => !broken.has(name))).toEqual(['applies']);
  });
});
