/**
 * Which lines of a view a filter leaves, worked out once for each view and filter: to fold and
 * search the text of two thousand lines takes a while on a phone. Pure but for what it remembers.
 */
import { filterGroups, matchesLine } from '@samphire/core/kinds/needs/filter';
import type { LineView, NeedsView, TierGroup } from '@samphire/core/kinds/needs/types';
import { isFiltering, lineCount, lineFilterFrom } from './filter-state.ts';
import type { FilterState } from './filter-state.ts';

export interface Selection {
  readonly groups: readonly TierGroup[];
  readonly archived: readonly LineView[];
  /** Live lines that are left, and all of them. */
  readonly shown: number;
  readonly all: number;
}

export function createSelector(): (view: NeedsView, filter: FilterState) => Selection {
  let last:
    | { readonly view: NeedsView; readonly filter: FilterState; readonly selection: Selection }
    | undefined;
  return (view, filter) => {
    if (last === undefined || last.view !== view || last.filter !== filter)
      last = { view, filter, selection: selectLines(view, filter) };
    return last.selection;
  };
}

export function selectLines(view: NeedsView, filter: FilterState): Selection {
  const all = lineCount(view.groups);
  const archived = filter.showsArchived ? view.archived : [];
  if (!isFiltering(filter)) return { groups: view.groups, archived, shown: all, all };
  const lineFilter = lineFilterFrom(filter);
  const groups = filterGroups(view, lineFilter);
  return {
    groups,
    archived: archived.filter((line) => matchesLine(line, lineFilter)),
    shown: lineCount(groups),
    all,
  };
}
