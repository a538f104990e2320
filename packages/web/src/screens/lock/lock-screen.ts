/**
 * The lock screen: one field, and what became of the last try. It knows no group, and looks the same
 * whatever the device holds.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import { message } from '../../parts/message.ts';
import type { LockRefusal } from '../../state/core.ts';
import type { Locking } from '../../state/locking.ts';
import { formStyles } from '../../style/forms.ts';
import {
  passphraseField,
  passphraseFieldStyles,
  passphraseOwner,
} from '../device/passphrase-field.ts';

const secondMs = 1_000;

@customElement('samphire-lock-screen')
export class LockScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    passphraseFieldStyles,
    css`
      .form {
        padding-block-start: clamp(0.5rem, 8vh, 5rem);
        margin-inline: auto;
      }
      .forgotten {
        display: grid;
        gap: 1rem;
        justify-items: start;
      }
    `,
  ];

  @property({ attribute: false }) locking!: Locking;
  @state() private passphrase = '';
  @state() private isWorking = false;
  @state() private trouble: string | TemplateResult | undefined;
  /** Whole seconds until the next try. */
  @state() private pauseSeconds = 0;
  @state() private hasWaited = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => {
      this.#countPause();
      this.#field()?.focus();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.passphrase = '';
  }

  override render(): TemplateResult {
    const { lock } = this.t.device;
    const isPaused = this.pauseSeconds > 0;
    return html`<form class="form" novalidate @submit=${this.#unlock}>
      ${passphraseOwner()}
      <h1>${lock.title}</h1>
      <p>${lock.lead}</p>
      ${passphraseField({
        label: lock.passphrase,
        value: this.passphrase,
        purpose: 'current-password',
        onText: (text) => (this.passphrase = text),
      })}
      ${message('refusal', this.trouble)}
      <p class="quiet" aria-hidden="true" ?hidden=${!isPaused}>${lock.again(this.pauseSeconds)}</p>
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking || isPaused}
        >${lock.unlock}</wa-button
      >
      <p class="quiet" role="status">
        ${this.isWorking ? lock.unlocking : this.hasWaited ? lock.mayTry : nothing}
      </p>
      <wa-details summary=${lock.forgotten} appearance="plain">
        <div class="forgotten">
          <p>${lock.forgottenWhat}</p>
          <wa-button appearance="outlined" href=${hashFromRoute({ name: 'wipe' })}
            >${this.t.device.wipe.way}</wa-button
          >
        </div>
      </wa-details>
    </form>`;
  }

  readonly #unlock = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking || this.pauseSeconds > 0) return;
    this.hasWaited = false;
    this.trouble = this.passphrase === '' ? this.t.device.lock.empty : undefined;
    if (this.trouble !== undefined) return this.#field()?.focus();
    this.isWorking = true;
    try {
      const unlocked = await this.locking.unlock(this.passphrase);
      this.passphrase = '';
      if (unlocked.ok) return;
      this.trouble = this.#why(unlocked.refusal);
    } finally {
      this.isWorking = false;
    }
    this.#countPause();
    // The field is where one goes on, wait or no wait.
    await this.updateComplete;
    this.#field()?.focus();
  };

  /** The wait is counted below for the eyes, and told once, together with its reason, for the ears. */
  #why(refusal: LockRefusal): string | TemplateResult {
    const { lock } = this.t.device;
    if (refusal.type !== 'passphrase-wrong') return this.sentence(refusal);
    const seconds = Math.ceil(refusal.pauseMs / secondMs);
    return html`${lock.wrong} <span class="only-read-aloud">${lock.again(seconds)}</span>`;
  }

  /** Shows the wait second by second; it is read aloud once when it begins and once when it is over. */
  #countPause(): void {
    clearTimeout(this.#timer);
    const wasPaused = this.pauseSeconds > 0;
    const leftMs = this.locking.pauseMs();
    this.pauseSeconds = Math.ceil(leftMs / secondMs);
    if (leftMs > 0) {
      this.#timer = setTimeout(() => this.#countPause(), Math.min(leftMs, secondMs));
    } else if (wasPaused) {
      this.trouble = undefined;
      this.hasWaited = true;
    }
  }

  #field(): HTMLElement | null {
    return this.renderRoot.querySelector('wa-input');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-lock-screen': LockScreen;
  }
}
