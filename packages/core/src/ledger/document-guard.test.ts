import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { fuzzRuns, nearlyBytes } from '../../test/fuzz.ts';
import { ByteWriter, utf8FromText } from '../lib/bytes.ts';
import { DocumentGuard, documentRules, type DocumentRule } from './document-guard.ts';
import type { StructId } from './document-update.ts';

const [founder, member, hostile] = [10, 20, 30];

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = client;
  return doc;
};
const editOf = (client: number, edit: (doc: Y.Doc) => void, from?: Y.Doc): Uint8Array => {
  const doc = docOf(client);
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  edit(doc);
  return updates.length > 0 ? Y.mergeUpdates(updates) : Y.encodeStateAsUpdate(doc, before);
};

/** A document that holds what the founder wrote, and a guard before it. */
const begun = () => {
  const doc = docOf(1);
  const guard = new DocumentGuard(doc);
  const first = editOf(founder, (each) => {
    each.getText('text').insert(0, 'tents');
    each.getMap('map').set('key', new Y.Array());
    each.getMap('map').set('plain', 'value');
  });
  expect(guard.admit(first, founder, () => 0, 'test')).toBeUndefined();
  const all = (client: number): number => guard.clockOf(client);
  return { doc, guard, all };
};

interface Struct {
  readonly origin?: StructId;
  readonly right?: StructId;
  readonly root?: string;
  readonly parent?: StructId;
  readonly key?: string;
  readonly text?: string;
  readonly type?: number;
}

/** An update by hand, for what Yjs would not write. */
const forge = (
  client: number,
  clock: number,
  structs: readonly Struct[],
  deletions: readonly (StructId & { readonly length: number })[] = [],
): Uint8Array => {
  const writer = new ByteWriter().varUint(structs.length > 0 ? 1 : 0);
  if (structs.length > 0) writer.varUint(structs.length).varUint(client).varUint(clock);
  const id = (of: StructId): void => void writer.varUint(of.client).varUint(of.clock);
  for (const { origin, right, root, parent, key, text, type } of structs) {
    const bits = (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (key === undefined ? 0 : 0x20);
    writer.uint(1, bits | (type === undefined ? 4 : 7));
    if (origin) id(origin);
    if (right) id(right);
    if (!origin && !right) {
      writer.varUint(parent ? 0 : 1);
      if (parent) id(parent);
      else writer.varBytes(utf8FromText(root ?? 'text'));
      if (key !== undefined) writer.varBytes(utf8FromText(key));
    }
    if (type === undefined) writer.varBytes(utf8FromText(text ?? 'x'));
    else writer.varUint(type);
  }
  writer.varUint(deletions.length);
  for (const { length, ...of } of deletions) {
    writer.varUint(of.client).varUint(1).varUint(of.clock).varUint(length);
  }
  return writer.bytes();
};

/** The rule that a hostile member's update breaks in the document above. */
const refusal = (
  update: Uint8Array,
  past?: (client: number) => number,
): DocumentRule | undefined => {
  const { doc, guard, all } = begun();
  const before = Y.encodeStateAsUpdate(doc);
  const rule = guard.admit(update, hostile, past ?? all, 'test');
  if (rule) expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
  return rule;
};
const at = (client: number, clock: number): StructId => ({ client, clock });

describe('the document guard', () => {
  it('admits what members write into maps, lists and texts', () => {
    const { doc, guard, all } = begun();
    const edit = editOf(
      member,
      (each) => {
        each.getText('text').insert(2, 'new ');
        each.getText('text').delete(0, 2);
        (each.getMap('map').get('key') as Y.Array<string>).push(['a', 'b']);
        each.getMap('map').set('plain', 'other');
      },
      doc,
    );
    expect(guard.admit(edit, member, all, 'test')).toBeUndefined();
    expect(doc.getMap('map').toJSON()).toEqual({ key: ['a', 'b'], plain: 'other' });
    expect(doc.getText('text').toJSON()).toBe('new nts');
  });

  it('refuses by “document-decodes” what is no update or uses more than the kinds do', () => {
    expect(refusal(Uint8Array.of(9, 9))).toBe('document-decodes');
    expect(refusal(editOf(hostile, (doc) => doc.getText('text').insertEmbed(0, {})))).toBe(
      'document-decodes',
    );
  });

  it('refuses by “own-client” to write under another’s id', () => {
    expect(refusal(forge(member, 0, [{ root: 'text' }]))).toBe('own-client');
    expect(refusal(forge(founder, 7, [{ origin: at(founder, 4) }]))).toBe('own-client');
    expect(refusal(forge(hostile, 0, [{ root: 'text' }]))).toBeUndefined();
  });

  it('refuses by “next-clock” a gap, and a clock that is taken', () => {
    expect(refusal(forge(hostile, 1, [{ root: 'text' }]))).toBe('next-clock');
    const { guard, all } = begun();
    expect(
      guard.admit(forge(hostile, 0, [{ root: 'text' }]), hostile, all, 'test'),
    ).toBeUndefined();
    expect(guard.refusalOf(forge(hostile, 0, [{ root: 'text' }]), hostile, all)).toBe('next-clock');
    expect(guard.refusalOf(forge(hostile, 1, [{ root: 'text' }]), hostile, all)).toBeUndefined();
  });

  it('refuses by “within-own-past” to reach for what the entry has not seen', () => {
    const none = (): number => 0;
    const reaching: readonly Uint8Array[] = [
      forge(hostile, 0, [{ origin: at(founder, 4) }]),
      forge(hostile, 0, [{ right: at(founder, 0) }]),
      forge(hostile, 0, [{ parent: at(founder, 5) }]),
      forge(hostile, 0, [], [{ ...at(founder, 0), length: 2 }]),
    ];
    expect(reaching.map((update) => refusal(update))).toEqual(Array(4).fill(undefined));
    expect(reaching.map((update) => refusal(update, none))).toEqual(
      Array(4).fill('within-own-past'),
    );
    const ahead: readonly Uint8Array[] = [
      // Clocks to come: of another, of nobody, of itself; a deletion that reaches over the end.
      forge(hostile, 0, [{ origin: at(founder, 99) }]),
      forge(hostile, 0, [{ origin: at(77, 0) }]),
      forge(hostile, 0, [{ origin: at(hostile, 0) }]),
      forge(hostile, 0, [{ origin: at(hostile, 1) }, { root: 'text' }]),
      forge(hostile, 0, [], [{ ...at(member, 0), length: 5 }]),
      forge(hostile, 0, [], [{ ...at(founder, 5), length: 5 }]),
      forge(hostile, 0, [], [{ ...at(hostile, 0), length: 1 }]),
      forge(hostile, 0, [{ root: 'text' }], [{ ...at(hostile, 0), length: 2 }]),
    ];
    expect(ahead.map((update) => refusal(update))).toEqual(Array(8).fill('within-own-past'));
    expect(
      refusal(forge(hostile, 0, [{ root: 'text' }], [{ ...at(hostile, 0), length: 1 }])),
    ).toBeUndefined();
  });

  it('refuses by “parent-is-a-type” to put something into a text or a value', () => {
    expect(refusal(forge(hostile, 0, [{ parent: at(founder, 0) }]))).toBe('parent-is-a-type');
    expect(refusal(forge(hostile, 0, [{ parent: at(founder, 6), key: 'key' }]))).toBe(
      'parent-is-a-type',
    );
    expect(refusal(forge(hostile, 0, [{ root: 'text' }, { parent: at(hostile, 0) }]))).toBe(
      'parent-is-a-type',
    );
    expect(
      refusal(forge(hostile, 0, [{ root: 'list', type: 0 }, { parent: at(hostile, 0) }])),
    ).toBeUndefined();
  });

  it('refuses by “neighbours-in-order” a left neighbour that stands behind the right one', () => {
    const behind: readonly Struct[][] = [
      [{ origin: at(founder, 2), right: at(founder, 1) }],
      [{ origin: at(founder, 1), right: at(founder, 1) }],
      [
        { origin: at(founder, 3), right: at(founder, 4) },
        { origin: at(hostile, 0), right: at(founder, 2) },
      ],
    ];
    expect(behind.map((structs) => refusal(forge(hostile, 0, structs)))).toEqual(
      Array(3).fill('neighbours-in-order'),
    );
    const before = [{ origin: at(founder, 1), right: at(founder, 2) }];
    expect(refusal(forge(hostile, 0, before))).toBeUndefined();
  });

  it('notices neighbours that did not stand side by side', () => {
    const guardAfter = (left: number, right: number): DocumentGuard => {
      const { guard, all } = begun();
      const struct = { origin: at(founder, left), right: at(founder, right) };
      expect(guard.admit(forge(hostile, 0, [struct]), hostile, all, 'test')).toBeUndefined();
      return guard;
    };
    expect(guardAfter(1, 2).needsOneOrder).toBe(false);
    expect(guardAfter(1, 3).needsOneOrder).toBe(true);
  });

  it('refuses by “neighbours-agree” two neighbours in different places', () => {
    const apart: readonly Struct[][] = [
      [{ origin: at(founder, 4), right: at(founder, 5) }],
      [{ origin: at(founder, 5), right: at(founder, 6) }],
      [{ root: 'other' }, { origin: at(hostile, 0), right: at(founder, 0) }],
      [{ parent: at(founder, 5) }, { origin: at(founder, 4), right: at(hostile, 0) }],
      [
        { root: 'a', key: 'b' },
        { root: 'a', key: 'c' },
        { origin: at(hostile, 0), right: at(hostile, 1) },
      ],
    ];
    expect(apart.map((structs) => refusal(forge(hostile, 0, structs)))).toEqual(
      Array(5).fill('neighbours-agree'),
    );
    const together = [
      { root: 'a' },
      { right: at(hostile, 0) },
      { origin: at(hostile, 1), right: at(hostile, 0) },
    ];
    expect(refusal(forge(hostile, 0, together))).toBeUndefined();
    expect(
      refusal(forge(hostile, 0, [{ origin: at(founder, 1), right: at(founder, 2) }])),
    ).toBeUndefined();
  });

  it('gives the same verdict and the same document whatever else has come in before', () => {
    /** Between which of the founder's five letters, and what was put there before. */
    const inside = fc.nat(5);
    fc.assert(
      fc.property(
        fc.array(inside, { maxLength: 4 }),
        fc.array(inside, { maxLength: 4 }),
        (ours, theirs) => {
          // Both know the founder's five letters and what they wrote themselves, not each other.
          const update = (client: number, structs: typeof ours): Uint8Array =>
            forge(
              client,
              0,
              structs.map((gap, clock) => {
                const nearest = structs.slice(0, clock).lastIndexOf(gap);
                const left =
                  nearest >= 0 ? at(client, nearest) : gap > 0 ? at(founder, gap - 1) : undefined;
                const right = gap < 5 ? at(founder, gap) : undefined;
                return {
                  ...(left && { origin: left }),
                  ...(right && { right }),
                  text: `${client}${clock}`.slice(-1),
                };
              }),
            );
          const run = (order: readonly number[]) => {
            const { doc, guard } = begun();
            const updates = new Map([
              [member, update(member, ours)],
              [hostile, update(hostile, theirs)],
            ]);
            const rules = new Map(
              order.map((client) => [
                client,
                guard.admit(
                  updates.get(client) ?? new Uint8Array(),
                  client,
                  (other) => (other === founder ? 7 : 0),
                  'test',
                ),
              ]),
            );
            return {
              rules: [rules.get(member), rules.get(hostile)],
              text: doc.getText('text').toJSON(),
            };
          };
          expect(run([member, hostile])).toEqual(run([hostile, member]));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never throws, nor leaves anything pending, whatever the bytes', () => {
    const { doc } = begun();
    const samples = [
      editOf(
        hostile,
        (each) => {
          each.getText('text').insert(3, 'x');
          each.getText('text').delete(0, 2);
          each.getMap('map').set('key', new Y.Map([['a', 1]]));
        },
        doc,
      ),
      forge(hostile, 0, [
        { root: 'a', type: 1 },
        { parent: at(hostile, 0), key: 'k' },
        { origin: at(founder, 1), right: at(founder, 2) },
      ]),
    ];
    let admitted = 0;
    fc.assert(
      fc.property(nearlyBytes(samples), (bytes) => {
        const { doc: fresh, guard, all } = begun();
        const rule = guard.admit(bytes, hostile, all, 'test');
        if (!rule) admitted += 1;
        expect([fresh.store.pendingStructs, fresh.store.pendingDs]).toEqual([null, null]);
        for (const [client] of fresh.store.clients) expect([founder, hostile]).toContain(client);
      }),
      { numRuns: Math.ceil(fuzzRuns / 4), seed: 1 },
    );
    expect(admitted).toBeGreaterThan(100);
  });

  it('names every rule once, with a sentence', () => {
    expect(documentRules.map(({ name }) => name)).toEqual([
      'document-decodes',
      'own-client',
      'next-clock',
      'within-own-past',
      'parent-is-a-type',
      'neighbours-agree',
      'neighbours-in-order',
      'applies',
    ]);
    expect(documentRules.every(({ sentence }) => sentence.endsWith('.'))).toBe(true);
  });
});
