/**
 * The home of a group: what needs hands today, the documents, the people. Opens no document by
 * itself; the summary of today does, and lets go of them.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type DocumentScreen,
  documentScreenOf,
  documentScreens,
} from '../../app/document-screens.ts';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import type { IconName } from '../../parts/icon-names.ts';
import { message } from '../../parts/message.ts';
import type { DocumentSummary, OpenGroup } from '../../state/core.ts';
import { writeObstacle } from '../../state/write-obstacle.ts';
import { choiceStyles } from '../../style/choices.ts';
import '../device/protect-reminder.ts';
import { groupWays } from './group-ways.ts';
import { homeStyles } from './home-styles.ts';
import './member-list.ts';
import './new-document.ts';
import './rename-group.ts';
import './today.ts';

@customElement('samphire-home-screen')
export class HomeScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, choiceStyles, homeStyles];

  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;
  @state() private trouble: string | undefined;
  /** What was archived last, so that it can be brought back at once. */
  @state() private archivedId: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { home } = this.t;
    const live = this.group.documents().filter((document) => !document.isArchived);
    const archivedCount = this.group.documents().length - live.length;
    const { obstacle } = this.group.status();
    const isWaiting = obstacle?.type === 'awaiting-admission';
    return html`<div class="page">
      <h1 class="only-read-aloud"><bdi>${this.group.name() || this.t.welcome.unnamed}</bdi></h1>
      <samphire-protect-reminder place="question"></samphire-protect-reminder>
      ${
        // What keeps the browser from writing stands in the line above every screen.
        isWaiting && writeObstacle(globalThis) === undefined
          ? message('note', home.waitingForAdmission)
          : nothing
      }
      ${
        obstacle === undefined || live.length > 0
          ? html`<samphire-today .group=${this.group} .ordinal=${this.ordinal}></samphire-today>`
          : nothing
      }

      <section aria-labelledby="documents">
        <h2 id="documents">${home.documents}</h2>
        ${message('refusal', this.trouble)} ${this.#archivedNews()}
        ${
          live.length === 0
            ? html`<div class="empty">
              <p>${home.noDocuments}</p>
              ${obstacle === undefined ? html`<p class="quiet">${home.noDocumentsHint}</p>` : nothing}
            </div>`
            : nothing
        }
        ${documentScreens.map((screen) =>
          this.#kind(
            screen,
            live.filter((document) => document.kind === screen.kind),
          ),
        )}
        ${this.#unknown(live.filter((document) => documentScreenOf(document.kind) === undefined))}
        <samphire-new-document .group=${this.group} .ordinal=${this.ordinal}></samphire-new-document>
        ${
          archivedCount === 0
            ? nothing
            : html`<p>
              <wa-button
                appearance="plain"
                href=${hashFromRoute({ name: 'archive', group: this.ordinal })}
              >
                <wa-icon slot="start" name="archive"></wa-icon>${home.archiveShow(archivedCount)}
              </wa-button>
            </p>`
        }
      </section>

      <section aria-labelledby="members">
        <h2 id="members">${home.members}</h2>
        <samphire-member-list .group=${this.group}></samphire-member-list>
        ${groupWays(this.group, this.ordinal, this.t)}
        <samphire-rename-group .group=${this.group}></samphire-rename-group>
      </section>
      <samphire-protect-reminder place="reminder"></samphire-protect-reminder>
    </div>`;
  }

  #kind(
    { title, icon }: DocumentScreen,
    documents: readonly DocumentSummary[],
  ): TemplateResult | typeof nothing {
    if (documents.length === 0) return nothing;
    return html`<h3 class="quiet">${title(this.t)}</h3>
      <ul class="documents">
        ${documents.map((document) => this.#document(document, icon))}
      </ul>`;
  }

  /** Kinds that only a newer Samphire knows: told, not hidden. */
  #unknown(documents: readonly DocumentSummary[]): TemplateResult | typeof nothing {
    if (documents.length === 0) return nothing;
    return html`<ul class="documents">
      ${documents.map(
        ({ title }) =>
          html`<li class="quiet">
            <bdi>${title || this.t.home.untitled}</bdi>: ${this.t.home.unknownKind}
          </li>`,
      )}
    </ul>`;
  }

  #document(document: DocumentSummary, icon: IconName): TemplateResult {
    const { home } = this.t;
    return html`<li class="document">
      <a
        class="choice"
        href=${hashFromRoute({
          name: 'document',
          group: this.ordinal,
          kind: document.kind,
          document: document.id,
        })}
      >
        <wa-icon name=${icon}></wa-icon>
        <span class="words">
          <bdi class="title">${document.title || home.untitled}</bdi>
          ${this.#readers(document.id)}
        </span>
        <wa-icon class="onward" name="chevron-right"></wa-icon>
      </a>
      ${
        this.group.status().obstacle === undefined
          ? html`<wa-button
            class="put-away"
            appearance="plain"
            @click=${() => this.#archive(document.id, true)}
          >
            <wa-icon
              name="archive"
              label=${home.archiveOne(document.title || home.untitled)}
            ></wa-icon>
          </wa-button>`
          : nothing
      }
    </li>`;
  }

  /** Who has the document on the screen now. */
  #readers(id: string): TemplateResult | typeof nothing {
    const readers = this.group
      .members()
      .filter((member) => member.isPresent && !member.isMe && member.openDocument === id);
    if (readers.length === 0) return nothing;
    return html`<span class="quiet small"
      >${readers.map(
        (member, index) => html`${index === 0 ? nothing : ', '}<bdi>${member.handle}</bdi>`,
      )}: ${this.t.home.inDocument}</span
    >`;
  }

  #archivedNews(): TemplateResult | typeof nothing {
    const id = this.archivedId;
    if (id === undefined) return nothing;
    return html`${message(
      'news',
      this.t.home.archived,
      html`<wa-button appearance="outlined" @click=${() => this.#archive(id, false)}
        >${this.t.home.restore}</wa-button
      >`,
    )}`;
  }

  #archive(id: string, isArchived: boolean): void {
    const done = this.group.archiveDocument(id, isArchived);
    this.trouble = done.ok ? undefined : this.sentence(done.refusal);
    this.archivedId = done.ok && isArchived ? id : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-home-screen': HomeScreen;
  }
}
