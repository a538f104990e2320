/**
 * The newcomer's first step: what the invite says, and a handle to knock with. The invite's fragment
 * is held in memory only.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { fragmentFromPaste } from '../../app/router.ts';
import { handleCharsMax } from '../../parts/lengths.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import type { InviteFacts } from '../../state/core.ts';
import type { Session } from '../../state/session.ts';
import { formStyles } from '../../style/forms.ts';

/** As core's limit for a link, so that a paste too long is refused with core's own reason. */
const linkCharsMax = 8_192;

@customElement('samphire-join-screen')
export class JoinScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    css`
      .facts {
        padding: 1rem;
        display: grid;
        gap: 0.25rem;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private pasted = '';
  @state() private fragment: string | undefined;
  @state() private handle = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.fragment ??= router.takeInvite();
  }

  override render(): TemplateResult {
    this.follow('session', this.session);
    if (this.fragment === undefined) return this.#ask();
    const invite = this.session.readInvite(this.fragment);
    return invite.ok ? this.#form(invite.value) : this.#ask(this.sentence(invite.refusal));
  }

  #ask(refusal?: string): TemplateResult {
    const { join } = this.t;
    return html`<form class="form" novalidate @submit=${this.#look}>
      <h1>${join.pasteTitle}</h1>
      ${message('refusal', refusal)}
      ${textField({
        label: join.paste,
        hint: join.pasteHint,
        value: this.pasted,
        charsMax: linkCharsMax,
        onText: (text) => (this.pasted = text),
      })}
      <wa-button type="submit" variant="brand">${join.read}</wa-button>
    </form>`;
  }

  #form(invite: InviteFacts): TemplateResult {
    const { join } = this.t;
    return html`<form class="form" novalidate @submit=${this.#knock}>
      <h1>${join.title}</h1>
      <section class="sheet facts" aria-label=${join.facts}>
        <p>${join.confersNothing}</p>
        <p class="quiet small">
          ${join.endsOn(invite.expiresAt)} · ${join.relays(invite.relays.length)}
        </p>
      </section>
      ${textField({
        label: join.handle,
        hint: join.handleHint,
        value: this.handle,
        charsMax: handleCharsMax,
        onText: (text) => (this.handle = text),
      })}
      ${message('refusal', this.trouble)}
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}
        >${this.isWorking ? join.knocking : join.knock}</wa-button
      >
    </form>`;
  }

  readonly #look = (event: SubmitEvent): void => {
    event.preventDefault();
    this.fragment = fragmentFromPaste(this.pasted);
  };

  readonly #knock = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fragment = this.fragment;
    if (this.isWorking || fragment === undefined) return;
    const handle = this.handle.trim();
    this.trouble = handle === '' ? this.sentence({ type: 'handle-empty' }) : undefined;
    if (handle === '') return;
    this.isWorking = true;
    try {
      const knocked = await this.session.knock({ fragment, handle });
      if (knocked.ok) router.replace({ name: 'waiting', group: knocked.value });
      else this.trouble = this.sentence(knocked.refusal);
    } finally {
      this.isWorking = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-join-screen': JoinScreen;
  }
}
