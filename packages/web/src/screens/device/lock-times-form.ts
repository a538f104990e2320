/** After how many minutes this device locks by itself, and by which key it does at once. */
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { lockKey } from '../../app/lock-key.ts';
import { SamphireElement } from '../../app/element.ts';
import { lockMinutes, minutesFromText, type LockTimes } from '../../state/lock-times.ts';
import type { Locking } from '../../state/locking.ts';

@customElement('samphire-lock-times-form')
export class LockTimesForm extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .times {
        display: grid;
        gap: 1rem;
        max-inline-size: 30rem;
      }
    `,
  ];

  @property({ attribute: false }) locking!: Locking;

  override render(): TemplateResult {
    const { times } = this.t.device;
    return html`<div class="times">
      ${this.#choice('untouched', times.untouched, '')}
      ${this.#choice('hidden', times.hidden, times.hiddenHint)}
      <p class="quiet">${times.key(lockKey)}</p>
    </div>`;
  }

  #choice(which: keyof LockTimes, label: string, hint: string): TemplateResult {
    return html`<wa-select
      label=${label}
      hint=${hint}
      .value=${String(this.locking.times()[which])}
      @change=${(event: Event) => this.#choose(which, (event.target as WaSelect).value)}
    >
      ${lockMinutes.map(
        (minutes) =>
          html`<wa-option value=${String(minutes)}
            >${this.t.device.times.minutes(minutes)}</wa-option
          >`,
      )}
    </wa-select>`;
  }

  #choose(which: keyof LockTimes, value: unknown): void {
    const minutes = minutesFromText(String(value));
    if (minutes === undefined) return;
    this.locking.chooseTimes({ ...this.locking.times(), [which]: minutes });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-lock-times-form': LockTimesForm;
  }
}
