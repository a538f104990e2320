/**
 * The lines of a list, by tier. Draws what fills a screen at once and the rest while the browser is
 * idle, so that long lists open quickly; everything is in the page in the end, for the browser's
 * own search, for print and for readers. Lines stand in portions; a portion that is out of sight
 * costs no layout (`content-visibility`), and one that has not changed is not drawn again.
 */
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LineView, TierGroup } from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { lineRow } from './line-row.ts';
import type { RowContext } from './line-row.ts';
import { barStyles, listStyles, markStyles, sizeStyles } from './list-styles.ts';
import { portionsOf } from './portions.ts';
import { tierMark } from './tier-mark.ts';

/** Fill any screen. */
const firstPortions = 2;
/** A browser without idle time draws on after this long. */
const idleTimeoutMs = 400;

type Portions = readonly (readonly LineView[])[];

@customElement('samphire-needs-lines')
export class SamphireNeedsLines extends SamphireElement {
  static override styles = [SamphireElement.styles, markStyles, barStyles, sizeStyles, listStyles];

  /** What the filter leaves. */
  @property({ attribute: false }) groups: readonly TierGroup[] = [];
  /** Archived lines to show, if they are asked for. */
  @property({ attribute: false }) archived: readonly LineView[] = [];
  @property({ attribute: false }) marks: ReadonlyMap<string, string | undefined> = new Map();
  /** Changes with what is in `marks`. */
  @property({ attribute: false }) marksKey = '';
  /** Changes when another selection of lines is shown, which is then drawn from its beginning. */
  @property({ attribute: false }) selectionKey = '';
  @property({ attribute: false }) isFiltered = false;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) handleOf: RowContext['handleOf'] = () => undefined;

  #drawn = firstPortions;
  #stopIdle: (() => void) | undefined;
  #portions = new Map<string, Portions>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('selectionKey')) this.#drawn = firstPortions;
    if (!changed.has('groups') && !changed.has('archived')) return;
    const before = this.#portions;
    this.#portions = new Map(
      [...this.groups, { tier: 'archived', lines: this.archived }].map(({ tier, lines }) => [
        tier,
        portionsOf(lines, before.get(tier) ?? []),
      ]),
    );
  }

  protected override updated(): void {
    const all = [...this.#portions.values()].reduce((sum, { length }) => sum + length, 0);
    if (this.#drawn >= all || this.#stopIdle !== undefined) return;
    this.#stopIdle = whenIdle(() => {
      this.#stopIdle = undefined;
      this.#drawn += 1;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopIdle?.();
    this.#stopIdle = undefined;
  }

  override render(): TemplateResult {
    const { t } = this;
    const context = this.#context();
    let left = this.#drawn;
    const take = (portions: Portions): Portions => {
      const taken = portions.slice(0, Math.max(0, left));
      left -= portions.length;
      return taken;
    };
    const isEmpty =
      this.archived.length === 0 && this.groups.every(({ lines }) => lines.length === 0);
    return html`
      ${this.groups.map(({ tier, lines }) => {
        const portions = take(this.#portions.get(tier) ?? []);
        return lines.length === 0
          ? nothing
          : html`<section class="tier tier-${tier}" aria-labelledby="tier-${tier}">
              <div class="tier-head">
                <h2 id="tier-${tier}">${tierMark(tier)}<span>${t.needs.tiers[tier]}</span></h2>
                <span class="tier-meaning">${t.needs.tierMeanings[tier]}</span>
                <span class="tier-count">${t.needs.list.count(lines.length)}</span>
              </div>
              ${this.#lines(portions, context)}
            </section>`;
      })}
      ${
        this.archived.length === 0
          ? nothing
          : html`<section class="tier tier-enough" aria-labelledby="archived">
              <div class="tier-head">
                <h2 id="archived">${t.needs.list.archivedTitle}</h2>
                <span class="tier-meaning">${t.needs.list.archivedMeaning}</span>
              </div>
              ${this.#lines(take(this.#portions.get('archived') ?? []), context)}
            </section>`
      }
      ${
        isEmpty && this.isFiltered
          ? html`<p class="quiet">${t.needs.list.nothingFound}</p>`
          : nothing
      }
    `;
  }

  #lines(portions: Portions, context: RowContext): TemplateResult {
    const facts = [this.marksKey, this.canWrite, context.t];
    return html`<div class="lines" role="list">
      ${portions.map(
        (lines) =>
          html`<div class="portion" role="none">
            ${guard([lines, ...facts], () => this.#portion(lines, context))}
          </div>`,
      )}
    </div>`;
  }

  #portion(lines: readonly LineView[], context: RowContext): unknown {
    return repeat(
      lines,
      (line) => line.id,
      (line) => {
        const isMarked = this.marks.has(line.id);
        const by = this.marks.get(line.id);
        return html`<div class="line" role="listitem">
          ${guard([line, isMarked, by, this.canWrite, context.t], () =>
            lineRow(line, context, isMarked, by),
          )}
        </div>`;
      },
    );
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

/** Safari has no idle callback; a timer comes close. */
function whenIdle(action: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(action, { timeout: idleTimeoutMs });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(action);
  return () => clearTimeout(timer);
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-lines': SamphireNeedsLines;
  }
}
