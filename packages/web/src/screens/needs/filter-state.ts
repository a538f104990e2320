/**
 * What a person is looking for in a list: words, tiers, categories. Nothing chosen means all. Pure;
 * whether a line fits is the kind's own `matchesLine`.
 */
import type { LineFilter, NeedsView, TierGroup } from '@samphire/core/kinds/needs/types';
import { foldText } from '@samphire/core/kinds/text';

export interface FilterState {
  readonly text: string;
  readonly tiers: readonly TierGroup['tier'][];
  /** As stored in lines. */
  readonly categories: readonly string[];
  /** Archived lines are shown as well; not a filter, but chosen in the same place. */
  readonly showsArchived: boolean;
}

export const noFilter: FilterState = { text: '', tiers: [], categories: [], showsArchived: false };

export const isFiltering = (state: FilterState): boolean =>
  state.text.trim() !== '' || state.tiers.length > 0 || state.categories.length > 0;

/** Puts what is missing in and what is there out. */
export const toggled = <Choice>(choices: readonly Choice[], choice: Choice): readonly Choice[] =>
  choices.includes(choice) ? choices.filter((other) => other !== choice) : [...choices, choice];

export function lineFilterFrom(state: FilterState): LineFilter {
  const text = state.text.trim();
  return {
    ...(text === '' ? {} : { text }),
    ...(state.tiers.length === 0 ? {} : { tiers: state.tiers }),
    ...(state.categories.length === 0 ? {} : { categories: state.categories }),
  };
}

/** Choices that the list no longer offers are dropped, so that nothing is hidden by a chip that is gone. */
export function withoutStale(
  state: FilterState,
  view: NeedsView,
  categories: readonly string[],
): FilterState {
  const offered = new Set(categories.map(foldText));
  const tiers = state.tiers.filter((tier) =>
    view.groups.some((group) => group.tier === tier && group.lines.length > 0),
  );
  const kept = state.categories.filter((category) => offered.has(foldText(category)));
  if (tiers.length === state.tiers.length && kept.length === state.categories.length) return state;
  return { ...state, tiers, categories: kept };
}

export const lineCount = (groups: readonly TierGroup[]): number =>
  groups.reduce((sum, group) => sum + group.lines.length, 0);
