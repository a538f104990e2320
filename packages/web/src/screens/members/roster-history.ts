/** The history of who belongs, newest first, each sentence with the clock that it is by. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { fill } from '../../parts/fill.ts';
import type { OpenGroup } from '../../state/core.ts';
import { historySentences, type HistorySentence } from './history-words.ts';

/** As many as are read at once; older ones come when they are asked for. */
const shownFirst = 20;

@customElement('samphire-roster-history')
export class RosterHistory extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      section {
        display: grid;
        gap: 0.5rem;
        justify-items: start;
      }
      ol {
        inline-size: 100%;
      }
      li {
        display: grid;
        gap: 0.125rem;
        padding-block: 0.625rem;
        border-block-start: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private shown = shownFirst;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { history } = this.t.members;
    const sentences = historySentences(this.group.rosterHistory(), this.t);
    const older = sentences.length - this.shown;
    return html`<section aria-labelledby="history">
      <h2 id="history">${history.title}</h2>
      <p class="quiet">${history.lead}</p>
      <ol>
        ${sentences.slice(0, this.shown).map((sentence) => event(sentence))}
      </ol>
      ${
        older > 0
          ? html`<wa-button appearance="outlined" @click=${this.#more}
            >${history.older(Math.min(older, this.shown))}</wa-button
          >`
          : nothing
      }
    </section>`;
  }

  readonly #more = (): void => {
    this.shown *= 2;
  };
}

const event = ({ what, when, by, about }: HistorySentence): TemplateResult =>
  html`<li>
    <span>${fill(what, { by, about })}</span>
    <span class="quiet small">${fill(when, { by })}</span>
  </li>`;

declare global {
  interface HTMLElementTagNameMap {
    'samphire-roster-history': RosterHistory;
  }
}
