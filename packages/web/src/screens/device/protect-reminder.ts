/**
 * Asks for a passphrase when a device has its first group, and once that was put off reminds of it
 * quietly; a reminder that is put off keeps still for a week. Two places of the home hold one each,
 * and at most one of them is drawn.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { protection } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import { message } from '../../parts/message.ts';

const quietMs = 7 * 24 * 60 * 60 * 1_000;
/** Says only that somebody put it off: the question as such, and later the reminder until when. */
const storageKey = 'samphire-reminded';
const wasAsked = 'asked';

@customElement('samphire-protect-reminder')
export class ProtectReminder extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .reminder {
        display: grid;
        gap: 0.5rem;
        padding-block-start: 1rem;
        border-block-start: 1px solid var(--line);
        color: var(--ink-quiet);
        font-size: var(--wa-font-size-s);
      }
      .reminder p {
        display: flex;
        gap: 0.625rem;
        align-items: center;
      }
      .reminder wa-icon {
        flex: none;
        font-size: 1.125rem;
        color: var(--amber);
      }
    `,
  ];

  /** At the beginning of the home it is a question, at its end a reminder. */
  @property() place: 'question' | 'reminder' = 'reminder';

  override render(): TemplateResult | typeof nothing {
    this.follow('protection', protection);
    if (protection.current() !== 'unprotected') return nothing;
    const answered = localStorage.getItem(storageKey);
    if (this.place === 'question') return answered === null ? this.#question() : nothing;
    const isQuiet = answered === null || Date.now() - Number(answered) < quietMs;
    return isQuiet ? nothing : this.#reminder();
  }

  #question(): TemplateResult {
    const { protect } = this.t.device;
    return html`${message(
      'warning',
      html`<strong>${protect.question}</strong> ${protect.later}`,
      this.#answers(wasAsked),
      'key',
    )}`;
  }

  #reminder(): TemplateResult {
    return html`<div class="reminder">
      <p><wa-icon name="key"></wa-icon><span>${this.t.app.notProtected}</span></p>
      ${this.#answers(String(Date.now()))}
    </div>`;
  }

  #answers(kept: string): TemplateResult {
    const { protect } = this.t.device;
    return html`<div class="row">
      <wa-button appearance="outlined" href=${hashFromRoute({ name: 'device' })}
        >${protect.choose}</wa-button
      >
      <wa-button appearance="plain" @click=${() => this.#putOff(kept)}
        >${protect.dismiss}</wa-button
      >
    </div>`;
  }

  #putOff(kept: string): void {
    localStorage.setItem(storageKey, kept);
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-protect-reminder': ProtectReminder;
  }
}
