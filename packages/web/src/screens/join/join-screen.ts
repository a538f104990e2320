/**
 * The newcomer's first step: a link or a code, what the invite says, and a handle to knock with. The
 * invite's fragment is held in memory only.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { inviteFromPaste, type InviteAddress } from '../../app/invite-link.ts';
import { handleCharsMax } from '../../parts/lengths.ts';
import { message } from '../../parts/message.ts';
import '../../parts/qr-scanner.ts';
import type { InviteReadEvent } from '../../parts/qr-scanner.ts';
import { textField } from '../../parts/text-field.ts';
import type { InviteFacts } from '../../state/core.ts';
import type { Session } from '../../state/session.ts';
import { formStyles } from '../../style/forms.ts';

/** More than core's limit for a link, so that a paste too long is refused with core's own reason. */
const linkCharsMax = 8_192;

@customElement('samphire-join-screen')
export class JoinScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    css`
      .ways {
        display: grid;
        gap: 2.5rem;
        max-inline-size: 30rem;
      }
      .scan {
        display: grid;
        gap: 0.875rem;
      }
      .facts {
        padding: 1rem;
        display: grid;
        gap: 0.25rem;
      }
      h1:focus {
        outline: none;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private pasted = '';
  @state() private invite: InviteAddress | undefined;
  @state() private handle = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override render(): TemplateResult {
    this.follow('session', this.session);
    this.follow('router', router);
    // A link may be followed while this screen is open already.
    this.invite = router.takeInvite() ?? this.invite;
    if (this.invite === undefined) return this.#ask();
    const facts = this.session.readInvite(this.invite.fragment);
    return facts.ok
      ? this.#form(this.invite, facts.value)
      : this.#ask(this.sentence(facts.refusal));
  }

  #ask(refusal?: string): TemplateResult {
    const { join } = this.t;
    return html`<div class="ways">
      <form class="form" novalidate @submit=${this.#look}>
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
      </form>
      <section class="scan" aria-labelledby="scan">
        <h2 id="scan">${join.scanTitle}</h2>
        <p>${join.scanLead}</p>
        <samphire-qr-scanner
          .judge=${this.#judge}
          @samphire-invite-read=${this.#onRead}
        ></samphire-qr-scanner>
      </section>
    </div>`;
  }

  #form({ purpose }: InviteAddress, facts: InviteFacts): TemplateResult {
    const { join } = this.t;
    const isDevice = purpose === 'own-device';
    return html`<form class="form" novalidate @submit=${this.#knock}>
      <h1 tabindex="-1">${isDevice ? join.titleDevice : join.title}</h1>
      <section class="sheet facts" aria-label=${join.facts}>
        ${
          isDevice
            ? html`<p>${join.deviceBelongs}</p>
                <p>${join.deviceConfersNothing}</p>`
            : html`<p>${join.confersNothing}</p>`
        }
        <p class="quiet small">
          ${join.endsOn(facts.expiresAt)} · ${join.relays(facts.relays.length)}
        </p>
      </section>
      ${textField({
        label: isDevice ? join.deviceName : join.handle,
        hint: isDevice ? join.deviceNameHint : join.handleHint,
        value: this.handle,
        charsMax: handleCharsMax,
        onText: (text) => (this.handle = text),
      })}
      ${message('refusal', this.trouble)}
      <div class="row">
        <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}
          >${this.isWorking ? join.knocking : join.knock}</wa-button
        >
        <wa-button appearance="outlined" ?disabled=${this.isWorking} @click=${this.#dropInvite}
          >${join.anotherInvite}</wa-button
        >
      </div>
    </form>`;
  }

  /** Core's own sentence about a code that is shaped like an invite and is none. */
  readonly #judge = ({ fragment }: InviteAddress): string | undefined => {
    const facts = this.session.readInvite(fragment);
    return facts.ok ? undefined : this.sentence(facts.refusal);
  };

  readonly #onRead = async (event: InviteReadEvent): Promise<void> => {
    this.invite = event.detail;
    await this.updateComplete;
    this.renderRoot.querySelector('h1')?.focus();
  };

  readonly #look = (event: SubmitEvent): void => {
    event.preventDefault();
    this.invite = inviteFromPaste(this.pasted);
  };

  readonly #dropInvite = (): void => {
    this.invite = undefined;
    this.pasted = '';
    this.trouble = undefined;
  };

  readonly #knock = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fragment = this.invite?.fragment;
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
