/** What needs hands today: the urgent lines of every list that are still open, the first few named. */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { hashFromRoute } from '../../app/router.ts';
import type { OpenGroup } from '../../state/core.ts';
import { isUnit, needsKind, type UnitTotal } from '../../state/core-needs.ts';
import { type ListDigest, type TodayDigest, type UrgentLine, watchToday } from './today-digest.ts';

/** Lines of one list that are named; more than a glance takes in stays in the list. */
const namedLinesMax = 5;
const thousand = 1000;

@customElement('samphire-today')
export class Today extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      section {
        display: grid;
        gap: 0.75rem;
      }
      .list {
        display: block;
        padding: 1rem;
        border: 1px solid var(--amber-line);
        border-inline-start: 0.375rem solid var(--amber);
        border-radius: var(--wa-border-radius-l);
        background: var(--sheet);
        color: inherit;
        text-decoration: none;
      }
      .list:hover {
        background: var(--amber-wash);
      }
      .title {
        font-weight: 600;
      }
      .count {
        color: var(--amber);
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: 0.25rem;
        padding-block-start: 0.5rem;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
      }
      li span {
        text-align: end;
        flex: none;
        max-inline-size: 55%;
      }
      .nothing {
        display: flex;
        align-items: center;
        gap: 0.625rem;
        color: var(--ink-quiet);
      }
      .nothing wa-icon {
        color: var(--green);
        font-size: 1.25rem;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;
  @state() private digest: TodayDigest | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('group')) this.#watch();
  }

  #watch(): void {
    this.#stop();
    this.digest = watchToday(this.group);
    this.follow('digest', this.digest);
  }

  #stop(): void {
    this.follow('digest', undefined);
    this.digest?.stop();
    this.digest = undefined;
  }

  override render(): TemplateResult {
    const { home, app } = this.t;
    const lists = this.digest?.lists() ?? [];
    const isWhole = this.digest?.isWhole() ?? false;
    return html`<section aria-labelledby="today">
      <h2 id="today">${home.today}</h2>
      ${lists.map((list) => this.#list(list))}
      ${
        lists.length > 0
          ? nothing
          : html`<p class="nothing" role="status">
            <wa-icon name=${isWhole ? 'tick-circle' : 'clock'}></wa-icon
            ><span>${isWhole ? home.nothingUrgent : app.loading}</span>
          </p>`
      }
    </section>`;
  }

  #list({ document, title, urgent }: ListDigest): TemplateResult {
    const { home, needs } = this.t;
    const named = urgent.slice(0, namedLinesMax);
    const rest = urgent.length - named.length;
    return html`<a
      class="list"
      href=${hashFromRoute({ name: 'document', group: this.ordinal, kind: needsKind.name, document })}
    >
      <span class="row spread">
        <bdi class="title">${title || home.untitled}</bdi>
        <span class="count">${needs.urgentLines(urgent.length)}</span>
      </span>
      <ul>
        ${named.map((line) => this.#line(line))}
        ${rest === 0 ? nothing : html`<li class="quiet">${home.andMore(rest)}</li>`}
      </ul>
    </a>`;
  }

  #line({ item, open }: UrgentLine): TemplateResult {
    const { needs } = this.t;
    const amounts = open.map((total) => needs.totals.open(this.#amount(total)));
    return html`<li>
      <bdi>${item || needs.list.noItem}</bdi
      >${
        amounts.length === 0
          ? nothing
          : html`<span class="quiet small">${this.t.formats.list(amounts)}</span>`
      }
    </li>`;
  }

  #amount({ unit, openThousandths }: UnitTotal): string {
    const { needs } = this.t;
    const count = openThousandths / thousand;
    return isUnit(unit) ? needs.amounts[unit](count) : needs.amountOfOwnUnit(count, unit);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-today': Today;
  }
}
