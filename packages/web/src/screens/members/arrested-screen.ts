/**
 * Somebody was arrested: who, then what will happen and one confirmation, then what those devices
 * could read and who has the new keys. Nothing here needs a network.
 */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import type { MemberView, OpenGroup } from '../../state/core.ts';
import { choiceStyles } from '../../style/choices.ts';
import { DeedAsker } from './deed-asker.ts';
import { canGovern } from './deeds.ts';
import { membersStyles } from './members-styles.ts';

@customElement('samphire-arrested-screen')
export class ArrestedScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    choiceStyles,
    membersStyles,
    css`
      button.choice {
        inline-size: 100%;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private isDone = false;
  readonly #asker = new DeedAsker(this);

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { arrest, arrested } = this.t.members;
    return html`<div class="page" @samphire-done=${() => (this.isDone = true)}>
      <h1 tabindex="-1">${arrested}</h1>
      ${this.#asker.news()} ${this.isDone ? message('note', arrest.tellOthers) : nothing}
      ${canGovern(this.group) ? this.#choose() : this.#stewards()}
      ${this.#asker.dialog(this.group)}
    </div>`;
  }

  #choose(): TemplateResult {
    const { arrest } = this.t.members;
    const others = this.group.members().filter((member) => !member.isMe);
    return html`<section aria-labelledby="who">
        <h2 id="who">${arrest.who}</h2>
        <p>${others.length === 0 ? arrest.nobodyElse : arrest.lead}</p>
        <ul class="cards">
          ${others.map((member) => html`<li>${this.#person(member)}</li>`)}
        </ul>
      </section>
      <p>${arrest.others}</p>
      <p class="quiet">${arrest.onlyDevice}</p>
      <p class="quiet">${arrest.ownDevice}</p>`;
  }

  #person(member: MemberView): TemplateResult {
    const { members, home } = this.t;
    return html`<button
      class="choice"
      type="button"
      aria-haspopup="dialog"
      @click=${() => this.#asker.ask({ type: 'cut-off', member })}
    >
      <wa-icon name="user"></wa-icon>
      <span class="words">
        <bdi class="title">${member.handle}</bdi>
        <span class="quiet small"
          >${home.roles[member.role]} · ${members.deviceCount(member.devices.length)}</span
        >
      </span>
      <wa-icon class="onward" name="chevron-right"></wa-icon>
    </button>`;
  }

  /** Who can do it: the people to be reached now. */
  #stewards(): TemplateResult {
    const stewards = this.group.members().filter(({ role, isMe }) => role === 'steward' && !isMe);
    return html`${message('warning', this.t.members.arrest.onlyStewards)}
      <ul>
        ${stewards.map(({ handle }) => html`<li><bdi class="name">${handle}</bdi></li>`)}
      </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-arrested-screen': ArrestedScreen;
  }
}
