/**
 * Everybody in the group: role, here or not, devices, and what can be done about each. What needs
 * somebody else first is said before it is tried.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { languages } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import { fillText } from '../../parts/fill.ts';
import { message } from '../../parts/message.ts';
import type { MemberView, OpenGroup } from '../../state/core.ts';
import { DeedAsker } from './deed-asker.ts';
import { canActForOneself, canGovern, deedsAbout, isOnlySteward } from './deeds.ts';
import { deviceRows } from './device-row.ts';
import { membersStyles } from './members-styles.ts';

@customElement('samphire-members-screen')
export class MembersScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    membersStyles,
    css`
      wa-details::part(base) {
        background: var(--wa-color-surface-raised);
      }
      wa-details::part(header) {
        min-block-size: var(--target);
      }
      .who {
        display: grid;
        gap: 0.125rem;
        min-inline-size: 0;
      }
      .body {
        display: grid;
        gap: 0.875rem;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;
  readonly #asker = new DeedAsker(this);

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { members } = this.t;
    const everybody = [...this.group.members()].sort(byMe);
    return html`<div class="page">
      <h1 tabindex="-1">${members.title}</h1>
      ${this.#asker.news()} ${this.#note()}
      <ul class="cards">
        ${repeat(
          everybody,
          (member) => member.id,
          (member) => html`<li>${this.#member(member)}</li>`,
        )}
      </ul>
      <div class="actions">
        <wa-button
          appearance="outlined"
          href=${hashFromRoute({ name: 'devices', group: this.ordinal })}
        >
          <wa-icon slot="start" name="phone"></wa-icon>${members.myDevices}
        </wa-button>
        ${
          canGovern(this.group)
            ? html`<wa-button
              appearance="outlined"
              href=${hashFromRoute({ name: 'arrested', group: this.ordinal })}
            >
              <wa-icon slot="start" name="warning"></wa-icon>${members.arrested}
            </wa-button>`
            : nothing
        }
      </div>
      ${this.#asker.dialog(this.group)}
    </div>`;
  }

  /** What stands in the way of what one might look for here. */
  #note(): unknown {
    const { members } = this.t;
    if (!canActForOneself(this.group)) return nothing;
    if (isOnlySteward(this.group))
      return message(
        'note',
        this.group.members().length === 1 ? members.onlyMember : members.onlySteward,
      );
    return canGovern(this.group) ? nothing : message('note', members.nothingToDo);
  }

  #member(member: MemberView): TemplateResult {
    const { members, home } = this.t;
    const deeds = deedsAbout(member, this.group);
    const isCutOff = this.group.status().obstacle?.type === 'removed';
    const isHere = member.isMe || member.isPresent;
    return html`<wa-details dir=${languages.current().direction}>
      <span slot="summary" class="who">
        <span
          ><bdi class="name">${member.handle}</bdi>${
            member.isMe ? html` <span class="quiet">(${home.me})</span>` : nothing
          }</span
        >
        <span class="quiet small"
          >${home.roles[member.role]} ·
          ${member.isMe || isCutOff ? nothing : html`${isHere ? home.present : home.away} · `}${members.deviceCount(
            member.devices.length,
          )}</span
        >
      </span>
      <div class="body">
        <p>${members.role[member.role]}</p>
        ${
          deeds.length === 0
            ? nothing
            : html`<div class="actions">
              ${deeds.map((deed) => this.#asker.button(deed, this.t))}
            </div>`
        }
        <section aria-label=${fillText(members.devicesOf, { who: member.handle })}>
          ${deviceRows(member, this.group, this.#asker, this.t)}
        </section>
      </div>
    </wa-details>`;
  }
}

/** Oneself, then the rest by handle: presence moves nothing under a thumb. */
const byMe = (first: MemberView, second: MemberView): number =>
  Number(second.isMe) - Number(first.isMe) || first.handle.localeCompare(second.handle);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-members-screen': MembersScreen;
  }
}
