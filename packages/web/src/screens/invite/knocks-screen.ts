/**
 * Who knocks: handle and four words, to be compared with what the newcomer reads out. A knock is let
 * in, turned away with or without a reason, or left where it is.
 */
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
import './decline-form.ts';

interface Answered {
  readonly id: string;
  readonly handle: string;
  readonly answer: 'admitted' | 'declined';
}

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
      h1:focus {
        outline: none;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private trouble: string | undefined;
  /** Who was answered while this screen was open. */
  @state() private answered: readonly Answered[] = [];
  /** The knock that is being turned away. */
  @state() private declining: string | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { knocks } = this.t;
    const waiting = this.group.knocks();
    return html`<div class="stack">
      <h1 tabindex="-1">${knocks.title}</h1>
      ${message('refusal', this.trouble)}
      ${this.answered.map(({ handle, answer }) =>
        message(
          answer === 'admitted' ? 'news' : 'note',
          html`${knocks[answer]} <bdi>${handle}</bdi>`,
        ),
      )}
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
      ${knock.purpose === 'own-device' ? message('note', knocks.ownDevice) : nothing}
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
    if (this.declining === knock.id)
      return html`<samphire-decline-form
        .group=${this.group}
        .knock=${knock}
        @samphire-knock-declined=${() => this.#declined(knock)}
        @samphire-decline-left=${() => this.#leaveDecline(knock)}
      ></samphire-decline-form>`;
    return html`<div class="row">
      <wa-button
        variant="brand"
        ?disabled=${knock.words === undefined}
        @click=${() => this.#admit(knock)}
      >
        <wa-icon slot="start" name="door"></wa-icon>${knocks.admit}
      </wa-button>
      <wa-button
        id=${`decline-${knock.id}`}
        appearance="outlined"
        @click=${() => this.#beginDecline(knock)}
      >
        <wa-icon slot="start" name="xmark"></wa-icon>${knocks.decline}
      </wa-button>
    </div>`;
  }

  async #admit({ id, handle }: KnockView): Promise<void> {
    const admitted = await this.group.admit(id);
    this.trouble = admitted.ok ? undefined : this.sentence(admitted.refusal);
    if (admitted.ok) await this.#answer({ id, handle, answer: 'admitted' });
  }

  async #beginDecline({ id }: KnockView): Promise<void> {
    this.declining = id;
    await this.updateComplete;
    this.renderRoot.querySelector('samphire-decline-form')?.focus();
  }

  async #leaveDecline({ id }: KnockView): Promise<void> {
    this.declining = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#decline-${id}`)?.focus();
  }

  async #declined({ id, handle }: KnockView): Promise<void> {
    this.declining = undefined;
    await this.#answer({ id, handle, answer: 'declined' });
  }

  /** What had the focus goes with the knock; what happened stands at the top. */
  async #answer(answered: Answered): Promise<void> {
    this.answered = [...this.answered, answered];
    await this.updateComplete;
    this.renderRoot.querySelector('h1')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-knocks-screen': KnocksScreen;
  }
}
