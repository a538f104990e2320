/**
 * The shell: bar, the line that says what is saved where, the screen of the route, and the menu.
 * Screens are loaded when they are first needed. Knows no document kind beyond the table of them.
 */
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Session } from '../state/session.ts';
import { opening } from '../parts/message.ts';
import { router } from './context.ts';
import { SamphireElement } from './element.ts';

@customElement('samphire-app')
export class SamphireApp extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      main {
        max-inline-size: var(--page-width);
        margin-inline: auto;
        padding: 1.25rem var(--page-inline) 5rem;
      }
    `,
  ];

  @state() private session: Session | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow('router', router);
    this.follow('session', this.session);
  }

  override render(): TemplateResult {
    return html`<main id="content" tabindex="-1">${opening(this.t.app.loading)}</main>`;
  }
}
