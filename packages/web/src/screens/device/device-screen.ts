/**
 * This device: whether it is protected, locking it, the second passphrase, wiping it, and which
 * version it runs. What each of these does is told before it is done.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { lockKey } from '../../app/lock-key.ts';
import { hashFromRoute } from '../../app/router.ts';
import { message } from '../../parts/message.ts';
import type { Locking } from '../../state/locking.ts';
import type { Updates } from '../../state/updates.ts';
import type { Wiping } from '../../state/wiping.ts';
import { deviceStyles } from './device-styles.ts';
import './duress-section.ts';
import './lock-times-form.ts';
import './passphrase-form.ts';
import type { PassphraseTask } from './passphrase-form.ts';

@customElement('samphire-device-screen')
export class DeviceScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, deviceStyles];

  @property({ attribute: false }) locking!: Locking;
  @property({ attribute: false }) wiping!: Wiping;
  @property({ attribute: false }) updates!: Updates;
  /** What was just done. */
  @state() private told: string | undefined;

  override render(): TemplateResult {
    this.follow('locking', this.locking);
    this.follow('updates', this.updates);
    const { device, app } = this.t;
    const protection = this.locking.protection();
    return html`<div class="page">
      <h1>${device.title}</h1>
      <section aria-labelledby="protection">
        <h2 id="protection">${device.state.title}</h2>
        <p class="sheet state ${protection === 'unlocked' ? '' : 'open'}">
          <wa-icon name=${protection === 'unlocked' ? 'lock' : 'warning'}></wa-icon>
          <span
            >${
              protection === 'unlocked'
                ? device.state.unlocked
                : protection === 'unprotected'
                  ? device.state.unprotected
                  : device.state.unknown
            }</span
          >
        </p>
        ${message('news', this.told)}
        ${protection === 'unlocked' ? this.#protected() : protection === 'unprotected' ? this.#unprotected() : ''}
      </section>
      <section aria-labelledby="wipe">
        <h2 id="wipe">${device.wipe.title}</h2>
        <p>${device.wipe.lead}</p>
        <p>
          <wa-button
            variant="danger"
            appearance="outlined"
            href=${hashFromRoute({ name: 'wipe' })}
            >${device.wipe.way}</wa-button
          >
        </p>
      </section>
      <section aria-labelledby="version">
        <h2 id="version">${device.version.title}</h2>
        <p>${app.version(samphireVersion, this.updates.build)}</p>
        ${this.updates.isUnkept ? html`<p class="quiet">${app.notKept}</p>` : ''}
      </section>
    </div>`;
  }

  #unprotected(): TemplateResult {
    const { protect, passphrase } = this.t.device;
    const task: PassphraseTask = {
      asksCurrent: false,
      fresh: passphrase.own,
      hint: protect.good,
      submit: protect.submit,
      working: protect.working,
      run: (_current, fresh) => this.locking.protect(fresh),
    };
    return html`<p>${protect.lead}</p>
      <p class="quiet">${protect.browser}</p>
      ${this.#form(task, protect.done)}`;
  }

  #protected(): TemplateResult {
    const { lock, times, change, unprotect, duress, passphrase, protect } = this.t.device;
    return html`<p>
        <wa-button variant="brand" @click=${() => this.locking.lock()}>
          <wa-icon slot="start" name="lock"></wa-icon>${lock.nowByKey(lockKey)}
        </wa-button>
      </p>
      <h3>${times.title}</h3>
      <samphire-lock-times-form .locking=${this.locking}></samphire-lock-times-form>
      ${this.#details(
        change.title,
        html`<p class="quiet">${protect.browser}</p>
          ${this.#form(
            {
              asksCurrent: true,
              fresh: passphrase.fresh,
              hint: protect.good,
              submit: change.submit,
              working: change.working,
              run: (current, fresh) => this.locking.changePassphrase(current, fresh),
            },
            change.done,
          )}`,
      )}
      ${this.#details(
        duress.title,
        html`<samphire-duress-section
          .locking=${this.locking}
          .wiping=${this.wiping}
        ></samphire-duress-section>`,
      )}
      ${this.#details(
        unprotect.title,
        html`<p>${unprotect.lead}</p>
          ${this.#form(
            {
              asksCurrent: true,
              submit: unprotect.submit,
              working: unprotect.working,
              run: (current) => this.locking.unprotect(current),
            },
            unprotect.done,
          )}`,
      )}`;
  }

  #details(summary: string, content: TemplateResult): TemplateResult {
    return html`<wa-details name="passphrases" summary=${summary}
      ><div class="stack">${content}</div></wa-details
    >`;
  }

  #form(task: PassphraseTask, done: string): TemplateResult {
    return html`<samphire-passphrase-form
      .task=${task}
      @samphire-done=${() => (this.told = done)}
    ></samphire-passphrase-form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-device-screen': DeviceScreen;
  }
}
