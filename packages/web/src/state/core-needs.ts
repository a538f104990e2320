/** What the home of a group takes from core's needs lists. */
export { needsKind } from '@samphire/core/kinds/needs/needs';
export { isUnit } from '@samphire/core/kinds/needs/quantity';
export type { LineView, UnitTotal } from '@samphire/core/kinds/needs/types';
