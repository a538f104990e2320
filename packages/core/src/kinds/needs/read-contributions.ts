/**
 * Reads pledges, steps and deliveries as they were written, with their derived authors. Not what
 * they amount to: that is the view's part.
 */
import type * as Y from 'yjs';
import type { Authors } from '../contract.ts';
import { everyEntryAt, everyKey } from '../carried.ts';
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

/** What was read under one key: several entries where someone wrote under an id that was taken. */
export interface Reading<Facts> {
  readonly facts: readonly Facts[];
  readonly problems: readonly Problem[];
}

export type KeyReader<Facts> = (
  map: Y.Map<unknown>,
  key: string,
  authors: Authors,
) => Reading<Facts>;

export const readContributions = (
  roots: Partial<Roots>,
  authors: Authors,
  problems: Problem[],
): Contributions => {
  const readAll = <Facts extends Signed>(
    map: Y.Map<unknown> | undefined,
    read: KeyReader<Facts>,
  ): readonly Facts[] => {
    if (map === undefined) return [];
    return gathered(
      Array.from(everyKey(map), (key) => read(map, key, authors)),
      problems,
    );
  };
  const pledges = readAll(roots.pledges, readPledges);
  const deliveries = readAll(roots.deliveries, readDeliveries);
  return { pledges, deliveries, stepsByTarget: byTarget(readAll(roots.steps, readSteps)) };
};

export const byTarget = (steps: readonly StepFacts[]): Contributions['stepsByTarget'] =>
  grouped(steps, (step) => step.of);

/** In an order that is the same everywhere: by claimed time, then id. */
export const gathered = <Facts extends Signed>(
  readings: Iterable<Reading<Facts>>,
  problems: Problem[],
): readonly Facts[] => {
  const found: Facts[] = [];
  for (const reading of readings) {
    found.push(...reading.facts);
    if (reading.problems.length > 0) problems.push(...reading.problems);
  }
  return found.sort(
    (one, other) => (one.claimedAt ?? 0) - (other.claimedAt ?? 0) || (one.id < other.id ? -1 : 1),
  );
};

type Signed = Pick<PledgeFacts, 'id' | 'by' | 'claimedAt'>;

interface Entry {
  readonly id: string;
  readonly client: number;
  readonly value: Readonly<Record<string, unknown>>;
}

const reader =
  <Facts>(
    root: 'pledges' | 'deliveries' | 'steps',
    read: (entry: Entry, authors: Authors, problems: Problem[]) => Facts,
  ): KeyReader<Facts> =>
  (map, key, authors) => {
    const facts: Facts[] = [];
    const problems: Problem[] = [];
    for (const { id, client, value, isDoubled } of everyEntryAt(map, key)) {
      if (isDoubled) problems.push({ field: root });
      if (isRecord(value)) facts.push(read({ id, client, value }, authors, problems));
      else problems.push({ field: root });
    }
    return { facts, problems };
  };

export const readPledges = reader<PledgeFacts>('pledges', (entry, authors, problems) => {
  const eta = text(entry.value['eta'], labelCharsMax);
  return { ...signed(entry, authors), ...goods(entry, 'pledges', problems), ...(eta && { eta }) };
});

export const readDeliveries = reader<DeliveryFacts>('deliveries', (entry, authors, problems) => {
  const pledge = text(entry.value['pledge'], labelCharsMax);
  return {
    ...signed(entry, authors),
    ...goods(entry, 'deliveries', problems),
    ...(pledge && { pledge }),
  };
});

export const readSteps = reader<StepFacts>('steps', (entry, authors) => {
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
});

const signed = ({ id, client, value }: Entry, authors: Authors): Signed => {
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

const text = (
  value: unknown,
  charsMax: number,
  clean: (text: string) => string = cleanText,
): string | undefined => (typeof value === 'string' ? clean(value.slice(0, charsMax)) : undefined);
