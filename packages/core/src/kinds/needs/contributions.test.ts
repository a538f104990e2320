import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, meet, person, refusalOf } from '../../../test/people.ts';
import type { Person } from '../../../test/people.ts';
import {
  addDelivery,
  addPledge,
  receivePledge,
  stepPledge,
  withdrawDelivery,
} from './contributions.ts';
import { addLine, changeLine } from './lines.ts';
import { needsKind } from './needs.ts';
import type { LineView, NeedsView, PledgeView } from './types.ts';
import { viewNeeds } from './view.ts';

const pairs = (count: number) => ({ amountThousandths: count * 1_000, unit: 'pair' });
const viewOf = ({ doc }: Person): NeedsView => done(viewNeeds(doc, authors));

interface Story {
  readonly founder: Person;
  readonly member: Person;
  readonly newcomer: Person;
  readonly line: string;
  readonly pledge: string;
  readonly lineView: () => LineView;
  readonly pledgeView: () => PledgeView;
}

/** The founder asks for 40 pairs, the member offers 30 of them, all three hold it. */
const story = (): Story => {
  const [founder, member, newcomer] = [person('founder'), person('member'), person('newcomer')];
  needsKind.create(founder.doc, founder.editor);
  const draft = { item: 'boots', tier: 'urgent', wanted: pairs(40) } as const;
  const line = done(addLine(founder.doc, founder.editor, draft));
  meet(founder, member, newcomer);
  const pledge = done(addPledge(member.doc, member.editor, { line, quantity: pairs(30) }));
  meet(founder, member, newcomer);
  return {
    founder,
    member,
    newcomer,
    line,
    pledge,
    lineView: () => viewOf(founder).lineById.get(line) as LineView,
    pledgeView: () => viewOf(founder).pledgeById.get(pledge) as PledgeView,
  };
};

type Move = 'accepted' | 'in_transit' | 'refused' | 'cancelled';
const step = (who: Person, pledge: string, state: Move) =>
  stepPledge(who.doc, who.editor, authors, { pledge, state });
const receive = (who: Person, pledge: string, count: number, isLast = true) =>
  receivePledge(who.doc, who.editor, authors, { pledge, amountThousandths: count * 1_000, isLast });

describe('a pledge', () => {
  it('belongs to the member whose device carries it, whatever is claimed', () => {
    const { founder, line } = story();
    const phone = person('member', 1);
    meet(founder, phone);
    phone.doc.getMap('pledges').set('forged', {
      line,
      amount: 1_000,
      unit: 'pair',
      by: 'founder',
      at: 5,
    });
    meet(founder, phone);
    expect(viewOf(founder).pledgeById.get('forged')).toMatchObject({ by: 'member', claimedAt: 5 });
  });

  it('keeps its note and when it may arrive', () => {
    const { founder, line } = story();
    const id = done(
      addPledge(founder.doc, founder.editor, {
        line,
        quantity: { amountThousandths: 2_500, unit: 'Bags' },
        note: 'two\nlines',
        eta: '2026-12-01',
      }),
    );
    expect(viewOf(founder).pledgeById.get(id)).toEqual({
      id,
      line,
      quantity: { amountThousandths: 2_500, unit: 'bag' },
      note: 'two\nlines',
      eta: '2026-12-01',
      by: 'founder',
      claimedAt: 110,
      state: 'offered',
      rivals: [],
      steps: [],
      arrivedThousandths: 0,
      overThousandths: 0,
    });
  });

  it('goes from offered to received, and the totals follow', () => {
    const { founder, member, newcomer, pledge, lineView, pledgeView } = story();
    const totals = () => lineView().totals;
    expect(totals()).toMatchObject([{ promisedThousandths: 30_000, openThousandths: 10_000 }]);
    done(step(founder, pledge, 'accepted'));
    meet(founder, member, newcomer);
    expect(totals()).toMatchObject([{ promisedThousandths: 30_000, inTransitThousandths: 0 }]);
    done(step(member, pledge, 'in_transit'));
    meet(founder, member, newcomer);
    expect(totals()).toMatchObject([{ promisedThousandths: 0, inTransitThousandths: 30_000 }]);
    done(receive(newcomer, pledge, 20, false));
    meet(founder, member, newcomer);
    expect(pledgeView()).toMatchObject({ state: 'in_transit', arrivedThousandths: 20_000 });
    expect(totals()).toMatchObject([
      { inTransitThousandths: 10_000, arrivedThousandths: 20_000, openThousandths: 10_000 },
    ]);
    done(receive(newcomer, pledge, 10));
    meet(founder, member, newcomer);
    expect(pledgeView()).toMatchObject({
      state: 'received',
      steps: [
        { state: 'accepted', by: 'founder', isAllowed: true },
        { state: 'in_transit', by: 'member', isAllowed: true },
        { state: 'received', by: 'newcomer', amountThousandths: 10_000, isAllowed: true },
      ],
    });
    expect(totals()).toMatchObject([
      { promisedThousandths: 0, inTransitThousandths: 0, arrivedThousandths: 30_000 },
    ]);
  });

  it('is short when less comes, and no longer when the rest turns up', () => {
    const { founder, pledge, lineView, pledgeView } = story();
    done(receive(founder, pledge, 25));
    expect(pledgeView().state).toBe('short');
    expect(lineView().totals).toMatchObject([
      { arrivedThousandths: 25_000, openThousandths: 15_000 },
    ]);
    done(receive(founder, pledge, 1));
    expect(pledgeView()).toMatchObject({ state: 'short', arrivedThousandths: 26_000 });
    done(receive(founder, pledge, 4));
    expect(pledgeView()).toMatchObject({ state: 'received', arrivedThousandths: 30_000 });
  });

  it('is short without a delivery when nothing came', () => {
    const { founder, pledge, pledgeView } = story();
    expect(done(receive(founder, pledge, 0))).toEqual({ step: expect.any(String) as string });
    expect(pledgeView()).toMatchObject({ state: 'short', arrivedThousandths: 0 });
  });

  it('that was cancelled still counts for what came of it', () => {
    const { founder, member, pledge, lineView, pledgeView } = story();
    done(step(member, pledge, 'cancelled'));
    meet(founder, member);
    expect(done(receive(founder, pledge, 5))).toEqual({ delivery: expect.any(String) as string });
    expect(pledgeView()).toMatchObject({ state: 'cancelled', arrivedThousandths: 5_000 });
    expect(lineView().totals).toMatchObject([
      { promisedThousandths: 0, arrivedThousandths: 5_000 },
    ]);
  });

  it('takes the safer of two moves made apart, and shows both', () => {
    const { founder, member, pledge, lineView, pledgeView } = story();
    done(step(founder, pledge, 'accepted'));
    done(step(member, pledge, 'cancelled'));
    meet(founder, member);
    expect(pledgeView()).toMatchObject({
      state: 'cancelled',
      rivals: [
        { state: 'accepted', by: 'founder' },
        { state: 'cancelled', by: 'member' },
      ],
    });
    expect(lineView().totals).toMatchObject([{ promisedThousandths: 0, openThousandths: 40_000 }]);
    expect(viewOf(member)).toEqual(viewOf(founder));
  });

  it('that two people receive while apart keeps both receipts and says by how much they exceed', () => {
    const { founder, newcomer, pledge, lineView, pledgeView } = story();
    done(receive(founder, pledge, 30));
    const { delivery } = done(receive(newcomer, pledge, 30));
    meet(founder, newcomer);
    expect(pledgeView()).toMatchObject({ state: 'received', rivals: [], overThousandths: 30_000 });
    expect(lineView().totals).toMatchObject([
      { arrivedThousandths: 60_000, overThousandths: 20_000 },
    ]);
    done(withdrawDelivery(newcomer.doc, newcomer.editor, authors, delivery as string, 'the same'));
    meet(founder, newcomer);
    expect(pledgeView()).toMatchObject({ overThousandths: 0 });
    expect(lineView()).toMatchObject({
      totals: [{ arrivedThousandths: 30_000 }],
      deliveries: [{ isWithdrawn: false }, { isWithdrawn: true, steps: [{ reason: 'the same' }] }],
    });
  });

  it('refuses moves by the wrong person or from the wrong state', () => {
    const { founder, member, pledge } = story();
    expect(refusalOf(step(founder, pledge, 'cancelled'))).toEqual({
      type: 'step-not-yours',
      state: 'cancelled',
      who: 'pledger',
    });
    expect(refusalOf(step(member, pledge, 'accepted'))).toMatchObject({ who: 'others' });
    done(step(member, pledge, 'cancelled'));
    expect(refusalOf(step(member, pledge, 'in_transit'))).toEqual({
      type: 'step-impossible',
      from: 'cancelled',
      to: 'in_transit',
    });
    expect(refusalOf(step(founder, pledge, 'blessed' as 'accepted'))).toMatchObject({
      type: 'step-impossible',
    });
    expect(refusalOf(step(member, 'none', 'cancelled'))).toEqual({
      type: 'pledge-unknown',
      pledge: 'none',
    });
    expect(refusalOf(receive(member, 'none', 1))).toMatchObject({ type: 'pledge-unknown' });
  });

  it('refuses amounts and texts that would not read back', () => {
    const { founder, line, pledge } = story();
    const { doc, editor } = founder;
    const long = 'x'.repeat(1_001);
    const before = Y.encodeStateVector(doc);
    const pledgeWith = (part: object) =>
      refusalOf(addPledge(doc, editor, { line, quantity: pairs(1), ...part }));
    expect(pledgeWith({ quantity: pairs(0) })).toEqual({ type: 'quantity-invalid' });
    expect(pledgeWith({ quantity: pairs(-1) })).toEqual({ type: 'quantity-invalid' });
    expect(pledgeWith({ note: long })).toMatchObject({ type: 'text-too-long', field: 'note' });
    expect(pledgeWith({ eta: long })).toMatchObject({ type: 'text-too-long', field: 'eta' });
    expect(pledgeWith({ line: 'none' })).toEqual({ type: 'line-unknown', line: 'none' });
    const stepWith = (part: object) =>
      refusalOf(stepPledge(doc, editor, authors, { pledge, state: 'accepted', ...part }));
    expect(stepWith({ reason: long })).toMatchObject({ type: 'text-too-long', field: 'reason' });
    expect(stepWith({ amountThousandths: 0.5 })).toEqual({ type: 'quantity-invalid' });
    const receiveWith = (part: object) =>
      refusalOf(
        receivePledge(doc, editor, authors, {
          pledge,
          amountThousandths: 1,
          isLast: true,
          ...part,
        }),
      );
    expect(receiveWith({ amountThousandths: -1 })).toEqual({ type: 'quantity-invalid' });
    expect(receiveWith({ amountThousandths: 0, isLast: false })).toEqual({
      type: 'quantity-invalid',
    });
    expect(receiveWith({ note: long })).toMatchObject({ type: 'text-too-long', field: 'note' });
    expect(Y.encodeStateVector(doc)).toEqual(before);
  });
});

describe('a delivery', () => {
  it('needs no pledge, and other units are shown apart', () => {
    const { founder, line, lineView } = story();
    const { doc, editor } = founder;
    done(addDelivery(doc, editor, { line, quantity: pairs(3), note: 'at the door' }));
    done(
      addDelivery(doc, editor, {
        line,
        quantity: { amountThousandths: 2_000, unit: 'Jerry cans' },
      }),
    );
    done(
      addDelivery(doc, editor, {
        line,
        quantity: { amountThousandths: 1_000, unit: 'jerry cans' },
      }),
    );
    expect(lineView().totals).toMatchObject([
      {
        unit: 'pair',
        wantedThousandths: 40_000,
        arrivedThousandths: 3_000,
        openThousandths: 7_000,
      },
      { unit: 'Jerry cans', arrivedThousandths: 3_000, openThousandths: 0, overThousandths: 0 },
    ]);
    expect(lineView().deliveries[0]).toMatchObject({ note: 'at the door', by: 'founder' });
  });

  it('is taken back only by whoever recorded it, once, on any device of theirs', () => {
    const { founder, member, line, lineView } = story();
    const delivery = done(addDelivery(founder.doc, founder.editor, { line, quantity: pairs(3) }));
    const phone = person('founder', 1);
    meet(founder, member, phone);
    const withdraw = (who: Person, id = delivery, reason?: string) =>
      withdrawDelivery(who.doc, who.editor, authors, id, reason);
    expect(refusalOf(withdraw(member))).toEqual({ type: 'delivery-not-yours' });
    expect(refusalOf(withdraw(phone, 'none'))).toEqual({
      type: 'delivery-unknown',
      delivery: 'none',
    });
    expect(refusalOf(withdraw(phone, delivery, 'x'.repeat(1_001)))).toMatchObject({
      type: 'text-too-long',
    });
    member.doc.getMap('steps').set('forged', { of: delivery, state: 'withdrawn' });
    meet(founder, member, phone);
    expect(lineView().deliveries).toMatchObject([
      { isWithdrawn: false, steps: [{ isAllowed: false }] },
    ]);
    done(withdraw(phone));
    meet(founder, phone);
    expect(refusalOf(withdraw(founder))).toEqual({ type: 'delivery-already-withdrawn' });
    expect(lineView()).toMatchObject({
      totals: [{ arrivedThousandths: 0 }],
      deliveries: [{ isWithdrawn: true }],
    });
  });

  it('refuses a line that is not there and an amount of nothing', () => {
    const { founder, line } = story();
    const { doc, editor } = founder;
    expect(refusalOf(addDelivery(doc, editor, { line: 'none', quantity: pairs(1) }))).toMatchObject(
      {
        type: 'line-unknown',
      },
    );
    expect(refusalOf(addDelivery(doc, editor, { line, quantity: pairs(0) }))).toEqual({
      type: 'quantity-invalid',
    });
  });
});

describe('what a person contributed', () => {
  it('stays when somebody deletes it or writes over it', () => {
    const { founder, member, pledge, pledgeView, lineView } = story();
    const hostile = person('newcomer');
    meet(founder, hostile);
    hostile.doc.getMap('pledges').set(pledge, { line: 'elsewhere', amount: 1, unit: 'kg', at: 0 });
    hostile.doc.getMap('pledges').delete(pledge);
    meet(founder, member, hostile);
    expect(pledgeView()).toMatchObject({ by: 'member', quantity: pairs(30), state: 'offered' });
    expect(lineView().totals).toMatchObject([{ promisedThousandths: 30_000 }]);
    const view = viewOf(founder);
    expect(view.unattached.pledges).toMatchObject([{ id: `${pledge}~1`, by: 'newcomer' }]);
    expect(view.problems).toContainEqual({ field: 'pledges' });
    expect(viewOf(member)).toEqual(view);
  });

  it('stays when its line is archived, or deleted by another program', () => {
    const { founder, line, pledge } = story();
    done(changeLine(founder.doc, line, { isArchived: true }));
    expect(viewOf(founder).archived).toMatchObject([{ pledges: [{ id: pledge }] }]);
    founder.doc.getMap('lines').delete(line);
    const view = viewOf(founder);
    expect(view.unattached.pledges).toMatchObject([{ id: pledge, line }]);
    expect(view.problems).toEqual([{ line, field: 'line' }]);
  });
});

describe('a document of a newer version', () => {
  it('takes no contributions', () => {
    const { founder, line, pledge } = story();
    const { doc, editor } = founder;
    doc.getMap('meta').set('version', 9);
    const refusal = { type: 'document-newer', version: 9 };
    expect(refusalOf(addPledge(doc, editor, { line, quantity: pairs(1) }))).toEqual(refusal);
    expect(refusalOf(step(founder, pledge, 'accepted'))).toEqual(refusal);
    expect(refusalOf(withdrawDelivery(doc, editor, authors, 'any'))).toEqual(refusal);
  });
});
