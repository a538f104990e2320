/** One step of a pledge that wants a word first: cancel, turn down, sent, the rest will not come. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { receivePledge, stepPledge } from '@samphire/core/kinds/needs/contributions';
import { formatAmount } from '@samphire/core/kinds/needs/quantity';
import { noteCharsMax } from '@samphire/core/kinds/needs/vocabulary';
import { amountField } from './amount-field.ts';
import { amountTextFrom, isAmountProblem, quantityFrom } from './amount-text.ts';
import type { AmountProblem, AmountText } from './amount-text.ts';
import { NeedsForm } from './form-element.ts';
import type { NextStep } from './next-steps.ts';
import { typedDirection } from './typed-direction.ts';
import { amountWords } from './words.ts';

@customElement('samphire-needs-step')
export class SamphireNeedsStep extends NeedsForm {
  @property({ attribute: false }) pledgeId: string | undefined;
  @property({ attribute: false }) move: NextStep = 'cancelled';

  @state() private reason = '';
  @state() private sent: AmountText | undefined;
  @state() private problem: AmountProblem | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const pledge = this.view.pledgeById.get(this.pledgeId ?? '');
    if (!changed.has('move') || this.move !== 'in_transit' || pledge === undefined) return;
    this.sent = amountTextFrom(
      formatAmount(pledge.quantity.amountThousandths),
      pledge.quantity.unit,
    );
  }

  override render(): TemplateResult | typeof nothing {
    const { t, move } = this;
    const pledge = this.view.pledgeById.get(this.pledgeId ?? '');
    if (pledge === undefined) return nothing;
    return html`<form @submit=${this.#submit} novalidate>
      ${
        this.sent === undefined
          ? html`<p>
            ${t.needs.receive.sent(amountWords(pledge.quantity, t))}
            ${
              pledge.arrivedThousandths === 0
                ? nothing
                : t.needs.receive.before(
                    amountWords(
                      { ...pledge.quantity, amountThousandths: pledge.arrivedThousandths },
                      t,
                    ),
                  )
            }
          </p>`
          : amountField(
              {
                label: t.needs.stepHowMuch,
                text: this.sent,
                problem: this.problem,
                hint: t.needs.receive.sent(amountWords(pledge.quantity, t)),
                onText: (text) => {
                  this.sent = text;
                  this.problem = undefined;
                },
              },
              t,
            )
      }
      ${move === 'short' ? nothing : this.#reason()}
      ${this.refusalMessage()}
      <div class="buttons">
        <wa-button
          type="submit"
          class="main"
          variant=${move === 'cancelled' || move === 'refused' ? 'danger' : 'brand'}
          >${t.needs.steps[move]}</wa-button
        >
        <wa-button appearance="outlined" @click=${this.cancel}>${t.needs.keepAsIs}</wa-button>
      </div>
    </form>`;
  }

  #reason(): TemplateResult {
    const { t } = this;
    return html`<wa-textarea
      label=${t.needs.stepReason}
      hint=${t.needs.stepReasonHint}
      rows="2"
      resize="auto"
      autofocus
      maxlength=${noteCharsMax}
      .value=${this.reason}
      @input=${(event: Event) => {
        this.reason = (event.target as WaTextarea).value ?? '';
      }}
      ${ref(typedDirection)}
    ></wa-textarea>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.pledgeId === undefined) return;
    const quantity = this.sent === undefined ? undefined : quantityFrom(this.sent);
    if (quantity !== undefined && isAmountProblem(quantity)) {
      this.problem = quantity;
      void this.focusFirstError();
      return;
    }
    const reason = this.reason.trim();
    const { doc, editor, authors } = this.list;
    const { move, pledgeId: pledge } = this;
    const done = { news: this.t.needs.stepDone[move] };
    // That the rest will not come is what came (nothing more), said for the last time.
    if (move === 'short')
      this.settle(
        receivePledge(doc, editor, authors, {
          pledge,
          amountThousandths: 0,
          isLast: true,
        }),
        done,
      );
    else
      this.settle(
        stepPledge(doc, editor, authors, {
          pledge,
          state: move,
          ...(quantity === undefined ? {} : { amountThousandths: quantity.amountThousandths }),
          ...(reason === '' ? {} : { reason }),
        }),
        done,
      );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-step': SamphireNeedsStep;
  }
}
