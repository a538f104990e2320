/**
 * What a needs list looks like from outside: drafts that edits take, refusals that they give, and
 * the derived view. Plain readonly values; nothing here knows Yjs.
 */
import type { Category, PledgeMove, PledgeState, SizeUnit, Tier, Unit } from './vocabulary.ts';

/**
 * An amount in thousandths (2.5 kg is 2500), so that sums are exact, and what it counts. `unit` is
 * one of `units` or, kept as given, somebody's own word.
 */
export interface Quantity {
  readonly amountThousandths: number;
  readonly unit: string;
}

/** All ends are text, since sizes are `43` as well as `XL`; an absent end is open. */
export interface Size {
  readonly min?: string;
  readonly max?: string;
  readonly peakMin?: string;
  readonly peakMax?: string;
  /** One of `sizeUnits` or somebody's own word. */
  readonly unit?: string;
}

export interface LineDraft {
  readonly item: string;
  /** One of `categories` or somebody's own word. */
  readonly category?: string;
  readonly tier: Tier;
  /** Until when a line is paused: an ISO date, or text as the source gives it ("one month"). */
  readonly until?: string;
  readonly size?: Size;
  readonly qualifiers?: readonly string[];
  readonly wanted?: Quantity;
  /** Values of columns that this version has no field for, by header. */
  readonly extra?: Readonly<Record<string, string>>;
}

/**
 * Fields that are absent stay as they are; `null` clears. Within `size` each end is a field of its
 * own. `qualifiers` are given whole, but only what differs from the line is written.
 */
export interface LineChange {
  readonly item?: string;
  readonly category?: string | null;
  readonly tier?: Tier;
  readonly until?: string | null;
  readonly size?: { readonly [End in keyof Size]?: string | null } | null;
  readonly qualifiers?: readonly string[];
  readonly wanted?: Quantity | null;
  readonly isArchived?: boolean;
}

export interface PledgeDraft {
  readonly line: string;
  readonly quantity: Quantity;
  readonly note?: string;
  /** When it may arrive: an ISO date or text. */
  readonly eta?: string;
}

export interface StepDraft {
  readonly pledge: string;
  /** What came of a pledge is said by `receivePledge`, together with the delivery. */
  readonly state: Exclude<PledgeMove, 'received' | 'short'>;
  /** What this step speaks of, for instance how much was sent. In the pledge's unit. */
  readonly amountThousandths?: number;
  readonly reason?: string;
}

export interface ReceiptDraft {
  readonly pledge: string;
  readonly amountThousandths: number;
  readonly note?: string;
  /** False when the rest may still come; then no step is written, only the delivery. */
  readonly isLast: boolean;
}

export interface DeliveryDraft {
  readonly line: string;
  readonly pledge?: string;
  readonly quantity: Quantity;
  readonly note?: string;
}

export type NeedsRefusal =
  | { readonly type: 'document-newer'; readonly version: number }
  | { readonly type: 'line-unknown'; readonly line: string }
  | { readonly type: 'pledge-unknown'; readonly pledge: string }
  | { readonly type: 'delivery-unknown'; readonly delivery: string }
  | { readonly type: 'text-empty'; readonly field: string }
  | { readonly type: 'text-too-long'; readonly field: string; readonly charsMax: number }
  | { readonly type: 'too-many'; readonly field: string; readonly max: number }
  | { readonly type: 'tier-unknown'; readonly tier: string }
  | { readonly type: 'quantity-invalid' }
  | { readonly type: 'size-reversed' }
  | { readonly type: 'step-not-yours'; readonly state: string; readonly who: Stepper }
  | { readonly type: 'step-impossible'; readonly from: PledgeState; readonly to: string }
  | { readonly type: 'delivery-not-yours' }
  | { readonly type: 'delivery-already-withdrawn' };

/** Who may make a step. */
export type Stepper = 'pledger' | 'others' | 'anyone';

/** Something in the document that this version cannot read; it stays in the document. */
export interface Problem {
  /** Id of the line, where it belongs to one. */
  readonly line?: string;
  readonly field: string;
}

/** Two people changed one field while apart: the last writer's value stands, these lost. */
export interface FieldConflict {
  readonly field: string;
  readonly lost: readonly { readonly value: string; readonly by?: string }[];
}

export interface NeedsView {
  /** Live lines by tier, in the order of `tiers`; a tier without lines has an empty list. */
  readonly groups: readonly TierGroup[];
  readonly archived: readonly LineView[];
  /** Live and archived, by id. */
  readonly lineById: ReadonlyMap<string, LineView>;
  readonly pledgeById: ReadonlyMap<string, PledgeView>;
  readonly deliveryById: ReadonlyMap<string, DeliveryView>;
  /** Contributions whose line or pledge is not in the document: shown, never dropped. */
  readonly unattached: {
    readonly pledges: readonly PledgeView[];
    readonly deliveries: readonly DeliveryView[];
    readonly steps: readonly StepView[];
  };
  readonly problems: readonly Problem[];
}

export interface TierGroup {
  /** `unknown` comes last and only when a newer version wrote a tier that this one lacks. */
  readonly tier: Tier | 'unknown';
  readonly lines: readonly LineView[];
}

export interface LineView {
  readonly id: string;
  readonly item: string;
  /** As stored; empty when none was given. */
  readonly category: string;
  /** Set when `category` is one of the known ones, to translate it. */
  readonly categoryId?: Category;
  readonly tier: Tier | 'unknown';
  readonly until?: string;
  readonly size?: SizeView;
  readonly qualifiers: readonly string[];
  readonly wanted?: Quantity;
  readonly extra: Readonly<Record<string, string>>;
  readonly isArchived: boolean;
  /** Sorts lines within a tier; see `moveLine`. */
  readonly position: string;
  /** Who added the line, as far as known. */
  readonly by?: string;
  readonly pledges: readonly PledgeView[];
  readonly deliveries: readonly DeliveryView[];
  /** One per unit, that of `wanted` first. Empty when nothing is wanted, promised or arrived. */
  readonly totals: readonly UnitTotal[];
  readonly conflicts: readonly FieldConflict[];
  readonly problems: readonly Problem[];
}

export interface SizeView extends Size {
  /** Set when `unit` is one of the known ones. */
  readonly unitId?: SizeUnit;
}

/** Derived from contributions, all in thousandths of `unit`; different units are never added. */
export interface UnitTotal {
  readonly unit: string;
  readonly unitId?: Unit;
  /** Absent when the line asks for no number of this unit. */
  readonly wantedThousandths?: number;
  /** Offered or accepted, less what has arrived of it. */
  readonly promisedThousandths: number;
  /** On the way, less what has arrived of it. */
  readonly inTransitThousandths: number;
  readonly arrivedThousandths: number;
  /** Wanted, less arrived, in transit and promised; never below 0. 0 when nothing is wanted. */
  readonly openThousandths: number;
  /** By how much arrived, in transit and promised exceed what is wanted; 0 when nothing is. */
  readonly overThousandths: number;
}

export interface PledgeView {
  readonly id: string;
  readonly line: string;
  readonly quantity: Quantity;
  readonly note?: string;
  readonly eta?: string;
  /** The member whose device wrote it; absent while that device is not known here. */
  readonly by?: string;
  /** Milliseconds since the Unix epoch, as that device believed. */
  readonly claimedAt?: number;
  readonly state: PledgeState;
  /** The latest steps of people who were apart, when they disagree; otherwise empty. */
  readonly rivals: readonly StepView[];
  /** Every step ever made, earliest first as far as claimed. */
  readonly steps: readonly StepView[];
  /** What arrived of it by deliveries of the same unit. */
  readonly arrivedThousandths: number;
  /** By how much that exceeds the pledge: perhaps the same boxes were counted twice. */
  readonly overThousandths: number;
}

export interface StepView {
  readonly id: string;
  /** The pledge or delivery that it speaks of. */
  readonly of: string;
  /** A state of a pledge, `withdrawn` for a delivery, or a newer version's word. */
  readonly state: string;
  readonly amountThousandths?: number;
  readonly reason?: string;
  readonly by?: string;
  readonly claimedAt?: number;
  /** False when its author had no right to it: kept and shown, but without effect. */
  readonly isAllowed: boolean;
}

export interface DeliveryView {
  readonly id: string;
  readonly line: string;
  readonly pledge?: string;
  readonly quantity: Quantity;
  readonly note?: string;
  readonly by?: string;
  readonly claimedAt?: number;
  /** Taken back by whoever recorded it: stays in the history, counts no more. */
  readonly isWithdrawn: boolean;
  readonly steps: readonly StepView[];
}

// Import.

/** A field that a column can fill. */
export type ColumnField =
  | 'tier'
  | 'category'
  | 'item'
  /** A whole size in one cell: "38–45, peak 40–43 EU". */
  | 'size'
  | 'size_min'
  | 'size_max'
  | 'size_peak'
  | 'size_unit'
  | 'qualifiers'
  | 'until'
  | 'wanted'
  | 'unit'
  /** Columns of our own export that are derived, so that reading them back changes nothing. */
  | 'derived';

export interface NeedsImport {
  /** Rows that were understood, in the order of the file. */
  readonly lines: readonly ImportLine[];
  readonly refused: readonly RefusedRow[];
  readonly columns: {
    readonly recognised: readonly { readonly header: string; readonly field: ColumnField }[];
    readonly unknown: readonly string[];
  };
  readonly format: ImportFormat;
  /** Why nothing, or not everything, of the file could be read at all. */
  readonly fileProblems: readonly FileProblem[];
}

export interface ImportLine {
  /** As a spreadsheet numbers it: the header is row 1. */
  readonly row: number;
  readonly draft: LineDraft;
  /** A live line of the list has the same item and modifiers. */
  readonly isKnown: boolean;
  readonly notes: readonly ImportNote[];
}

/** Things that were put right while reading, to be shown beside the row. */
export type ImportNote =
  /** Read as `always`. */
  | { readonly type: 'tier-missing' }
  /** The live line that makes this one known stands in another tier, and stays there. */
  | { readonly type: 'known-in-other-tier'; readonly tier: string }
  /** An earlier row of the file says the same; this one is added all the same. */
  | { readonly type: 'repeats-row'; readonly row: number }
  /** There is no place for a unit alone: it is not kept. */
  | { readonly type: 'unit-without-amount'; readonly value: string }
  | { readonly type: 'row-short'; readonly cells: number; readonly columns: number };

export interface RefusedRow {
  readonly row: number;
  /** The row as read, each cell cut to a length that a screen can show. */
  readonly cells: readonly string[];
  readonly reasons: readonly RowReason[];
}

export type RowReason =
  | { readonly type: 'item-missing' }
  | { readonly type: 'tier-unknown'; readonly value: string }
  | { readonly type: 'size-reversed' }
  | { readonly type: 'quantity-unreadable'; readonly value: string }
  | { readonly type: 'cell-too-long'; readonly header: string; readonly charsMax: number }
  /** Qualifiers, or values of unknown columns. */
  | { readonly type: 'too-many'; readonly header: string; readonly max: number }
  | { readonly type: 'row-too-long'; readonly cells: number; readonly columns: number }
  | { readonly type: 'quotes-malformed' };

export type FileProblem =
  | { readonly type: 'file-empty' }
  | { readonly type: 'file-not-text' }
  | { readonly type: 'file-too-large'; readonly bytesMax: number }
  | { readonly type: 'header-only' }
  | { readonly type: 'item-column-missing' }
  | { readonly type: 'too-many-rows'; readonly rowsMax: number }
  | { readonly type: 'too-many-columns'; readonly columnsMax: number }
  | { readonly type: 'header-twice'; readonly header: string };

export interface ImportFormat {
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly encoding: 'text' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly hadBom: boolean;
}

export interface ImportChoice {
  /** Add rows that are marked known a second time. */
  readonly addKnown?: boolean;
  /** Keep the values of unknown columns with the lines. Default true. */
  readonly keepExtra?: boolean;
}

/** What `filterLines` keeps; an absent member keeps all. */
export interface LineFilter {
  /** Words that must all occur in item, category, qualifiers, size, until or extra. */
  readonly text?: string;
  readonly tiers?: readonly (Tier | 'unknown')[];
  /** As stored in lines; compared folded. */
  readonly categories?: readonly string[];
}
