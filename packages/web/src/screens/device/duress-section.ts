/**
 * The second passphrase, which wipes. It is offered only after the very code that wipes has been
 * tried out here, on traces made for the purpose; what is honest to say stands before it.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { message } from '../../parts/message.ts';
import type { Leftover } from '../../state/erasing.ts';
import type { Locking } from '../../state/locking.ts';
import type { Wiping } from '../../state/wiping.ts';
import './passphrase-form.ts';
import type { PassphraseTask } from './passphrase-form.ts';

type Trial =
  | { readonly name: 'not-tried' }
  | { readonly name: 'trying' }
  | { readonly name: 'works' }
  | { readonly name: 'fails'; readonly left: readonly Leftover[] };

@customElement('samphire-duress-section')
export class DuressSection extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .stack {
        align-items: flex-start;
      }
      samphire-passphrase-form,
      wa-callout {
        align-self: stretch;
      }
    `,
  ];

  @property({ attribute: false }) locking!: Locking;
  @property({ attribute: false }) wiping!: Wiping;
  @state() private isSet = false;
  @state() private trial: Trial = { name: 'not-tried' };
  @state() private told: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#look());
  }

  override render(): TemplateResult {
    const { duress, wipe } = this.t.device;
    return html`<div class="stack">
      <p>${duress.lead}</p>
      <p>${wipe.law}</p>
      <p class="quiet">${wipe.remnants}</p>
      <p class="quiet">${duress.visible}</p>
      ${message('news', this.told)} ${this.isSet ? this.#set() : this.#notSet()}
    </div>`;
  }

  #set(): TemplateResult {
    const { duress } = this.t.device;
    return html`<p><strong>${duress.set}</strong></p>
      <samphire-passphrase-form
        .task=${
          {
            asksCurrent: true,
            submit: duress.remove,
            working: duress.working,
            run: (current) => this.locking.setDuress(current, undefined),
          } satisfies PassphraseTask
        }
        @samphire-done=${() => this.#done(duress.removed)}
      ></samphire-passphrase-form>`;
  }

  #notSet(): TemplateResult {
    const { duress, wipe } = this.t.device;
    const { trial } = this;
    if (trial.name === 'works')
      return html`${message('news', duress.works)}
        <samphire-passphrase-form
          .task=${
            {
              asksCurrent: true,
              fresh: duress.fresh,
              submit: duress.submit,
              working: duress.working,
              run: (current, fresh) => this.locking.setDuress(current, fresh),
            } satisfies PassphraseTask
          }
          @samphire-done=${() => this.#done(duress.done)}
        ></samphire-passphrase-form>`;
    return html`${
      trial.name === 'fails'
        ? message(
            'refusal',
            `${duress.fails} ${trial.left.map(({ what }) => wipe.left(what)).join(' ')}`,
          )
        : ''
    }
      <wa-button
        appearance="outlined"
        ?disabled=${trial.name === 'trying'}
        @click=${this.#tryOut}
        >${trial.name === 'trying' ? duress.trying : duress.try}</wa-button
      >`;
  }

  readonly #tryOut = async (): Promise<void> => {
    this.told = undefined;
    this.trial = { name: 'trying' };
    try {
      const left = await this.wiping.tryOut();
      this.trial = left.length === 0 ? { name: 'works' } : { name: 'fails', left };
    } catch (error) {
      this.trial = { name: 'fails', left: [] };
      throw new Error('samphire: wiping could not be tried out', { cause: error });
    }
  };

  async #look(): Promise<void> {
    this.isSet = await this.locking.hasDuress();
  }

  async #done(words: string): Promise<void> {
    await this.#look();
    this.trial = { name: 'not-tried' };
    this.told = words;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-duress-section': DuressSection;
  }
}
