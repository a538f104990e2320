/**
 * One line in the list: what, how large, for whom, how much. A plain template instead of an element
 * of its own: two thousand of them have to open in a moment.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LineView, UnitTotal } from '@samphire/core/kinds/needs/types';
import type { Messages } from '../../i18n/en.ts';
import { fill, fillText } from '../../parts/fill.ts';
import { lengths } from './lengths.ts';
import { sizeScale } from './size-scale.ts';
import {
  barShares,
  categoryWords,
  dayWords,
  numericRange,
  sizeWords,
  totalWords,
} from './words.ts';

export interface RowContext {
  readonly t: Messages;
  readonly canWrite: boolean;
  handleOf(member: string | undefined): string | undefined;
  readonly open: (event: Event) => void;
  readonly pledge: (event: Event) => void;
}

/** Nobody is asked to bring what is not needed now. */
const asksForPledges = (line: LineView): boolean =>
  !line.isArchived && (line.tier === 'urgent' || line.tier === 'always');

export function lineRow(
  line: LineView,
  context: RowContext,
  isMarked: boolean,
  markedBy: string | undefined,
): TemplateResult {
  const { t } = context;
  const item = line.item === '' ? t.needs.list.noItem : line.item;
  return html`
    <div class="line-main">
      <h3>
        <button type="button" class="line-open" data-line=${line.id} @click=${context.open}>
          <bdi>${item}</bdi>
        </button>
      </h3>
      <div class="line-facts">
        ${category(line, t)} ${sizes(line, t)}
        ${line.qualifiers.map((qualifier) => html`<bdi>${qualifier}</bdi>`)}
        ${until(line, t)}
      </div>
      ${isMarked ? changedBy(markedBy, context) : nothing}
      ${
        line.conflicts.length === 0
          ? nothing
          : html`<p class="line-notes line-conflict">${t.needs.conflict.title}</p>`
      }
    </div>
    ${
      line.totals.length === 0
        ? nothing
        : html`<div class="line-totals">${line.totals.map((total) => totals(total, t))}</div>`
    }
    ${
      context.canWrite && asksForPledges(line)
        ? html`<button
          type="button"
          class="quick"
          data-line=${line.id}
          aria-label=${fillText(t.needs.list.pledgeFor, { item })}
          @click=${context.pledge}
        >
          ${t.needs.list.pledge}
        </button>`
        : nothing
    }
  `;
}

const category = (line: LineView, t: Messages): TemplateResult | typeof nothing =>
  line.category === '' ? nothing : html`<bdi class="category">${categoryWords(line, t)}</bdi>`;

const until = (line: LineView, t: Messages): TemplateResult | typeof nothing =>
  line.until === undefined
    ? nothing
    : html`<span>
        ${fill(line.tier === 'paused' ? t.needs.list.pausedUntil : t.needs.list.until, {
          until: dayWords(line.until, t),
        })}
      </span>`;

const changedBy = (member: string | undefined, context: RowContext): TemplateResult => {
  const handle = context.handleOf(member);
  return html`<p class="line-notes line-changed">
    ${
      handle === undefined
        ? context.t.needs.changed.bySomebody
        : fill(context.t.needs.changed.by, { who: handle })
    }
  </p>`;
};

/** Words, and beside them the drawing where there is something to draw. */
export function sizes(line: LineView, t: Messages): TemplateResult | typeof nothing {
  const words = sizeWords(line.size, t);
  if (words === undefined || line.size === undefined) return nothing;
  const { min, max, peakMin, peakMax } = line.size;
  return html`<span class="sizes">
    <span>${words}</span>${sizeScale(numericRange(min, max), numericRange(peakMin, peakMax))}
  </span>`;
}

/** The bar that one looks at, and its figures in words. */
export function totals(total: UnitTotal, t: Messages): TemplateResult {
  const shares = barShares(total);
  return html`${
    shares === undefined
      ? nothing
      : html`<span
          class="bar"
          aria-hidden="true"
          ${lengths({
            '--arrived': shares.arrived,
            '--promised': shares.promised,
            '--wanted': shares.wanted,
          })}
        >
          <span class="bar-promised"></span><span class="bar-arrived"></span>
          ${shares.wanted < 1 ? html`<span class="bar-wanted"></span>` : nothing}
        </span>`
  }
    <span class="numbers">
      ${totalWords(total, t).map(({ kind, words }) => html`<span class="is-${kind}">${words}</span>`)}
    </span>`;
}
