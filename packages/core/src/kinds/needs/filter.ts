/** Search and filter over a needs view, for screens. It reads views only. */
import { foldText } from '../text.ts';
import type { LineFilter, LineView, NeedsView, TierGroup } from './types.ts';
import { categories } from './vocabulary.ts';

/** The groups with only those lines that the filter keeps; all tiers stay, perhaps empty. */
export const filterGroups = (view: NeedsView, filter: LineFilter): readonly TierGroup[] => {
  const keeps = keeper(filter);
  return view.groups.map((group) => ({ ...group, lines: group.lines.filter(keeps) }));
};

export const matchesLine = (line: LineView, filter: LineFilter): boolean => keeper(filter)(line);

/** Categories of live lines, in the order of `categories`, then people's own words by name. */
export const categoriesOf = (view: NeedsView): readonly string[] => {
  const used = new Map<string, string>();
  for (const line of view.groups.flatMap((group) => group.lines)) {
    const key = foldText(line.category);
    if (key !== '' && !used.has(key)) used.set(key, line.category);
  }
  const known = categories.filter((category) => used.delete(category));
  return [
    ...known,
    ...[...used].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, word]) => word),
  ];
};

const keeper = ({ text, tiers, categories: wanted }: LineFilter): ((line: LineView) => boolean) => {
  const words = foldText(text ?? '')
    .split(' ')
    .filter((word) => word !== '');
  const folded = wanted && new Set(wanted.map(foldText));
  return (line) => {
    if (tiers && !tiers.includes(line.tier)) return false;
    if (folded && !folded.has(foldText(line.category))) return false;
    if (words.length === 0) return true;
    const searched = searchedText(line);
    return words.every((word) => searched.includes(word));
  };
};

const searchedText = ({ item, category, qualifiers, size, until, extra }: LineView): string =>
  foldText(
    [
      item,
      category.replaceAll('_', ' '),
      ...qualifiers,
      size?.min,
      size?.max,
      size?.peakMin,
      size?.peakMax,
      size?.unit,
      until,
      ...Object.values(extra),
    ].join(' '),
  );
