/**
 * The choices for a new invite: role with a sentence on what it may do, how many people, how long.
 * Makes it, and tells in the event `samphire-invite-made` (`detail`: its id).
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import type WaNumberInput from '@awesome.me/webawesome/dist/components/number-input/number-input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import { inviteUsesMax } from '../../state/core.ts';
import type { OpenGroup, Role } from '../../state/core.ts';
import { formStyles } from '../../style/forms.ts';
import {
  expiryOf,
  firstChoices,
  periods,
  rolesOffered,
  usesOf,
  usesOffered,
  type Choices,
  type Period,
  type Uses,
} from './invite-choices.ts';
import { inviteFormStyles } from './invite-styles.ts';

@customElement('samphire-invite-form')
export class InviteForm extends SamphireElement {
  static override styles = [SamphireElement.styles, formStyles, inviteFormStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private choices!: Choices;
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('group')) this.choices = firstChoices(this.group);
  }

  override render(): TemplateResult {
    const { invite } = this.t;
    return html`<form class="form" novalidate @submit=${this.#create}>
      <h1>${invite.title}</h1>
      <p>${invite.lead}</p>
      <wa-radio-group
        class="roles"
        label=${invite.role}
        .value=${this.choices.role}
        @change=${(event: Event) => this.#choose({ role: chosen(event) as Role })}
      >
        ${rolesOffered(this.group).map((role) => this.#role(role))}
      </wa-radio-group>
      ${this.choices.role === 'steward' ? message('warning', invite.stewardWarning) : nothing}
      ${this.#uses()}
      <wa-radio-group
        label=${invite.ends}
        orientation="horizontal"
        .value=${this.choices.period}
        @change=${(event: Event) => this.#choose({ period: chosen(event) as Period })}
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

  #role(role: Role): TemplateResult {
    const { roles, memberAdmits } = this.t.invite;
    const { name, what } = roles[role];
    const letsIn = role === 'member' && this.group.policy().whoAdmits === 'members';
    return html`<wa-radio value=${role}>
      <span class="role"
        ><strong>${name}</strong>
        <span class="quiet small">${letsIn ? memberAdmits : what}</span></span
      >
    </wa-radio>`;
  }

  #uses(): TemplateResult {
    const { invite } = this.t;
    return html`<wa-radio-group
        label=${invite.uses}
        orientation="horizontal"
        .value=${this.choices.uses}
        @change=${(event: Event) => this.#choose({ uses: chosen(event) as Uses })}
      >
        ${usesOffered.map(
          (uses) => html`<wa-radio value=${uses}>${invite.usesCount(Number(uses))}</wa-radio>`,
        )}
        <wa-radio value="other">${invite.usesOther}</wa-radio>
      </wa-radio-group>
      ${
        this.choices.uses === 'other'
          ? html`<wa-number-input
              label=${invite.usesOther}
              hint=${invite.usesHint(inviteUsesMax)}
              min="1"
              max=${inviteUsesMax}
              step="1"
              .value=${String(this.choices.otherUses)}
              @input=${(event: Event) =>
                this.#choose({ otherUses: Number((event.target as WaNumberInput).value) })}
            ></wa-number-input>`
          : nothing
      }`;
  }

  #choose(choice: Partial<Choices>): void {
    this.choices = { ...this.choices, ...choice };
    this.trouble = undefined;
  }

  readonly #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isWorking) return;
    const uses = usesOf(this.choices);
    if (uses === undefined) {
      this.trouble = this.t.invite.usesWrong(inviteUsesMax);
      return;
    }
    this.isWorking = true;
    try {
      const { role } = this.choices;
      const expiresAt = expiryOf(this.choices, Date.now());
      const created = await this.group.createInvite({ role, uses, expiresAt });
      this.trouble = created.ok ? undefined : this.sentence(created.refusal);
      if (created.ok)
        this.dispatchEvent(
          new CustomEvent<string>('samphire-invite-made', { detail: created.value.id }),
        );
    } finally {
      this.isWorking = false;
    }
  };
}

const chosen = (event: Event): string => String((event.target as WaRadioGroup).value);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-invite-form': InviteForm;
  }
}
