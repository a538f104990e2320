/**
 * Three people, one of them with two devices, edit apart; updates travel in any order, late, and
 * twice. Whatever happens, all end with one view, and nothing that anybody contributed is missing.
 */
import fc from 'fast-check';
import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { authors, done, meet, person } from '../../../test/people.ts';
import type { Person } from '../../../test/people.ts';
import {
  addDelivery,
  addPledge,
  receivePledge,
  stepPledge,
  withdrawDelivery,
} from './contributions.ts';
import { addLine, changeLine, moveLine } from './lines.ts';
import { needsKind } from './needs.ts';
import type { NeedsView, PledgeView } from './types.ts';
import { viewNeeds } from './view.ts';
import { tiers } from './vocabulary.ts';

const moves = ['accepted', 'in_transit', 'refused', 'cancelled'] as const;
const unitsUsed = ['pair', 'kg', 'Jerry can'] as const;

/** What was contributed, kept apart from the document under test. */
interface Ledger {
  readonly pledges: Map<string, { readonly line: string; readonly amount: number }>;
  readonly steps: Set<string>;
  readonly deliveries: Map<
    string,
    { readonly line: string; readonly unit: string; readonly amount: number }
  >;
  readonly withdrawn: Set<string>;
}

type Act = readonly [
  kind:
    | 'line'
    | 'change'
    | 'move'
    | 'archive'
    | 'pledge'
    | 'step'
    | 'receive'
    | 'deliver'
    | 'withdraw'
    | 'send'
    | 'meet',
  who: number,
  first: number,
  second: number,
];
const act: fc.Arbitrary<Act> = fc.tuple(
  fc.constantFrom(
    'line',
    'change',
    'change',
    'move',
    'archive',
    'pledge',
    'pledge',
    'step',
    'step',
    'step',
    'receive',
    'deliver',
    'withdraw',
    'send',
    'send',
    'meet',
  ),
  fc.nat(3),
  fc.nat(20),
  fc.nat(20),
);

const viewOf = (doc: Y.Doc): NeedsView => done(viewNeeds(doc, authors));
const pick = <Item>(items: readonly Item[], index: number): Item | undefined =>
  items[index % Math.max(1, items.length)];

const perform = (
  people: readonly Person[],
  ledger: Ledger,
  [kind, whoIndex, first, second]: Act,
): void => {
  const who = people.at(whoIndex) as Person;
  const { doc, editor } = who;
  const view = viewOf(doc);
  const line = pick([...view.lineById.keys()], first);
  const pledge = pick([...view.pledgeById.keys()], first);
  // Mostly one's own, since others' are refused.
  const deliveries = [...view.deliveryById.values()].filter(
    ({ by }) => by === who.name || second === 0,
  );
  const delivery = pick(deliveries, first)?.id;
  const unit = pick(unitsUsed, second) as string;
  const amount = (second + 1) * 500;
  const quantity = { amountThousandths: amount, unit };
  if (kind === 'line') {
    done(addLine(doc, editor, { item: `thing ${first}`, tier: 'urgent', wanted: quantity }));
  } else if (kind === 'send') {
    // One update of another person, out of turn; perhaps the second time.
    const update = pick((people.at(first % 4) as Person).updates, second);
    if (update) Y.applyUpdate(doc, update, 'link');
  } else if (kind === 'meet') {
    meet(who, people.at(first % 4) as Person);
  } else if (kind === 'change' && line) {
    const tier = pick(tiers, second) as (typeof tiers)[number];
    done(
      changeLine(doc, line, second % 2 === 0 ? { tier } : { wanted: quantity, qualifiers: [tier] }),
    );
  } else if (kind === 'move' && line) {
    done(moveLine(doc, line, pick([...view.lineById.keys()], second)));
  } else if (kind === 'archive' && line) {
    done(changeLine(doc, line, { isArchived: second % 3 > 0 }));
  } else if (kind === 'pledge' && line) {
    ledger.pledges.set(done(addPledge(doc, editor, { line, quantity })), { line, amount });
  } else if (kind === 'step' && pledge) {
    const state = pick(moves, second) as (typeof moves)[number];
    const step = stepPledge(doc, editor, authors, { pledge, state });
    if (step.ok) ledger.steps.add(step.value);
  } else if (kind === 'receive' && pledge) {
    const goods = view.pledgeById.get(pledge) as PledgeView;
    const draft = { pledge, amountThousandths: amount, isLast: first % 2 === 0 };
    const got = done(receivePledge(doc, editor, authors, draft));
    if (got.step !== undefined) ledger.steps.add(got.step);
    ledger.deliveries.set(got.delivery as string, {
      line: goods.line,
      unit: goods.quantity.unit,
      amount,
    });
  } else if (kind === 'deliver' && line) {
    const id = done(addDelivery(doc, editor, { line, quantity }));
    ledger.deliveries.set(id, { line, unit, amount });
  } else if (kind === 'withdraw' && delivery) {
    const step = withdrawDelivery(doc, editor, authors, delivery);
    if (!step.ok) return;
    ledger.steps.add(step.value);
    ledger.withdrawn.add(delivery);
  }
};

const sum = (amounts: Iterable<number>): number =>
  [...amounts].reduce((one, other) => one + other, 0);

const checkTotals = (view: NeedsView, ledger: Ledger): void => {
  for (const line of view.lineById.values()) {
    for (const total of line.totals) {
      const arrived = [...ledger.deliveries]
        .filter(([id, found]) => !ledger.withdrawn.has(id) && found.line === line.id)
        .filter(([, found]) => found.unit === total.unit);
      expect(total.arrivedThousandths).toBe(sum(arrived.map(([, found]) => found.amount)));
      const coming = (states: readonly string[]): number =>
        sum(
          line.pledges
            .filter((one) => states.includes(one.state) && one.quantity.unit === total.unit)
            .map((one) => Math.max(0, one.quantity.amountThousandths - one.arrivedThousandths)),
        );
      expect(total.promisedThousandths).toBe(coming(['offered', 'accepted']));
      expect(total.inTransitThousandths).toBe(coming(['in_transit']));
      const spread =
        total.arrivedThousandths + total.inTransitThousandths + total.promisedThousandths;
      const wanted = total.wantedThousandths ?? spread;
      expect(total.openThousandths - total.overThousandths).toBe(wanted - spread);
    }
  }
};

it('gives one view and loses nothing, in any order of edits and of updates', () => {
  const seen = { pledges: 0, steps: 0, withdrawn: 0, rivals: 0, conflicts: 0 };
  fc.assert(
    fc.property(
      fc.array(act, { minLength: 30, maxLength: 80 }),
      fc.infiniteStream(fc.nat()),
      (acts, chance) => {
        const people = [
          person('founder'),
          person('member'),
          person('newcomer'),
          person('member', 1),
        ];
        const ledger: Ledger = {
          pledges: new Map(),
          steps: new Set(),
          deliveries: new Map(),
          withdrawn: new Set(),
        };
        const [founder] = people as [Person, ...Person[]];
        needsKind.create(founder.doc, founder.editor);
        const draft = { item: 'boots', tier: 'urgent' } as const;
        const line = done(addLine(founder.doc, founder.editor, draft));
        meet(...people);
        const member = people.at(1) as Person;
        const quantity = { amountThousandths: 500, unit: 'pair' };
        const pledge = done(addPledge(member.doc, member.editor, { line, quantity }));
        ledger.pledges.set(pledge, { line, amount: 500 });
        meet(...people);
        for (const one of acts) perform(people, ledger, one);

        // A latecomer gets every single update, in an order drawn by lot, some of them twice.
        const late = new Y.Doc({ gc: false });
        const updates = people.flatMap(({ updates: own }) => own);
        const drawn = updates
          .flatMap((update, index) => (index % 3 === 0 ? [update, update] : [update]))
          .map((update) => ({ update, lot: chance.next().value as number }))
          .toSorted((one, other) => one.lot - other.lot);
        for (const { update } of drawn) Y.applyUpdate(late, update);
        meet(...people);
        const view = viewOf(late);
        for (const { doc } of people) expect(viewOf(doc)).toEqual(view);

        expect(view.problems).toEqual([]);
        expect([...view.pledgeById.keys()].toSorted()).toEqual(
          [...ledger.pledges.keys()].toSorted(),
        );
        expect([...view.deliveryById.keys()].toSorted()).toEqual(
          [...ledger.deliveries.keys()].toSorted(),
        );
        const steps = [...view.pledgeById.values(), ...view.deliveryById.values()].flatMap((one) =>
          one.steps.map((step) => step.id),
        );
        expect(new Set(steps)).toEqual(ledger.steps);
        expect(steps).toHaveLength(ledger.steps.size);
        for (const [id, { isWithdrawn }] of view.deliveryById) {
          expect(isWithdrawn).toBe(ledger.withdrawn.has(id));
        }
        checkTotals(view, ledger);

        seen.pledges += ledger.pledges.size;
        seen.steps += ledger.steps.size;
        seen.withdrawn += ledger.withdrawn.size;
        seen.rivals += [...view.pledgeById.values()].filter((one) => one.rivals.length > 0).length;
        seen.conflicts += [...view.lineById.values()].flatMap((line) => line.conflicts).length;
      },
    ),
    { numRuns: 150 },
  );
  // It proves nothing unless these things happened.
  for (const [what, count] of Object.entries(seen)) expect([what, count > 3]).toEqual([what, true]);
}, 120_000);
