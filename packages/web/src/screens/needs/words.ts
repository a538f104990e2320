/**
 * Says sizes, amounts and totals in words of the language in use. Pure: plain views in, text out.
 * Knows no element and no document.
 */
import { isUnit } from '@samphire/core/kinds/needs/quantity';
import { sizeUnits } from '@samphire/core/kinds/needs/vocabulary';
import type { SizeUnit } from '@samphire/core/kinds/needs/vocabulary';
import type { LineView, Quantity, Size, UnitTotal } from '@samphire/core/kinds/needs/types';
import type { Messages } from '../../i18n/en.ts';
import { isolated } from '../../parts/fill.ts';
import type { NumericRange } from './size-scale.ts';

const thousand = 1000;

export function amountWords(quantity: Quantity, t: Messages): string {
  const count = quantity.amountThousandths / thousand;
  const { unit } = quantity;
  if (isUnit(unit)) return t.needs.amounts[unit](count);
  return t.needs.amountOfOwnUnit(count, isolated(unit));
}

export const unitWords = (unit: string, t: Messages): string =>
  isUnit(unit) ? t.needs.unitNames[unit] : unit;

export function categoryWords(
  line: Pick<LineView, 'category' | 'categoryId'>,
  t: Messages,
): string {
  return line.categoryId === undefined ? line.category : t.needs.categories[line.categoryId];
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/u;

/** A day as the language writes days; anything else as somebody wrote it. */
export function dayWords(text: string, t: Messages): string {
  if (!dayPattern.test(text)) return text;
  // Noon here, so that no time zone makes it another day.
  const ms = new Date(`${text}T12:00`).getTime();
  return Number.isNaN(ms) ? text : t.formats.day(ms);
}

/** "38–45 EU, most 40–43", or nothing when the line has no size. */
export function sizeWords(size: Size | undefined, t: Messages): string | undefined {
  if (size === undefined) return undefined;
  const range = rangeWords(size.min, size.max, t);
  const peak = rangeWords(size.peakMin, size.peakMax, t);
  if (range === undefined)
    return peak === undefined ? undefined : t.needs.sizeMost(withUnit(peak, size.unit, t));
  const sized = withUnit(range, size.unit, t);
  // A peak that is the whole range says nothing more.
  if (peak === undefined || peak === range) return sized;
  return `${sized}, ${t.needs.sizeMost(peak)}`;
}

function rangeWords(
  min: string | undefined,
  max: string | undefined,
  t: Messages,
): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (min === undefined) return t.needs.sizeUpTo(isolated(max ?? ''));
  if (max === undefined) return t.needs.sizeFrom(isolated(min));
  return isolated(min === max ? min : `${min}–${max}`);
}

export const isSizeUnit = (unit: string): unit is SizeUnit =>
  (sizeUnits as readonly string[]).includes(unit);

function withUnit(range: string, unit: string | undefined, t: Messages): string {
  if (unit === undefined || unit === '') return range;
  return isSizeUnit(unit)
    ? t.needs.sizes[unit](range)
    : t.needs.sizeOfOwnUnit(range, isolated(unit));
}

/** Both ends as numbers, where they are: only then can sizes be drawn to scale. */
export function numericRange(
  min: string | undefined,
  max: string | undefined,
): NumericRange | undefined {
  const low = numberFrom(min ?? max);
  const high = numberFrom(max ?? min);
  return low === undefined || high === undefined || low > high
    ? undefined
    : { min: low, max: high };
}

const numberPattern = /^\d{1,4}(?:[.,]\d{1,2})?$/u;

const numberFrom = (text: string | undefined): number | undefined =>
  text !== undefined && numberPattern.test(text) ? Number(text.replace(',', '.')) : undefined;

export interface TotalWords {
  readonly kind: 'wanted' | 'promised' | 'in-transit' | 'arrived' | 'over';
  readonly words: string;
}

/**
 * Arrived, on the way, promised, wanted, in the order of the bar; what is zero is left out. The
 * unit is said once, with what is wanted, or else with the first figure.
 */
export function totalWords(total: UnitTotal, t: Messages): readonly TotalWords[] {
  const { totals } = t.needs;
  const figures = [
    ['arrived', total.arrivedThousandths, totals.arrived],
    ['in-transit', total.inTransitThousandths, totals.inTransit],
    ['promised', total.promisedThousandths, totals.promised],
    ['wanted', total.wantedThousandths ?? 0, totals.wanted],
    ['over', total.overThousandths, totals.over],
  ] as const;
  const shown = figures.filter(([, amountThousandths]) => amountThousandths > 0);
  const withUnit = shown.find(([kind]) => kind === 'wanted') ?? shown[0];
  return shown.map((figure) => {
    const [kind, amountThousandths, sentence] = figure;
    const amount =
      figure === withUnit
        ? amountWords({ amountThousandths, unit: total.unit }, t)
        : t.formats.number(amountThousandths / thousand);
    return { kind, words: sentence(amount) };
  });
}

export interface BarShares {
  readonly arrived: number;
  /** Promised or on the way. */
  readonly promised: number;
  /** Where the mark of what is wanted stands. */
  readonly wanted: number;
}

/** Lengths of a bar as shares of 1; nothing where no number is wanted, since then there is no whole. */
export function barShares(total: UnitTotal): BarShares | undefined {
  const wanted = total.wantedThousandths ?? 0;
  if (wanted <= 0) return undefined;
  const promised = total.promisedThousandths + total.inTransitThousandths;
  const whole = Math.max(wanted, total.arrivedThousandths + promised);
  return {
    arrived: total.arrivedThousandths / whole,
    promised: promised / whole,
    wanted: wanted / whole,
  };
}
