/** Promises something for a line: how much, when, and a note. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { addPledge } from '@samphire/core/kinds/needs/contributions';
import { noteCharsMax } from '@samphire/core/kinds/needs/vocabulary';
import { amountField } from './amount-field.ts';
import { amountTextFrom, isAmountProblem, quantityFrom } from './amount-text.ts';
import type { AmountProblem, AmountText } from './amount-text.ts';
import { NeedsForm } from './form-element.ts';
import { typedDirection } from './typed-direction.ts';
import { usualUnit } from './usual-unit.ts';
import { amountWords } from './words.ts';

@customElement('samphire-needs-pledge')
export class SamphireNeedsPledge extends NeedsForm {
  @state() private amount: AmountText = amountTextFrom('', 'piece');
  @state() private problem: AmountProblem | undefined;
  @state() private eta = '';
  @state() private note = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('line') || changed.get('line') !== undefined || this.line === undefined)
      return;
    this.amount = amountTextFrom('', usualUnit(this.line));
  }

  override render(): TemplateResult | typeof nothing {
    const { t, line } = this;
    if (line === undefined) return nothing;
    const missing = line.totals.find(({ openThousandths }) => openThousandths > 0);
    return html`<form @submit=${this.#submit} novalidate>
      ${amountField(
        {
          label: t.needs.pledge.amount,
          text: this.amount,
          problem: this.problem,
          hasFocus: true,
          unitLabel: t.needs.pledge.unit,
          ...(missing === undefined
            ? {}
            : {
                hint: t.needs.pledge.stillMissing(
                  amountWords(
                    { amountThousandths: missing.openThousandths, unit: missing.unit },
                    t,
                  ),
                ),
              }),
          onText: (text) => {
            this.amount = text;
            this.problem = undefined;
          },
        },
        t,
      )}
      <wa-input
        type="date"
        label=${t.needs.pledge.when}
        hint=${t.needs.pledge.whenHint}
        .value=${this.eta}
        @input=${(event: Event) => {
          this.eta = (event.target as WaInput).value ?? '';
        }}
      ></wa-input>
      <wa-textarea
        label=${t.needs.pledge.note}
        hint=${t.needs.pledge.noteHint}
        rows="2"
        resize="auto"
        maxlength=${noteCharsMax}
        .value=${this.note}
        @input=${(event: Event) => {
          this.note = (event.target as WaTextarea).value ?? '';
        }}
        ${ref(typedDirection)}
      ></wa-textarea>
      ${this.refusalMessage()}
      <div class="buttons">
        <wa-button type="submit" class="main" variant="brand">${t.needs.pledge.submit}</wa-button>
        <wa-button appearance="outlined" @click=${this.cancel}>${t.app.cancel}</wa-button>
      </div>
    </form>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.line === undefined) return;
    const quantity = quantityFrom(this.amount);
    if (isAmountProblem(quantity)) {
      this.problem = quantity;
      void this.focusFirstError();
      return;
    }
    const note = this.note.trim();
    this.settle(
      addPledge(this.list.doc, this.list.editor, {
        line: this.line.id,
        quantity,
        ...(note === '' ? {} : { note }),
        ...(this.eta === '' ? {} : { eta: this.eta }),
      }),
      { news: this.t.needs.pledge.done },
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-pledge': SamphireNeedsPledge;
  }
}
