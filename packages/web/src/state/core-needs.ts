/** What the home of a group takes from core's needs lists. */
export { needsKind } from '../../../core/src/kinds/needs/needs.ts';
export { isUnit } from '../../../core/src/kinds/needs/quantity.ts';
export type { LineView, UnitTotal } from '../../../core/src/kinds/needs/types.ts';
