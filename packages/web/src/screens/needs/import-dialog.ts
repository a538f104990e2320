/**
 * Imports a list: choose a file, see what was understood and what was not, then write it or leave
 * it. Nothing is written before the button that says how many lines it will be.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import type { NeedsImport } from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { message } from '../../parts/message.ts';
import { draftsFrom, firstChoices, summaryOf } from './import-model.ts';
import type { ImportChoices } from './import-model.ts';
import { importStyles } from './import-styles.ts';
import type { NeedsList } from './needs-list.ts';
import { readImport } from './read-import.ts';
import type { Reading } from './read-import.ts';
import { typedDirection } from './typed-direction.ts';
import { writeImport } from './write-import.ts';
import './import-preview.ts';

type Stage =
  | { readonly name: 'choosing' }
  | { readonly name: 'reading'; readonly reading: Reading }
  | { readonly name: 'preview'; readonly found: NeedsImport }
  | { readonly name: 'writing'; readonly total: number; readonly stop: AbortController }
  | { readonly name: 'stopped'; readonly count: number }
  /** All is written; the dialog closes. */
  | { readonly name: 'done' };

const fileTypes = '.csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain';

@customElement('samphire-needs-import')
export class SamphireNeedsImport extends SamphireElement {
  static override styles = [SamphireElement.styles, importStyles];

  @property({ attribute: false }) list!: NeedsList;

  @state() private stage: Stage = { name: 'choosing' };
  @state() private choices: ImportChoices = firstChoices;
  @state() private pasted = '';
  @state() private written = 0;
  @state() private refusal: string | undefined;
  @state() private isOpen = false;
  @state() private isOver = false;
  @query('input[type=file]') private file!: HTMLInputElement;
  @query('.stage') private stageElement!: HTMLElement;

  protected override firstUpdated(): void {
    this.isOpen = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWork();
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`<wa-dialog
      label=${t.needs.import.title}
      ?open=${this.isOpen}
      @wa-hide=${this.#onHide}
      @wa-after-hide=${this.#onHidden}
      @dragover=${this.#onDragOver}
      @dragleave=${this.#onDragLeave}
      @drop=${this.#onDrop}
    >
      <div class="stage ${this.isOver ? 'is-over' : ''}" tabindex="-1">
        ${message('refusal', this.refusal)} ${this.#stage()}
      </div>
      <div slot="footer" class="actions">${this.#actions()}</div>
    </wa-dialog>`;
  }

  #stage(): TemplateResult | typeof nothing {
    const { t, stage } = this;
    switch (stage.name) {
      case 'choosing':
        return this.#choosing();
      case 'reading':
        return html`<p role="status">${t.needs.import.reading}</p>`;
      case 'preview':
        return html`<samphire-needs-import-preview
          .found=${stage.found}
          .choices=${this.choices}
          @choices-change=${(event: CustomEvent<ImportChoices>) => {
            this.choices = event.detail;
          }}
        ></samphire-needs-import-preview>`;
      case 'writing':
        return html`<p id="progress" role="status">
            ${t.needs.import.importing(this.written, stage.total)}
          </p>
          <progress aria-labelledby="progress" max=${stage.total} .value=${this.written}></progress>`;
      case 'stopped':
        return html`<p role="status">${t.needs.import.stopped(stage.count)}</p>`;
      case 'done':
        return nothing;
    }
  }

  #choosing(): TemplateResult {
    const { t } = this;
    return html`<p>${t.needs.import.lead}</p>
      <div class="drop">
        <wa-button variant="brand" autofocus @click=${() => this.file.click()}>
          <wa-icon slot="start" name="upload"></wa-icon>${t.needs.import.choose}
        </wa-button>
        <span class="quiet small">${t.needs.import.orDrop}</span>
        <input
          type="file"
          hidden
          accept=${fileTypes}
          aria-label=${t.needs.import.choose}
          @change=${this.#onFile}
        />
      </div>
      <wa-textarea
        label=${t.needs.import.paste}
        hint=${t.needs.import.pasteHint}
        rows="4"
        spellcheck="false"
        .value=${this.pasted}
        @input=${(event: Event) => {
          this.pasted = (event.target as WaTextarea).value ?? '';
        }}
        ${ref(typedDirection)}
      ></wa-textarea>`;
  }

  #actions(): TemplateResult {
    const { t, stage } = this;
    const close = html`<wa-button appearance="outlined" @click=${this.#close}>
      ${stage.name === 'stopped' || stage.name === 'done' ? t.needs.import.close : t.needs.import.cancel}
    </wa-button>`;
    switch (stage.name) {
      case 'choosing':
        return html`${
          this.pasted.trim() === ''
            ? nothing
            : html`<wa-button variant="brand" class="main" @click=${() => this.#read(this.pasted)}>
              ${t.needs.import.readPasted}
            </wa-button>`
        }${close}`;
      case 'preview': {
        const { writes } = summaryOf(stage.found, this.choices);
        return html`<wa-button
            variant="brand"
            class="main"
            ?disabled=${writes === 0}
            @click=${() => this.#write(stage.found)}
            >${
              writes === 0 ? t.needs.import.nothingToImport : t.needs.import.importLines(writes)
            }</wa-button
          ><wa-button appearance="outlined" @click=${this.#startAgain}
            >${t.needs.import.another}</wa-button
          >${close}`;
      }
      case 'writing':
        return html`<wa-button appearance="outlined" @click=${() => stage.stop.abort()}
          >${t.needs.import.stop}</wa-button
        >`;
      default:
        return close;
    }
  }

  async #read(input: string | File): Promise<void> {
    const view = this.list.view();
    if (!view.ok) return;
    this.refusal = undefined;
    try {
      const content = typeof input === 'string' ? input : new Uint8Array(await input.arrayBuffer());
      const reading = readImport(content, view.value);
      await this.#enter({ name: 'reading', reading });
      const found = await reading.found;
      if (found === undefined || !this.isConnected) return;
      this.choices = firstChoices;
      await this.#enter({ name: 'preview', found });
    } catch {
      // A file that was moved or that the device keeps locked; nothing of it was read.
      this.refusal = this.t.needs.import.unreadable;
      await this.#enter({ name: 'choosing' });
    }
  }

  async #write(found: NeedsImport): Promise<void> {
    const { t } = this;
    const drafts = draftsFrom(found, this.choices);
    const stop = new AbortController();
    this.written = 0;
    await this.#enter({ name: 'writing', total: drafts.length, stop });
    const written = await writeImport(this.list, drafts, stop.signal, (count) => {
      this.written = count;
    });
    if (written.refusal !== undefined)
      this.refusal = sentenceFor(t.needs.refusals, written.refusal);
    if (!this.isConnected) return;
    if (written.count < drafts.length) {
      await this.#enter({ name: 'stopped', count: written.count });
      return;
    }
    this.dispatchEvent(
      new CustomEvent('needs-news', { detail: t.needs.import.done(written.count) }),
    );
    this.stage = { name: 'done' };
    this.#close();
  }

  /** What is shown changes altogether: the focus goes with it. */
  async #enter(stage: Stage): Promise<void> {
    this.stage = stage;
    await this.updateComplete;
    this.stageElement.focus();
  }

  #stopWork(): void {
    if (this.stage.name === 'reading') this.stage.reading.stop();
    if (this.stage.name === 'writing') this.stage.stop.abort();
  }

  readonly #startAgain = (): void => {
    this.refusal = undefined;
    this.pasted = '';
    void this.#enter({ name: 'choosing' });
  };
  readonly #close = (): void => {
    this.isOpen = false;
  };
  readonly #onHide = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    // While lines are being written, closing means to stop; what follows says what was written.
    if (this.stage.name === 'writing') {
      event.preventDefault();
      this.stage.stop.abort();
    }
  };
  readonly #onHidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    this.#stopWork();
    this.dispatchEvent(new CustomEvent('import-closed'));
  };
  readonly #onFile = (): void => {
    const file = this.file.files?.[0];
    if (file !== undefined) void this.#read(file);
    // The same file can be chosen again after it was mended.
    this.file.value = '';
  };
  readonly #onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = this.stage.name === 'choosing' || this.stage.name === 'preview';
  };
  readonly #onDragLeave = (): void => {
    this.isOver = false;
  };
  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const isReady = this.isOver;
    this.isOver = false;
    const file = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (!isReady) return;
    if (file !== undefined) void this.#read(file);
    else if (text !== '') void this.#read(text);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-import': SamphireNeedsImport;
  }
}
