/** One open invite: its link, to copy or to share, and how long and for how many it is good. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { inviteLink } from '../../app/router.ts';
import type { InviteView } from '../../state/core.ts';

@customElement('samphire-invite-card')
export class InviteCard extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .card {
        display: grid;
        gap: 0.875rem;
        padding: 1rem;
      }
      .facts {
        font-weight: 600;
      }
      wa-input::part(input) {
        direction: ltr;
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-s);
      }
    `,
  ];

  @property({ attribute: false }) invite!: InviteView;
  @state() private told: string | undefined;

  override render(): TemplateResult {
    const { invite } = this.t;
    const isOver = this.invite.expiresAt <= Date.now() || this.invite.usesLeft === 0;
    const when = isOver ? invite.ended : invite.endsOn(this.invite.expiresAt);
    return html`<div class="sheet card">
      <p class="facts">${invite.usesLeft(this.invite.usesLeft)}, ${when}</p>
      <wa-input label=${invite.link} readonly value=${this.#link()} @focus=${this.#mark}></wa-input>
      <div class="row">
        <wa-button variant="brand" @click=${this.#copy}>
          <wa-icon slot="start" name="copy"></wa-icon>${invite.copy}
        </wa-button>
        ${
          'share' in navigator
            ? html`<wa-button appearance="outlined" @click=${this.#share}>
              <wa-icon slot="start" name="share"></wa-icon>${invite.share}
            </wa-button>`
            : nothing
        }
        <span class="quiet" role="status">${this.told}</span>
      </div>
    </div>`;
  }

  /** Brings the card into sight, ready for its first use. */
  begin(): void {
    this.scrollIntoView({ block: 'center' });
    this.renderRoot.querySelector('wa-button')?.focus({ preventScroll: true });
  }

  #link(): string {
    return inviteLink(location.origin, this.invite.fragment);
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
