/**
 * A fresh view is made of fresh objects. What has not changed is replaced here by what was shown
 * before, so that the list draws only changed lines, and so that one knows which these are.
 */
import type { LineView, NeedsView, TierGroup } from '@samphire/core/kinds/needs/types';

export interface Reconciled {
  readonly view: NeedsView;
  /** Ids of lines that are new or differ. */
  readonly changed: readonly string[];
}

export function reconcile(before: NeedsView | undefined, after: NeedsView): Reconciled {
  if (before === undefined) return { view: after, changed: [] };
  const lineById = new Map<string, LineView>();
  const changed: string[] = [];
  for (const [id, line] of after.lineById) {
    const old = before.lineById.get(id);
    if (old !== undefined && isSame(old, line)) {
      lineById.set(id, old);
    } else {
      lineById.set(id, line);
      changed.push(id);
    }
  }
  const kept = (line: LineView): LineView => lineById.get(line.id) ?? line;
  const groups = after.groups.map((group, place) => {
    const lines = group.lines.map(kept);
    const old: TierGroup | undefined = before.groups[place];
    return old !== undefined && old.tier === group.tier && hasSameItems(old.lines, lines)
      ? old
      : { ...group, lines };
  });
  return {
    view: { ...after, groups, archived: after.archived.map(kept), lineById },
    changed,
  };
}

const hasSameItems = <Item>(one: readonly Item[], other: readonly Item[]): boolean =>
  one.length === other.length && one.every((item, place) => item === other[place]);

/** Equal in content; for plain values, lists and records, which is all that a view consists of. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return false;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, place) => isSame(item, other[place]))
    );
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  const left = one as Readonly<Record<string, unknown>>;
  const right = other as Readonly<Record<string, unknown>>;
  return keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]));
}
