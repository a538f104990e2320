/**
 * Stewards removed each other: the sides, who stands behind them, and one tap to follow one. Takes
 * no side itself, and names nobody as right or wrong.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { fill, fillText } from '../../parts/fill.ts';
import { message } from '../../parts/message.ts';
import type { DisputeSide, DisputeView, MemberId, OpenGroup } from '../../state/core.ts';
import { DeedAsker } from './deed-asker.ts';
import { handleOf } from './handles.ts';
import { membersStyles } from './members-styles.ts';

@customElement('samphire-dispute-screen')
export class DisputeScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, membersStyles];

  @property({ attribute: false }) group!: OpenGroup;
  readonly #asker = new DeedAsker(this);

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { dispute } = this.t.members;
    const view = this.group.dispute();
    return html`<div class="page">
      <h1 tabindex="-1">${dispute.title}</h1>
      ${this.#asker.news()}
      ${view === undefined ? html`<p>${dispute.none}</p>` : this.#sides(view)}
      ${this.#asker.dialog(this.group)}
    </div>`;
  }

  #sides({ sides }: DisputeView): TemplateResult {
    const { dispute } = this.t.members;
    return html`<p>${dispute.lead}</p>
      <p class="quiet">${dispute.meanwhile}</p>
      <ul class="cards">
        ${sides.map((side) => html`<li>${this.#side(side)}</li>`)}
      </ul>`;
  }

  #side(side: DisputeSide): TemplateResult {
    const { dispute } = this.t.members;
    const who = this.#handleOf(side.by);
    return html`<article
      class="sheet card"
      aria-label=${fillText(dispute.side, { who })}
    >
      <p class="name">${fill(dispute.by, { who })}</p>
      ${
        // Its charter is sealed to those who stay: this device may not be among them.
        side.removes.length === 0
          ? html`<p>${dispute.removesUnknown}</p>`
          : html`<ul>
            ${side.removes.map((id) => html`<li><bdi>${this.#handleOf(id)}</bdi></li>`)}
          </ul>`
      }
      ${side.removes.includes(this.group.me.member) ? message('warning', dispute.removesYou) : nothing}
      <p role="status">${dispute.support(side.followers, side.needed)}</p>
      ${
        side.isFollowedHere
          ? message('news', dispute.followed)
          : html`<div class="actions">
            <wa-button
              appearance="outlined"
              @click=${() => this.#asker.ask({ type: 'follow', side, handle: who })}
            >
              <wa-icon slot="start" name="check"></wa-icon>${dispute.follow}
            </wa-button>
          </div>`
      }
    </article>`;
  }

  #handleOf(id: MemberId): string {
    return handleOf(id, this.group) ?? this.t.members.somebody;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-dispute-screen': DisputeScreen;
  }
}
