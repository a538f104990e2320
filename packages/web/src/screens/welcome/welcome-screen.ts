/**
 * The beginning: the first minute of a new device, or the list of its groups. Nothing is asked for
 * here; handle and name come with the choice.
 */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute, type Route } from '../../app/router.ts';
import type { IconName } from '../../parts/icon-names.ts';
import { message, opening } from '../../parts/message.ts';
import { choiceStyles } from '../../style/choices.ts';
import { type GroupEntry, groupTitle, type Session } from '../../state/session.ts';

@customElement('samphire-welcome-screen')
export class WelcomeScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    choiceStyles,
    css`
      .hero {
        display: grid;
        gap: 1rem;
        padding-block: clamp(0.5rem, 6vh, 4rem) 2rem;
        max-inline-size: 34rem;
      }
      .hero wa-icon {
        font-size: 3.25rem;
        color: var(--green);
      }
      .hero h1 {
        font-size: clamp(2rem, 8vw, 2.75rem);
        letter-spacing: -0.02em;
      }
      .fine {
        padding-block-start: 1.75rem;
        max-inline-size: 34rem;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  override render(): TemplateResult {
    this.follow('session', this.session);
    const phase = this.session.phase();
    if (phase.name === 'refused')
      return html`<div class="stack">
        <h1>${this.t.welcome.storeTitle}</h1>
        ${message('refusal', this.sentence(phase.refusal))}
      </div>`;
    if (phase.name === 'opening') return opening(this.t.app.loading);
    const groups = this.session.groups();
    return groups.length === 0 ? this.#firstMinute() : this.#groups(groups);
  }

  #firstMinute(): TemplateResult {
    const { welcome } = this.t;
    return html`<div class="hero">
        <wa-icon name="sprig"></wa-icon>
        <h1>${this.t.app.name}</h1>
        <p class="lead">${welcome.lead}</p>
        <p class="quiet">${welcome.noAccount}</p>
      </div>
      ${this.#ways()}
      <p class="quiet small fine">${welcome.whatStays}</p>`;
  }

  #groups(groups: readonly GroupEntry[]): TemplateResult {
    return html`<div class="stack" role="presentation">
      <h1>${this.t.welcome.yourGroups}</h1>
      <ul class="choices">
        ${groups.map((group) => this.#group(group))}
      </ul>
      ${this.#ways()}
    </div>`;
  }

  #group(group: GroupEntry): TemplateResult {
    const route: Route = {
      name: group.state === 'member' ? 'home' : 'waiting',
      group: group.ordinal,
    };
    return html`<li>
      <a class="choice" href=${hashFromRoute(route)}>
        <wa-icon name=${group.state === 'member' ? 'people' : 'door'}></wa-icon>
        <span class="words">
          <bdi class="title">${groupTitle(group, this.t)}</bdi>
          <span class="quiet small"
            ><bdi>${group.handle}</bdi>${
              group.state === 'knocking' ? html` · ${this.t.welcome.waiting}` : nothing
            }</span
          >
        </span>
        <wa-icon class="onward" name="chevron-right"></wa-icon>
      </a>
    </li>`;
  }

  #ways(): TemplateResult {
    const { welcome } = this.t;
    return html`<ul class="choices">
      ${way({ name: 'create' }, 'plus', welcome.begin, welcome.beginHint)}
      ${way({ name: 'join' }, 'link', welcome.join, welcome.joinHint)}
    </ul>`;
  }
}

const way = (route: Route, icon: IconName, title: string, hint: string): TemplateResult =>
  html`<li>
    <a class="choice" href=${hashFromRoute(route)}>
      <wa-icon name=${icon}></wa-icon>
      <span class="words">
        <span class="title">${title}</span>
        <span class="quiet small">${hint}</span>
      </span>
      <wa-icon class="onward" name="chevron-right"></wa-icon>
    </a>
  </li>`;

declare global {
  interface HTMLElementTagNameMap {
    'samphire-welcome-screen': WelcomeScreen;
  }
}
