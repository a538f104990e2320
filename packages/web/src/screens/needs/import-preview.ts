/**
 * What a file holds, before anything of it is written: lines that were understood, lines that are
 * known already, columns without a field, rows that were refused and why.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import type WaCheckbox from '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { categories } from '@samphire/core/kinds/needs/vocabulary';
import type { Category } from '@samphire/core/kinds/needs/vocabulary';
import type {
  ImportLine,
  NeedsImport,
  RefusedRow,
  RowReason,
} from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { message } from '../../parts/message.ts';
import { fill, fillText } from '../../parts/fill.ts';
import { firstChoices, previewColumns, summaryOf } from './import-model.ts';
import type { ImportChoices, PreviewColumn } from './import-model.ts';
import { previewStyles } from './import-styles.ts';
import { markStyles } from './list-styles.ts';
import { tierMark } from './tier-mark.ts';
import { amountWords, dayWords, sizeWords } from './words.ts';

/** Rows drawn at first, and with each "show more". */
const rowsAtOnce = 50;
/** Refused rows stand above the lines: few of them at first, so that these stay in sight. */
const refusedAtFirst = 5;

@customElement('samphire-needs-import-preview')
export class SamphireNeedsImportPreview extends SamphireElement {
  static override styles = [SamphireElement.styles, markStyles, previewStyles];

  @property({ attribute: false }) found!: NeedsImport;
  @property({ attribute: false }) choices: ImportChoices = firstChoices;

  @state() private linesShown = rowsAtOnce;
  @state() private refusedShown = refusedAtFirst;
  #columns: readonly PreviewColumn[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('found')) return;
    this.#columns = previewColumns(this.found.lines);
    this.linesShown = rowsAtOnce;
    this.refusedShown = refusedAtFirst;
  }

  override render(): TemplateResult {
    const { t, found } = this;
    const summary = summaryOf(found, this.choices);
    return html`
      ${found.fileProblems.map((problem) =>
        message(
          summary.understood === 0 ? 'refusal' : 'warning',
          fillText(sentenceFor(t.needs.import.problems, problem), {
            header: 'header' in problem ? problem.header : '',
          }),
        ),
      )}
      <p class="lead" role="status">
        <strong>
          ${
            summary.understood === 0
              ? t.needs.import.understoodNone
              : t.needs.import.understood(summary.understood)
          }
        </strong>
        ${
          summary.refused === 0
            ? nothing
            : html`<span>${t.needs.import.refusedTitle(summary.refused)}</span>`
        }
      </p>
      ${summary.known === 0 ? nothing : this.#known(summary.known)}
      ${found.columns.unknown.length === 0 ? nothing : this.#unknownColumns()}
      ${found.refused.length === 0 ? nothing : this.#refused()}
      ${found.lines.length === 0 ? nothing : this.#lines()}
      ${found.columns.recognised.length === 0 ? nothing : this.#recognised()}
    `;
  }

  #known(count: number): TemplateResult {
    const { t } = this;
    return html`<section>
      <h3>${t.needs.import.knownTitle(count)}</h3>
      <p class="quiet">${t.needs.import.knownHint}</p>
      <wa-checkbox
        .checked=${this.choices.addKnown}
        @change=${(event: Event) =>
          this.#choose({ addKnown: (event.target as WaCheckbox).checked })}
        >${t.needs.import.addKnown}</wa-checkbox
      >
    </section>`;
  }

  #unknownColumns(): TemplateResult {
    const { t, found } = this;
    return html`<section>
      <h3>${t.needs.import.unknownTitle(found.columns.unknown.length)}</h3>
      <p>
        ${found.columns.unknown.map(
          (header, place) => html`${place === 0 ? nothing : ', '}<bdi>${header}</bdi>`,
        )}
      </p>
      <wa-checkbox
        .checked=${this.choices.keepExtra}
        hint=${t.needs.import.keepExtraHint}
        @change=${(event: Event) =>
          this.#choose({ keepExtra: (event.target as WaCheckbox).checked })}
        >${t.needs.import.keepExtra}</wa-checkbox
      >
    </section>`;
  }

  #refused(): TemplateResult {
    const { t, found } = this;
    return html`<section>
      <h3>${t.needs.import.refusedTitle(found.refused.length)}</h3>
      <p class="quiet">${t.needs.import.refusedHint}</p>
      <ul class="refused" role="list">
        ${found.refused.slice(0, this.refusedShown).map((row) => this.#refusedRow(row))}
      </ul>
      ${this.#more(found.refused.length - this.refusedShown, () => {
        this.refusedShown += rowsAtOnce;
      })}
    </section>`;
  }

  #refusedRow({ row, cells, reasons }: RefusedRow): TemplateResult {
    const { t } = this;
    return html`<li>
      <strong>${t.needs.import.row(row)}</strong>
      ${reasons.map((reason) => html`<span>${this.#reason(reason)}</span>`)}
      <span class="cells quiet small">
        ${cells
          .slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
          .map((cell) => html`<bdi>${cell === '' ? '–' : cell}</bdi>`)}
      </span>
    </li>`;
  }

  #reason(reason: RowReason): unknown {
    return fill(sentenceFor(this.t.needs.import.reasons, reason), {
      ...('value' in reason ? { value: reason.value } : {}),
      ...('header' in reason ? { header: reason.header } : {}),
    });
  }

  #lines(): TemplateResult {
    const { t, found } = this;
    const names: Readonly<Record<PreviewColumn, string>> = {
      category: t.needs.fields['category'] ?? '',
      size: t.needs.sizeLabel,
      wanted: t.needs.fields['wanted'] ?? '',
      qualifiers: t.needs.line.qualifiers,
      until: t.needs.fields['until'] ?? '',
      notes: t.needs.import.notesColumn,
    };
    return html`<section>
      <h3 id="preview">${t.needs.import.preview}</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="preview">
        <table>
          <thead>
            <tr>
              <th scope="col">${t.needs.import.rowColumn}</th>
              <th scope="col">${t.needs.line.tier}</th>
              <th scope="col">${t.needs.fields['item']}</th>
              ${this.#columns.map((column) => html`<th scope="col">${names[column]}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${found.lines.slice(0, this.linesShown).map((line) => this.#line(line))}
          </tbody>
        </table>
      </div>
      ${this.#more(found.lines.length - this.linesShown, () => {
        this.linesShown += rowsAtOnce;
      })}
    </section>`;
  }

  #line(line: ImportLine): TemplateResult {
    const { t } = this;
    const { draft, row } = line;
    const isLeftOut = line.isKnown && !this.choices.addKnown;
    return html`<tr class=${isLeftOut ? 'is-left-out' : ''}>
      <td class="number">${t.formats.number(row)}</td>
      <td class="tier-cell tier-${draft.tier}">
        ${tierMark(draft.tier)}<span>${t.needs.tiers[draft.tier]}</span>
      </td>
      <th scope="row" dir="auto">${draft.item}</th>
      ${this.#columns.map((column) => html`<td dir="auto">${this.#cell(column, line)}</td>`)}
    </tr>`;
  }

  #cell(column: PreviewColumn, { draft, isKnown, notes }: ImportLine): unknown {
    const { t } = this;
    switch (column) {
      case 'category':
        return draft.category === undefined
          ? nothing
          : categoryName(draft.category, t.needs.categories);
      case 'size':
        return sizeWords(draft.size, t) ?? nothing;
      case 'wanted':
        return draft.wanted === undefined ? nothing : amountWords(draft.wanted, t);
      case 'qualifiers':
        return draft.qualifiers?.map(
          (qualifier, place) => html`${place === 0 ? nothing : '; '}<bdi>${qualifier}</bdi>`,
        );
      case 'until':
        return draft.until === undefined ? nothing : dayWords(draft.until, t);
      case 'notes':
        return [
          ...(isKnown ? [t.needs.import.knownMark] : []),
          ...notes.map((note) => sentenceFor(t.needs.import.notes, note)),
        ].join('; ');
    }
  }

  #recognised(): TemplateResult {
    const { t, found } = this;
    return html`<wa-details summary=${t.needs.import.columnsTitle}>
      <ul role="list" class="stack">
        ${found.columns.recognised.map(
          ({ header, field }) => html`<li>
            ${fill(t.needs.import.columnRead, { header, field: t.needs.import.fields[field] })}
          </li>`,
        )}
      </ul>
    </wa-details>`;
  }

  #more(left: number, show: () => void): TemplateResult | typeof nothing {
    if (left <= 0) return nothing;
    return html`<wa-button appearance="outlined" @click=${show}>
      ${this.t.needs.import.showAll(Math.min(left, rowsAtOnce))}
    </wa-button>`;
  }

  #choose(part: Partial<ImportChoices>): void {
    this.dispatchEvent(
      new CustomEvent<ImportChoices>('choices-change', { detail: { ...this.choices, ...part } }),
    );
  }
}

const categoryName = (category: string, names: Readonly<Record<Category, string>>): string =>
  (categories as readonly string[]).includes(category) ? names[category as Category] : category;

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-import-preview': SamphireNeedsImportPreview;
  }
}
