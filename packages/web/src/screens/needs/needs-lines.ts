/**
 * The lines of a list, by tier. Draws what fits a screen at once and the rest in the frames that
 * follow, so that long lists open quickly; everything is in the page in the end, for the browser's
 * own search, for print and for readers. What is out of sight costs no layout (`content-visibility`).
 */
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { filterGroups, matchesLine } from '../../../../core/src/kinds/needs/filter.ts';
import type { LineView, NeedsView, TierGroup } from '../../../../core/src/kinds/needs/types.ts';
import { SamphireElement } from '../../app/element.ts';
import { isFiltering, lineCount, lineFilterFrom, noFilter } from './filter-state.ts';
import type { FilterState } from './filter-state.ts';
import { lineRow } from './line-row.ts';
import type { RowContext } from './line-row.ts';
import { barStyles, listStyles, markStyles, sizeStyles } from './list-styles.ts';
import { tierMark } from './tier-mark.ts';

/** Fills any screen. */
const firstLines = 40;
/** Small enough that a slow phone draws them within a frame or two. */
const linesAFrame = 40;

@customElement('samphire-needs-lines')
export class SamphireNeedsLines extends SamphireElement {
  static override styles = [SamphireElement.styles, markStyles, barStyles, sizeStyles, listStyles];

  @property({ attribute: false }) view: NeedsView | undefined;
  @property({ attribute: false }) marks: ReadonlyMap<string, string | undefined> = new Map();
  @property({ attribute: false }) marksKey = '';
  @property({ attribute: false }) filter: FilterState = noFilter;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) handleOf: RowContext['handleOf'] = () => undefined;

  #drawn = firstLines;
  #frame: number | undefined;
  #groups: readonly TierGroup[] = [];
  #archived: readonly LineView[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('filter')) this.#drawn = firstLines;
    if (this.view === undefined) return;
    if (changed.has('view') || changed.has('filter')) {
      const filter = lineFilterFrom(this.filter);
      const isAll = !isFiltering(this.filter);
      this.#groups = isAll ? this.view.groups : filterGroups(this.view, filter);
      this.#archived = isAll
        ? this.view.archived
        : this.view.archived.filter((line) => matchesLine(line, filter));
    }
  }

  protected override updated(): void {
    const all = lineCount(this.#groups) + (this.filter.showsArchived ? this.#archived.length : 0);
    if (this.#drawn >= all || this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#drawn += linesAFrame;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.view === undefined) return nothing;
    const { t } = this;
    const context = this.#context();
    const shown = lineCount(this.#groups) + (this.filter.showsArchived ? this.#archived.length : 0);
    let left = this.#drawn;
    const take = (lines: readonly LineView[]): readonly LineView[] => {
      const taken = left >= lines.length ? lines : lines.slice(0, Math.max(0, left));
      left -= lines.length;
      return taken;
    };
    return html`
      ${this.#groups.map(({ tier, lines }) =>
        lines.length === 0 ? nothing : this.#section(tier, lines.length, take(lines), context),
      )}
      ${
        this.filter.showsArchived && this.#archived.length > 0
          ? html`<section class="tier tier-enough" aria-labelledby="archived">
            <div class="tier-head">
              <h2 id="archived">${t.needs.list.archivedTitle}</h2>
              <span class="tier-meaning">${t.needs.list.archivedMeaning}</span>
            </div>
            ${this.#lines(take(this.#archived), context)}
          </section>`
          : nothing
      }
      ${
        shown === 0 && isFiltering(this.filter)
          ? html`<p class="quiet nothing-found">${t.needs.list.nothingFound}</p>`
          : nothing
      }
    `;
  }

  #section(
    tier: TierGroup['tier'],
    count: number,
    lines: readonly LineView[],
    context: RowContext,
  ): TemplateResult {
    const { t } = this;
    return html`<section class="tier tier-${tier}" aria-labelledby="tier-${tier}">
      <div class="tier-head">
        <h2 id="tier-${tier}">${tierMark(tier)}<span>${t.needs.tiers[tier]}</span></h2>
        <span class="tier-meaning">${t.needs.tierMeanings[tier]}</span>
        <span class="tier-count">${t.needs.list.count(count)}</span>
      </div>
      ${this.#lines(lines, context)}
    </section>`;
  }

  #lines(lines: readonly LineView[], context: RowContext): TemplateResult {
    return html`<ul class="lines" role="list">
      ${repeat(
        lines,
        (line) => line.id,
        (line) => {
          const isMarked = this.marks.has(line.id);
          const by = this.marks.get(line.id);
          return html`<li class="line">
            ${guard([line, isMarked, by, this.canWrite, context.t], () =>
              lineRow(line, context, isMarked, by),
            )}
          </li>`;
        },
      )}
    </ul>`;
  }

  #context(): RowContext {
    return {
      t: this.t,
      canWrite: this.canWrite,
      handleOf: this.handleOf,
      open: this.#open,
      pledge: this.#pledge,
    };
  }

  /** What to give the focus to for a line, if it is drawn. */
  focusable(line: string | undefined): HTMLElement | undefined {
    if (line === undefined) return undefined;
    return (
      this.renderRoot.querySelector<HTMLElement>(`.line-open[data-line="${CSS.escape(line)}"]`) ??
      undefined
    );
  }

  readonly #open = (event: Event): void => this.#tell('line-open', event);
  readonly #pledge = (event: Event): void => this.#tell('line-pledge', event);

  #tell(name: 'line-open' | 'line-pledge', event: Event): void {
    const line = (event.currentTarget as HTMLElement).dataset['line'];
    if (line !== undefined) this.dispatchEvent(new CustomEvent(name, { detail: line }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-lines': SamphireNeedsLines;
  }
}
