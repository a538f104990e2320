/**
 * Draws a numeric size range as a row of small bars, the sizes asked for most standing taller. The
 * words beside it say the same; the drawing is hidden from screen readers.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

/** More steps than this are too thin to be seen on a phone: the scale is then drawn coarser. */
const stepsMax = 16;
const barWidth = 4;
const barGap = 2;
const height = 16;
const lowBar = 6;

export interface SizeBars {
  readonly width: number;
  /** Path of the bars outside the peak. */
  readonly others: string;
  /** Path of the bars inside the peak. */
  readonly peak: string;
}

export interface NumericRange {
  readonly min: number;
  readonly max: number;
}

/** Bars of one range, or nothing when there is nothing to compare (a single size). */
export function sizeBars(range: NumericRange, peak?: NumericRange): SizeBars | undefined {
  const span = range.max - range.min;
  if (!(span > 0) || !Number.isFinite(span)) return undefined;
  const steps = Math.min(stepsMax, Math.max(2, Math.floor(span) + 1));
  const stepSize = span / (steps - 1);
  let others = '';
  let high = '';
  for (let step = 0; step < steps; step += 1) {
    const size = range.min + step * stepSize;
    const inPeak = peak !== undefined && size >= peak.min && size <= peak.max;
    const barHeight = inPeak ? height : lowBar;
    const bar = `M${step * (barWidth + barGap)} ${height}v-${barHeight}h${barWidth}v${barHeight}z`;
    if (inPeak) high += bar;
    else others += bar;
  }
  return { width: steps * (barWidth + barGap) - barGap, others, peak: high };
}

export function sizeScale(
  range: NumericRange | undefined,
  peak: NumericRange | undefined,
): TemplateResult | typeof nothing {
  const bars = range && sizeBars(range, peak);
  if (!bars) return nothing;
  return html`<svg
    class="scale"
    viewBox="0 0 ${bars.width} ${height}"
    width=${bars.width}
    height=${height}
    aria-hidden="true"
    focusable="false"
  >
    <path class="scale-others" d=${bars.others} />
    <path class="scale-peak" d=${bars.peak} />
  </svg>`;
}
