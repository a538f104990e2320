/**
 * Changes that are kept and stand in no document: why, what they would have written, and one tap to
 * write them again in one's own name.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { SamphireElement } from '../../app/element.ts';
import { fill } from '../../parts/fill.ts';
import { message } from '../../parts/message.ts';
import type { OpenGroup, SetAsideView } from '../../state/core.ts';
import { membersStyles } from './members-styles.ts';

@customElement('samphire-set-aside-screen')
export class SetAsideScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, membersStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private trouble: { readonly id: string; readonly sentence: string } | undefined;
  @state() private news: string | undefined;
  @state() private workingOn: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { aside } = this.t.members;
    const views = this.group.setAside();
    return html`<div class="page">
      <h1 tabindex="-1">${aside.title}</h1>
      <p>${views.length === 0 ? aside.none : aside.lead}</p>
      ${message('news', this.news)}
      <ul class="cards">
        ${repeat(
          views,
          (view) => view.id,
          (view) => html`<li>${this.#change(view)}</li>`,
        )}
      </ul>
    </div>`;
  }

  #change(view: SetAsideView): TemplateResult {
    const { aside, somebody } = this.t.members;
    const who = view.by?.handle ?? somebody;
    const title = this.group.documents().find(({ id }) => id === view.document)?.title;
    return html`<article class="sheet card">
      <div>
        <p class="name">
          ${fill(aside.inDocument, { title: title || this.t.home.untitled })},
          ${view.isMine ? aside.byYou : fill(aside.by, { who })}
        </p>
        <p class="quiet small">${aside.when(view.claimedAt)}</p>
      </div>
      <p>${aside.rules[view.rule] ?? aside.otherRule}</p>
      ${
        view.lines.length === 0
          ? html`<p class="quiet">${aside.noLines}</p>`
          : html`<p>${aside.would}</p>
            <ul>
              ${view.lines.map((line) => html`<li dir="auto">${line}</li>`)}
            </ul>`
      }
      ${message('refusal', this.trouble?.id === view.id ? this.trouble.sentence : undefined)}
      ${
        this.group.status().obstacle === undefined && view.lines.length > 0
          ? html`<div class="actions">
            <wa-button
              appearance="outlined"
              ?loading=${this.workingOn === view.id}
              @click=${() => this.#again(view.id)}
            >
              <wa-icon slot="start" name="restore"></wa-icon>${aside.again}
            </wa-button>
          </div>`
          : nothing
      }
    </article>`;
  }

  async #again(id: string): Promise<void> {
    if (this.workingOn !== undefined) return;
    this.workingOn = id;
    this.news = undefined;
    try {
      const written = await this.group.writeAgain(id);
      this.trouble = written.ok ? undefined : { id, sentence: this.sentence(written.refusal) };
      if (!written.ok) return;
      this.news = this.t.members.aside.againDone;
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
    } finally {
      this.workingOn = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-set-aside-screen': SetAsideScreen;
  }
}
