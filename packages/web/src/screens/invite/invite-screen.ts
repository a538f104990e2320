/** Makes invites and shows those that are open. An invite lets people knock, nothing more. */
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { SamphireElement } from '../../app/element.ts';
import '../../parts/invite-card.ts';
import { message } from '../../parts/message.ts';
import { mayDo } from '../../state/core.ts';
import type { InviteView, OpenGroup } from '../../state/core.ts';
import './invite-form.ts';
import { inviteStyles } from './invite-styles.ts';

@customElement('samphire-invite-screen')
export class InviteScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, inviteStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private newest: string | undefined;
  @state() private told: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const obstacle = this.#obstacle();
    if (obstacle !== undefined)
      return html`<div class="stack">
        <h1>${this.t.invite.title}</h1>
        ${message('note', obstacle)}
      </div>`;
    return html`<div class="page">
      <samphire-invite-form
        .group=${this.group}
        @samphire-invite-made=${this.#onMade}
      ></samphire-invite-form>
      ${this.#open()}
    </div>`;
  }

  #open(): TemplateResult {
    const { invite } = this.t;
    const open = newestFirst(this.group.invites(), this.newest);
    return html`<section aria-labelledby="open" tabindex="-1">
      <h2 id="open">${invite.open}</h2>
      ${message('news', this.told)}
      ${open.length === 0 ? html`<p class="quiet">${invite.none}</p>` : ''}
      ${repeat(
        open,
        ({ id }) => id,
        (view) =>
          html`<samphire-invite-card
            .invite=${view}
            .group=${this.group}
            ?expanded=${view.id === this.newest}
            @samphire-invite-withdrawn=${this.#onWithdrawn}
          ></samphire-invite-card>`,
      )}
    </section>`;
  }

  /** Why nobody can be invited from here now. */
  #obstacle(): string | undefined {
    const role = this.group.members().find((member) => member.isMe)?.role;
    if (role === undefined || !mayDo(role, 'invite', this.group.policy()))
      return this.t.invite.onlyStewards;
    return this.group.status().obstacle === undefined ? undefined : this.t.invite.notNow;
  }

  /** The new invite is what one came for: first in the list, in sight, its link at hand. */
  readonly #onMade = async (event: CustomEvent<string>): Promise<void> => {
    this.newest = event.detail;
    this.told = undefined;
    await this.updateComplete;
    const card = this.renderRoot.querySelector('samphire-invite-card');
    await card?.updateComplete;
    card?.begin();
  };

  readonly #onWithdrawn = async (): Promise<void> => {
    this.told = this.t.invite.withdrawn;
    await this.updateComplete;
    this.renderRoot.querySelector('section')?.focus();
  };
}

const newestFirst = (
  invites: readonly InviteView[],
  newest: string | undefined,
): readonly InviteView[] => [
  ...invites.filter(({ id }) => id === newest),
  ...invites.filter(({ id }) => id !== newest),
];

declare global {
  interface HTMLElementTagNameMap {
    'samphire-invite-screen': InviteScreen;
  }
}
