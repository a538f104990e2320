/**
 * The panel of one line: at the side on a desk, from below on a phone. It shows the line, or one
 * form about it, and goes back to the line when the form is done. One dialog instead of several on
 * top of each other: less to close with a cold thumb, and the focus has one place to return to.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { changeLine } from '@samphire/core/kinds/needs/lines';
import type { LineView, NeedsView } from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { message } from '../../parts/message.ts';
import type { FormDone } from './form-element.ts';
import type { NeedsList } from './needs-list.ts';
import { panelStyles } from './panel-styles.ts';
import type { PanelTask } from './panel-task.ts';
import './line-details.ts';
import './line-form.ts';
import './pledge-form.ts';
import './receive-form.ts';
import './step-form.ts';

/** From this width on the list stays in sight beside the panel. */
const wideScreen = '(min-width: 45rem)';

@customElement('samphire-needs-panel')
export class SamphireNeedsPanel extends SamphireElement {
  static override styles = [SamphireElement.styles, panelStyles];

  @property({ attribute: false }) list!: NeedsList;
  @property({ attribute: false }) view!: NeedsView;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) task: PanelTask | undefined;
  @property({ attribute: false }) handleOf: (member: string | undefined) => string | undefined =
    () => undefined;

  @state() private news: string | undefined;
  @state() private refusal: string | undefined;
  @state() private isWide = matchMedia(wideScreen).matches;
  @query('.content') private content!: HTMLElement | null;

  /** What is drawn while the drawer closes. */
  #shown: PanelTask | undefined;
  readonly #width = matchMedia(wideScreen);
  readonly #onWidth = (): void => {
    this.isWide = this.#width.matches;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.#width.addEventListener('change', this.#onWidth);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#width.removeEventListener('change', this.#onWidth);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('task') || this.task === undefined) return;
    if (this.#shown === undefined || this.#shown.name !== 'line') this.refusal = undefined;
    if (this.task.name !== 'line') this.news = undefined;
    this.#shown = this.task;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Inside an open drawer a new content begins at its top, and the focus goes with it.
    if (!changed.has('task') || this.task === undefined || changed.get('task') === undefined)
      return;
    void this.#focusContent();
  }

  async #focusContent(): Promise<void> {
    const form = [...(this.content?.children ?? [])].find(
      (child) => child instanceof SamphireElement,
    );
    await form?.updateComplete;
    const first = form?.shadowRoot?.querySelector<HTMLElement>('[autofocus]');
    (first ?? this.content)?.focus();
  }

  override render(): TemplateResult {
    const task = this.#shown;
    const line =
      task !== undefined && 'line' in task ? this.view.lineById.get(task.line) : undefined;
    return html`<wa-drawer
      ?open=${this.task !== undefined}
      placement=${this.isWide ? 'end' : 'bottom'}
      light-dismiss
      @wa-after-show=${this.#onShown}
      @wa-after-hide=${this.#onHidden}
    >
      <bdi slot="label">${this.#title(task, line)}</bdi>
      <div class="content" tabindex="-1">
        ${task === undefined ? nothing : keyed(taskKey(task), this.#content(task, line))}
      </div>
      ${
        task?.name === 'line' && line !== undefined && this.canWrite ? this.#actions(line) : nothing
      }
    </wa-drawer>`;
  }

  #title(task: PanelTask | undefined, line: LineView | undefined): string {
    const { t } = this;
    switch (task?.name) {
      case undefined:
        return '';
      case 'add':
        return t.needs.form.addTitle;
      case 'line':
        return line?.item ?? t.needs.list.noItem;
      case 'edit':
        return t.needs.form.editTitle;
      case 'pledge':
        return t.needs.pledge.title;
      case 'receive':
        return t.needs.receive.title;
      case 'step':
        return t.needs.stepTitles[task.move];
    }
  }

  #content(task: PanelTask, line: LineView | undefined): unknown {
    const { t, list, view, handleOf } = this;
    if (task.name === 'add')
      return html`<samphire-needs-line-form
          .list=${list}
          .view=${view}
          @form-done=${this.#onDone}
          @form-cancel=${this.#close}
        ></samphire-needs-line-form>
        ${message('news', this.news)}`;
    if (line === undefined) return html`<p>${t.needs.line.gone}</p>`;
    if (task.name === 'line')
      return html`${message('refusal', this.refusal)}${message('news', this.news)}
        <samphire-needs-line
          .list=${list}
          .line=${line}
          .canWrite=${this.canWrite}
          .handleOf=${handleOf}
          @panel-task=${this.#onTask}
          @line-news=${this.#onLineNews}
          @line-refusal=${this.#onLineRefusal}
        ></samphire-needs-line>`;
    const about = html`<p class="about"><bdi>${line.item}</bdi></p>`;
    return html`${about}${this.#form(task, line)}`;
  }

  #form(task: Exclude<PanelTask, { name: 'add' | 'line' }>, line: LineView): TemplateResult {
    const { list, view, handleOf } = this;
    switch (task.name) {
      case 'edit':
        return html`<samphire-needs-line-form
          .list=${list}
          .view=${view}
          .line=${line}
          @form-done=${this.#onDone}
          @form-cancel=${this.#back}
        ></samphire-needs-line-form>`;
      case 'pledge':
        return html`<samphire-needs-pledge
          .list=${list}
          .view=${view}
          .line=${line}
          @form-done=${this.#onDone}
          @form-cancel=${this.#back}
        ></samphire-needs-pledge>`;
      case 'receive':
        return html`<samphire-needs-receive
          .list=${list}
          .view=${view}
          .line=${line}
          .pledgeId=${task.pledge}
          .handleOf=${handleOf}
          @form-done=${this.#onDone}
          @form-cancel=${this.#back}
        ></samphire-needs-receive>`;
      case 'step':
        return html`<samphire-needs-step
          .list=${list}
          .view=${view}
          .line=${line}
          .pledgeId=${task.pledge}
          .move=${task.move}
          @form-done=${this.#onDone}
          @form-cancel=${this.#back}
        ></samphire-needs-step>`;
    }
  }

  #actions(line: LineView): TemplateResult {
    const { t } = this;
    const go = (task: PanelTask) => (): void => this.#go(task);
    if (line.isArchived)
      return html`<div slot="footer" class="actions">
        <wa-button variant="brand" @click=${() => this.#archive(line, false)}>
          <wa-icon slot="start" name="restore"></wa-icon>${t.needs.line.bringBack}
        </wa-button>
      </div>`;
    return html`<div slot="footer" class="actions">
      <wa-button variant="brand" @click=${go({ name: 'pledge', line: line.id })}
        >${t.needs.line.pledge}</wa-button
      >
      <wa-button variant="brand" appearance="outlined" @click=${go({ name: 'receive', line: line.id })}
        >${t.needs.line.receive}</wa-button
      >
      <wa-button appearance="outlined" @click=${go({ name: 'edit', line: line.id })}
        >${t.needs.line.edit}</wa-button
      >
      <wa-button appearance="outlined" @click=${() => this.#archive(line, true)}
        >${t.needs.line.archive}</wa-button
      >
    </div>`;
  }

  #archive(line: LineView, isArchived: boolean): void {
    const { t } = this;
    const changed = changeLine(this.list.doc, line.id, { isArchived });
    if (!changed.ok) {
      this.refusal = sentenceFor(t.needs.refusals, changed.refusal);
      return;
    }
    this.#tellNews(isArchived ? t.needs.line.archived : t.needs.line.broughtBack);
    this.#close();
  }

  /** Nothing to go to closes the panel; an event can say "nothing" only as null. */
  #go(task: PanelTask | null): void {
    this.dispatchEvent(new CustomEvent<PanelTask | null>('panel-task', { detail: task }));
  }

  #tellNews(news: string): void {
    this.dispatchEvent(new CustomEvent('needs-news', { detail: news }));
  }

  readonly #close = (): void => this.#go(null);
  readonly #back = (): void => {
    const { task } = this;
    if (task === undefined || !('line' in task)) this.#close();
    else if (task.name === 'pledge' && task.isDirect === true) this.#close();
    else this.#go({ name: 'line', line: task.line });
  };
  readonly #onTask = (event: CustomEvent<PanelTask>): void => {
    event.stopPropagation();
    this.#go(event.detail);
  };
  readonly #onLineNews = (event: CustomEvent<string>): void => {
    this.refusal = undefined;
    this.news = event.detail;
  };
  readonly #onLineRefusal = (event: CustomEvent<string>): void => {
    this.news = undefined;
    this.refusal = event.detail;
  };
  readonly #onDone = (event: CustomEvent<FormDone>): void => {
    const { news, another } = event.detail;
    if (another === true) {
      this.news = news;
      void this.#focusContent();
      return;
    }
    const { task } = this;
    if (task?.name === 'add' || (task?.name === 'pledge' && task.isDirect === true)) {
      this.#tellNews(news);
      this.#close();
      return;
    }
    this.#back();
    this.news = news;
  };
  readonly #onShown = (event: Event): void => {
    if (event.target === event.currentTarget) void this.#focusContent();
  };
  readonly #onHidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    this.#shown = undefined;
    this.news = undefined;
    this.dispatchEvent(new CustomEvent('panel-closed'));
    this.requestUpdate();
  };
}

const taskKey = (task: PanelTask): string => JSON.stringify(task);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-panel': SamphireNeedsPanel;
  }
}
