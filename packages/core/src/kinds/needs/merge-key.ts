/** When two lines ask for the same thing: the same item with the same modifiers, in any tier. */
import { foldText } from '../text.ts';
import type { LineDraft } from './types.ts';

export const mergeKey = ({
  item,
  size = {},
  qualifiers = [],
}: Pick<LineDraft, 'item' | 'size' | 'qualifiers'>): string =>
  JSON.stringify([
    foldText(item),
    ...[size.min, size.max, size.peakMin, size.peakMax, size.unit].map((end) =>
      foldText(end ?? ''),
    ),
    ...qualifiers.map(foldText).toSorted(),
  ]);
