/**
 * Reads pledges, steps and deliveries as they were written, with their derived authors. Not what
 * they amount to: that is the view's part.
 */
import type * as Y from 'yjs';
import type { Authors } from '../contract.ts';
import { everyEntry } from '../carried.ts';
import { grouped } from '../grouped.ts';
import { isAmount } from './quantity.ts';
import { isRecord, readQuantity } from './read-line.ts';
import type { Roots } from './schema.ts';
import type { Step } from './steps.ts';
import { cleanNote, cleanText } from '../text.ts';
import type { DeliveryView, PledgeView, Problem, StepView } from './types.ts';
import { labelCharsMax, noteCharsMax } from './vocabulary.ts';

/** Steps that one step may name as seen; honest ones name one or two. */
const stepAfterMax = 64;

export type PledgeFacts = Pick<
  PledgeView,
  'id' | 'line' | 'quantity' | 'note' | 'eta' | 'by' | 'claimedAt'
>;
export type DeliveryFacts = Omit<DeliveryView, 'isWithdrawn' | 'steps'>;
export type StepFacts = Omit<StepView, 'isAllowed'> & Step;

export interface Contributions {
  readonly pledges: readonly PledgeFacts[];
  readonly deliveries: readonly DeliveryFacts[];
  /** By the id of the pledge or delivery that they speak of. */
  readonly stepsByTarget: ReadonlyMap<string, readonly StepFacts[]>;
}

export const readContributions = (
  roots: Partial<Roots>,
  authors: Authors,
  problems: Problem[],
): Contributions => {
  const pledges = readAll(roots.pledges, 'pledges', problems, (entry) => {
    const eta = text(entry.value['eta'], labelCharsMax);
    return { ...signed(entry, authors), ...goods(entry, 'pledges', problems), ...(eta && { eta }) };
  });
  const deliveries = readAll(roots.deliveries, 'deliveries', problems, (entry) => {
    const pledge = text(entry.value['pledge'], labelCharsMax);
    return {
      ...signed(entry, authors),
      ...goods(entry, 'deliveries', problems),
      ...(pledge && { pledge }),
    };
  });
  const steps = readAll(roots.steps, 'steps', problems, (entry) => readStep(entry, authors));
  return { pledges, deliveries, stepsByTarget: grouped(steps, (step) => step.of) };
};

interface Entry {
  readonly id: string;
  readonly client: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** In an order that is the same everywhere: by claimed time, then id. */
const readAll = <Facts extends { readonly id: string; readonly claimedAt?: number }>(
  map: Y.Map<unknown> | undefined,
  root: string,
  problems: Problem[],
  read: (entry: Entry) => Facts,
): readonly Facts[] => {
  if (map === undefined) return [];
  const found: Facts[] = [];
  for (const { id, client, value, isDoubled } of everyEntry(map)) {
    if (isDoubled) problems.push({ field: root });
    if (isRecord(value)) found.push(read({ id, client, value }));
    else problems.push({ field: root });
  }
  return found.sort(
    (one, other) => (one.claimedAt ?? 0) - (other.claimedAt ?? 0) || (one.id < other.id ? -1 : 1),
  );
};

const signed = (
  { id, client, value }: Entry,
  authors: Authors,
): Pick<PledgeFacts, 'id' | 'by' | 'claimedAt'> => {
  const by = authors.memberByClient(client);
  const at = value['at'];
  return {
    id,
    ...(by !== undefined && { by }),
    ...(Number.isSafeInteger(at) && { claimedAt: at as number }),
  };
};

const goods = (
  { value }: Entry,
  root: string,
  problems: Problem[],
): Pick<PledgeFacts, 'line' | 'quantity' | 'note'> => {
  const line = text(value['line'], labelCharsMax) ?? '';
  const quantity = readQuantity(value);
  // The person did promise or bring something: shown as nothing, rather than not shown.
  if (quantity === undefined) problems.push({ line, field: root });
  const note = text(value['note'], noteCharsMax, cleanNote);
  return {
    line,
    quantity: quantity ?? { amountThousandths: 0, unit: 'piece' },
    ...(note && { note }),
  };
};

const readStep = (entry: Entry, authors: Authors): StepFacts => {
  const { value } = entry;
  const reason = text(value['reason'], noteCharsMax, cleanNote);
  const after = Array.isArray(value['after']) ? value['after'].slice(0, stepAfterMax) : [];
  const amount = value['amount'];
  return {
    ...signed(entry, authors),
    of: text(value['of'], labelCharsMax) ?? '',
    state: text(value['state'], labelCharsMax) ?? '',
    after: after.filter((id): id is string => typeof id === 'string'),
    ...(isAmount(amount) && { amountThousandths: amount }),
    ...(reason && { reason }),
  };
};

const text = (
  value: unknown,
  charsMax: number,
  clean: (text: string) => string = cleanText,
): string | undefined => (typeof value === 'string' ? clean(value.slice(0, charsMax)) : undefined);
