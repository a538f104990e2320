/**
 * Asks for a passphrase together with the first handle, and lets it be put off by leaving it empty.
 * Draws nothing on a device that has one. Its form calls `protect` before it makes any keys.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { protection } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import type { Locking } from '../../state/locking.ts';
import { passphraseField } from './passphrase-field.ts';

@customElement('samphire-first-passphrase')
export class FirstPassphrase extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      fieldset {
        display: grid;
        gap: 1rem;
        margin: 0;
        padding: 1rem;
        min-inline-size: 0;
      }
      legend {
        padding-inline: 0.375rem;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) locking!: Locking;
  @state() private passphrase = '';
  @state() private repeated = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render(): TemplateResult | typeof nothing {
    this.follow('protection', protection);
    if (protection.current() !== 'unprotected') return nothing;
    const { protect, passphrase } = this.t.device;
    return html`<fieldset class="sheet">
      <legend>${protect.title}</legend>
      <p class="quiet">${protect.laterShort}</p>
      ${passphraseField({
        label: passphrase.own,
        hint: protect.good,
        value: this.passphrase,
        purpose: 'new-password',
        onText: (text) => (this.passphrase = text),
      })}
      ${passphraseField({
        label: passphrase.repeat,
        value: this.repeated,
        purpose: 'new-password',
        onText: (text) => (this.repeated = text),
      })}
      <p class="quiet small">${protect.browser}</p>
    </fieldset>`;
  }

  /** What is amiss, as a sentence; nothing if the device is protected now, or that was put off. */
  async protect(): Promise<string | undefined> {
    if (protection.current() !== 'unprotected') return undefined;
    if (this.passphrase !== this.repeated) return this.t.device.passphrase.differ;
    if (this.passphrase === '') return undefined;
    const done = await this.locking.protect(this.passphrase);
    if (!done.ok) return this.sentence(done.refusal);
    this.#forget();
    return undefined;
  }

  #forget(): void {
    this.passphrase = '';
    this.repeated = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-first-passphrase': FirstPassphrase;
  }
}
