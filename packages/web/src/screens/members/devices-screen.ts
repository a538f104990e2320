/**
 * One's own devices in this group: what each last did, adding one by link or code, dropping one. A
 * new device knocks like a newcomer; it is let in here after the four words were compared.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import { message } from '../../parts/message.ts';
import type { InviteView, OpenGroup } from '../../state/core.ts';
import '../../parts/invite-card.ts';
import { DeedAsker } from './deed-asker.ts';
import { canActForOneself, meOf } from './deeds.ts';
import { deviceRows } from './device-row.ts';
import { membersStyles } from './members-styles.ts';

/** Both devices are at hand: a day is long enough, and a link found later is worth nothing. */
const goodForMs = 86_400_000;

@customElement('samphire-devices-screen')
export class DevicesScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, membersStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;
  @state() private isWorking = false;
  @state() private trouble: string | undefined;
  @state() private newest: string | undefined;
  readonly #asker = new DeedAsker(this);

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { myDevices, devices } = this.t.members;
    const me = meOf(this.group);
    const canAct = canActForOneself(this.group);
    return html`<div class="page">
      <h1 tabindex="-1">${myDevices}</h1>
      <p>${devices.lead}</p>
      ${this.#asker.news()} ${this.#knocks()}
      ${me === undefined ? nothing : deviceRows(me, this.group, this.#asker, this.t)}
      ${
        canAct && (me?.devices.length ?? 0) > 1
          ? html`<p class="quiet">${devices.dropHint}</p>`
          : nothing
      }
      ${canAct ? this.#add() : nothing} ${this.#asker.dialog(this.group)}
    </div>`;
  }

  /** A device of one's own that waits to be let in. */
  #knocks(): unknown {
    const isKnocking = this.group
      .knocks()
      .some(({ purpose, state: step }) => purpose === 'own-device' && step === 'open');
    if (!isKnocking) return nothing;
    const look = html`<wa-button
      variant="brand"
      href=${hashFromRoute({ name: 'knocks', group: this.ordinal })}
      >${this.t.knocks.look}</wa-button
    >`;
    return message('news', this.t.members.devices.atTheDoor, look, 'door');
  }

  #add(): TemplateResult {
    const { devices } = this.t.members;
    const open = this.#openInvites();
    return html`<section aria-labelledby="add">
      <h2 id="add">${devices.add}</h2>
      ${
        open.length === 0
          ? nothing
          : html`<p>${devices.addWhat}</p>
            ${open.map(
              (view) =>
                html`<samphire-invite-card
                  .invite=${view}
                  .group=${this.group}
                  .expanded=${view.id === this.newest}
                ></samphire-invite-card>`,
            )}`
      }
      ${message('refusal', this.trouble)}
      <div class="actions">
        <wa-button
          variant=${open.length === 0 ? 'brand' : 'neutral'}
          appearance=${open.length === 0 ? 'accent' : 'outlined'}
          ?loading=${this.isWorking}
          @click=${this.#create}
        >
          <wa-icon slot="start" name="plus"></wa-icon>${
            this.isWorking ? devices.adding : open.length === 0 ? devices.add : devices.another
          }
        </wa-button>
      </div>
    </section>`;
  }

  #openInvites(): readonly InviteView[] {
    const now = Date.now();
    return this.group
      .invites()
      .filter(
        ({ purpose, usesLeft, expiresAt }) =>
          purpose === 'own-device' && usesLeft > 0 && expiresAt > now,
      );
  }

  readonly #create = async (): Promise<void> => {
    if (this.isWorking) return;
    this.isWorking = true;
    try {
      const created = await this.group.createDeviceInvite(Date.now() + goodForMs);
      this.trouble = created.ok ? undefined : this.sentence(created.refusal);
      if (created.ok) await this.#showNewest(created.value.id);
    } finally {
      this.isWorking = false;
    }
  };

  /** The new link is what one came for: open, in sight, its first use at hand. */
  async #showNewest(id: string): Promise<void> {
    this.newest = id;
    this.requestUpdate();
    await this.updateComplete;
    const cards = [...this.renderRoot.querySelectorAll('samphire-invite-card')];
    const newest = cards.find(({ invite }) => invite.id === id);
    await newest?.updateComplete;
    newest?.begin();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-devices-screen': DevicesScreen;
  }
}
