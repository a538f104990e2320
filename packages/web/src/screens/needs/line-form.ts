/** Adds a line or changes one. What the fields mean is `line-fields.ts`; this is how they look. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { addLine, changeLine } from '@samphire/core/kinds/needs/lines';
import {
  itemCharsMax,
  labelCharsMax,
  sizeUnits,
  tiers,
} from '@samphire/core/kinds/needs/vocabulary';
import type { Tier } from '@samphire/core/kinds/needs/vocabulary';
import { amountField } from './amount-field.ts';
import { NeedsForm } from './form-element.ts';
import { changeFrom, draftFrom, emptyFields, fieldsFrom, problemsOf } from './line-fields.ts';
import type { LineFields, LineProblem } from './line-fields.ts';
import { fieldStyles } from './field-styles.ts';
import { markStyles } from './list-styles.ts';
import { SamphireElement } from '../../app/element.ts';
import { namedSelect } from './named-select.ts';
import { tierMark } from './tier-mark.ts';
import { typedDirection } from './typed-direction.ts';
import { categoryWords, isSizeUnit } from './words.ts';

/** Values in the choice of size units that no unit can have. */
const noUnit = ':none';
const ownUnit = ':own';

@customElement('samphire-needs-line-form')
export class SamphireNeedsLineForm extends NeedsForm {
  static override styles = [SamphireElement.styles, markStyles, fieldStyles];

  @state() private fields: LineFields = emptyFields;
  @state() private problems: readonly LineProblem[] = [];
  @state() private hasOwnSizeUnit = false;
  /** The fields as they were when the form opened. */
  #before: LineFields = emptyFields;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('line') || changed.get('line') !== undefined || this.line === undefined)
      return;
    this.#before = fieldsFrom(this.line, this.t);
    this.fields = this.#before;
    const { unit } = this.#before.size;
    this.hasOwnSizeUnit = unit !== '' && !isSizeUnit(unit);
  }

  #change(part: Partial<LineFields>): void {
    this.fields = { ...this.fields, ...part };
    if (this.problems.length > 0) this.problems = problemsOf(this.fields);
  }

  override render(): TemplateResult {
    const { t, fields } = this;
    const isNew = this.line === undefined;
    return html`<form @submit=${this.#submit} novalidate>
      <div>
        ${this.#text('item', t.needs.form.item, t.needs.form.itemHint, itemCharsMax, isNew)}
        ${this.#error('item-empty', t.needs.form.itemEmpty)}
      </div>
      <wa-radio-group
        label=${t.needs.form.tier}
        .value=${fields.tier}
        @change=${(event: Event) =>
          this.#change({ tier: String((event.currentTarget as WaRadioGroup).value) as Tier })}
      >
        ${tiers.map(
          (tier) =>
            html`<wa-radio value=${tier} class="tier-${tier}">
              ${tierMark(tier)}<span>${t.needs.tiers[tier]}</span>
            </wa-radio>`,
        )}
      </wa-radio-group>
      ${
        fields.tier === 'paused' || fields.until !== ''
          ? this.#text('until', t.needs.form.until, t.needs.form.untilHint, labelCharsMax)
          : nothing
      }
      <div>
        ${this.#text('category', t.needs.form.category, t.needs.form.categoryHint, labelCharsMax)}
        ${this.#categorySuggestions()}
      </div>
      ${this.#sizes()}
      ${amountField(
        {
          label: t.needs.form.wanted,
          hint: t.needs.form.wantedHint,
          unitLabel: t.needs.form.unit,
          text: fields.wanted,
          problem: this.problems.find((problem) => problem === 'amount' || problem === 'unit'),
          isOptional: true,
          onText: (wanted) => this.#change({ wanted }),
        },
        t,
      )}
      <wa-textarea
        label=${t.needs.form.qualifiers}
        hint=${t.needs.form.qualifiersHint}
        rows="3"
        resize="auto"
        .value=${fields.qualifiers}
        @input=${(event: Event) =>
          this.#change({ qualifiers: (event.target as WaTextarea).value ?? '' })}
        ${ref(typedDirection)}
      ></wa-textarea>
      ${this.refusalMessage()}
      <div class="buttons">
        <wa-button type="submit" class="main" variant="brand">
          ${isNew ? t.needs.form.add : t.needs.form.save}
        </wa-button>
        ${
          isNew
            ? html`<wa-button appearance="outlined" @click=${() => this.#finish(true)}>
              ${t.needs.form.addAnother}
            </wa-button>`
            : nothing
        }
        <wa-button appearance="outlined" @click=${this.cancel}>${t.app.cancel}</wa-button>
      </div>
    </form>`;
  }

  #text(
    field: 'item' | 'until' | 'category',
    label: string,
    hint: string,
    charsMax: number,
    hasFocus = false,
  ): TemplateResult {
    const isWrong = field === 'item' && this.problems.includes('item-empty');
    return html`<wa-input
      class=${isWrong ? 'has-error' : ''}
      label=${label}
      hint=${hint}
      maxlength=${charsMax}
      autocomplete="off"
      autocapitalize="sentences"
      ?autofocus=${hasFocus}
      .value=${this.fields[field]}
      @input=${(event: Event) => this.#change({ [field]: (event.target as WaInput).value ?? '' })}
      ${ref(typedDirection)}
    ></wa-input>`;
  }

  #categorySuggestions(): TemplateResult | typeof nothing {
    const { t } = this;
    const words = this.list.categories().map((category) => {
      const line = [...this.view.lineById.values()].find((each) => each.category === category);
      return line === undefined ? category : categoryWords(line, t);
    });
    if (words.length === 0) return nothing;
    return html`<div class="suggestions" role="group" aria-label=${t.needs.form.category}>
      ${words.map(
        (word) =>
          html`<button
            type="button"
            class="suggestion"
            aria-pressed=${this.fields.category.trim() === word}
            @click=${() => this.#change({ category: word })}
          >
            <bdi>${word}</bdi>
          </button>`,
      )}
    </div>`;
  }

  #sizes(): TemplateResult {
    const { t, fields } = this;
    const { unit } = fields.size;
    const chosen = this.hasOwnSizeUnit ? ownUnit : unit === '' ? this.#unitOfNothing() : unit;
    return html`<fieldset>
      <legend>${t.needs.form.sizes}</legend>
      <wa-select
        .value=${chosen}
        ${ref(namedSelect)}
        @change=${(event: Event) => this.#chooseUnit(String((event.target as WaSelect).value ?? noUnit))}
      >
        <span slot="label">${t.needs.form.sizeUnit}</span>
        <wa-option value=${noUnit}>${t.needs.form.noSize}</wa-option>
        ${sizeUnits.map(
          (each) => html`<wa-option value=${each}>${t.needs.sizeUnits[each]}</wa-option>`,
        )}
        <wa-option value=${ownUnit}>${t.needs.form.ownSize}</wa-option>
      </wa-select>
      ${this.hasOwnSizeUnit ? this.#size('unit', t.needs.form.sizeOwnUnit) : nothing}
      ${
        chosen === noUnit
          ? nothing
          : html`<div class="pair">
              ${this.#size('min', t.needs.form.min)} ${this.#size('max', t.needs.form.max)}
            </div>
            <div class="pair" role="group" aria-label=${t.needs.form.peak}>
              ${this.#size('peakMin', `${t.needs.form.peak}: ${t.needs.form.peakFrom}`)}
              ${this.#size('peakMax', t.needs.form.peakTo)}
            </div>`
      }
      ${this.#error('size-reversed', t.needs.refusals['size-reversed']({ type: 'size-reversed' }))}
      ${this.#error('peak-outside', t.needs.form.peakOutside)}
    </fieldset>`;
  }

  /** Sizes without a unit are shown as written. */
  #unitOfNothing(): string {
    const { min, max, peakMin, peakMax } = this.fields.size;
    return `${min}${max}${peakMin}${peakMax}` === '' ? noUnit : 'free';
  }

  #chooseUnit(value: string): void {
    this.hasOwnSizeUnit = value === ownUnit;
    this.#change({
      size:
        value === noUnit
          ? emptyFields.size
          : { ...this.fields.size, unit: value === ownUnit ? '' : value },
    });
  }

  #size(end: keyof LineFields['size'], label: string): TemplateResult {
    const isWrong =
      (this.problems.includes('size-reversed') && end === 'min') ||
      (this.problems.includes('peak-outside') && end === 'peakMin');
    return html`<wa-input
      class=${isWrong ? 'has-error' : ''}
      label=${label}
      maxlength=${labelCharsMax}
      autocomplete="off"
      autocapitalize="characters"
      .value=${this.fields.size[end]}
      @input=${(event: Event) =>
        this.#change({
          size: { ...this.fields.size, [end]: (event.target as WaInput).value ?? '' },
        })}
      ${ref(typedDirection)}
    ></wa-input>`;
  }

  #error(problem: LineProblem, sentence: string): TemplateResult | typeof nothing {
    return this.problems.includes(problem)
      ? html`<p class="error" role="alert">${sentence}</p>`
      : nothing;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#finish(false);
  };

  #finish(another: boolean): void {
    this.problems = problemsOf(this.fields);
    if (this.problems.length > 0) {
      void this.focusFirstError();
      return;
    }
    const { doc, editor } = this.list;
    const { t } = this;
    if (this.line === undefined) {
      this.settle(addLine(doc, editor, draftFrom(this.fields, t)), {
        news: t.needs.form.added,
        another,
      });
      if (another && this.refusal === undefined)
        // The next thing is usually of the same kind and as urgent.
        this.fields = { ...emptyFields, category: this.fields.category, tier: this.fields.tier };
      return;
    }
    this.settle(changeLine(doc, this.line.id, changeFrom(this.#before, this.fields, t)), {
      news: t.needs.form.saved,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-line-form': SamphireNeedsLineForm;
  }
}
