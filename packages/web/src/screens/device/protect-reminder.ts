/**
 * A quiet reminder that this device has no passphrase, with the way to one. Put off, it keeps still
 * for a week.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { protection } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';

const quietMs = 7 * 24 * 60 * 60 * 1_000;
/** Says only when somebody put it off. */
const storageKey = 'samphire-reminded';

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
      p {
        display: flex;
        gap: 0.625rem;
        align-items: center;
      }
      p wa-icon {
        flex: none;
        font-size: 1.125rem;
        color: var(--amber);
      }
    `,
  ];

  @state() private isPutOff = wasPutOff();

  override render(): TemplateResult | typeof nothing {
    this.follow('protection', protection);
    if (protection.current() !== 'unprotected' || this.isPutOff) return nothing;
    const { protect } = this.t.device;
    return html`<div class="reminder">
      <p><wa-icon name="key"></wa-icon><span>${protect.reminder}</span></p>
      <div class="row">
        <wa-button appearance="outlined" href=${hashFromRoute({ name: 'device' })}
          >${protect.choose}</wa-button
        >
        <wa-button appearance="plain" @click=${this.#putOff}>${protect.dismiss}</wa-button>
      </div>
    </div>`;
  }

  readonly #putOff = (): void => {
    localStorage.setItem(storageKey, String(Date.now()));
    this.isPutOff = true;
  };
}

const wasPutOff = (): boolean => Date.now() - Number(localStorage.getItem(storageKey)) < quietMs;

declare global {
  interface HTMLElementTagNameMap {
    'samphire-protect-reminder': ProtectReminder;
  }
}
