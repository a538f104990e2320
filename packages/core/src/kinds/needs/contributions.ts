/**
 * The edits by which people contribute: pledge, step, receive, deliver, withdraw. Each adds one
 * value under a fresh id and changes nothing that is there; a contribution is taken back by a
 * step, never by a deletion. Who contributed is not written: the Yjs client that carries it says.
 */
import type * as Y from 'yjs';
import { accepted, refused } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { Authors, Editor } from '../contract.ts';
import { checkedNote, checkedQuantity, checkedText } from './check.ts';
import { deliveryView } from './derive.ts';
import { findLine } from './lines.ts';
import { isAmount, unitKey } from './quantity.ts';
import { readContributions } from './read-contributions.ts';
import type { PledgeFacts } from './read-contributions.ts';
import { openForEdit } from './schema.ts';
import type { Roots } from './schema.ts';
import { isPledgeMove, mayStep, standingOf, stepRules } from './steps.ts';
import type {
  DeliveryDraft,
  NeedsRefusal,
  PledgeDraft,
  Quantity,
  ReceiptDraft,
  StepDraft,
} from './types.ts';
import { labelCharsMax } from './vocabulary.ts';
import type { PledgeMove } from './vocabulary.ts';

type Edited<Value> = Result<Value, NeedsRefusal>;

/** The pledge's id. */
export const addPledge = (doc: Y.Doc, editor: Editor, draft: PledgeDraft): Edited<string> => {
  const line = findLine(doc, draft.line);
  if (!line.ok) return line;
  const goods = checkedGoods(draft);
  if (!goods.ok) return goods;
  const eta = checkedText('eta', draft.eta ?? '', labelCharsMax);
  if (!eta.ok) return eta;
  return accepted(
    put(doc, 'pledges', editor, {
      line: draft.line,
      ...goods.value,
      ...(eta.value !== '' && { eta: eta.value }),
    }),
  );
};

/** The step's id. */
export const stepPledge = (
  doc: Y.Doc,
  editor: Editor,
  authors: Authors,
  draft: StepDraft,
): Edited<string> => {
  const found = checkStep(doc, editor, authors, draft);
  return found.ok ? accepted(put(doc, 'steps', editor, found.value.step)) : found;
};

/**
 * Records what arrived of a pledge: a delivery (none for an amount of 0) and, when nothing more is
 * to come, the step `received`, or `short` where all deliveries together are less than the pledge.
 */
export const receivePledge = (
  doc: Y.Doc,
  editor: Editor,
  authors: Authors,
  draft: ReceiptDraft,
): Edited<{ readonly delivery?: string; readonly step?: string }> => {
  const { pledge: id, amountThousandths } = draft;
  if (!isAmount(amountThousandths)) return refused({ type: 'quantity-invalid' });
  if (amountThousandths === 0 && !draft.isLast) return refused({ type: 'quantity-invalid' });
  const target = findPledge(doc, authors, id);
  if (!target.ok) return target;
  const { pledge, arrivedThousandths } = target.value;
  const isShort = arrivedThousandths + amountThousandths < pledge.quantity.amountThousandths;
  const state = isShort ? 'short' : 'received';
  const note = checkedNote('note', draft.note);
  if (!note.ok) return note;

  // What came, came: also of a pledge that was cancelled, or that was called short before. Then
  // only the delivery is written.
  const canStep = stepRules[state].from.includes(target.value.standing.state);
  const step =
    draft.isLast && canStep
      ? checkStep(doc, editor, authors, { pledge: id, state, amountThousandths })
      : undefined;
  if (step && !step.ok) return step;
  const { unit } = pledge.quantity;
  const delivery = { line: pledge.line, pledge: id, amount: amountThousandths, unit };
  const written: { delivery?: string; step?: string } = {};
  doc.transact(() => {
    if (amountThousandths > 0) {
      const noted = { ...delivery, ...(note.value !== undefined && { note: note.value }) };
      written.delivery = put(doc, 'deliveries', editor, noted);
    }
    if (step) written.step = put(doc, 'steps', editor, step.value.step);
  });
  return accepted(written);
};

/** The delivery's id. */
export const addDelivery = (doc: Y.Doc, editor: Editor, draft: DeliveryDraft): Edited<string> => {
  const line = findLine(doc, draft.line);
  if (!line.ok) return line;
  const goods = checkedGoods(draft);
  if (!goods.ok) return goods;
  return accepted(put(doc, 'deliveries', editor, { line: draft.line, ...goods.value }));
};

/** Takes back a delivery that this member recorded; the step's id. */
export const withdrawDelivery = (
  doc: Y.Doc,
  editor: Editor,
  authors: Authors,
  delivery: string,
  reason?: string,
): Edited<string> => {
  const roots = openForEdit(doc);
  if (!roots.ok) return roots;
  const { deliveries, stepsByTarget } = readContributions(roots.value, authors, []);
  const facts = deliveries.find((one) => one.id === delivery);
  if (facts === undefined) return refused({ type: 'delivery-unknown', delivery });
  if (facts.by !== editor.member) return refused({ type: 'delivery-not-yours' });
  if (deliveryView(facts, stepsByTarget.get(delivery)).isWithdrawn) {
    return refused({ type: 'delivery-already-withdrawn' });
  }
  const clean = checkedNote('reason', reason);
  if (!clean.ok) return clean;
  return accepted(
    put(doc, 'steps', editor, {
      of: delivery,
      state: 'withdrawn',
      ...(clean.value !== undefined && { reason: clean.value }),
    }),
  );
};

const put = (
  doc: Y.Doc,
  root: 'pledges' | 'steps' | 'deliveries',
  editor: Editor,
  value: Readonly<Record<string, unknown>>,
): string => {
  const id = editor.newId();
  doc.getMap<unknown>(root).set(id, { ...value, at: editor.now() });
  return id;
};

const checkedGoods = (draft: {
  readonly quantity: Quantity;
  readonly note?: string;
}): Edited<{ readonly amount: number; readonly unit: string; readonly note?: string }> => {
  const quantity = checkedQuantity(draft.quantity);
  if (!quantity.ok) return quantity;
  const { amountThousandths: amount, unit } = quantity.value;
  if (amount === 0) return refused({ type: 'quantity-invalid' });
  const note = checkedNote('note', draft.note);
  if (!note.ok) return note;
  return accepted({ amount, unit, ...(note.value !== undefined && { note: note.value }) });
};

interface FoundPledge {
  readonly roots: Roots;
  readonly pledge: PledgeFacts;
  readonly standing: ReturnType<typeof standingOf>;
  readonly arrivedThousandths: number;
}

const findPledge = (doc: Y.Doc, authors: Authors, id: string): Edited<FoundPledge> => {
  const roots = openForEdit(doc);
  if (!roots.ok) return roots;
  const { pledges, deliveries, stepsByTarget } = readContributions(roots.value, authors, []);
  const pledge = pledges.find((one) => one.id === id);
  if (pledge === undefined) return refused({ type: 'pledge-unknown', pledge: id });
  const key = unitKey(pledge.quantity.unit);
  const arrivedThousandths = deliveries
    .filter((one) => one.pledge === id && unitKey(one.quantity.unit) === key)
    .filter((one) => !deliveryView(one, stepsByTarget.get(one.id)).isWithdrawn)
    .reduce((sum, one) => sum + one.quantity.amountThousandths, 0);
  const standing = standingOf(pledge.by, stepsByTarget.get(id) ?? []);
  return accepted({ roots: roots.value, pledge, standing, arrivedThousandths });
};

const checkStep = (
  doc: Y.Doc,
  editor: Editor,
  authors: Authors,
  {
    pledge: id,
    state,
    amountThousandths,
    reason,
  }: Omit<StepDraft, 'state'> & { state: PledgeMove },
): Edited<{ readonly step: Readonly<Record<string, unknown>> }> => {
  const found = findPledge(doc, authors, id);
  if (!found.ok) return found;
  const { pledge, standing } = found.value;
  const rule = isPledgeMove(state) ? stepRules[state] : undefined;
  if (rule === undefined || !rule.from.includes(standing.state)) {
    return refused({ type: 'step-impossible', from: standing.state, to: state });
  }
  if (!mayStep(rule.who, editor.member, pledge.by)) {
    return refused({ type: 'step-not-yours', state, who: rule.who });
  }
  if (amountThousandths !== undefined && !isAmount(amountThousandths)) {
    return refused({ type: 'quantity-invalid' });
  }
  const clean = checkedNote('reason', reason);
  if (!clean.ok) return clean;
  return accepted({
    step: {
      of: id,
      state,
      after: standing.heads,
      ...(amountThousandths !== undefined && { amount: amountThousandths }),
      ...(clean.value !== undefined && { reason: clean.value }),
    },
  });
};
