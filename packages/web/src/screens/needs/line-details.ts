/**
 * Everything about one line: what is needed, how much has come together, who promised what and how
 * that went, and where people contradicted each other while apart. Shows only steps that this
 * person may take next.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { changeLine } from '@samphire/core/kinds/needs/lines';
import type { FieldConflict, LineView, NeedsRefusal } from '@samphire/core/kinds/needs/types';
import type { Result } from '@samphire/core/lib/result';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { changeForConflict, conflictWords } from './conflict-change.ts';
import { detailStyles } from './detail-styles.ts';
import { fill } from '../../parts/fill.ts';
import { sizes, totals } from './line-row.ts';
import { barStyles, markStyles, sizeStyles } from './list-styles.ts';
import type { NeedsList } from './needs-list.ts';
import './contributions-list.ts';
import { tierMark } from './tier-mark.ts';
import { amountWords, categoryWords, dayWords } from './words.ts';

@customElement('samphire-needs-line')
export class SamphireNeedsLine extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    markStyles,
    barStyles,
    sizeStyles,
    detailStyles,
  ];

  @property({ attribute: false }) list!: NeedsList;
  @property({ attribute: false }) line!: LineView;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) handleOf: (member: string | undefined) => string | undefined =
    () => undefined;

  readonly #nameOf = (member: string | undefined): string =>
    member !== undefined && member === this.list.editor.member
      ? this.t.needs.line.me
      : (this.handleOf(member) ?? this.t.needs.line.somebody);

  override render(): TemplateResult {
    const { t, line } = this;
    return html`
      ${line.isArchived ? html`<p class="quiet">${t.needs.line.isArchived}</p>` : nothing}
      ${this.#facts()}
      <div class="totals">
        ${
          line.totals.length === 0
            ? html`<p class="quiet">${t.needs.totals.none}</p>`
            : line.totals.map((total) => totals(total, t))
        }
        ${line.totals.map((total) =>
          total.openThousandths === 0
            ? nothing
            : html`<p class="missing">
                ${t.needs.totals.open(
                  amountWords({ amountThousandths: total.openThousandths, unit: total.unit }, t),
                )}
              </p>`,
        )}
      </div>
      ${line.conflicts.map((conflict) => this.#conflict(conflict))}
      ${line.problems.length === 0 ? nothing : html`<p class="notice">${t.needs.line.problem}</p>`}
      <samphire-needs-contributions
        .list=${this.list}
        .line=${line}
        .canWrite=${this.canWrite}
        .nameOf=${this.#nameOf}
      ></samphire-needs-contributions>
      ${
        line.by === undefined
          ? nothing
          : html`<p class="quiet small">
            ${fill(t.needs.line.addedBy, { who: this.#nameOf(line.by) })}
          </p>`
      }
    `;
  }

  #facts(): TemplateResult {
    const { t, line } = this;
    return html`<div class="facts">
      <p class="tier-line tier-${line.tier}">
        ${tierMark(line.tier)}<strong>${t.needs.tiers[line.tier]}</strong>
        ${
          line.until === undefined
            ? nothing
            : html`<span>${fill(t.needs.list.until, { until: dayWords(line.until, t) })}</span>`
        }
        ${line.category === '' ? nothing : html`<bdi class="quiet">${categoryWords(line, t)}</bdi>`}
      </p>
      ${line.size === undefined ? nothing : html`<p>${sizes(line, t)}</p>`}
      ${
        line.qualifiers.length === 0
          ? nothing
          : html`<ul class="qualifiers" role="list" aria-label=${t.needs.line.qualifiers}>
            ${line.qualifiers.map((qualifier) => html`<li><bdi>${qualifier}</bdi></li>`)}
          </ul>`
      }
      ${
        Object.keys(line.extra).length === 0
          ? nothing
          : html`<wa-details summary=${t.needs.line.extra} appearance="plain">
            <dl class="extra">
              ${Object.entries(line.extra).map(
                ([name, value]) => html`<div>
                  <dt dir="auto">${name}</dt>
                  <dd dir="auto">${value}</dd>
                </div>`,
              )}
            </dl>
          </wa-details>`
      }
    </div>`;
  }

  #conflict({ field, lost }: FieldConflict): unknown {
    const { t, line } = this;
    const name = t.needs.fields[field] ?? field;
    return lost.map(({ value, by }) => {
      const change = changeForConflict(field, value);
      return html`<div class="notice" role="note">
        <strong>${t.needs.conflict.title}</strong>
        <p>
          ${fill(by === undefined ? t.needs.conflict.lostBySomebody : t.needs.conflict.lost, {
            field: name,
            who: this.#nameOf(by),
            value: conflictWords(field, value, t),
          })}
        </p>
        ${
          this.canWrite && change !== undefined
            ? html`<wa-button
              size="s"
              appearance="outlined"
              @click=${() =>
                this.#settle(changeLine(this.list.doc, line.id, change), t.needs.form.saved)}
              >${t.needs.conflict.take}</wa-button
            >`
            : nothing
        }
      </div>`;
    });
  }

  #settle(result: Result<unknown, NeedsRefusal>, news: string): void {
    this.dispatchEvent(
      result.ok
        ? new CustomEvent('line-news', { detail: news })
        : new CustomEvent('line-refusal', {
            detail: sentenceFor(this.t.needs.refusals, result.refusal),
          }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-line': SamphireNeedsLine;
  }
}
