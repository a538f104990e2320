/**
 * The guard: decides which part of a ledger update is admitted. The only way in, on every link, and
 * pure: everything is judged before anything is changed. It judges form alone, whether the bytes are
 * a well-formed continuation of a known device's feed; what counts is decided elsewhere.
 */
import { equalBytes } from '../crypto/equal.ts';
import { feedBytesMax, feedEntriesMax } from '../lib/limits.ts';
import { runThrough, type Steps } from '../lib/steps.ts';
import { verifyRunInSteps, type Chain } from './chain.ts';
import { firstTip, isWellFormedEntry } from './entry.ts';
import type { Feed } from './feed.ts';
import type { AdmittedRun, Ledger } from './ledger.ts';
import { decodeLedgerUpdate, type FeedRun } from './update.ts';
import type { VouchedHeads } from './vouched.ts';

/** Feeds that somebody on the roster may write, by ledger client id. */
export type FeedRegister = ReadonlyMap<number, Feed>;

export interface GuardVerdict {
  readonly admitted: readonly AdmittedRun[];
  /** Entries that are new. */
  readonly admittedEntries: number;
  /** Entries that were held already, byte for byte. */
  readonly knownEntries: number;
  readonly refusals: readonly GuardRefusal[];
  /** Runs of feeds that nobody is known to write: judged again when the roster has grown. */
  readonly unknown: readonly FeedRun[];
  /** Feeds whose entries differ from those held: perhaps a fork. Judged by `judgeBranch`. */
  readonly differing: readonly FeedRun[];
  /** No honest peer could have sent this. */
  readonly forged: boolean;
}

export interface GuardRefusal {
  readonly rule: GuardRule;
  readonly feed?: string;
}

export type GuardRule = 'decodes' | (typeof rules)[number]['name'];

/** One run on its way through the rules: what is still to be admitted of it. */
interface Candidate {
  readonly feed: Feed;
  readonly chain: Chain | undefined;
  readonly run: FeedRun;
  readonly start: number;
  readonly entries: readonly Uint8Array[];
  readonly links: readonly Uint8Array[];
}

interface Rule<Name extends string> {
  readonly name: Name;
  readonly sentence: string;
  /** Whether a breach proves that the sender made it up. */
  readonly isForgery: (candidate: Candidate) => boolean;
  /** The part of the candidate that keeps to the rule; the same object if all of it does. */
  readonly keep: (
    candidate: Candidate,
    ledger: Ledger,
    vouched: VouchedHeads,
  ) => Candidate | Steps<Candidate>;
}

const rule = <const Name extends string>(definition: Rule<Name>): Rule<Name> => definition;

const nothingOf = (candidate: Candidate): Candidate => ({ ...candidate, entries: [], links: [] });

const firstOf = (candidate: Candidate, count: number): Candidate =>
  count === candidate.entries.length
    ? candidate
    : { ...candidate, entries: candidate.entries.slice(0, count) };

const heightOf = (candidate: Candidate): number => candidate.chain?.height ?? 0;

const prefixLength = (
  entries: readonly Uint8Array[],
  holds: (entry: Uint8Array, index: number) => boolean,
): number => {
  const first = entries.findIndex((entry, index) => !holds(entry, index));
  return first === -1 ? entries.length : first;
};

/** Drops what is held already; nothing remains if it differs from what is held. */
const withoutHeld = (candidate: Candidate, ledger: Ledger): Candidate => {
  const { chain, start, entries } = candidate;
  const held = Math.min(entries.length, Math.max(0, heightOf(candidate) - start));
  if (!chain || held === 0) return candidate;
  const same = prefixLength(entries.slice(0, held), (entry, index) =>
    equalBytes(entry, ledger.entryAt(chain, start + index)),
  );
  if (same < held) return nothingOf(candidate);
  return { ...candidate, start: start + held, entries: entries.slice(held) };
};

/** Everything after the feed is known to be one of ours. In this order. */
const rules = [
  rule({
    name: 'root-is-the-feeds',
    sentence: 'A feed begins in the root array of its own name.',
    isForgery: () => true,
    keep: (candidate) =>
      candidate.run.start > 0 || candidate.run.rootName === candidate.feed.name
        ? candidate
        : nothingOf(candidate),
  }),
  rule({
    name: 'no-gap',
    sentence: 'It continues at the next place, without a gap.',
    // A peer may honestly be ahead of a state vector that we gave before we lost something.
    isForgery: () => false,
    keep: (candidate) =>
      candidate.start <= heightOf(candidate) ? candidate : nothingOf(candidate),
  }),
  rule({
    name: 'same-as-held',
    sentence: 'Where entries are held already, the bytes are the same.',
    // The author of the feed may have forked it; whoever passes it on is not to blame.
    isForgery: () => false,
    keep: withoutHeld,
  }),
  rule({
    name: 'well-formed-entry',
    sentence: 'Every entry has a version, a size and a shape that are known.',
    isForgery: () => false,
    keep: (candidate) => firstOf(candidate, prefixLength(candidate.entries, isWellFormedEntry)),
  }),
  rule({
    name: 'within-the-feeds-limits',
    sentence: 'A feed ends at 65,536 entries or 64 MiB.',
    isForgery: () => false,
    keep: (candidate) => {
      let bytes = candidate.chain?.bytes ?? 0;
      const places = feedEntriesMax - candidate.start;
      const count = prefixLength(candidate.entries, (entry, index) => {
        bytes += entry.length;
        return index < places && bytes <= feedBytesMax;
      });
      return firstOf(candidate, count);
    },
  }),
  rule({
    name: 'signed-chain',
    sentence: 'The newest signature vouches for every byte before it, and so does every 64th.',
    // Entries that continue another branch of a forked feed fail here too, and whoever passes them
    // on is honest; not so where the entries that they continue were sent along and are ours.
    isForgery: ({ run, start }) => start === 0 || run.start < start,
    *keep(candidate, _ledger, vouched): Steps<Candidate> {
      const { feed, start, entries, chain } = candidate;
      const tip = chain?.tip ?? firstTip;
      const head = vouched.get(feed.clientId);
      const verified = yield* verifyRunInSteps(feed, start, tip, entries, head);
      return { ...firstOf(candidate, verified.count), links: verified.links };
    },
  }),
] as const;

/** Judges an update against what is held. Changes nothing and never throws for bad bytes. */
export const judgeUpdate = (...judged: Parameters<typeof judgeUpdateInSteps>): GuardVerdict =>
  runThrough(judgeUpdateInSteps(...judged));

/** The same for runs that are decoded already: those that waited for their feed to be known. */
export const judgeRuns = (...judged: Parameters<typeof judgeRunsInSteps>): GuardVerdict =>
  runThrough(judgeRunsInSteps(...judged));

export function* judgeUpdateInSteps(
  ledger: Ledger,
  register: FeedRegister,
  update: Uint8Array,
  vouched: VouchedHeads = nobodyVouched,
): Steps<GuardVerdict> {
  const decoded = decodeLedgerUpdate(update);
  if (decoded.ok) return yield* judgeRunsInSteps(ledger, register, decoded.value, vouched);
  return { ...emptyVerdict, refusals: [{ rule: 'decodes' }], forged: true };
}

/** What comes over a link is verified, whatever was verified before. */
const nobodyVouched: VouchedHeads = new Map();

const emptyVerdict: GuardVerdict = {
  admitted: [],
  admittedEntries: 0,
  knownEntries: 0,
  refusals: [],
  unknown: [],
  differing: [],
  forged: false,
};

export function* judgeRunsInSteps(
  ledger: Ledger,
  register: FeedRegister,
  runs: readonly FeedRun[],
  vouched: VouchedHeads = nobodyVouched,
): Steps<GuardVerdict> {
  const admitted: AdmittedRun[] = [];
  const refusals: GuardRefusal[] = [];
  const unknown: FeedRun[] = [];
  const differing: FeedRun[] = [];
  let knownEntries = 0;
  let forged = false;
  for (const run of runs) {
    const feed = register.get(run.clientId);
    if (!feed) {
      unknown.push(run);
      continue;
    }
    const { candidate, broken, isForged } = yield* judgeRun(ledger, feed, run, vouched);
    if (broken) refusals.push({ rule: broken, feed: feed.name });
    if (broken === 'same-as-held') differing.push(run);
    forged ||= isForged;
    knownEntries += candidate.start - run.start;
    if (candidate.entries.length > 0) admitted.push(candidate);
  }
  const admittedEntries = admitted.reduce((sum, run) => sum + run.entries.length, 0);
  return { admitted, admittedEntries, knownEntries, refusals, unknown, differing, forged };
}

interface JudgedRun {
  readonly candidate: Candidate;
  readonly broken: GuardRule | undefined;
  readonly isForged: boolean;
}

/** Through all rules, in order; the first one broken is the one that is named. */
function* judgeRun(
  ledger: Ledger,
  feed: Feed,
  run: FeedRun,
  vouched: VouchedHeads,
): Steps<JudgedRun> {
  let candidate: Candidate = {
    feed,
    chain: ledger.chainOf(feed.clientId),
    run,
    start: run.start,
    entries: run.entries,
    links: [],
  };
  let broken: GuardRule | undefined;
  let isForged = false;
  for (const each of rules) {
    if (candidate.entries.length === 0) break;
    const keeping = each.keep(candidate, ledger, vouched);
    const kept = 'next' in keeping ? yield* keeping : keeping;
    const isShorter = kept.start + kept.entries.length < candidate.start + candidate.entries.length;
    if (isShorter && broken === undefined) {
      broken = each.name;
      isForged = each.isForgery(candidate);
    }
    candidate = kept;
  }
  return { candidate, broken, isForged };
}

/** The rules by name and sentence, for the documentation and for those who read a verdict. */
export const guardRules: readonly { readonly name: GuardRule; readonly sentence: string }[] = [
  {
    name: 'decodes',
    sentence: 'It is an update of binary items in root arrays, with no deletion.',
  },
  ...rules.map(({ name, sentence }) => ({ name, sentence })),
];
