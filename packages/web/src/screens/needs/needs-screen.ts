/**
 * A needs list on the screen: who is here, search, lines by tier, and the ways to add, import and
 * export. What one does with a line happens in the panel; how a line looks is `line-row.ts`.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { DocumentId, OpenGroup, WriteRefusal } from '@samphire/core/group/types';
import { writeNeedsCsv } from '@samphire/core/kinds/needs/write-csv';
import type { NeedsView } from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import { writeObstacle } from '../../state/write-obstacle.ts';
import { announceArrivals } from './arrivals.ts';
import type { ArrivalVoice } from './arrivals.ts';
import { downloadText } from './download.ts';
import { isFiltering, noFilter, withoutStale } from './filter-state.ts';
import type { FilterState } from './filter-state.ts';
import { rememberFocus } from '../../parts/focus-return.ts';
import type { SamphireNeedsLines } from './needs-lines.ts';
import { openNeedsList } from './needs-list.ts';
import type { NeedsList } from './needs-list.ts';
import type { PanelTask } from './panel-task.ts';
import { listHead, troubles } from './screen-parts.ts';
import { createSelector } from './selection.ts';
import { screenStyles } from './screen-styles.ts';
import './filter-bar.ts';
import './needs-lines.ts';

/** Long enough to be read twice, slowly. */
const newsMs = 12_000;
/** By then the list stands. */
const panelDelayMs = 1_000;

@customElement('samphire-needs-screen')
export class SamphireNeedsScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, screenStyles];

  @property({ attribute: false }) group: OpenGroup | undefined;
  @property({ attribute: false }) documentId: DocumentId | undefined;

  @state() private list: NeedsList | undefined;
  @state() private refusal: WriteRefusal | undefined;
  @state() private filter: FilterState = noFilter;
  @state() private task: PanelTask | undefined;
  @state() private isImporting = false;
  @state() private news: string | undefined;
  @state() private spoken = '';
  @query('h1') private heading!: HTMLElement;
  @query('samphire-needs-lines') private lines!: SamphireNeedsLines | null;

  readonly #select = createSelector();
  #newsTimer: ReturnType<typeof setTimeout> | undefined;
  #voice: ArrivalVoice | undefined;
  #giveFocusBack: (() => void) | undefined;

  protected override firstUpdated(): void {
    // In good time, so that the first touch finds it.
    setTimeout(() => void loadPanel(), panelDelayMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#open();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('group') || changed.has('documentId')) this.#open();
  }

  #open(): void {
    this.#close();
    const { group, documentId } = this;
    if (group === undefined || documentId === undefined) return;
    const opened = group.openDocument(documentId);
    this.refusal = opened.ok ? undefined : opened.refusal;
    if (!opened.ok) return;
    this.list = openNeedsList(group, opened.value);
    this.follow('list', this.list);
    this.follow('group', group);
    group.showPresence(documentId);
    this.#voice = announceArrivals(
      this.list,
      () => this.t,
      this.#handleOf,
      (sentence) => {
        this.spoken = sentence;
      },
    );
  }

  #close(): void {
    this.#voice?.stop();
    this.#voice = undefined;
    if (this.list === undefined) return;
    this.follow('list', undefined);
    this.follow('group', undefined);
    this.list.close();
    this.list = undefined;
    this.group?.showPresence(undefined);
  }

  readonly #handleOf = (member: string | undefined): string | undefined =>
    member === undefined
      ? undefined
      : this.group?.members().find((candidate) => candidate.id === member)?.handle;

  override render(): TemplateResult | typeof nothing {
    const { group, list } = this;
    if (this.refusal !== undefined) return html`${message('refusal', this.sentence(this.refusal))}`;
    if (group === undefined || list === undefined) return nothing;
    const view = list.view();
    if (!view.ok)
      return html`${listHead(group, this.documentId, this.t)}${message('refusal', this.sentence(view.refusal))}`;
    const hasLines = view.value.lineById.size > 0;
    const canWrite = this.#canWrite();
    const filter = withoutStale(this.filter, view.value, list.categories());
    const selection = this.#select(view.value, filter);
    return html`
      ${listHead(group, this.documentId, this.t)} ${message('note', this.#whyReadOnly())}
      ${troubles(view.value, this.t)}
      ${this.#tools(view.value, canWrite)}
      ${
        hasLines
          ? html`
            <samphire-needs-filter
              .view=${view.value}
              .categories=${list.categories()}
              .filter=${filter}
              .shown=${selection.shown}
              .all=${selection.all}
              @filter-change=${this.#onFilter}
            ></samphire-needs-filter>
            <samphire-needs-lines
              .groups=${selection.groups}
              .archived=${selection.archived}
              .marks=${list.marks()}
              .marksKey=${marksKey(list)}
              .selectionKey=${JSON.stringify(filter)}
              .isFiltered=${isFiltering(filter)}
              .canWrite=${canWrite}
              .handleOf=${this.#handleOf}
              @line-open=${this.#onLineOpen}
              @line-pledge=${this.#onLinePledge}
            ></samphire-needs-lines>
          `
          : this.#empty(canWrite)
      }
      <div class="foot">
        ${message('news', this.news)}
        ${canWrite && hasLines ? html`<div class="thumb-bar">${this.#addButton()}</div>` : nothing}
      </div>
      <p class="only-read-aloud" role="status" aria-live="polite">${this.spoken}</p>
      <samphire-needs-panel
        .list=${list}
        .view=${view.value}
        .canWrite=${canWrite}
        .task=${this.task}
        .handleOf=${this.#handleOf}
        @panel-task=${this.#onPanelTask}
        @panel-closed=${this.#onPanelClosed}
        @needs-news=${this.#onNews}
      ></samphire-needs-panel>
      ${
        this.isImporting
          ? html`<samphire-needs-import
            .list=${list}
            @import-closed=${this.#onImportClosed}
            @needs-news=${this.#onNews}
          ></samphire-needs-import>`
          : nothing
      }
    `;
  }

  #tools(view: NeedsView, canWrite: boolean): TemplateResult {
    const { t } = this;
    return html`<div class="row tools">
      ${
        canWrite && view.lineById.size > 0
          ? html`<span class="wide-only">${this.#addButton()}</span>`
          : nothing
      }
      ${
        canWrite && view.lineById.size > 0
          ? html`<wa-button class="tool" size="s" appearance="outlined" @click=${this.#startImport}>
            <wa-icon slot="start" name="upload"></wa-icon>${t.needs.list.import}
          </wa-button>`
          : nothing
      }
      ${
        view.lineById.size === 0
          ? nothing
          : html`<wa-button class="tool" size="s" appearance="outlined" @click=${this.#export}>
            <wa-icon slot="start" name="download"></wa-icon>${t.needs.list.export}
          </wa-button>`
      }
    </div>`;
  }

  #addButton(): TemplateResult {
    return html`<wa-button variant="brand" appearance="accent" class="add" @click=${this.#startAdding}>
      <wa-icon slot="start" name="plus"></wa-icon>${this.t.needs.list.add}
    </wa-button>`;
  }

  #empty(canWrite: boolean): TemplateResult {
    const { t } = this;
    return html`<div class="sheet empty stack">
      <h2>${t.needs.list.emptyTitle}</h2>
      ${
        canWrite
          ? html`<p class="quiet">${t.needs.list.emptyHint}</p>
            <div class="row">
              ${this.#addButton()}
              <wa-button appearance="outlined" @click=${this.#startImport}>
                <wa-icon slot="start" name="upload"></wa-icon>${t.needs.list.import}
              </wa-button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #canWrite(): boolean {
    return this.group !== undefined && this.group.status().obstacle === undefined;
  }

  #whyReadOnly(): string | undefined {
    // What keeps the browser from writing, or cuts this device off, stands above every screen.
    if (writeObstacle(globalThis) !== undefined) return undefined;
    const obstacle = this.group?.status().obstacle;
    if (obstacle?.type === 'reader') return this.t.needs.list.readOnly;
    return obstacle?.type === 'awaiting-admission' ? this.t.needs.list.waiting : undefined;
  }

  async #begin(task: PanelTask): Promise<void> {
    this.#tell(undefined);
    const line = 'line' in task ? task.line : undefined;
    this.#giveFocusBack = rememberFocus(() => this.lines?.focusable(line) ?? this.heading);
    await loadPanel();
    this.task = task;
  }

  /** Says what has been done, for a while. */
  #tell(news: string | undefined): void {
    clearTimeout(this.#newsTimer);
    this.news = news;
    if (news === undefined) return;
    this.#newsTimer = setTimeout(() => {
      this.news = undefined;
    }, newsMs);
  }

  readonly #onFilter = (event: CustomEvent<FilterState>): void => {
    this.filter = event.detail;
  };
  readonly #onLineOpen = (event: CustomEvent<string>): Promise<void> =>
    this.#begin({ name: 'line', line: event.detail });
  readonly #onLinePledge = (event: CustomEvent<string>): Promise<void> =>
    this.#begin({ name: 'pledge', line: event.detail, isDirect: true });
  readonly #startAdding = (): Promise<void> => this.#begin({ name: 'add' });
  readonly #onPanelTask = (event: CustomEvent<PanelTask | null>): void => {
    this.task = event.detail ?? undefined;
  };
  readonly #onPanelClosed = (): void => {
    this.task = undefined;
    this.#giveFocusBack?.();
    this.#giveFocusBack = undefined;
  };
  readonly #onNews = (event: CustomEvent<string>): void => {
    this.#tell(event.detail);
  };
  readonly #startImport = async (): Promise<void> => {
    this.#tell(undefined);
    this.#giveFocusBack = rememberFocus(() => this.heading);
    await import('./import-dialog.ts');
    this.isImporting = true;
  };
  readonly #onImportClosed = (): void => {
    this.isImporting = false;
    this.#giveFocusBack?.();
    this.#giveFocusBack = undefined;
  };
  readonly #export = (): void => {
    const view = this.list?.view();
    if (view?.ok !== true) return;
    const day = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
    downloadText(`${this.t.needs.list.fileName}-${day}.csv`, 'text/csv', writeNeedsCsv(view.value));
    this.#tell(this.t.needs.list.exported);
  };
}

/** Marks live in one map that changes in place; this changes with it, so that the list draws again. */
const marksKey = (list: NeedsList): string => [...list.marks()].join(' ');

/** Panel and forms are half of this screen's code, and none of it is needed to read a list. */
const loadPanel = (): Promise<unknown> => import('./line-panel.ts');

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-screen': SamphireNeedsScreen;
  }
}
