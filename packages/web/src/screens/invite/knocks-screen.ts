/** Who knocks: handle and four words, to be compared with what the newcomer reads out. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { SamphireElement } from '../../app/element.ts';
import { fourWords } from '../../parts/four-words.ts';
import { message } from '../../parts/message.ts';
import type { KnockView, OpenGroup } from '../../state/core.ts';
import { wordsStyles } from '../../style/words.ts';

@customElement('samphire-knocks-screen')
export class KnocksScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    wordsStyles,
    css`
      .knock {
        display: grid;
        gap: 1rem;
        padding: 1.25rem 1rem;
        max-inline-size: 40rem;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private trouble: string | undefined;
  /** Handles that were let in while this screen was open. */
  @state() private letIn: readonly string[] = [];

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { knocks } = this.t;
    const waiting = this.group.knocks();
    return html`<div class="stack">
      <h1>${knocks.title}</h1>
      ${message('refusal', this.trouble)}
      ${this.letIn.map((handle) => message('news', html`${knocks.admitted} <bdi>${handle}</bdi>`))}
      ${
        waiting.length === 0
          ? html`<p class="quiet" role="status">${knocks.none}</p>`
          : html`<p class="lead">${knocks.ask}</p>`
      }
      ${repeat(
        waiting,
        (knock) => knock.id,
        (knock) => this.#knock(knock),
      )}
    </div>`;
  }

  #knock(knock: KnockView): TemplateResult {
    const { knocks } = this.t;
    const id = `knock-${knock.id}`;
    return html`<article class="sheet knock" aria-labelledby=${id}>
      <div>
        <h2 id=${id}><bdi>${knock.handle}</bdi></h2>
        <p class="quiet small">${knocks.arrived(knock.arrivedAt)}</p>
      </div>
      ${knock.handleIsTaken ? message('warning', knocks.handleTaken) : nothing}
      ${
        knock.words === undefined
          ? html`<p class="quiet" role="status">${knocks.wordsComing}</p>`
          : fourWords(knock.words, knocks.words)
      }
      ${this.#answers(knock)}
    </article>`;
  }

  #answers(knock: KnockView): TemplateResult {
    const { knocks } = this.t;
    if (knock.state !== 'open')
      return html`<p role="status">
        ${knock.state === 'admitting' ? knocks.admitting : knocks.admittedState}
      </p>`;
    return html`<div class="row">
      <wa-button
        variant="brand"
        ?disabled=${knock.words === undefined}
        @click=${() => this.#admit(knock)}
      >
        <wa-icon slot="start" name="door"></wa-icon>${knocks.admit}
      </wa-button>
      <wa-button appearance="outlined" @click=${() => this.group.decline(knock.id)}
        >${knocks.notNow}</wa-button
      >
    </div>`;
  }

  async #admit({ id, handle }: KnockView): Promise<void> {
    const admitted = await this.group.admit(id);
    this.trouble = admitted.ok ? undefined : this.sentence(admitted.refusal);
    if (admitted.ok) this.letIn = [...this.letIn, handle];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-knocks-screen': KnocksScreen;
  }
}
