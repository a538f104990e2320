/**
 * The words that a needs list stores: stable ids that are never renamed (labels are translated by
 * the interface), and the bounds of what one field may hold. It knows no document.
 */

/** Version of the schema that this code writes; a document with a higher one is refused. */
export const needsVersion = 1;

/** In the order in which a list is read. */
export const tiers = ['urgent', 'always', 'enough', 'not_needed', 'paused'] as const;
export type Tier = (typeof tiers)[number];

export const categories = [
  'clothing',
  'footwear',
  'bedding',
  'shelter',
  'food',
  'water',
  'hygiene',
  'medical',
  'children',
  'household',
  'cooking',
  'lighting',
  'electronics',
  'tools',
  'transport',
  'information',
  'money',
  'other',
] as const;
export type Category = (typeof categories)[number];

export const sizeUnits = ['eu', 'letter', 'waist_inch', 'free'] as const;
export type SizeUnit = (typeof sizeUnits)[number];

export const units = [
  'piece',
  'pair',
  'pack',
  'bag',
  'box',
  'banana_box',
  'pallet',
  'litre',
  'kg',
  'meal',
  'euro',
] as const;
export type Unit = (typeof units)[number];

export const pledgeStates = [
  'offered',
  'accepted',
  'in_transit',
  'received',
  'short',
  'refused',
  'cancelled',
] as const;
export type PledgeState = (typeof pledgeStates)[number];
/** What a step can lead to; `offered` is the pledge itself. */
export type PledgeMove = Exclude<PledgeState, 'offered'>;

/** What the thing is: a short name, not a story. */
export const itemCharsMax = 200;
/** A category, a unit, a size, an "until": each stands in a narrow column. */
export const labelCharsMax = 80;
/** One qualifier. */
export const qualifierCharsMax = 200;
/** Qualifiers of one line: more is prose. */
export const lineQualifiersMax = 32;
/** A note on a pledge or delivery, or the reason of a step. */
export const noteCharsMax = 1_000;
/** Unknown columns kept with one line. */
export const lineExtrasMax = 64;
/** One kept value of an unknown column. */
export const extraCharsMax = 2_000;
