/**
 * The newcomer's wait: the four words in large type, and what is happening. Leads into the group as
 * soon as somebody has let this device in.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { fourWords } from '../../parts/four-words.ts';
import { message, opening } from '../../parts/message.ts';
import type { Knocking, SamphireRefusal } from '../../state/core.ts';
import type { Session } from '../../state/session.ts';
import { formStyles } from '../../style/forms.ts';
import { wordsStyles } from '../../style/words.ts';

@customElement('samphire-waiting-screen')
export class WaitingScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    wordsStyles,
    css`
      .wait {
        display: grid;
        gap: 0.375rem;
        padding: 1rem;
      }
      blockquote {
        margin: 0;
        font-size: 1.125rem;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) ordinal!: number;
  @state() private isOnline = navigator.onLine;
  @state() private isStopping = false;

  readonly #look = (): void => {
    this.isOnline = navigator.onLine;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('online', this.#look);
    window.addEventListener('offline', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.#look);
    window.removeEventListener('offline', this.#look);
  }

  protected override updated(): void {
    if (this.session.group(this.ordinal).name === 'open')
      router.replace({ name: 'home', group: this.ordinal });
  }

  override render(): TemplateResult {
    this.follow('session', this.session);
    const phase = this.session.group(this.ordinal);
    if (phase.name === 'refused') return this.#refused(phase.refusal);
    const knocking = this.session.knocking(this.ordinal);
    if (knocking === undefined) return opening(this.t.app.loading);
    const refusal = knocking.refusal();
    return refusal?.type === 'knock-declined'
      ? this.#declined(refusal.reason)
      : this.#waiting(knocking);
  }

  #waiting(knocking: Knocking): TemplateResult {
    const { join } = this.t;
    const words = knocking.words();
    const refusal = knocking.refusal();
    const isIn = knocking.state() === 'welcomed';
    return html`<div class="form">
      <h1>${join.wordsTitle}</h1>
      ${
        words === undefined
          ? html`<p role="status">${join.wordsComing}</p>`
          : html`${fourWords(words, join.wordsTitle)}
            <p>${join.wordsRead}</p>`
      }
      <section class="sheet wait" role="status">
        <h2>${isIn ? join.admitted : join.waiting}</h2>
        ${
          isIn
            ? nothing
            : html`<p class="quiet">${join.waitingWhat}</p>
              <p class="quiet">${join.notAnswered}</p>
              <p class="quiet small">${join.knocksAs} <bdi>${knocking.handle}</bdi></p>`
        }
      </section>
      ${this.isOnline ? nothing : message('warning', join.offline)}
      ${refusal === undefined ? nothing : message('refusal', this.sentence(refusal))}
      ${isIn ? nothing : this.#stopButton(join.stop)}
    </div>`;
  }

  /** Somebody decided: that is told by itself, with their words as they wrote them. */
  #declined(reason: string): TemplateResult {
    const { join } = this.t;
    return html`<div class="form">
      <h1>${join.refusedTitle}</h1>
      ${message('refusal', join.declined)}
      ${
        reason === ''
          ? html`<p>${join.noReason}</p>`
          : html`<section class="sheet wait">
              <p class="quiet">${join.reason}</p>
              <blockquote dir="auto">${reason}</blockquote>
            </section>`
      }
      <p class="quiet">${join.declinedWhat}</p>
      ${this.#stopButton(join.another)}
    </div>`;
  }

  #refused(refusal: SamphireRefusal): TemplateResult {
    return html`<div class="form">
      <h1>${this.t.join.refusedTitle}</h1>
      ${message('refusal', this.sentence(refusal))} ${this.#stopButton(this.t.join.another)}
    </div>`;
  }

  #stopButton(words: string): TemplateResult {
    return html`<wa-button appearance="outlined" ?disabled=${this.isStopping} @click=${this.#stop}
      >${words}</wa-button
    >`;
  }

  readonly #stop = async (): Promise<void> => {
    this.isStopping = true;
    await this.session.forgetKnock(this.ordinal);
    router.replace({ name: 'join' });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-waiting-screen': WaitingScreen;
  }
}
