/**
 * A button that wants to be pressed and held: by finger or mouse, or by Enter or the space bar. Lets
 * nothing happen when it is let go early. Fires `samphire-held`.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';

/** Longer than any slip of the hand. */
const holdMs = 3_000;
const drawEveryMs = 100;

@customElement('samphire-hold-button')
export class HoldButton extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .hold {
        display: grid;
        gap: 0.5rem;
      }
      wa-button {
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      wa-button::part(base) {
        min-block-size: 4rem;
      }
      wa-progress-bar {
        --track-height: 0.5rem;
        --indicator-color: var(--red);
      }
    `,
  ];

  /** Whole seconds, for the words beside it. */
  static readonly seconds: number = holdMs / 1_000;

  @property() label = '';
  @property() holding = '';
  @state() private heldMs = 0;
  #since: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  override render(): TemplateResult {
    const isHeld = this.#since !== undefined;
    return html`<div class="hold">
      <wa-button
        variant="danger"
        @pointerdown=${this.#press}
        @pointerup=${this.#letGo}
        @pointerleave=${this.#letGo}
        @pointercancel=${this.#letGo}
        @contextmenu=${(event: Event) => event.preventDefault()}
        @keydown=${this.#pressKey}
        @keyup=${this.#letGo}
        @blur=${this.#letGo}
        >${isHeld ? this.holding : this.label}</wa-button
      >
      <wa-progress-bar
        aria-hidden="true"
        value=${Math.min(100, (100 * this.heldMs) / holdMs)}
      ></wa-progress-bar>
    </div>`;
  }

  override focus(): void {
    void this.#focus();
  }

  /** Also when it is only just being drawn. */
  async #focus(): Promise<void> {
    await this.updateComplete;
    const button = this.renderRoot.querySelector('wa-button');
    await button?.updateComplete;
    button?.focus();
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button === 0) this.#begin();
  };

  readonly #pressKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) this.#begin();
  };

  #begin(): void {
    this.#letGo();
    this.#since = performance.now();
    this.#timer = setInterval(() => this.#look(), drawEveryMs);
    this.requestUpdate();
  }

  #look(): void {
    if (this.#since === undefined) return;
    this.heldMs = performance.now() - this.#since;
    if (this.heldMs < holdMs) return;
    this.#letGo();
    this.dispatchEvent(new Event('samphire-held'));
  }

  readonly #letGo = (): void => {
    clearInterval(this.#timer);
    this.#since = undefined;
    this.heldMs = 0;
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-hold-button': HoldButton;
  }
}
