/**
 * Cuts a long list into portions of some lines each, keeping those portions that have not changed,
 * so that a change of one line draws one portion. Pure.
 */

/** A portion is a little more than a phone's screen: the browser skips those out of sight whole. */
export const portionLines = 20;

export function portionsOf<Item>(
  items: readonly Item[],
  before: readonly (readonly Item[])[],
): readonly (readonly Item[])[] {
  const portions: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += portionLines) {
    const portion = items.slice(start, start + portionLines);
    const old = before[portions.length];
    const isSame =
      old?.length === portion.length && portion.every((item, place) => item === old[place]);
    portions.push(isSame && old !== undefined ? old : portion);
  }
  return portions;
}
