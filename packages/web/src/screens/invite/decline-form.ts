/**
 * Turning a knock away, with a reason if one likes; the newcomer reads it. Tells in the event
 * `samphire-knock-declined`, or `samphire-decline-left` when the knock stays open.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import { reasonBytesMax } from '../../state/core.ts';
import type { KnockView, OpenGroup } from '../../state/core.ts';
import { formStyles } from '../../style/forms.ts';

@customElement('samphire-decline-form')
export class DeclineForm extends SamphireElement {
  static override styles = [SamphireElement.styles, formStyles];

  @property({ attribute: false }) group!: Pick<OpenGroup, 'declineKnock'>;
  @property({ attribute: false }) knock!: KnockView;
  @state() private reason = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override render(): TemplateResult {
    const { knocks } = this.t;
    return html`<form class="form" novalidate aria-label=${knocks.declineTitle} @submit=${this.#decline}>
      ${textField({
        label: knocks.reason,
        hint: knocks.reasonHint,
        value: this.reason,
        // Core counts bytes, of which a letter takes one to four.
        charsMax: reasonBytesMax,
        onText: (text) => (this.reason = text),
      })}
      ${message('refusal', this.trouble)}
      <div class="row">
        <wa-button type="submit" variant="danger" ?disabled=${this.isWorking}
          >${this.isWorking ? knocks.declining : knocks.declineDo}</wa-button
        >
        <wa-button appearance="outlined" ?disabled=${this.isWorking} @click=${this.#leave}
          >${knocks.keepOpen}</wa-button
        >
      </div>
    </form>`;
  }

  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('wa-input')?.focus());
  }

  readonly #leave = (): void => {
    this.dispatchEvent(new Event('samphire-decline-left'));
  };

  readonly #decline = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking) return;
    const reason = this.reason.trim();
    if (new TextEncoder().encode(reason).length > reasonBytesMax) {
      this.trouble = this.t.knocks.reasonTooLong;
      return;
    }
    this.isWorking = true;
    const declined = await this.group.declineKnock(this.knock.id, reason);
    this.isWorking = false;
    this.trouble = declined.ok ? undefined : this.sentence(declined.refusal);
    if (declined.ok) this.dispatchEvent(new Event('samphire-knock-declined'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-decline-form': DeclineForm;
  }
}
