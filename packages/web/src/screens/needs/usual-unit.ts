/** The unit that a form about a line begins with: what it asks for, else what was brought last. */
import type { LineView } from '@samphire/core/kinds/needs/types';

export const usualUnit = (line: LineView): string =>
  line.wanted?.unit ??
  line.pledges.at(-1)?.quantity.unit ??
  line.deliveries.at(-1)?.quantity.unit ??
  'piece';
