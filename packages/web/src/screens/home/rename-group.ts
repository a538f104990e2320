/** Gives the group another name: the button, and in its place the field once it is pressed. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { groupNameCharsMax } from '../../parts/lengths.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import type { OpenGroup } from '../../state/core.ts';

@customElement('samphire-rename-group')
export class RenameGroup extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      form {
        display: grid;
        gap: 1rem;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private name: string | undefined;
  @state() private trouble: string | undefined;

  override render(): TemplateResult | typeof nothing {
    this.follow('group', this.group);
    const { home, app } = this.t;
    if (this.group.status().obstacle !== undefined) return nothing;
    if (this.name === undefined)
      return html`<wa-button appearance="plain" @click=${this.#ask}>
        <wa-icon slot="start" name="pen"></wa-icon>${home.rename}
      </wa-button>`;
    return html`<form aria-label=${home.rename} novalidate @submit=${this.#save}>
      ${textField({
        label: home.renameLabel,
        value: this.name,
        charsMax: groupNameCharsMax,
        onText: (text) => (this.name = text),
      })}
      ${message('refusal', this.trouble)}
      <div class="row">
        <wa-button type="submit" variant="brand">${home.save}</wa-button>
        <wa-button appearance="outlined" @click=${this.#leave}>${app.cancel}</wa-button>
      </div>
    </form>`;
  }

  readonly #ask = async (): Promise<void> => {
    this.name = this.group.name();
    await this.updateComplete;
    this.renderRoot.querySelector('wa-input')?.focus();
  };

  readonly #leave = (): void => {
    this.name = undefined;
    this.trouble = undefined;
  };

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = (this.name ?? '').trim();
    if (name === '') {
      this.trouble = this.t.create.groupNameEmpty;
      return;
    }
    const renamed = this.group.rename(name);
    if (renamed.ok) this.#leave();
    else this.trouble = this.sentence(renamed.refusal);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-rename-group': RenameGroup;
  }
}
