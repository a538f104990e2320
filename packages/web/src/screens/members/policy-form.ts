/**
 * The rule for letting people in: shown to everybody, changed by a steward. It only asks for the
 * change (`samphire-ask`, with the deed as detail); whoever hears it confirms and does it.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import type { OpenGroup, Policy, Role } from '../../state/core.ts';
import { canGovern, type Deed } from './deeds.ts';
import { membersStyles } from './members-styles.ts';

const admitters: readonly Policy['whoAdmits'][] = ['stewards', 'members'];
/** Stewards are made by name, one by one; no rule makes them. */
const roles: readonly Role[] = ['member', 'reader'];

@customElement('samphire-policy-form')
export class PolicyForm extends SamphireElement {
  static override styles = [SamphireElement.styles, membersStyles];

  @property({ attribute: false }) group!: OpenGroup;
  /** What was chosen and not yet done; nothing: as it is. */
  @state() private chosen: Policy | undefined;
  @state() private isUnchanged = false;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { policy } = this.t.members;
    return html`<section class="stack" aria-labelledby="policy">
      <h2 id="policy">${policy.title}</h2>
      ${canGovern(this.group) ? this.#form() : this.#rule()}
    </section>`;
  }

  #rule(): TemplateResult {
    const { policy } = this.t.members;
    const { whoAdmits, inviteRole } = this.group.policy();
    return html`<p>${whoAdmits === 'members' ? policy.isMembers : policy.isStewards}</p>
      <p>${policy.comeInAs(this.t.home.roles[inviteRole])}</p>`;
  }

  #form(): TemplateResult {
    const { policy } = this.t.members;
    const shown = this.chosen ?? this.group.policy();
    return html`<form class="stack" novalidate @submit=${this.#ask}>
      <wa-radio-group
        label=${policy.whoAdmits}
        .value=${shown.whoAdmits}
        @change=${(event: Event) => {
          const whoAdmits = (event.target as WaRadioGroup).value as Policy['whoAdmits'];
          this.chosen = { ...shown, whoAdmits };
        }}
      >
        ${admitters.map((who) => html`<wa-radio value=${who}>${policy[who]}</wa-radio>`)}
      </wa-radio-group>
      <wa-radio-group
        label=${policy.inviteRole}
        .value=${shown.inviteRole}
        @change=${(event: Event) => {
          const inviteRole = (event.target as WaRadioGroup).value as Role;
          this.chosen = { ...shown, inviteRole };
        }}
      >
        ${rolesWith(this.group.policy().inviteRole).map((role) => html`<wa-radio value=${role}>${this.t.home.roles[role]}</wa-radio>`)}
      </wa-radio-group>
      ${message('note', this.isUnchanged ? policy.unchanged : undefined)}
      <div class="actions">
        <wa-button type="submit" appearance="outlined">
          <wa-icon slot="start" name="key"></wa-icon>${policy.change}
        </wa-button>
      </div>
    </form>`;
  }

  readonly #ask = (event: SubmitEvent): void => {
    event.preventDefault();
    const now = this.group.policy();
    const policy = this.chosen ?? now;
    this.isUnchanged = policy.whoAdmits === now.whoAdmits && policy.inviteRole === now.inviteRole;
    if (this.isUnchanged) return;
    const detail: Deed = { type: 'change-policy', policy };
    this.dispatchEvent(new CustomEvent('samphire-ask', { detail }));
  };
}

/** What holds now is offered, too, whatever it is. */
const rolesWith = (now: Role): readonly Role[] => (roles.includes(now) ? roles : [now, ...roles]);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-policy-form': PolicyForm;
  }
}
