/**
 * The derived view of a needs list: lines by tier, each with what was promised and what arrived,
 * and what could not be read. A pure function of the document and of who its devices belong to; it
 * never throws, and only a newer version is refused. `open-view.ts` gives the same at every edit.
 */
import * as Y from 'yjs';
import { accepted } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { everyKey, standingEntry } from '../carried.ts';
import type { Authors } from '../contract.ts';
import { grouped } from '../grouped.ts';
import { plainDerivations, stepView } from './derive.ts';
import type { Derivations } from './derive.ts';
import { readContributions } from './read-contributions.ts';
import type { Contributions } from './read-contributions.ts';
import { readLine } from './read-line.ts';
import type { LineFields } from './read-line.ts';
import { kindName, openRoots } from './schema.ts';
import type { NewerRefusal } from './schema.ts';
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
  const problems = rootProblems(roots.meta, damaged);
  const { lines } = roots;
  const readings = lines
    ? Array.from(everyKey(lines), (key) => readLineAt(lines, key, authors))
    : [];
  const fields = sortedLines(readings, problems);
  const contributions = readContributions(roots, authors, problems);
  return accepted(viewOf(fields, contributions, problems, plainDerivations));
};

/** Puts together what was read; `problems` are those met while reading all but the lines. */
export const viewOf = (
  fields: readonly LineFields[],
  contributions: Contributions,
  problems: Problem[],
  derive: Derivations,
): NeedsView => {
  const { pledges, deliveries, orphanSteps } = resolve(contributions, problems, derive);
  const pledgesByLine = grouped(pledges, (pledge) => pledge.line);
  const deliveriesByLine = grouped(deliveries, (delivery) => delivery.line);
  const lines = fields.map((line) =>
    derive.line(line, pledgesByLine.get(line.id) ?? none, deliveriesByLine.get(line.id) ?? none),
  );
  const lineById = new Map(lines.map((line) => [line.id, line]));

  return {
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
  };
};

const none: readonly never[] = [];

export const rootProblems = (
  meta: Y.Map<unknown> | undefined,
  damaged: readonly string[],
): Problem[] => {
  const problems: Problem[] = damaged.map((field) => ({ field }));
  const kind = meta?.get('kind');
  const version = meta?.get('version');
  // A document whose beginning has not arrived yet has neither.
  if (kind !== undefined && kind !== kindName) problems.push({ field: 'meta.kind' });
  if (version !== undefined && !(Number.isSafeInteger(version) && (version as number) > 0)) {
    problems.push({ field: 'meta.version' });
  }
  return problems;
};

/** The line of a key; the problem alone where no line stands there. */
export type LineReading = LineFields | { readonly problem: Problem };

export const readLineAt = (lines: Y.Map<unknown>, id: string, authors: Authors): LineReading => {
  const entry = standingEntry(lines, id);
  return entry?.value instanceof Y.Map
    ? readLine(id, entry.value, authors.memberByClient(entry.client), authors)
    : { problem: { line: id, field: 'line' } };
};

export const sortedLines = (
  readings: Iterable<LineReading>,
  problems: Problem[],
): readonly LineFields[] => {
  const found: LineFields[] = [];
  for (const reading of readings) {
    if ('problem' in reading) problems.push(reading.problem);
    else found.push(reading);
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
  derive: Derivations,
): {
  readonly pledges: readonly PledgeView[];
  readonly deliveries: readonly DeliveryView[];
  readonly orphanSteps: readonly StepView[];
} => {
  const deliveryViews = deliveries.map((facts) =>
    derive.delivery(facts, stepsByTarget.get(facts.id) ?? none),
  );
  const arrivedByPledge = grouped(
    deliveryViews.filter((delivery) => !delivery.isWithdrawn),
    (delivery) => delivery.pledge,
  );
  const pledgeViews = pledges.map((facts) =>
    derive.pledge(
      facts,
      stepsByTarget.get(facts.id) ?? none,
      arrivedByPledge.get(facts.id) ?? none,
    ),
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
