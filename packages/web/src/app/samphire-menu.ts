/** The menu: groups of this device, ways in, language, and which version this is. */
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { groupTitle, type Session } from '../state/session.ts';
import type { Updates } from '../state/updates.ts';
import { languages, protection, router } from './context.ts';
import { SamphireElement } from './element.ts';
import { hashFromRoute, type Route } from './router.ts';
import type { IconName } from '../parts/icon-names.ts';

@customElement('samphire-menu')
export class SamphireMenu extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      wa-drawer {
        --size: min(24rem, 100vw);
      }
      section {
        display: grid;
        gap: 0.5rem;
        padding-block-end: 1.75rem;
      }
      h2 {
        font-size: var(--wa-font-size-s);
        color: var(--ink-quiet);
      }
      a {
        display: flex;
        align-items: center;
        gap: 0.875rem;
        min-block-size: 3rem;
        padding-inline: 0.5rem;
        margin-inline: -0.5rem;
        color: var(--ink);
        text-decoration: none;
        border-radius: var(--wa-border-radius-m);
      }
      a:hover {
        background: var(--sunk);
      }
      a wa-icon {
        font-size: 1.25rem;
        color: var(--green);
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) updates!: Updates;
  @property({ type: Boolean }) open = false;

  override render(): TemplateResult {
    this.follow('session', this.session);
    this.follow('updates', this.updates);
    this.follow('protection', protection);
    this.follow('router', router);
    const { app } = this.t;
    return html`<wa-drawer
      label=${app.menu}
      placement="end"
      ?open=${this.open}
      light-dismiss
      @wa-after-hide=${this.#closed}
    >
      <nav aria-label=${app.menu}>
        ${this.#groupOnScreen()}
        <section>
          ${this.#groups()}
          ${this.#way({ name: 'create' }, 'plus', app.newGroup)}
          ${this.#way({ name: 'join' }, 'link', app.followInvite)}
          ${this.#way({ name: 'device' }, 'phone', this.t.device.title)}
        </section>
      </nav>
      <section>
        <wa-select
          label=${app.language}
          .value=${languages.current().tag}
          @change=${this.#chooseLanguage}
        >
          ${languages.offered.map(
            (language) => html`<wa-option value=${language.tag}>${language.name}</wa-option>`,
          )}
        </wa-select>
      </section>
      ${
        protection.current() === 'unprotected'
          ? html`<p class="quiet small">${app.notProtected}</p>`
          : nothing
      }
      ${this.updates.isUnkept ? html`<p class="quiet small">${app.notKept}</p>` : nothing}
      <p class="quiet small">${app.version(samphireVersion, this.updates.build)}</p>
    </wa-drawer>`;
  }

  /** From every screen of a group one tap leads to its people, and to what is done after an arrest. */
  #groupOnScreen(): TemplateResult | typeof nothing {
    const route = router.route();
    const phase = 'group' in route ? this.session.group(route.group) : undefined;
    if (!('group' in route) || phase?.name !== 'open') return nothing;
    const { members } = this.t;
    const { group } = route;
    return html`<section>
      <h2>${members.thisGroup}</h2>
      ${this.#way({ name: 'members', group }, 'people', members.open)}
      ${this.#way({ name: 'safety', group }, 'shield', members.safety)}
      ${
        phase.group.status().obstacle === undefined
          ? this.#way({ name: 'arrested', group }, 'warning', members.arrested)
          : nothing
      }
    </section>`;
  }

  #groups(): TemplateResult | typeof nothing {
    const groups = this.session.groups();
    if (groups.length === 0) return nothing;
    return html`<h2>${this.t.app.groups}</h2>
      ${groups.map((group) =>
        this.#way(
          { name: group.state === 'member' ? 'home' : 'waiting', group: group.ordinal },
          group.state === 'member' ? 'people' : 'door',
          html`<bdi>${groupTitle(group, this.t)}</bdi>`,
        ),
      )}`;
  }

  #way(route: Route, icon: IconName, words: unknown): TemplateResult {
    return html`<a href=${hashFromRoute(route)} @click=${this.#close}
      ><wa-icon name=${icon}></wa-icon><span>${words}</span></a
    >`;
  }

  readonly #chooseLanguage = (event: Event): void => {
    const { value } = event.target as WaSelect;
    if (typeof value === 'string') void languages.choose(value);
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('samphire-menu-closed'));
  };

  readonly #closed = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-menu': SamphireMenu;
  }
}
