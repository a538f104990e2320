/** Looks of the screen around the list: heading, tools, the bar within a thumb's reach. */
import { css } from 'lit';

export const screenStyles = css`
  :host {
    display: flow-root;
  }
  header {
    margin-block-end: 1rem;
  }
  h1:focus-visible {
    outline-offset: 4px;
  }
  .present {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    margin-block-start: 0.25rem;
  }
  .person {
    padding-inline: 0.6rem;
    border-radius: 1rem;
    background: var(--wa-color-brand-fill-quiet);
    color: var(--wa-color-brand-on-quiet);
  }
  .tools {
    margin-block: 1rem;
  }
  .tools:not(:has(*)) {
    display: none;
  }
  .tool::part(base) {
    min-block-size: 44px;
    padding-inline: 0.75rem;
  }
  .wide-only {
    display: none;
  }
  .empty {
    padding: 1.5rem;
    align-items: flex-start;
  }
  wa-callout {
    margin-block-end: 1rem;
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    z-index: 3;
    /* What lies beneath can be touched beside the button. */
    pointer-events: none;
  }
  .foot wa-callout {
    margin-block: 0.75rem;
    box-shadow: 0 2px 12px var(--wa-color-shadow, rgb(0 0 0 / 25%));
  }
  /* A bar of its own at the foot of the window, opaque: nothing is half covered by a button. */
  .thumb-bar {
    padding: 0.75rem var(--page-inline) max(0.75rem, env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--wa-color-surface-border);
    background: var(--wa-color-surface-default);
    pointer-events: auto;
  }
  .thumb-bar .add {
    display: block;
  }
  .thumb-bar .add::part(base) {
    inline-size: 100%;
  }
  @media (max-width: 44.99rem) {
    .foot {
      position: fixed;
      inset-inline: 0;
    }
    .foot wa-callout {
      margin-inline: var(--page-inline);
    }
  }
  @media print {
    .foot {
      display: none;
    }
  }
  @media (min-width: 45rem) {
    .wide-only {
      display: contents;
    }
    .thumb-bar {
      display: none;
    }
  }
`;
