/** Creates a group: a handle and the group's name, nothing else. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import type { Session } from '../../state/session.ts';
import { formStyles } from '../../style/forms.ts';
import { groupNameCharsMax, handleCharsMax } from '../../parts/lengths.ts';

@customElement('samphire-create-screen')
export class CreateScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, formStyles];

  @property({ attribute: false }) session!: Session;
  @state() private handle = '';
  @state() private groupName = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override render(): TemplateResult {
    const { create } = this.t;
    return html`<form class="form" @submit=${this.#submit} novalidate>
      <h1>${create.title}</h1>
      ${textField({
        label: create.handle,
        hint: create.handleHint,
        value: this.handle,
        charsMax: handleCharsMax,
        onText: (text) => (this.handle = text),
      })}
      ${textField({
        label: create.groupName,
        hint: create.groupNameHint,
        value: this.groupName,
        charsMax: groupNameCharsMax,
        onText: (text) => (this.groupName = text),
      })}
      ${message('refusal', this.trouble)}
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}
        >${this.isWorking ? create.working : create.submit}</wa-button
      >
    </form>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking) return;
    const [handle, name] = [this.handle.trim(), this.groupName.trim()];
    if (handle === '') this.trouble = this.sentence({ type: 'handle-empty' });
    else if (name === '') this.trouble = this.t.create.groupNameEmpty;
    else {
      this.trouble = undefined;
      this.isWorking = true;
      try {
        const created = await this.session.createGroup({ name, handle });
        if (created.ok) router.replace({ name: 'home', group: created.value });
        else this.trouble = this.sentence(created.refusal);
      } finally {
        this.isWorking = false;
      }
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-create-screen': CreateScreen;
  }
}
