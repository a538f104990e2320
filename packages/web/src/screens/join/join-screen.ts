/**
 * The newcomer's side of joining: what the invite says, a handle, then the four words and the wait.
 * The invite's fragment is held in memory only.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import { fragmentFromPaste } from '../../app/router.ts';
import { fourWords } from '../../parts/four-words.ts';
import { handleCharsMax } from '../../parts/lengths.ts';
import { message } from '../../parts/message.ts';
import { textField } from '../../parts/text-field.ts';
import type { InviteFacts, Knocking } from '../../state/core.ts';
import type { Session } from '../../state/session.ts';
import { formStyles } from '../../style/forms.ts';
import { wordsStyles } from '../../style/words.ts';

/** As core's limit for a link, so that a paste too long is refused with core's own reason. */
const linkCharsMax = 8_192;

@customElement('samphire-join-screen')
export class JoinScreen extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    formStyles,
    wordsStyles,
    css`
      .facts {
        padding: 1rem;
        display: grid;
        gap: 0.25rem;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private pasted = '';
  @state() private fragment: string | undefined;
  @state() private handle = '';
  @state() private isWorking = false;
  @state() private trouble: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.fragment ??= router.takeInvite();
  }

  override render(): TemplateResult {
    this.follow('session', this.session);
    const knocking = this.session.knocking();
    if (knocking !== undefined) return this.#wait(knocking);
    if (this.fragment === undefined) return this.#ask();
    const invite = this.session.readInvite(this.fragment);
    return invite.ok ? this.#form(invite.value) : this.#ask(this.sentence(invite.refusal));
  }

  protected override updated(): void {
    const group = this.session.knocking()?.group();
    if (group === undefined) return;
    const ordinal = this.session.ordinalOf(group.id);
    if (ordinal === undefined) return;
    this.session.doneKnocking();
    router.replace({ name: 'home', group: ordinal });
  }

  #ask(refusal?: string): TemplateResult {
    const { join } = this.t;
    return html`<form class="form" novalidate @submit=${this.#look}>
      <h1>${join.pasteTitle}</h1>
      ${message('refusal', refusal)}
      ${textField({
        label: join.paste,
        hint: join.pasteHint,
        value: this.pasted,
        charsMax: linkCharsMax,
        onText: (text) => (this.pasted = text),
      })}
      <wa-button type="submit" variant="brand">${join.read}</wa-button>
    </form>`;
  }

  #form(invite: InviteFacts): TemplateResult {
    const { join } = this.t;
    return html`<form class="form" novalidate @submit=${this.#knock}>
      <h1>${join.title}</h1>
      <section class="sheet facts" aria-label=${join.facts}>
        <p>${join.confersNothing}</p>
        <p class="quiet small">
          ${join.endsOn(invite.expiresAt)} · ${join.relays(invite.relays.length)}
        </p>
      </section>
      ${textField({
        label: join.handle,
        hint: join.handleHint,
        value: this.handle,
        charsMax: handleCharsMax,
        onText: (text) => (this.handle = text),
      })}
      ${message('refusal', this.trouble)}
      <wa-button type="submit" variant="brand" ?disabled=${this.isWorking}
        >${this.isWorking ? join.knocking : join.knock}</wa-button
      >
    </form>`;
  }

  #wait(knocking: Knocking): TemplateResult {
    const { join } = this.t;
    if (knocking.state === 'refused')
      return html`<div class="form">
        <h1>${join.refusedTitle}</h1>
        ${message(
          'refusal',
          knocking.refusal === undefined ? join.refusedTitle : this.sentence(knocking.refusal),
        )}
        <wa-button variant="brand" @click=${this.#stop}>${join.another}</wa-button>
      </div>`;
    const words = knocking.words();
    const isIn = knocking.state === 'welcomed';
    return html`<div class="form">
      <h1>${join.wordsTitle}</h1>
      ${
        words === undefined
          ? html`<p role="status">${join.wordsComing}</p>`
          : html`${fourWords(words, join.wordsTitle)}
            <p>${join.wordsRead}</p>`
      }
      <section class="sheet facts" role="status">
        <h2>${isIn ? join.admitted : join.waiting}</h2>
        ${isIn ? nothing : html`<p class="quiet">${join.waitingWhat}</p>`}
      </section>
      ${navigator.onLine ? nothing : message('warning', join.offline)}
      ${
        isIn
          ? nothing
          : html`<wa-button appearance="outlined" @click=${this.#stop}>${join.stop}</wa-button>`
      }
    </div>`;
  }

  readonly #look = (event: SubmitEvent): void => {
    event.preventDefault();
    this.fragment = fragmentFromPaste(this.pasted);
  };

  readonly #knock = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fragment = this.fragment;
    if (this.isWorking || fragment === undefined) return;
    const handle = this.handle.trim();
    this.trouble = handle === '' ? this.sentence({ type: 'handle-empty' }) : undefined;
    if (handle === '') return;
    this.isWorking = true;
    try {
      const knocked = await this.session.knock({ fragment, handle });
      if (!knocked.ok) this.trouble = this.sentence(knocked.refusal);
    } finally {
      this.isWorking = false;
    }
  };

  readonly #stop = (): void => {
    this.session.stopKnocking();
    this.fragment = undefined;
    this.pasted = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-join-screen': JoinScreen;
  }
}
