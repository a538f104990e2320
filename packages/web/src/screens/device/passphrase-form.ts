/**
 * One form for everything that takes passphrases: the one in use, a new one twice, or both. What is
 * done with them is given to it; it keeps them no longer than that takes.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import type { AnyRefusal } from '../../i18n/refusals.ts';
import { message } from '../../parts/message.ts';
import type { Result } from '../../state/core.ts';
import { formStyles } from '../../style/forms.ts';
import { passphraseField, passphraseFieldStyles, passphraseOwner } from './passphrase-field.ts';

export interface PassphraseTask {
  readonly asksCurrent: boolean;
  /** The label of the new one; without it none is asked for. */
  readonly fresh?: string;
  readonly hint?: string;
  readonly submit: string;
  readonly working: string;
  readonly run: (current: string, fresh: string) => Promise<Result<void, AnyRefusal>>;
}

@customElement('samphire-passphrase-form')
export class PassphraseForm extends SamphireElement {
  static override styles = [SamphireElement.styles, formStyles, passphraseFieldStyles];

  @property({ attribute: false }) task!: PassphraseTask;
  @state() private current = '';
  @state() private fresh = '';
  @state() private repeated = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render(): TemplateResult {
    const { passphrase } = this.t.device;
    const { asksCurrent, fresh, hint, submit, working } = this.task;
    return html`<form class="form" novalidate @submit=${this.#submit}>
      ${passphraseOwner()}
      ${
        asksCurrent
          ? passphraseField({
              label: passphrase.current,
              value: this.current,
              purpose: 'current-password',
              onText: (text) => (this.current = text),
            })
          : nothing
      }
      ${
        fresh === undefined
          ? nothing
          : html`${passphraseField({
              label: fresh,
              hint: hint ?? '',
              value: this.fresh,
              purpose: 'new-password',
              onText: (text) => (this.fresh = text),
            })}
            ${passphraseField({
              label: passphrase.repeat,
              value: this.repeated,
              purpose: 'new-password',
              onText: (text) => (this.repeated = text),
            })}`
      }
      ${message('refusal', this.trouble)}
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}
        >${this.isWorking ? working : submit}</wa-button
      >
    </form>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking) return;
    this.trouble = this.fresh === this.repeated ? undefined : this.t.device.passphrase.differ;
    if (this.trouble !== undefined) return;
    this.isWorking = true;
    try {
      const done = await this.task.run(this.current, this.fresh);
      if (done.ok) {
        this.#forget();
        this.dispatchEvent(new Event('samphire-done'));
      } else this.trouble = this.sentence(done.refusal);
    } finally {
      this.isWorking = false;
    }
  };

  #forget(): void {
    this.current = '';
    this.fresh = '';
    this.repeated = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-passphrase-form': PassphraseForm;
  }
}
