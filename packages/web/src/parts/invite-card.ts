/**
 * One open invite: who it lets knock and for how long, its link to copy or to share, and the same as
 * a code that another device scans. With a group it can be taken back, which it tells in the event
 * `samphire-invite-withdrawn`.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../app/element.ts';
import { inviteLink } from '../app/invite-link.ts';
import type { InviteView, OpenGroup } from '../state/core.ts';
import { cardStyles } from './invite-card-styles.ts';
import { message } from './message.ts';
import './qr-code.ts';

@customElement('samphire-invite-card')
export class InviteCard extends SamphireElement {
  static override styles = [SamphireElement.styles, cardStyles];

  @property({ attribute: false }) invite!: InviteView;
  /** Given where the invite can be taken back. */
  @property({ attribute: false }) group: Pick<OpenGroup, 'withdrawInvite'> | undefined;
  /** Link and code are in sight; in a long list they are better kept out of it. */
  @property({ type: Boolean }) expanded = false;
  @state() private told: string | undefined;
  @state() private trouble: string | undefined;
  @state() private isLarge = false;
  @state() private withdrawal: 'none' | 'asked' | 'under-way' = 'none';

  override render(): TemplateResult {
    const { invite } = this.t;
    return html`<article class="sheet card" aria-labelledby="facts">
      ${this.#facts()} ${this.expanded ? this.#ways() : nothing}
      ${message('refusal', this.trouble)}
      ${
        this.withdrawal === 'none'
          ? html`<div class="row">
              <wa-button
                class="toggle"
                appearance="outlined"
                aria-expanded=${this.expanded}
                @click=${() => (this.expanded = !this.expanded)}
              >
                <wa-icon slot="start" name=${this.expanded ? 'eye-slash' : 'qr-code'}></wa-icon
                >${this.expanded ? invite.hide : invite.show}
              </wa-button>
              ${this.group === undefined ? nothing : this.#withdrawButton()}
            </div>`
          : this.#withdrawQuestion()
      }
      ${this.#large()}
    </article>`;
  }

  /** Brings the card into sight, ready for its first use. */
  begin(): void {
    this.scrollIntoView({ block: 'start' });
    this.renderRoot.querySelector<HTMLElement>('.copy')?.focus({ preventScroll: true });
  }

  #facts(): TemplateResult {
    const { invite } = this.t;
    const { purpose, role, usesLeft, expiresAt } = this.invite;
    const isOver = expiresAt <= Date.now() || usesLeft === 0;
    const when = isOver ? invite.ended : invite.endsOn(expiresAt);
    const who = purpose === 'own-device' ? invite.forDevice : invite.usesLeft[role](usesLeft);
    return html`<p class="facts" id="facts">${who}, ${when}</p>`;
  }

  #ways(): TemplateResult {
    const { invite } = this.t;
    return html`<div class="ways">
      <samphire-qr-code .text=${this.#link()} .label=${invite.code}></samphire-qr-code>
      <div class="words">
        <p class="quiet">
          ${this.invite.purpose === 'own-device' ? invite.deviceKeepSecret : invite.keepSecret}
        </p>
        <wa-input
          label=${invite.link}
          readonly
          .value=${this.#link()}
          @focus=${this.#mark}
        ></wa-input>
        <div class="row">
          <wa-button class="copy" variant="brand" @click=${this.#copy}>
            <wa-icon slot="start" name="copy"></wa-icon>${invite.copy}
          </wa-button>
          ${
            'share' in navigator
              ? html`<wa-button appearance="outlined" @click=${this.#share}>
                <wa-icon slot="start" name="share"></wa-icon>${invite.share}
              </wa-button>`
              : nothing
          }
          <wa-button class="enlarge" appearance="outlined" @click=${() => (this.isLarge = true)}>
            <wa-icon slot="start" name="qr-code"></wa-icon>${invite.showLarge}
          </wa-button>
        </div>
        <p class="quiet" role="status">${this.told}</p>
      </div>
    </div>`;
  }

  #large(): TemplateResult | typeof nothing {
    const { invite } = this.t;
    if (!this.isLarge) return nothing;
    return html`<wa-dialog
      class="large"
      label=${invite.code}
      open
      light-dismiss
      @wa-after-hide=${this.#closeLarge}
    >
      <samphire-qr-code .text=${this.#link()} .label=${invite.code}></samphire-qr-code>
      <div class="beside">
        <p class="quiet">${invite.showLargeHint}</p>
        <p class="link" dir="ltr" translate="no">${this.#link()}</p>
      </div>
    </wa-dialog>`;
  }

  #withdrawButton(): TemplateResult {
    return html`<wa-button
      class="withdraw"
      appearance="outlined"
      variant="danger"
      @click=${() => this.#ask('asked')}
    >
      <wa-icon slot="start" name="xmark"></wa-icon>${this.t.invite.withdraw}
    </wa-button>`;
  }

  #withdrawQuestion(): TemplateResult {
    const { invite } = this.t;
    const isUnderWay = this.withdrawal === 'under-way';
    return html`<div class="question" role="group" aria-label=${invite.withdraw}>
      <p>${invite.withdrawWhat}</p>
      <div class="row">
        <wa-button class="keep" appearance="outlined" ?disabled=${isUnderWay} @click=${() => this.#ask('none')}
          >${invite.keep}</wa-button
        >
        <wa-button variant="danger" ?disabled=${isUnderWay} @click=${this.#withdraw}
          >${isUnderWay ? invite.withdrawing : invite.withdrawDo}</wa-button
        >
      </div>
    </div>`;
  }

  /** What had the focus is replaced by what it led to, or leads back to. */
  async #ask(next: 'none' | 'asked'): Promise<void> {
    this.withdrawal = next;
    this.trouble = undefined;
    await this.updateComplete;
    const selector = next === 'asked' ? '.keep' : '.withdraw';
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  readonly #withdraw = async (): Promise<void> => {
    if (this.group === undefined || this.withdrawal !== 'asked') return;
    this.withdrawal = 'under-way';
    const withdrawn = await this.group.withdrawInvite(this.invite.id);
    this.withdrawal = 'none';
    this.trouble = withdrawn.ok ? undefined : this.sentence(withdrawn.refusal);
    if (withdrawn.ok)
      this.dispatchEvent(new Event('samphire-invite-withdrawn', { bubbles: true, composed: true }));
  };

  readonly #closeLarge = async (): Promise<void> => {
    this.isLarge = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.enlarge')?.focus();
  };

  #link(): string {
    return inviteLink(location.origin, this.invite);
  }

  readonly #mark = (): void => {
    this.renderRoot.querySelector('wa-input')?.select();
  };

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.#link());
      this.told = this.t.invite.copied;
    } catch {
      // No clipboard without a secure context or against the user's settings: by hand, then.
      const field = this.renderRoot.querySelector('wa-input');
      field?.focus();
      field?.select();
      this.told = this.t.invite.copyByHand;
    }
  };

  readonly #share = async (): Promise<void> => {
    try {
      await navigator.share({ url: this.#link() });
    } catch (error) {
      // Closing the sheet of the system is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      await this.#copy();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-invite-card': InviteCard;
  }
}
