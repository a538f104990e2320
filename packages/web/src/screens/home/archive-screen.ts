/** Documents that were put away: kept whole, out of sight, brought back with one tap. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import type { DocumentSummary, OpenGroup } from '../../state/core.ts';

@customElement('samphire-archive-screen')
export class ArchiveScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      li {
        padding-block: 0.5rem;
        border-block-end: 1px solid var(--line);
      }
      bdi {
        flex: 1;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private trouble: string | undefined;
  @state() private news: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { home } = this.t;
    const archived = this.group.documents().filter((document) => document.isArchived);
    return html`<div class="stack">
      <h1>${home.archive}</h1>
      ${message('refusal', this.trouble)} ${message('news', this.news)}
      ${
        archived.length === 0
          ? html`<p class="quiet">${home.archiveEmpty}</p>`
          : html`<ul>
            ${archived.map((document) => this.#document(document))}
          </ul>`
      }
    </div>`;
  }

  #document(document: DocumentSummary): TemplateResult {
    const { home } = this.t;
    return html`<li class="row">
      <bdi>${document.title || home.untitled}</bdi>
      ${
        this.group.status().obstacle === undefined
          ? html`<wa-button appearance="outlined" @click=${() => this.#restore(document.id)}>
            <wa-icon slot="start" name="restore"></wa-icon>${home.restore}
          </wa-button>`
          : nothing
      }
    </li>`;
  }

  #restore(id: string): void {
    const done = this.group.archiveDocument(id, false);
    this.trouble = done.ok ? undefined : this.sentence(done.refusal);
    this.news = done.ok ? this.t.home.restored : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-archive-screen': ArchiveScreen;
  }
}
