/** Who belongs to the group, and who is here now. Presence is said in words as well as shown. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import type { MemberView, OpenGroup } from '../../state/core.ts';

@customElement('samphire-member-list')
export class MemberList extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      ul {
        display: grid;
      }
      li {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        min-block-size: var(--target);
        padding-block: 0.375rem;
        border-block-end: 1px solid var(--line);
      }
      li:last-child {
        border: 0;
      }
      .dot {
        flex: none;
        inline-size: 0.75rem;
        block-size: 0.75rem;
        border-radius: 50%;
        border: 2px solid var(--edge);
      }
      .here {
        background: var(--green);
        border-color: var(--green);
      }
      .who {
        display: grid;
        min-inline-size: 0;
      }
      bdi {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const members = [...this.group.members()].sort(byPresence);
    return html`<ul>
      ${members.map((member) => this.#member(member))}
    </ul>`;
  }

  #member(member: MemberView): TemplateResult {
    const { home } = this.t;
    // Whoever is cut off knows nothing of who is here.
    const isCutOff = this.group.status().obstacle?.type === 'removed';
    const isHere = !isCutOff && (member.isMe || member.isPresent);
    return html`<li>
      <span class="dot ${isHere ? 'here' : ''}"></span>
      <span class="who">
        <span
          ><bdi>${member.handle}</bdi>${
            member.isMe ? html` <span class="quiet">(${home.me})</span>` : nothing
          }</span
        >
        <span class="quiet small"
          >${home.roles[member.role]}${
            member.isMe || isCutOff ? nothing : ` · ${isHere ? home.present : home.away}`
          }</span
        >
      </span>
    </li>`;
  }
}

/** Oneself, then who is here, then the rest by handle. */
const byPresence = (first: MemberView, second: MemberView): number =>
  rank(first) - rank(second) || first.handle.localeCompare(second.handle);

const rank = (member: MemberView): number => (member.isMe ? 0 : member.isPresent ? 1 : 2);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-member-list': MemberList;
  }
}
