/**
 * Search and chips. Tells what is looked for by a `filter-change` event; what is shown for it is
 * the list's business. Chips are toggle buttons: Web Awesome has no control for that.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { foldText } from '@samphire/core/kinds/text';
import { categories as knownCategories } from '@samphire/core/kinds/needs/vocabulary';
import type { Category } from '@samphire/core/kinds/needs/vocabulary';
import type { NeedsView, TierGroup } from '@samphire/core/kinds/needs/types';
import { SamphireElement } from '../../app/element.ts';
import { isFiltering, noFilter, toggled } from './filter-state.ts';
import type { FilterState } from './filter-state.ts';
import { filterStyles } from './filter-styles.ts';
import { markStyles } from './list-styles.ts';
import { tierMark } from './tier-mark.ts';
import { typedDirection } from './typed-direction.ts';

/** Shorter than one waits for, longer than between two keys. */
const typingPauseMs = 150;

@customElement('samphire-needs-filter')
export class SamphireNeedsFilter extends SamphireElement {
  static override styles = [SamphireElement.styles, markStyles, filterStyles];

  @property({ attribute: false }) view: NeedsView | undefined;
  @property({ attribute: false }) categories: readonly string[] = [];
  @property({ attribute: false }) filter: FilterState = noFilter;
  /** How many lines the filter leaves, and of how many. */
  @property({ attribute: false }) shown = 0;
  @property({ attribute: false }) all = 0;

  #typing: ReturnType<typeof setTimeout> | undefined;

  override render(): TemplateResult | typeof nothing {
    const { t, view, filter } = this;
    if (view === undefined) return nothing;
    const tiersInUse = view.groups.filter((group) => group.lines.length > 0);
    return html`<div role="search" class="filter">
      <wa-input
        type="search"
        class="search"
        with-clear
        label=${t.needs.list.search}
        placeholder=${t.needs.list.search}
        .value=${filter.text}
        @input=${this.#onText}
        @wa-clear=${this.#onText}
        ${ref(typedDirection)}
      >
        <wa-icon slot="start" name="magnifying-glass"></wa-icon>
      </wa-input>
      ${
        tiersInUse.length < 2 && view.archived.length === 0
          ? nothing
          : html`<div class="chips" role="group" aria-label=${t.needs.list.filterTiers}>
            ${tiersInUse.map((group) => this.#tierChip(group))}
            ${this.#archivedChip(view.archived.length)}
          </div>`
      }
      ${
        this.categories.length < 2
          ? nothing
          : html`<div class="chips" role="group" aria-label=${t.needs.list.filterCategories}>
            ${this.categories.map((category) => this.#categoryChip(category))}
          </div>`
      }
      <p class="shown quiet small" role="status">
        ${
          isFiltering(filter)
            ? html`<span>
                ${t.needs.list.shown(this.shown, this.all)}
              </span>
              <wa-button size="s" appearance="plain" class="clear" @click=${this.#clear}>
                ${t.needs.list.clearFilter}
              </wa-button>`
            : nothing
        }
      </p>
    </div>`;
  }

  #tierChip({ tier, lines }: TierGroup): TemplateResult {
    return html`<button
      type="button"
      class="chip tier-${tier}"
      aria-pressed=${this.filter.tiers.includes(tier)}
      @click=${() => this.#change({ tiers: toggled(this.filter.tiers, tier) })}
    >
      ${tierMark(tier)}<span>${this.t.needs.tiers[tier]}</span>
      <span class="chip-count">${this.t.formats.number(lines.length)}</span>
    </button>`;
  }

  #archivedChip(count: number): TemplateResult | typeof nothing {
    if (count === 0) return nothing;
    const { showsArchived } = this.filter;
    return html`<button
      type="button"
      class="chip"
      aria-pressed=${showsArchived}
      @click=${() => this.#change({ showsArchived: !showsArchived })}
    >
      <wa-icon name="archive"></wa-icon><span>${this.t.needs.list.archivedTitle}</span>
      <span class="chip-count">${this.t.formats.number(count)}</span>
    </button>`;
  }

  #categoryChip(category: string): TemplateResult {
    const id = foldText(category);
    const words = isCategory(id) ? this.t.needs.categories[id] : category;
    return html`<button
      type="button"
      class="chip"
      aria-pressed=${this.filter.categories.includes(category)}
      @click=${() => this.#change({ categories: toggled(this.filter.categories, category) })}
    >
      <bdi>${words}</bdi>
    </button>`;
  }

  #change(change: Partial<FilterState>): void {
    this.filter = { ...this.filter, ...change };
    this.dispatchEvent(new CustomEvent<FilterState>('filter-change', { detail: this.filter }));
  }

  /** Searching waits for a pause in typing: a long list takes longer than one key. */
  readonly #onText = (event: Event): void => {
    const text = (event.currentTarget as WaInput).value ?? '';
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#change({ text }), typingPauseMs);
  };
  readonly #clear = (): void =>
    this.#change({ ...noFilter, showsArchived: this.filter.showsArchived });
}

const isCategory = (id: string): id is Category =>
  (knownCategories as readonly string[]).includes(id);

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-filter': SamphireNeedsFilter;
  }
}
