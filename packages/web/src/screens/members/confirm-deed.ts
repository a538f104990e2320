/**
 * The one confirmation before a deed that governs the group: what will happen in plain words, then
 * what has happened. Told with `samphire-done` (its detail is the sentence) and `samphire-closed`.
 * While a deed is being done the dialog stays, so that nobody wonders whether it was.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { fill, fillText } from '../../parts/fill.ts';
import { message } from '../../parts/message.ts';
import type { Exposure, OpenGroup } from '../../state/core.ts';
import { deedIcon, deedWords, isGrave, type DeedWords } from './deed-words.ts';
import { changesKeys, doDeed, targetOf, type Deed } from './deeds.ts';
import { exposure } from './exposure.ts';
import './key-receipts.ts';

type Stage =
  | { readonly name: 'asking'; readonly trouble?: string }
  | { readonly name: 'working' }
  | { readonly name: 'done'; readonly exposure?: Exposure };

@customElement('samphire-confirm-deed')
export class ConfirmDeed extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      wa-dialog {
        --width: min(34rem, calc(100vw - 1rem));
      }
      wa-dialog::part(header) {
        padding-block: 1rem 0;
        align-items: start;
      }
      wa-dialog::part(body) {
        padding-block: 0.75rem 1.25rem;
      }
      wa-dialog::part(footer) {
        padding-block-start: 0.75rem;
        border-block-start: 1px solid var(--line);
      }
      h3 {
        padding-block-start: 0.25rem;
      }
      .exposure {
        display: grid;
        gap: 0.5rem;
      }
      .titles {
        display: grid;
        gap: 0.25rem;
        padding-inline-start: 1.25rem;
        list-style: disc;
        font-weight: 600;
      }
      .stage {
        display: grid;
        gap: 1rem;
        outline: none;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  /** What is asked; nothing closes the dialog. */
  @property({ attribute: false }) deed: Deed | undefined;
  @state() private stage: Stage = { name: 'asking' };
  /** As it was when it was asked: the group changes while it is done. */
  #asked: { readonly deed: Deed; readonly changesKeys: boolean } | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('deed') || this.deed === undefined) return;
    this.stage = { name: 'asking' };
    this.#asked = { deed: this.deed, changesKeys: changesKeys(this.deed, this.group) };
  }

  override render(): TemplateResult | typeof nothing {
    const asked = this.#asked;
    if (asked === undefined) return nothing;
    const words = deedWords(asked.deed, asked.changesKeys, this.t);
    const isDone = this.stage.name === 'done';
    return html`<wa-dialog
      label=${isDone ? this.t.members.deeds.doneTitle : fillText(words.title, { who: words.who })}
      ?open=${this.deed !== undefined}
      @wa-hide=${this.#hide}
      @wa-after-hide=${this.#hidden}
    >
      <div class="stage" tabindex="-1">${this.#stage(asked.deed, words)}</div>
      <div slot="footer" class="row">${this.#answers(asked.deed, words)}</div>
    </wa-dialog>`;
  }

  #stage(deed: Deed, words: DeedWords): unknown {
    const { stage, t } = this;
    const target = targetOf(deed);
    if (stage.name === 'done')
      return html`${message('news', html`${fill(words.done, { who: words.who })}`)}
      ${
        stage.exposure === undefined
          ? nothing
          : exposure(stage.exposure, this.group.documents(), true, t)
      }
      <samphire-key-receipts .group=${this.group}></samphire-key-receipts>`;
    return html`${words.what.map((sentence) => html`<p>${fill(sentence, { who: words.who })}</p>`)}
    ${
      target === undefined
        ? nothing
        : exposure(this.group.exposureOf(target), this.group.documents(), false, t)
    }
    ${stage.name === 'asking' ? message('refusal', stage.trouble) : nothing}`;
  }

  #answers(deed: Deed, words: DeedWords): TemplateResult {
    const { app, members } = this.t;
    if (this.stage.name === 'done')
      return html`<wa-button variant="brand" data-dialog="close">${app.close}</wa-button>`;
    const isWorking = this.stage.name === 'working';
    return html`<wa-button
        variant=${isGrave(deed) ? 'danger' : 'brand'}
        ?loading=${isWorking}
        @click=${() => this.#do(deed, words)}
      >
        <wa-icon slot="start" name=${deedIcon(deed)}></wa-icon>${
          isWorking ? members.deeds.working : words.confirm
        }
      </wa-button>
      <wa-button appearance="outlined" data-dialog="close" ?disabled=${isWorking}
        >${app.cancel}</wa-button
      >`;
  }

  async #do(deed: Deed, words: DeedWords): Promise<void> {
    if (this.stage.name !== 'asking') return;
    this.stage = { name: 'working' };
    const done = await doDeed(this.group, deed).catch((error: unknown) => {
      this.stage = { name: 'asking', trouble: this.t.app.broken };
      throw error;
    });
    if (!done.ok) {
      this.stage = { name: 'asking', trouble: this.sentence(done.refusal) };
      return;
    }
    const detail = fillText(words.done, { who: words.who });
    this.dispatchEvent(new CustomEvent<string>('samphire-done', { detail, bubbles: true }));
    // New keys are worth a look at who has them; anything else is said where one was.
    if (this.#asked?.changesKeys === true) {
      await this.#show(done.value);
      return;
    }
    this.stage = { name: 'asking' };
    this.#close();
  }

  async #show(found: Exposure | undefined): Promise<void> {
    this.stage = found === undefined ? { name: 'done' } : { name: 'done', exposure: found };
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.stage')?.focus();
  }

  readonly #hide = (event: Event): void => {
    if (event.target === event.currentTarget && this.stage.name === 'working')
      event.preventDefault();
  };

  readonly #hidden = (event: Event): void => {
    if (event.target !== event.currentTarget) return;
    // What was asked is kept until the dialog has gone, so that its words do not change meanwhile.
    this.#asked = undefined;
    this.stage = { name: 'asking' };
    this.#close();
    this.requestUpdate();
  };

  #close(): void {
    this.dispatchEvent(new Event('samphire-closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-confirm-deed': ConfirmDeed;
  }
}
