/** Makes invite links and shows those that are open. A link lets people knock, nothing more. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import type WaNumberInput from '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import { inviteUsesMax } from '../../state/core.ts';
import type { OpenGroup } from '../../state/core.ts';
import { formStyles } from '../../style/forms.ts';
import './invite-card.ts';
import { inviteStyles } from './invite-styles.ts';

const dayMs = 86_400_000;
const periods = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs } as const;
type Period = keyof typeof periods;

@customElement('samphire-invite-screen')
export class InviteScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, formStyles, inviteStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private uses = 1;
  @state() private period: Period = 'week';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;
  @state() private newest: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { invite } = this.t;
    const isSteward = this.group
      .members()
      .some((member) => member.isMe && member.role === 'steward');
    if (!isSteward)
      return html`<div class="stack">
        <h1>${invite.title}</h1>
        ${message('note', invite.onlyStewards)}
      </div>`;
    const open = [...this.group.invites()].sort((first, second) =>
      first.id === this.newest ? -1 : second.id === this.newest ? 1 : 0,
    );
    return html`<div class="page">
      ${this.#form()}
      <section aria-labelledby="open">
        <h2 id="open">${invite.open}</h2>
        ${
          open.length === 0
            ? html`<p class="quiet">${invite.none}</p>`
            : html`<p class="quiet">${invite.keepSecret}</p>
              ${open.map(
                (view) => html`<samphire-invite-card .invite=${view}></samphire-invite-card>`,
              )}`
        }
      </section>
    </div>`;
  }

  #form(): TemplateResult {
    const { invite } = this.t;
    return html`<form class="form" novalidate @submit=${this.#create}>
      <h1>${invite.title}</h1>
      <p>${invite.lead}</p>
      <wa-number-input
        label=${invite.uses}
        hint=${invite.usesHint}
        min="1"
        max=${inviteUsesMax}
        step="1"
        .value=${String(this.uses)}
        @input=${(event: Event) => {
          this.uses = Number((event.target as WaNumberInput).value);
        }}
      ></wa-number-input>
      <wa-radio-group
        label=${invite.ends}
        orientation="horizontal"
        .value=${this.period}
        @change=${(event: Event) => {
          this.period = (event.target as WaRadioGroup).value as Period;
        }}
      >
        ${(Object.keys(periods) as Period[]).map(
          (period) => html`<wa-radio value=${period}>${invite.periods[period]}</wa-radio>`,
        )}
      </wa-radio-group>
      ${message('refusal', this.trouble)}
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}>
        <wa-icon slot="start" name="link"></wa-icon>${
          this.isWorking ? invite.creating : invite.create
        }
      </wa-button>
    </form>`;
  }

  readonly #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking) return;
    const uses = Math.round(this.uses);
    if (!(uses >= 1 && uses <= inviteUsesMax)) {
      this.trouble = this.t.invite.usesWrong(inviteUsesMax);
      return;
    }
    this.isWorking = true;
    try {
      const created = await this.group.createInvite({
        role: 'member',
        uses,
        expiresAt: Date.now() + periods[this.period],
      });
      this.trouble = created.ok ? undefined : this.sentence(created.refusal);
      if (created.ok) await this.#showNewest(created.value.id);
    } finally {
      this.isWorking = false;
    }
  };

  /** The new link is what one came for: first in the list, in sight, its Copy button at hand. */
  async #showNewest(id: string): Promise<void> {
    this.newest = id;
    this.requestUpdate();
    await this.updateComplete;
    const card = this.renderRoot.querySelector('samphire-invite-card');
    await card?.updateComplete;
    card?.begin();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-invite-screen': InviteScreen;
  }
}
