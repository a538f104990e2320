/**
 * Asks for one text where one is: a button, and in its place the field once it is pressed. What is
 * done with the text is the owner's affair; it answers with a sentence when it cannot be done.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../app/element.ts';
import type { IconName } from './icon-names.ts';
import { message } from './message.ts';
import { textField } from './text-field.ts';

export interface Question {
  /** On the button, and the name of the form. */
  readonly name: string;
  readonly icon: IconName;
  /** The main thing to do where it stands. */
  readonly isMain: boolean;
  readonly label: string;
  readonly hint?: string;
  readonly charsMax: number;
  /** What stands in the field at first. */
  readonly begin: () => string;
  readonly submit: string;
  /** Trimmed text in; nothing when it was done, or a sentence that says why not. */
  readonly answer: (text: string) => string | undefined;
}

@customElement('samphire-ask-text')
export class AskText extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      form {
        display: grid;
        gap: 1rem;
        padding: 1rem;
        max-inline-size: 32rem;
      }
    `,
  ];

  @property({ attribute: false }) question!: Question;
  /** Nothing while nothing is asked. */
  @state() private text: string | undefined;
  @state() private trouble: string | undefined;

  override render(): TemplateResult {
    const { name, icon, isMain, label, hint, charsMax, submit } = this.question;
    if (this.text === undefined)
      return html`<wa-button
        variant=${isMain ? 'brand' : 'neutral'}
        appearance=${isMain ? 'accent' : 'plain'}
        @click=${this.#ask}
      >
        <wa-icon slot="start" name=${icon}></wa-icon>${name}
      </wa-button>`;
    return html`<form class="sheet" aria-label=${name} novalidate @submit=${this.#answer}>
      ${textField({
        label,
        ...(hint === undefined ? {} : { hint }),
        value: this.text,
        charsMax,
        onText: (text) => (this.text = text),
      })}
      ${message('refusal', this.trouble)}
      <div class="row">
        <wa-button type="submit" variant="brand">${submit}</wa-button>
        <wa-button appearance="outlined" @click=${this.#leave}>${this.t.app.cancel}</wa-button>
      </div>
    </form>`;
  }

  readonly #ask = async (): Promise<void> => {
    this.text = this.question.begin();
    await this.updateComplete;
    this.renderRoot.querySelector('wa-input')?.focus();
  };

  readonly #leave = async (): Promise<void> => {
    this.text = undefined;
    this.trouble = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector('wa-button')?.focus();
  };

  readonly #answer = (event: SubmitEvent): void => {
    event.preventDefault();
    this.trouble = this.question.answer((this.text ?? '').trim());
    if (this.trouble === undefined) void this.#leave();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-ask-text': AskText;
  }
}
