/** What stands behind the line of what is saved where: storage, members, connections, in words. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { router } from '../app/context.ts';
import { protection } from '../app/context.ts';
import { SamphireElement } from '../app/element.ts';
import { hashFromRoute } from '../app/router.ts';
import type { GroupStatus, LinkStatus, MemberView, OpenGroup } from '../state/core.ts';
import { message } from './message.ts';
import { hereSentence } from '../state/saved.ts';
import { writeObstacle } from '../state/write-obstacle.ts';

@customElement('samphire-saved-details')
export class SavedDetails extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      wa-dialog {
        --width: min(34rem, calc(100vw - 1rem));
      }
      section {
        display: grid;
        gap: 0.5rem;
        padding-block: 0.25rem 1.25rem;
      }
      li {
        display: grid;
        gap: 0.125rem;
        padding-block: 0.5rem;
        border-block-start: 1px solid var(--line);
      }
      code {
        font-size: var(--wa-font-size-s);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @property({ type: Boolean }) open = false;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { saved, app } = this.t;
    const status = this.group.status();
    const others = this.group.members().filter((member) => !member.isMe);
    return html`<wa-dialog
      label=${saved.line}
      ?open=${this.open}
      light-dismiss
      @wa-after-hide=${this.#closed}
    >
      <section aria-labelledby="storage">
        <h2 id="storage">${saved.storage}</h2>
        ${this.#storage(status)}
        ${
          protection.current() === 'unprotected'
            ? html`<p class="quiet">${app.notProtected}</p>`
            : nothing
        }
      </section>
      ${
        others.length === 0
          ? nothing
          : html`<section aria-labelledby="members">
            <h2 id="members">${saved.members}</h2>
            <ul>
              ${others.map((member) => this.#member(member))}
            </ul>
          </section>`
      }
      <section aria-labelledby="connections">
        <h2 id="connections">${saved.connections}</h2>
        ${navigator.onLine ? nothing : message('warning', saved.offline)}
        <p class="quiet">
          ${status.lastPeerAt === undefined ? saved.neverMet : saved.lastMet(status.lastPeerAt)}
        </p>
        <ul>
          ${status.links.map((link) => this.#link(link))}
        </ul>
      </section>
      <wa-button appearance="outlined" data-dialog="close">${app.close}</wa-button>
    </wa-dialog>`;
  }

  #storage(status: GroupStatus): TemplateResult {
    const { saved } = this.t;
    return html`<p>${hereSentence(status, writeObstacle(globalThis), this.t)}.</p>
      ${
        status.storeRefusal === undefined
          ? nothing
          : message('refusal', this.sentence(status.storeRefusal))
      }
      ${
        status.waitingEntries === 0
          ? nothing
          : html`<p>${saved.waitingEntries(status.waitingEntries)}</p>`
      }
      ${
        status.setAsideEntries === 0
          ? nothing
          : html`<p>${saved.setAsideEntries(status.setAsideEntries)}</p>
            ${this.#setAsideWay()}`
      }`;
  }

  #setAsideWay(): TemplateResult | typeof nothing {
    const route = router.route();
    if (!('group' in route)) return nothing;
    const address = hashFromRoute({ name: 'set-aside', group: route.group });
    return html`<wa-button appearance="outlined" href=${address} @click=${this.#close}
      >${this.t.members.aside.look}</wa-button
    >`;
  }

  #member(member: MemberView): TemplateResult {
    const { saved, home } = this.t;
    return html`<li>
      <bdi>${member.handle}</bdi>
      <span class="quiet small"
        >${member.isPresent ? home.present : home.away} ·
        ${member.hasEverything ? saved.whoHasAll : saved.whoLacks}</span
      >
    </li>`;
  }

  #link(link: LinkStatus): TemplateResult {
    const { saved } = this.t;
    // The other tabs of this device are not devices near.
    const near = link.peers.filter((peer) => peer.device !== this.group.me.device).length;
    return html`<li>
      ${link.name === undefined ? nothing : html`<span>${saved.linkNames[link.name]}</span>`}
      <span class="quiet small"
        >${saved.linkStates[link.state]}${near === 0 ? nothing : ` · ${saved.near(near)}`}</span
      >
      ${link.addresses.map(
        ({ address, reached }) =>
          html`<span class="quiet small"
            ><code><bdi dir="ltr">${address}</bdi></code>:
            ${reached ? saved.addressReached : saved.addressNotReached}</span
          >`,
      )}
      ${
        link.progress === undefined
          ? nothing
          : html`<wa-progress-bar
              label=${saved.transfer(link.progress.done, link.progress.total)}
              value=${(100 * link.progress.done) / Math.max(1, link.progress.total)}
            ></wa-progress-bar>
            <span class="small"
              >${saved.transfer(link.progress.done, link.progress.total)}</span
            >`
      }
    </li>`;
  }

  readonly #closed = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('samphire-closed'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-saved-details': SavedDetails;
  }
}
