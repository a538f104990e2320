/**
 * How much, and of what: a number with − and +, and a unit, which may be a word of one's own.
 * Templates only; the form that uses it keeps the text.
 */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type WaNumberInput from '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { labelCharsMax, units } from '@samphire/core/kinds/needs/vocabulary';
import type { Messages } from '../../i18n/en.ts';
import type { AmountProblem, AmountText } from './amount-text.ts';
import { namedSelect } from './named-select.ts';
import { typedDirection } from './typed-direction.ts';

interface AmountFacts {
  readonly label: string;
  readonly text: AmountText;
  readonly problem: AmountProblem | undefined;
  readonly hint?: string;
  readonly hasFocus?: boolean;
  readonly isOptional?: boolean;
  readonly onText: (text: AmountText) => void;
  /** Absent where the unit is given. */
  readonly unitLabel?: string;
}

export function amountField(facts: AmountFacts, t: Messages): TemplateResult {
  const { text } = facts;
  const change = (part: Partial<AmountText>): void => facts.onText({ ...text, ...part });
  return html`<div class="amount">
      <wa-number-input
        class=${facts.problem === 'amount' ? 'has-error' : ''}
        label=${facts.label}
        hint=${facts.hint ?? ''}
        min="0"
        step="1"
        inputmode="decimal"
        ?autofocus=${facts.hasFocus ?? false}
        .value=${text.amount}
        @input=${(event: Event) => change({ amount: (event.target as WaNumberInput).value ?? '' })}
        @change=${(event: Event) => change({ amount: (event.target as WaNumberInput).value ?? '' })}
      >
        <wa-icon slot="decrement-icon" name="minus"></wa-icon>
        <wa-icon slot="increment-icon" name="plus"></wa-icon>
      </wa-number-input>
      ${
        facts.unitLabel === undefined
          ? nothing
          : html`<wa-select
            .value=${text.isOwnUnit ? ownUnitValue : text.unit}
            ${ref(namedSelect)}
            @change=${(event: Event) => {
              const value = String((event.target as WaSelect).value ?? '');
              change(
                value === ownUnitValue
                  ? { unit: '', isOwnUnit: true }
                  : { unit: value, isOwnUnit: false },
              );
            }}
          >
            <span slot="label">${facts.unitLabel}</span>
            ${units.map(
              (unit) => html`<wa-option value=${unit}>${t.needs.unitNames[unit]}</wa-option>`,
            )}
            <wa-option value=${ownUnitValue}>${t.needs.pledge.ownUnit}</wa-option>
          </wa-select>`
      }
    </div>
    ${
      text.isOwnUnit && facts.unitLabel !== undefined
        ? html`<wa-input
          class=${facts.problem === 'unit' ? 'has-error' : ''}
          label=${t.needs.pledge.ownUnitWord}
          maxlength=${labelCharsMax}
          autocomplete="off"
          .value=${text.unit}
          @input=${(event: Event) => change({ unit: (event.target as WaInput).value ?? '' })}
          ${ref(typedDirection)}
        ></wa-input>`
        : nothing
    }
    ${
      facts.problem === undefined
        ? nothing
        : html`<p class="error" role="alert">
          ${
            facts.problem === 'unit'
              ? t.needs.pledge.unitEmpty
              : facts.isOptional === true
                ? t.needs.form.wantedInvalid
                : t.needs.pledge.amountInvalid
          }
        </p>`
    }`;
}

/** An option must have a value that is not empty, and no unit begins with a colon. */
const ownUnitValue = ':own';
