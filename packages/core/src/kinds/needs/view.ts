/**
 * The derived view of a needs list: lines by tier, each with what was promised and what arrived,
 * and what could not be read. A pure function of the document and of who its devices belong to; it
 * never throws, and only a newer version is refused.
 */
import * as Y from 'yjs';
import { accepted } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { standingEntries } from '../carried.ts';
import type { Authors } from '../contract.ts';
import { grouped } from '../grouped.ts';
import { addAmounts, unitKey } from './quantity.ts';
import { readContributions } from './read-contributions.ts';
import type { Contributions, DeliveryFacts, PledgeFacts, StepFacts } from './read-contributions.ts';
import { readLine } from './read-line.ts';
import type { LineFields } from './read-line.ts';
import { kindName, openRoots } from './schema.ts';
import type { NewerRefusal } from './schema.ts';
import { standingOf } from './steps.ts';
import type { Standing } from './steps.ts';
import { totalsOf } from './totals.ts';
import type {
  DeliveryView,
  LineView,
  NeedsView,
  PledgeView,
  Problem,
  StepView,
  TierGroup,
} from './types.ts';
import { tiers } from './vocabulary.ts';

export const viewNeeds = (doc: Y.Doc, authors: Authors): Result<NeedsView, NewerRefusal> => {
  const opened = openRoots(doc);
  if (!opened.ok) return opened;
  const { roots, damaged } = opened.value;
  const problems: Problem[] = damaged.map((field) => ({ field }));
  checkMeta(roots.meta, problems);

  const fields = readLines(roots.lines, authors, problems);
  const contributions = readContributions(roots, authors, problems);
  const { pledges, deliveries, orphanSteps } = resolve(contributions, problems);
  const pledgesByLine = grouped(pledges, (pledge) => pledge.line);
  const deliveriesByLine = grouped(deliveries, (delivery) => delivery.line);
  const lines = fields.map((line): LineView => {
    const linePledges = pledgesByLine.get(line.id) ?? [];
    const lineDeliveries = deliveriesByLine.get(line.id) ?? [];
    return {
      ...line,
      pledges: linePledges,
      deliveries: lineDeliveries,
      totals: totalsOf(line.wanted, linePledges, lineDeliveries),
    };
  });
  const lineById = new Map(lines.map((line) => [line.id, line]));

  return accepted({
    groups: groupsOf(lines.filter((line) => !line.isArchived)),
    archived: lines.filter((line) => line.isArchived),
    lineById,
    pledgeById: new Map(pledges.map((pledge) => [pledge.id, pledge])),
    deliveryById: new Map(deliveries.map((delivery) => [delivery.id, delivery])),
    unattached: {
      pledges: pledges.filter((pledge) => !lineById.has(pledge.line)),
      deliveries: deliveries.filter((delivery) => !lineById.has(delivery.line)),
      steps: orphanSteps,
    },
    problems: [...problems, ...lines.flatMap((line) => line.problems)],
  });
};

const checkMeta = (meta: Y.Map<unknown> | undefined, problems: Problem[]): void => {
  const kind = meta?.get('kind');
  const version = meta?.get('version');
  // A document whose beginning has not arrived yet has neither.
  if (kind !== undefined && kind !== kindName) problems.push({ field: 'meta.kind' });
  if (version !== undefined && !(Number.isSafeInteger(version) && (version as number) > 0)) {
    problems.push({ field: 'meta.version' });
  }
};

const readLines = (
  lines: Y.Map<unknown> | undefined,
  authors: Authors,
  problems: Problem[],
): readonly LineFields[] => {
  const found: LineFields[] = [];
  for (const { id, value, client } of lines ? standingEntries(lines) : []) {
    if (value instanceof Y.Map) {
      found.push(readLine(id, value, authors.memberByClient(client), authors));
    } else {
      problems.push({ line: id, field: 'line' });
    }
  }
  // Equal positions happen when two people add at one place while apart; then the id decides.
  return found.sort((one, other) =>
    one.position === other.position
      ? one.id < other.id
        ? -1
        : 1
      : one.position < other.position
        ? -1
        : 1,
  );
};

const groupsOf = (lines: readonly LineView[]): readonly TierGroup[] => {
  const byTier = grouped(lines, (line) => line.tier);
  const groups: TierGroup[] = tiers.map((tier) => ({ tier, lines: byTier.get(tier) ?? [] }));
  const unknown = byTier.get('unknown');
  return unknown ? [...groups, { tier: 'unknown', lines: unknown }] : groups;
};

/** Puts steps to what they speak of, and deliveries to their pledges. */
const resolve = (
  { pledges, deliveries, stepsByTarget }: Contributions,
  problems: Problem[],
): {
  readonly pledges: readonly PledgeView[];
  readonly deliveries: readonly DeliveryView[];
  readonly orphanSteps: readonly StepView[];
} => {
  const deliveryViews = deliveries.map((facts) => deliveryView(facts, stepsByTarget.get(facts.id)));
  const arrivedByPledge = grouped(
    deliveryViews.filter((delivery) => !delivery.isWithdrawn),
    (delivery) => delivery.pledge,
  );
  const pledgeViews = pledges.map((facts) =>
    pledgeView(facts, stepsByTarget.get(facts.id), arrivedByPledge.get(facts.id)),
  );

  const known = new Set([...pledges, ...deliveries].map((facts) => facts.id));
  const orphanSteps: StepView[] = [];
  for (const [target, steps] of stepsByTarget) {
    if (known.has(target)) continue;
    orphanSteps.push(...steps.map((step) => stepView(step, false)));
    problems.push({ field: 'steps' });
  }
  return { pledges: pledgeViews, deliveries: deliveryViews, orphanSteps };
};

export const deliveryView = (
  facts: DeliveryFacts,
  steps: readonly StepFacts[] = [],
): DeliveryView => {
  const stepViews = steps.map((step) => stepView(step, isWithdrawal(step, facts.by)));
  return { ...facts, isWithdrawn: stepViews.some((step) => step.isAllowed), steps: stepViews };
};

/** Only whoever recorded a delivery takes it back; others record what they found beside it. */
const isWithdrawal = (step: StepFacts, recorder: string | undefined): boolean =>
  step.state === 'withdrawn' && step.by !== undefined && step.by === recorder;

const untouched: Standing = { state: 'offered', effective: new Set(), heads: [], rivals: [] };

const pledgeView = (
  facts: PledgeFacts,
  steps: readonly StepFacts[] = [],
  arrivals: readonly DeliveryView[] = [],
): PledgeView => {
  const standing = steps.length === 0 ? untouched : standingOf(facts.by, steps);
  const stepViews = steps.map((step) => stepView(step, standing.effective.has(step.id)));
  const key = arrivals.length === 0 ? '' : unitKey(facts.quantity.unit);
  const arrivedThousandths = arrivals
    .filter((delivery) => unitKey(delivery.quantity.unit) === key)
    .reduce((sum, delivery) => addAmounts(sum, delivery.quantity.amountThousandths), 0);
  return {
    ...facts,
    state: standing.state,
    rivals: stepViews.filter((step) => standing.rivals.includes(step.id)),
    steps: stepViews,
    arrivedThousandths,
    overThousandths: Math.max(0, arrivedThousandths - facts.quantity.amountThousandths),
  };
};

const stepView = ({ after: _after, ...facts }: StepFacts, isAllowed: boolean): StepView => ({
  ...facts,
  isAllowed,
});
