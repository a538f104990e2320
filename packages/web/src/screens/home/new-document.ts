/** Creates a document: the button, and in its place the title once it is pressed. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { titleCharsMax } from '../../parts/lengths.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import type { OpenGroup } from '../../state/core.ts';

const kind = 'needs';

@customElement('samphire-new-document')
export class NewDocument extends SamphireElement {
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

  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;
  @state() private isAsking = false;
  @state() private name = '';
  @state() private trouble: string | undefined;

  override render(): TemplateResult | typeof nothing {
    this.follow('group', this.group);
    const { home, app } = this.t;
    if (this.group.status().obstacle !== undefined) return nothing;
    if (!this.isAsking)
      return html`<wa-button variant="brand" @click=${this.#ask}>
        <wa-icon slot="start" name="plus"></wa-icon>${home.createNeeds}
      </wa-button>`;
    return html`<form class="sheet" aria-label=${home.createNeeds} novalidate @submit=${this.#create}>
      ${textField({
        label: home.titleLabel,
        hint: home.titleHint,
        value: this.name,
        charsMax: titleCharsMax,
        onText: (text) => (this.name = text),
      })}
      ${message('refusal', this.trouble)}
      <div class="row">
        <wa-button type="submit" variant="brand">${home.create}</wa-button>
        <wa-button appearance="outlined" @click=${this.#leave}>${app.cancel}</wa-button>
      </div>
    </form>`;
  }

  readonly #ask = async (): Promise<void> => {
    this.isAsking = true;
    await this.updateComplete;
    this.renderRoot.querySelector('wa-input')?.focus();
  };

  readonly #leave = (): void => {
    this.isAsking = false;
    this.trouble = undefined;
  };

  readonly #create = (event: SubmitEvent): void => {
    event.preventDefault();
    const title = this.name.trim();
    if (title === '') {
      this.trouble = this.t.home.titleEmpty;
      return;
    }
    const created = this.group.createDocument(kind, title);
    if (created.ok)
      router.go({ name: 'document', group: this.ordinal, kind, document: created.value });
    else this.trouble = this.sentence(created.refusal);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-new-document': NewDocument;
  }
}
