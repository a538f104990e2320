/**
 * The line that is always in sight: what is saved here, who has it, who is near. It waits a moment
 * before it says "saving", so that it neither flickers nor interrupts a screen reader at every
 * letter. A tap shows the details.
 */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../app/element.ts';
import type { GroupStatus, OpenGroup } from '../state/core.ts';
import { savedFacts } from '../state/saved.ts';
import { writeObstacle } from '../state/write-obstacle.ts';

/** Saving that takes no longer than this is not worth a word. */
const savingShownAfterMs = 700;

const icons = { calm: 'tick-circle', waiting: 'clock', trouble: 'warning' } as const;

@customElement('samphire-saved-line')
export class SavedLine extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      .line {
        position: relative;
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-block-size: var(--target);
        max-inline-size: var(--page-width);
        margin-inline: auto;
        padding: 0.25rem var(--page-inline);
        font-size: var(--wa-font-size-s);
        line-height: 1.35;
        color: var(--ink-quiet);
      }
      .line > wa-icon {
        flex: none;
        font-size: 1.125rem;
        color: var(--green);
      }
      .waiting > wa-icon:first-child {
        color: var(--amber);
      }
      .trouble {
        color: var(--red);
      }
      .trouble > wa-icon {
        color: var(--red);
      }
      .words {
        flex: 1;
        min-inline-size: 0;
      }
      .part {
        display: inline-block;
      }
      .first {
        color: var(--ink);
        font-weight: 600;
      }
      .trouble .first {
        color: inherit;
      }
      button {
        position: absolute;
        inset: 0;
        border: 0;
        background: none;
        cursor: pointer;
      }
      button:focus-visible {
        outline-offset: -3px;
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;
  @state() private hasDetails = false;
  @state() private isOpen = false;
  #savingSince: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const status = this.group.status();
    const { parts, tone } = savedFacts(
      {
        status: this.#calmed(status),
        ownDevice: this.group.me.device,
        browser: writeObstacle(globalThis),
        isDisputed: this.group.dispute() !== undefined,
      },
      this.t,
    );
    return html`<div class="line ${tone}">
        <wa-icon name=${icons[tone]}></wa-icon>
        <p class="words" role="status" aria-live="polite">
          ${parts.map(
            (part, index) =>
              html`<span class="part ${index === 0 ? 'first' : ''}">${part}</span>${
                index === parts.length - 1 ? nothing : ' · '
              }`,
          )}
        </p>
        <wa-icon name="chevron-down"></wa-icon>
        <button
          type="button"
          aria-haspopup="dialog"
          aria-label=${this.t.saved.line}
          @click=${this.#open}
        ></button>
      </div>
      ${
        this.hasDetails
          ? html`<samphire-saved-details
            .group=${this.group}
            ?open=${this.isOpen}
            @samphire-closed=${() => (this.isOpen = false)}
          ></samphire-saved-details>`
          : nothing
      }`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#savingSince = undefined;
  }

  /** The status as it is told: saving that has just begun still counts as saved. */
  #calmed(status: GroupStatus): GroupStatus {
    if (status.saved !== 'saving') {
      this.#savingSince = undefined;
      return status;
    }
    const now = performance.now();
    this.#savingSince ??= now;
    const left = this.#savingSince + savingShownAfterMs - now;
    if (left <= 0) return status;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.drawSoon(), left);
    return { ...status, saved: 'saved' };
  }

  readonly #open = async (): Promise<void> => {
    await import('./saved-details.ts');
    this.hasDetails = true;
    this.isOpen = true;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-saved-line': SavedLine;
  }
}
