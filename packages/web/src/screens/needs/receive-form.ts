/**
 * Says what arrived, against a pledge or without one. What was pledged and what came are both kept;
 * the form shows both figures where they differ.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaCheckbox from '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { addDelivery, receivePledge } from '@samphire/core/kinds/needs/contributions';
import { formatAmount } from '@samphire/core/kinds/needs/quantity';
import { noteCharsMax } from '@samphire/core/kinds/needs/vocabulary';
import type { PledgeView } from '@samphire/core/kinds/needs/types';
import { amountField } from './amount-field.ts';
import { amountTextFrom, isAmountProblem, quantityFrom } from './amount-text.ts';
import type { AmountProblem, AmountText } from './amount-text.ts';
import { fill } from '../../parts/fill.ts';
import { NeedsForm } from './form-element.ts';
import { isReceivable } from './next-steps.ts';
import { typedDirection } from './typed-direction.ts';
import { usualUnit } from './usual-unit.ts';
import { amountWords } from './words.ts';

/** The radio's value for "without a pledge"; ids are never empty. */
const noPledge = ':none';

@customElement('samphire-needs-receive')
export class SamphireNeedsReceive extends NeedsForm {
  /** The pledge that the form was opened for, if it was. */
  @property({ attribute: false }) pledgeId: string | undefined;

  @state() private chosen = noPledge;
  @state() private amount: AmountText = amountTextFrom('', 'piece');
  @state() private problem: AmountProblem | undefined;
  @state() private note = '';
  @state() private restMayCome = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('line') || changed.get('line') !== undefined || this.line === undefined)
      return;
    this.#choose(this.pledgeId ?? this.#receivable()[0]?.id ?? noPledge);
  }

  #receivable(): readonly PledgeView[] {
    return (this.line?.pledges ?? []).filter(
      (pledge) => isReceivable(pledge) || pledge.id === this.pledgeId,
    );
  }

  #pledge(): PledgeView | undefined {
    return this.line?.pledges.find(({ id }) => id === this.chosen);
  }

  #choose(value: string): void {
    this.chosen = value;
    this.problem = undefined;
    const pledge = this.#pledge();
    const rest = pledge && pledge.quantity.amountThousandths - pledge.arrivedThousandths;
    this.amount = amountTextFrom(
      rest === undefined || rest <= 0 ? '' : formatAmount(rest),
      pledge?.quantity.unit ?? (this.line === undefined ? 'piece' : usualUnit(this.line)),
    );
  }

  override render(): TemplateResult | typeof nothing {
    const { t, line } = this;
    if (line === undefined) return nothing;
    const pledges = this.#receivable();
    const pledge = this.#pledge();
    return html`<form @submit=${this.#submit} novalidate>
      ${
        pledges.length === 0
          ? nothing
          : html`<wa-radio-group
            label=${t.needs.receive.ofPledge}
            .value=${this.chosen}
            @change=${(event: Event) =>
              this.#choose(String((event.currentTarget as WaRadioGroup).value ?? noPledge))}
          >
            ${pledges.map((each) => this.#pledgeChoice(each))}
            <wa-radio value=${noPledge}>${t.needs.receive.noPledge}</wa-radio>
          </wa-radio-group>`
      }
      ${amountField(
        {
          label: t.needs.receive.amount,
          text: this.amount,
          problem: this.problem,
          hasFocus: true,
          ...(pledge === undefined
            ? { unitLabel: t.needs.pledge.unit }
            : { hint: this.#pledgedWords(pledge) }),
          onText: (text) => {
            this.amount = text;
            this.problem = undefined;
          },
        },
        t,
      )}
      ${pledge === undefined ? nothing : this.#difference(pledge)}
      <wa-textarea
        label=${t.needs.receive.note}
        hint=${t.needs.receive.noteHint}
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
        <wa-button type="submit" class="main" variant="brand">${t.needs.receive.submit}</wa-button>
        <wa-button appearance="outlined" @click=${this.cancel}>${t.app.cancel}</wa-button>
      </div>
    </form>`;
  }

  #pledgeChoice(pledge: PledgeView): TemplateResult {
    const { t } = this;
    const who =
      pledge.by === this.list.editor.member
        ? t.needs.line.me
        : (this.handleOf(pledge.by) ?? t.needs.line.somebody);
    return html`<wa-radio value=${pledge.id}>
      <span>${fill(t.needs.receive.pledgeOf, { amount: amountWords(pledge.quantity, t), who })}</span>
    </wa-radio>`;
  }

  #pledgedWords(pledge: PledgeView): string {
    const { t } = this;
    const pledged = t.needs.receive.sent(amountWords(pledge.quantity, t));
    if (pledge.arrivedThousandths === 0) return pledged;
    const before = { ...pledge.quantity, amountThousandths: pledge.arrivedThousandths };
    return `${pledged} ${t.needs.receive.before(amountWords(before, t))}`;
  }

  /** What follows when another amount came than was pledged. */
  #difference(pledge: PledgeView): TemplateResult | typeof nothing {
    const { t } = this;
    const came = quantityFrom(this.amount);
    if (isAmountProblem(came)) return nothing;
    const arrived = came.amountThousandths + pledge.arrivedThousandths;
    if (arrived === pledge.quantity.amountThousandths) return nothing;
    const words = { ...pledge.quantity, amountThousandths: arrived };
    return html`<p class="quiet" role="status">
        ${t.needs.receive.differs(amountWords(pledge.quantity, t), amountWords(words, t))}
      </p>
      ${
        arrived > pledge.quantity.amountThousandths
          ? nothing
          : html`<wa-checkbox
            .checked=${this.restMayCome}
            @change=${(event: Event) => {
              this.restMayCome = (event.target as WaCheckbox).checked;
            }}
            >${t.needs.receive.rest}</wa-checkbox
          >`
      }`;
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
    const { doc, editor, authors } = this.list;
    const pledge = this.#pledge();
    const text = this.note.trim();
    const note = text === '' ? {} : { note: text };
    const { amountThousandths } = quantity;
    this.settle(
      pledge === undefined
        ? addDelivery(doc, editor, { line: this.line.id, quantity, ...note })
        : receivePledge(doc, editor, authors, {
            pledge: pledge.id,
            amountThousandths,
            isLast: !this.#restMayCome(pledge, amountThousandths),
            ...note,
          }),
      { news: this.t.needs.receive.done },
    );
  };

  #restMayCome(pledge: PledgeView, amountThousandths: number): boolean {
    const isLess =
      pledge.arrivedThousandths + amountThousandths < pledge.quantity.amountThousandths;
    return isLess && this.restMayCome;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-receive': SamphireNeedsReceive;
  }
}
