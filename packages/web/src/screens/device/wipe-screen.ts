/**
 * Wiping this device: what it does and does not do, a gesture that nobody makes by accident, a
 * countdown that can be stopped, and what could not be erased. Where everything is gone it says
 * nothing more: the app begins as if it were new.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import type { Leftover } from '../../state/erasing.ts';
import type { Locking } from '../../state/locking.ts';
import type { Wiping } from '../../state/wiping.ts';
import { formStyles } from '../../style/forms.ts';
import { deviceStyles } from './device-styles.ts';
import './hold-button.ts';
import { HoldButton } from './hold-button.ts';

/** Time to see what was begun, and to stop it; not so long that somebody else can. */
const countdownSeconds = 5;
const secondMs = 1_000;

@customElement('samphire-wipe-screen')
export class WipeScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    deviceStyles,
    css`
      .countdown {
        display: grid;
        gap: 1.5rem;
        justify-items: start;
        padding: 1.5rem 1rem;
      }
      .number {
        font-size: 4rem;
        font-weight: 650;
        line-height: 1;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) wiping!: Wiping;
  @property({ attribute: false }) locking!: Locking;
  @state() private typed = '';
  @state() private secondsLeft: number | undefined;
  @state() private trouble: string | undefined;
  @state() private told: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render(): TemplateResult {
    this.follow('wiping', this.wiping);
    const { wipe } = this.t.device;
    const phase = this.wiping.phase();
    if (phase.name === 'wiping' || phase.name === 'wiped')
      return html`<div class="page">
        <h1>${wipe.title}</h1>
        <p role="status">${phase.name === 'wiping' ? wipe.wiping : wipe.wiped}</p>
      </div>`;
    if (phase.name === 'partly') return this.#partly(phase.left);
    return this.secondsLeft === undefined ? this.#ask() : this.#countdown(this.secondsLeft);
  }

  #ask(): TemplateResult {
    const { wipe } = this.t.device;
    return html`<div class="page">
      <h1>${wipe.title}</h1>
      <div class="stack">
        <p class="lead">${wipe.lead}</p>
        <p>${wipe.others}</p>
        <p>${wipe.law}</p>
        <p class="quiet">${wipe.remnants}</p>
        <p class="quiet">${wipe.history}</p>
      </div>
      ${message('note', this.told)}
      <samphire-hold-button
        label=${wipe.hold(HoldButton.seconds)}
        holding=${wipe.holding}
        @samphire-held=${this.#begin}
      ></samphire-hold-button>
      <form class="form" novalidate @submit=${this.#submit}>
        <p id="word">${wipe.orType} <strong>${wipe.word}</strong></p>
        <wa-input
          label=${wipe.typeLabel(wipe.word)}
          .value=${this.typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          @input=${(event: InputEvent) => (this.typed = (event.target as WaInput).value ?? '')}
        ></wa-input>
        ${message('refusal', this.trouble)}
        <wa-button type="submit" variant="danger" appearance="outlined">${wipe.typeSubmit}</wa-button>
      </form>
    </div>`;
  }

  #countdown(seconds: number): TemplateResult {
    const { wipe } = this.t.device;
    return html`<div class="page">
      <h1>${wipe.title}</h1>
      <div class="sheet countdown" @keydown=${this.#stopByKey}>
        <p class="only-read-aloud" role="alert">${wipe.countdown(countdownSeconds)}</p>
        <p class="number" aria-hidden="true">${this.t.formats.number(seconds)}</p>
        <p aria-hidden="true">${wipe.countdown(seconds)}</p>
        <wa-button id="stop" variant="brand" @click=${this.#stop}>${wipe.stop}</wa-button>
      </div>
    </div>`;
  }

  #partly(left: readonly Leftover[]): TemplateResult {
    const { wipe } = this.t.device;
    const kinds = [...new Set(left.map(({ what }) => what))];
    return html`<div class="page">
      <h1>${wipe.title}</h1>
      ${message('refusal', wipe.partly)}
      <ul class="stack">
        ${kinds.map((what) => html`<li>${wipe.left(what)}</li>`)}
      </ul>
      ${left.some(({ isHeld }) => isHeld) ? html`<p>${wipe.held}</p>` : ''}
      <p>${wipe.byHand}</p>
      <div class="row">
        <wa-button variant="danger" @click=${this.#wipe}>${wipe.again}</wa-button>
        <wa-button appearance="outlined" @click=${() => this.locking.startOver()}>${wipe.goOn}</wa-button>
      </div>
    </div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { wipe } = this.t.device;
    const isWord = this.typed.trim().toLocaleLowerCase() === wipe.word.toLocaleLowerCase();
    this.trouble = isWord ? undefined : wipe.wordWrong(wipe.word);
    if (isWord) this.#begin();
  };

  readonly #begin = (): void => {
    this.told = undefined;
    this.secondsLeft = countdownSeconds;
    this.#timer = setInterval(() => this.#count(), secondMs);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('#stop')?.focus(),
    );
  };

  #count(): void {
    this.secondsLeft = (this.secondsLeft ?? 1) - 1;
    if (this.secondsLeft > 0) return;
    clearInterval(this.#timer);
    this.secondsLeft = undefined;
    void this.#wipe();
  }

  readonly #stop = (): void => {
    clearInterval(this.#timer);
    this.secondsLeft = undefined;
    this.typed = '';
    this.told = this.t.device.wipe.stopped;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('samphire-hold-button')?.focus(),
    );
  };

  readonly #stopByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#stop();
  };

  readonly #wipe = async (): Promise<void> => {
    const ended = await this.wiping.wipe();
    if (ended.name === 'wiped') this.locking.startOver();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-wipe-screen': WipeScreen;
  }
}
